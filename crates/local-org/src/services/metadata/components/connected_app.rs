//! `ConnectedApp`: creating is blocked in most orgs, changing works.

use serde_json::Value;

use super::component::{Saved, Work};
use super::defaults::{declare, visible};
use super::global_oauth::check_certificate;
use super::names::{check_developer_name, check_lengths};
use super::satellite::text_value;
use super::{app_links, documents};
use crate::apps::{AppKind, scopes, secrets};
use crate::facts::apps::CONNECTED_APP_CREATION;
use crate::services::metadata::types::{Kind, Problem};
use crate::services::metadata::xml::Element;
use crate::store::Tx;
use crate::value::{Id, Row, flag, row};

const KIND: Kind = Kind::ConnectedApp;
const IP_RELAXATIONS: &[&str] = &["ENFORCE", "BYPASS_2FACTOR", "BYPASS", "ENFORCE_RELAXREFRESH"];

/// Makes or changes a connected app.
pub(super) fn save(work: &mut Work<'_, '_>, name: &str, file: &Element) -> Result<Saved, Problem> {
    let before = documents::get(work.tx, KIND, name);
    if before.is_none() && !work.tx.org.behaviours.is(&CONNECTED_APP_CREATION, "allowed") {
        // Metadata API Developer Guide, ConnectedApp, important note; the words are reported ten times.
        return Err(Problem::of_file(
            "You can't create a connected app. To enable connected app creation, contact Salesforce Customer Support.",
        ));
    }
    check_developer_name(name, "Connected App")?;
    check_lengths(file, &[("label", 80), ("description", 256)])?;
    let mut body = declare(
        KIND,
        before.as_ref().map(|before| &before.body),
        file,
        work.version,
    );
    let given = take_credentials(&mut body);
    check_oauth(work.tx, &body)?;
    check_key(
        work.tx,
        before.as_ref().map(|before| &before.id),
        given.0.as_deref(),
    )?;
    fill_defaults(&mut body);
    let lists = take_lists(&mut body, file);
    let changed = before.as_ref().is_none_or(|before| before.body != body);
    let created = before.is_none();
    let id = match before {
        Some(before) => {
            if changed {
                work.tx
                    .update_raw("ConnectedApplication", &before.id, columns(&body));
            }
            before.id
        }
        None => work.tx.insert_raw("ConnectedApplication", columns(&body)),
    };
    if changed {
        documents::put(work.tx, KIND, name, &id, None, &body);
    }
    if body.child("oauthConfig").is_some() {
        secrets::create(work.tx, &id, given.0.as_deref(), given.1.as_deref());
    }
    let linked = link(work.tx, &id, &body, &lists)?;
    Ok(Saved::new(id, created, changed || linked))
}

/// Reads a connected app: with its key, without its secret, scopes as retrieve shows them.
pub(super) fn read(tx: &Tx<'_>, name: &str, version: u32) -> Option<(String, Element)> {
    let document = documents::get(tx, KIND, name)?;
    let mut body = document.body;
    if let Some(oauth) = body.children.iter_mut().find(|child| child.name == "oauthConfig") {
        let mut seen: Vec<String> = Vec::new();
        oauth.children.retain_mut(|child| {
            if child.name != "scopes" {
                return true;
            }
            child.text = scopes::normalised(child.text.trim()).to_owned();
            let new = !seen.contains(&child.text);
            seen.push(child.text.clone());
            new
        });
        if let Some(consumer) = secrets::of_app(tx, &document.id) {
            oauth.set("consumerKey", consumer.key);
            oauth.children.sort_by(|one, other| one.name.cmp(&other.name));
        }
    }
    let (sets, profiles) = app_links::linked_sets(tx, AppKind::Connected, &document.id);
    body.children.extend(
        sets.into_iter()
            .map(|name| Element::leaf("permissionSetName", name)),
    );
    body.children.extend(
        profiles
            .into_iter()
            .map(|name| Element::leaf("profileName", name)),
    );
    Some((document.name, visible(KIND, &body, version)))
}

/// Deletes a connected app.
pub(super) fn delete(work: &mut Work<'_, '_>, name: &str) -> Option<Id> {
    let document = documents::get(work.tx, KIND, name)?;
    app_links::remove_all(work.tx, AppKind::Connected, &document.id);
    secrets::forget_app(work.tx, &document.id);
    work.tx.delete_raw("ConnectedApplication", &document.id);
    documents::remove(work.tx, KIND, &document.name);
    Some(document.id)
}

/// Key and secret never stay in the document.
fn take_credentials(body: &mut Element) -> (Option<String>, Option<String>) {
    let Some(oauth) = body.children.iter_mut().find(|child| child.name == "oauthConfig") else {
        return (None, None);
    };
    let taken = (
        oauth.value("consumerKey").map(str::to_owned),
        oauth.value("consumerSecret").map(str::to_owned),
    );
    oauth.remove("consumerKey");
    oauth.remove("consumerSecret");
    taken
}

