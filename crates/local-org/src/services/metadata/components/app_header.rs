//! `ExternalClientApplication`: the header of an app.

use serde_json::{Value, json};

use super::component::{Saved, Work};
use super::defaults::declare;
use super::names::{check_developer_name, check_lengths, require};
use super::satellite::{drop_part, text_value};
use super::{app_links, documents};
use crate::apps::{AppKind, secrets};
use crate::services::metadata::types::{Kind, Problem};
use crate::services::metadata::xml::Element;
use crate::store::Org;
use crate::value::{Id, Row, row};

/// The sObject that shows a kind in SOQL. Global settings and security settings have none (reported).
pub(super) fn object_of(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::ExternalClientApplication => Some("ExternalClientApplication"),
        Kind::OauthSettings => Some("ExtlClntAppOauthSettings"),
        Kind::OauthPolicies => Some("ExtlClntAppOauthPlcyCnfg"),
        Kind::Policies => Some("ExtlClntAppPlcyCnfg"),
        Kind::ConnectedApp => Some("ConnectedApplication"),
        Kind::GlobalOauthSettings
        | Kind::OauthSecuritySettings
        | Kind::Settings
        | Kind::CustomObject
        | Kind::CustomField
        | Kind::ApexClass
        | Kind::CustomPermission
        | Kind::RemoteSiteSetting
        | Kind::Flow
        | Kind::Certificate
        | Kind::ExternalCredential
        | Kind::Role
        | Kind::Group
        | Kind::Queue
        | Kind::MutingPermissionSet
        | Kind::PermissionSetGroup
        | Kind::PermissionSet
        | Kind::Profile => None,
    }
}

/// Makes or changes the header.
pub(super) fn save(work: &mut Work<'_, '_>, name: &str, file: &Element) -> Result<Saved, Problem> {
    let kind = Kind::ExternalClientApplication;
    check_developer_name(name, "External Client App")?;
    // Optional in the WSDL, required by the deploy validator (reported).
    require(file, "contactEmail")?;
    check_lengths(
        file,
        &[
            ("label", 80),
            ("description", 255),
            ("contactEmail", 80),
            ("contactPhone", 40),
        ],
    )?;
    let before = documents::get(work.tx, kind, name);
    if before.is_none() && documents::get(work.tx, Kind::ConnectedApp, name).is_some() {
        // That the two collide is reported; the words are a guess.
        return Err(Problem::coded(
            "DUPLICATE_DEVELOPER_NAME",
            format!("This Developer Name already exists or has been previously used: {name}"),
        ));
    }
    let mut body = declare(
        kind,
        before.as_ref().map(|before| &before.body),
        file,
        work.version,
    );
    if body.value("label").is_none() {
        body.set("label", name);
    }
    // `<orgId>:<developerName>`, made by the org on the first deploy whatever the file says (reported).
    body.set("orgScopedExternalApp", scoped_name(work, name));
    let body = declare(kind, None, &body, u32::MAX);
    let changed = before.as_ref().is_none_or(|before| before.body != body);
    let id = match &before {
        Some(before) => {
            if changed {
                work.tx
                    .update_raw("ExternalClientApplication", &before.id, columns(&body));
            }
            before.id.clone()
        }
        None => {
            let mut values = columns(&body);
            values.extend(row([
                ("DeveloperName", Value::from(name)),
                ("Language", Value::from("en_US")),
            ]));
            work.tx.insert_raw("ExternalClientApplication", values)
        }
    };
    if changed {
        documents::put(work.tx, kind, name, &id, None, &body);
    }
    Ok(Saved::new(id, before.is_none(), changed))
}

/// Deletes an app with all its parts, its keys and its approvals. That the parts go too is reported by one tool.
pub(super) fn delete(work: &mut Work<'_, '_>, name: &str) -> Option<Id> {
    let header = documents::get(work.tx, Kind::ExternalClientApplication, name)?;
    for kind in Kind::all(u32::MAX).filter(|kind| kind.is_satellite()) {
        if let Some(part) = documents::of_app(work.tx, kind, &header.name) {
            drop_part(work.tx, kind, &part);
        }
    }
    for consumer in work.tx.find(
        "ExtlClntAppOauthConsumer",
        &[("ExternalClientApplicationId", json!(header.id.as_str()))],
    ) {
        if let Some(id) = crate::value::id(&consumer, "Id") {
            work.tx.delete_raw("ExtlClntAppOauthConsumer", &id);
        }
    }
    app_links::remove_all(work.tx, AppKind::External, &header.id);
    secrets::forget_app(work.tx, &header.id);
    drop_part(work.tx, Kind::ExternalClientApplication, &header);
    Some(header.id)
}

fn scoped_name(work: &Work<'_, '_>, name: &str) -> String {
    let org = Org::id(work.tx)
        .map(|id| id.short().to_owned())
        .unwrap_or_default();
    format!("{org}:{name}")
}

fn columns(body: &Element) -> Row {
    row([
        ("MasterLabel", text_value(body, "label")),
        ("ContactEmail", text_value(body, "contactEmail")),
        ("ContactPhone", text_value(body, "contactPhone")),
        ("Description", text_value(body, "description")),
        ("DistributionState", text_value(body, "distributionState")),
        ("IconUrl", text_value(body, "iconUrl")),
        ("InfoUrl", text_value(body, "infoUrl")),
        ("LogoUrl", text_value(body, "logoUrl")),
        ("ManagedType", text_value(body, "managedType")),
        ("OrgScopedExternalApp", text_value(body, "orgScopedExternalApp")),
    ])
}
