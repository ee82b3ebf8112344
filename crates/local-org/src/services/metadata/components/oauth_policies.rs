//! `ExtlClntAppOauthConfigurablePolicies`: permitted users, run-as user, token policies.

use serde_json::{Value, json};

use super::component::{Saved, Work};
use super::defaults::visible;
use super::satellite::{self, number_value, text_value};
use super::{app_links, documents};
use crate::apps::AppKind;
use crate::facts::apps::POLICY_WITHOUT_LIST;
use crate::services::metadata::types::{Kind, Problem};
use crate::services::metadata::xml::Element;
use crate::store::Tx;
use crate::value::{Id, Row, flag, id, row, text};

const KIND: Kind = Kind::OauthPolicies;
/// As the live validator and SOQL spell them; compared without case (reported).
const IP_RELAXATIONS: &[&str] = &["Enforce", "Bypass", "Bypass_2factor", "Enforce_relaxrefresh"];
/// Minutes that JWT-format tokens may live (Metadata API Developer Guide); the longer ones from 65.0.
const JWT_MINUTES: &[i64] = &[1, 5, 10, 15, 30];
const LONG_JWT_MINUTES: &[i64] = &[60, 90, 120, 240, 480, 720];

/// Makes or changes the policies.
pub(super) fn save(work: &mut Work<'_, '_>, name: &str, file: &Element) -> Result<Saved, Problem> {
    let mut part = satellite::open(work, KIND, name, file)?;
    let run_as = execution_user(work.tx, &part.body)?;
    if let Some(user) = &run_as {
        part.body.set("clientCredentialsFlowUser", user.as_str());
    }
    normalise_ip_relaxation(&mut part.body)?;
    complete_refresh_policy(&mut part.body)?;
    check_jwt(work, &part.app.name, &part.body)?;
    for list in ["sessionTimeoutInMinutes", "refreshTokenValidityPeriod"] {
        if number_value(&part.body, list)
            .as_i64()
            .is_some_and(|number| number < 0)
        {
            return Err(Problem::coded("INVALID_FIELD", format!("{list}: invalid value")));
        }
    }
    let linked = link_sets(work, &part.app.id, &part.body)?;
    // The lists live in SetupEntityAccess rows alone: one store for both ways of linking.
    part.body.remove("commaSeparatedPermissionSet");
    part.body.remove("commaSeparatedProfile");
    let settings = documents::of_app(work.tx, Kind::OauthSettings, &part.app.name);
    let mut values = columns(work.tx, &part.body);
    values.insert(
        "ExtlClntAppOauthSettingsId".to_owned(),
        settings.map_or(Value::Null, |document| Value::from(document.id)),
    );
    Ok(part.store(work, Some("ExtlClntAppOauthPlcyCnfg"), values, linked))
}

/// Reads the policies with the run-as user's present name and the sets that hold the app.
pub(super) fn read(tx: &Tx<'_>, name: &str, version: u32) -> Option<(String, Element)> {
    let document = documents::get(tx, KIND, name)?;
    let mut body = document.body;
    if let Some(username) = body
        .value("clientCredentialsFlowUser")
        .and_then(Id::parse)
        .and_then(|id| username(tx, &id))
    {
        body.set("clientCredentialsFlowUser", username);
    }
    if let Some(app) = document
        .app
        .and_then(|app| documents::get(tx, Kind::ExternalClientApplication, &app))
    {
        let (sets, profiles) = app_links::linked_sets(tx, AppKind::External, &app.id);
        for (field, names) in [
            ("commaSeparatedPermissionSet", sets),
            ("commaSeparatedProfile", profiles),
        ] {
            if !names.is_empty() {
                body.set(field, names.join(", "));
            }
        }
    }
    Some((document.name, visible(KIND, &body, version)))
}

fn username(tx: &Tx<'_>, user: &Id) -> Option<String> {
    tx.get("User", user).map(|row| text(&row, "Username").to_owned())
}

/// The active user of that Username. Text recorded, also under check-only; it also comes when the flow is on
/// without a user (a guess).
fn execution_user(tx: &Tx<'_>, body: &Element) -> Result<Option<Id>, Problem> {
    let refused = || Problem::of_file("Enter a valid execution user for the OAuth client credentials flow.");
    match body.value("clientCredentialsFlowUser") {
        Some(username) => {
            // An older package that cannot name the field leaves the stored Id in its place.
            let user = match Id::parse(username) {
                Some(id) => tx.get("User", &id),
                None => tx.find_one("User", &[("Username", json!(username))]),
            };
            let user = user.filter(|row| flag(row, "IsActive")).ok_or_else(refused)?;
            id(&user, "Id").ok_or_else(refused).map(Some)
        }
        None if body.flag("isClientCredentialsFlowEnabled") => Err(refused()),
        None => Ok(None),
    }
}

fn normalise_ip_relaxation(body: &mut Element) -> Result<(), Problem> {
    let given = body
        .value("ipRelaxationPolicyType")
        .unwrap_or("Enforce")
        .to_owned();
    match IP_RELAXATIONS
        .iter()
        .find(|known| known.eq_ignore_ascii_case(&given))
    {
        Some(known) => {
            body.set("ipRelaxationPolicyType", *known);
            Ok(())
        }
        None => Err(Problem::coded(
            "INVALID_FIELD",
            format!("ipRelaxationPolicyType: bad value for restricted picklist field: {given}"),
        )),
    }
}