/// Settable on create only, 8 to 256 alphanumerics, globally unique (Metadata API Developer Guide,
/// ConnectedAppOauthConfig); the texts are recorded in public issues.
fn check_key(tx: &Tx<'_>, app: Option<&Id>, key: Option<&str>) -> Result<(), Problem> {
    let Some(key) = key else { return Ok(()) };
    let own = app
        .and_then(|app| secrets::of_app(tx, app))
        .is_some_and(|consumer| consumer.key == key);
    if own {
        return Ok(());
    }
    if app.is_some() {
        return Err(Problem::of_file("You cannot provide a Consumer Key"));
    }
    if secrets::app_with_key(tx, key).is_some() {
        return Err(Problem::of_file("The consumer key is already taken."));
    }
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
    if !(8..=256).contains(&key.len()) || !key.bytes().all(allowed) {
        return Err(Problem::coded(
            "INVALID_FIELD",
            "Consumer key must be alphanumeric and 8 to 256 characters long",
        ));
    }
    Ok(())
}

fn check_oauth(tx: &Tx<'_>, body: &Element) -> Result<(), Problem> {
    let Some(oauth) = body.child("oauthConfig") else {
        return Ok(());
    };
    if let Some(certificate) = oauth.value("certificate") {
        check_certificate(certificate)?;
    }
    if let Some(username) = oauth.value("oauthClientCredentialUser") {
        let user = tx.find_one("User", &[("Username", Value::from(username))]);
        if !user.is_some_and(|user| flag(&user, "IsActive")) {
            return Err(Problem::of_file(
                "Enter a valid execution user for the OAuth client credentials flow.",
            ));
        }
    }
    check_policies(body)?;
    let relaxation = body
        .child("oauthPolicy")
        .and_then(|policy| policy.value("ipRelaxation"));
    match relaxation {
        Some(value) if !IP_RELAXATIONS.contains(&value) => Err(Problem::coded(
            "INVALID_FIELD",
            format!("Invalid IP relaxation: {value}"),
        )),
        _ => Ok(()),
    }
}

/// The forms of a refresh token policy and of a session policy (Metadata API Developer Guide, ConnectedAppOauthPolicy and
/// ConnectedAppSessionPolicy); the words of the refusals are a guess.
fn check_policies(body: &Element) -> Result<(), Problem> {
    let refresh = body
        .child("oauthPolicy")
        .and_then(|policy| policy.value("refreshTokenPolicy"));
    if let Some(policy) = refresh.filter(|policy| !is_refresh_policy(policy)) {
        return Err(Problem::coded(
            "INVALID_FIELD",
            format!("Invalid refresh token policy: {policy}"),
        ));
    }
    let Some(session) = body.child("sessionPolicy") else {
        return Ok(());
    };
    let closed: [(&str, &[&str]); 2] = [
        ("sessionLevel", &["LOW", "STANDARD", "HIGH_ASSURANCE"]),
        ("policyAction", &["Block", "RaiseSessionLevel"]),
    ];
    for (field, values) in closed {
        if let Some(value) = session.value(field).filter(|value| !values.contains(value)) {
            return Err(Problem::coded(
                "INVALID_FIELD",
                format!("{field}: bad value for restricted picklist field: {value}"),
            ));
        }
    }
    Ok(())
}

fn is_refresh_policy(policy: &str) -> bool {
    let parts: Vec<&str> = policy.split(':').collect();
    match parts.as_slice() {
        ["infinite" | "zero"] => true,
        [
            "specific_lifetime" | "specific_inactivity",
            period,
            "HOURS" | "DAYS" | "MONTHS",
        ] => period.parse::<u32>().is_ok_and(|period| period > 0),
        _ => false,
    }
}

/// Defaults of the policy (Metadata API Developer Guide, ConnectedAppOauthPolicy).
fn fill_defaults(body: &mut Element) {
    if body.child("oauthConfig").is_some() && body.child("oauthPolicy").is_none() {
        body.children.push(
            Element::new("oauthPolicy")
                .with("ipRelaxation", "ENFORCE")
                .with("refreshTokenPolicy", "infinite"),
        );
        body.children.sort_by(|one, other| one.name.cmp(&other.name));
    }
}

type Lists = (Option<Vec<String>>, Option<Vec<String>>);

/// The lists live in SetupEntityAccess rows alone. One empty element is a list of nobody.
fn take_lists(body: &mut Element, file: &Element) -> Lists {
    let mut take = |field: &str| {
        body.remove(field);
        let given: Vec<&Element> = file.all(field).collect();
        let names = given
            .iter()
            .map(|child| child.text.trim().to_owned())
            .filter(|name| !name.is_empty());
        (!given.is_empty()).then(|| names.collect())
    };
    (take("permissionSetName"), take("profileName"))
}

/// Lists only count with `isAdminApproved` (Metadata API Developer Guide, ConnectedApp). That leaving them out on
/// update keeps the approvals is a guess.
fn link(tx: &mut Tx<'_>, app: &Id, body: &Element, lists: &Lists) -> Result<bool, Problem> {
    if !body
        .child("oauthConfig")
        .is_some_and(|oauth| oauth.flag("isAdminApproved"))
    {
        return Ok(false);
    }
    app_links::replace(
        tx,
        AppKind::Connected,
        app,
        lists.0.as_deref(),
        lists.1.as_deref(),
    )
}

fn columns(body: &Element) -> Row {
    let approved = body
        .child("oauthConfig")
        .is_some_and(|oauth| oauth.flag("isAdminApproved"));
    row([
        ("Name", text_value(body, "label")),
        ("StartUrl", text_value(body, "startUrl")),
        ("MobileStartUrl", text_value(body, "mobileStartUrl")),
        ("OptionsAllowAdminApprovedUsersOnly", Value::Bool(approved)),
        (
            "OptionsHasSessionLevelPolicy",
            Value::Bool(body.child("sessionPolicy").is_some()),
        ),
    ])
}