/// A policy with a span has one: 365 days unless said (reported of policies that appear by themselves).
fn complete_refresh_policy(body: &mut Element) -> Result<(), Problem> {
    if body
        .value("refreshTokenPolicyType")
        .is_some_and(|policy| policy.starts_with("Specific"))
    {
        if body.value("refreshTokenValidityPeriod").is_none() {
            body.set("refreshTokenValidityPeriod", "365");
            body.set("refreshTokenValidityUnit", "Days");
        }
        if body.value("refreshTokenValidityUnit").is_none() {
            body.set("refreshTokenValidityUnit", "Days");
        }
    }
    match body.value("refreshTokenValidityUnit") {
        None | Some("Days" | "Hours" | "Months") => Ok(()),
        Some(unit) => Err(Problem::coded(
            "INVALID_FIELD",
            format!("refreshTokenValidityUnit: bad value for restricted picklist field: {unit}"),
        )),
    }
}

/// `Invalid plugin settings` comes when JWT times are sent while JWT-format tokens are off (reported).
fn check_jwt(work: &Work<'_, '_>, app: &str, body: &Element) -> Result<(), Problem> {
    let minutes = |field: &str| body.value(field).and_then(|text| text.parse::<i64>().ok());
    let times: Vec<i64> = ["namedUserJwtTimeout", "guestJwtTimeout"]
        .into_iter()
        .filter_map(minutes)
        .collect();
    if times.is_empty() {
        return Ok(());
    }
    let on = documents::of_app(work.tx, Kind::GlobalOauthSettings, app)
        .is_some_and(|global| global.body.flag("isNamedUserJwtEnabled"));
    let allowed =
        |time: &i64| JWT_MINUTES.contains(time) || (work.version >= 65 && LONG_JWT_MINUTES.contains(time));
    if on && times.iter().all(allowed) {
        Ok(())
    } else {
        Err(Problem::of_file("Invalid plugin settings"))
    }
}

/// Brings the approvals of the app in step with the lists of the file; whether leaving a list out removes the
/// approvals is a behaviour.
fn link_sets(work: &mut Work<'_, '_>, app: &Id, body: &Element) -> Result<bool, Problem> {
    let names = |field: &str| -> Option<Vec<String>> {
        body.value(field).map(|list| {
            list.split(',')
                .map(str::trim)
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect()
        })
    };
    let (sets, profiles) = (
        names("commaSeparatedPermissionSet"),
        names("commaSeparatedProfile"),
    );
    let keep = work.tx.org.behaviours.is(&POLICY_WITHOUT_LIST, "keeps");
    let sets = if keep {
        sets
    } else {
        Some(sets.unwrap_or_default())
    };
    let profiles = if keep {
        profiles
    } else {
        Some(profiles.unwrap_or_default())
    };
    app_links::replace(
        work.tx,
        AppKind::External,
        app,
        sets.as_deref(),
        profiles.as_deref(),
    )
}

fn columns(tx: &Tx<'_>, body: &Element) -> Row {
    let user = body
        .value("clientCredentialsFlowUser")
        .and_then(Id::parse)
        .and_then(|id| username(tx, &id));
    let reference = |object: &str, field: &str, name: Option<&str>| {
        name.and_then(|name| tx.find_one(object, &[(field, json!(name))]))
            .and_then(|row| id(&row, "Id"))
            .map_or(Value::Null, Value::from)
    };
    row([
        ("MasterLabel", text_value(body, "label")),
        (
            "RefreshTokenPolicyType",
            text_value(body, "refreshTokenPolicyType"),
        ),
        (
            "RefreshTokenValidityPeriod",
            number_value(body, "refreshTokenValidityPeriod"),
        ),
        (
            "RefreshTokenValidityUnit",
            text_value(body, "refreshTokenValidityUnit"),
        ),
        (
            "IpRelaxationPolicyType",
            text_value(body, "ipRelaxationPolicyType"),
        ),
        (
            "PermittedUsersPolicyType",
            text_value(body, "permittedUsersPolicyType"),
        ),
        (
            "SessionTimeoutInMinutes",
            number_value(body, "sessionTimeoutInMinutes"),
        ),
        ("RequiredSessionLevel", text_value(body, "requiredSessionLevel")),
        ("PolicyAction", text_value(body, "policyAction")),
        (
            "IsClientCredentialsFlowEnabled",
            Value::Bool(body.flag("isClientCredentialsFlowEnabled")),
        ),
        ("ClientCredentialsFlowUser", user.map_or(Value::Null, Value::from)),
        (
            "ApexHandlerId",
            reference("ApexClass", "Name", body.value("apexHandler")),
        ),
        (
            "ExecuteHandlerAsId",
            reference("User", "Username", body.value("executeHandlerAs")),
        ),
        ("SingleLogoutUrl", text_value(body, "singleLogoutUrl")),
        ("StartUrl", text_value(body, "startUrl")),
        (
            "IsTokenExchangeFlowEnabled",
            Value::Bool(body.flag("isTokenExchangeFlowEnabled")),
        ),
        (
            "IsGuestCodeCredFlowEnabled",
            Value::Bool(body.flag("isGuestCodeCredFlowEnabled")),
        ),
        (
            "IsNamedUserJwtEnabled",
            Value::Bool(body.value("namedUserJwtTimeout").is_some()),
        ),
        ("GuestJwtTimeout", text_value(body, "guestJwtTimeout")),
        ("NamedUserJwtTimeout", text_value(body, "namedUserJwtTimeout")),
    ])
}
