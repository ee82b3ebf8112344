//! `ExtlClntAppOauthSettings`: scopes and trusted IP ranges, and the consumer that appears with them.

use serde_json::{Value, json};

use super::component::{Saved, Work};
use super::satellite::{self, text_value};
use crate::apps::{scopes, secrets};
use crate::services::metadata::types::{Kind, Problem};
use crate::services::metadata::xml::Element;
use crate::store::{Org, Tx};
use crate::value::{Id, Row, row};

/// Most attributes and IP ranges (Metadata API Developer Guide, ExtlClntAppOauthSettings).
const MAX_ENTRIES: usize = 128;

/// Makes or changes the settings.
pub(super) fn save(work: &mut Work<'_, '_>, name: &str, file: &Element) -> Result<Saved, Problem> {
    let mut part = satellite::open(work, Kind::OauthSettings, name, file)?;
    let tokens = scopes::split(part.body.value("commaSeparatedOauthScopes").unwrap_or_default());
    refuse_unknown(&tokens)?;
    for list in ["customAttributes", "trustedIpRanges"] {
        if part.body.all(list).count() > MAX_ENTRIES {
            return Err(Problem::coded(
                "LIMIT_EXCEEDED",
                format!("{list}: maximum of {MAX_ENTRIES} exceeded"),
            ));
        }
    }
    if !tokens.is_empty() {
        // Retrieve shows the list with a blank after each comma (reported).
        part.body.set("commaSeparatedOauthScopes", tokens.join(", "));
    }
    let consumer = secrets::create(work.tx, &part.app.id, None, None);
    // `<orgId>:<consumerId>`, made by the org whatever the file says (reported).
    part.body.set("oauthLink", link(work.tx, &consumer));
    let values = columns(&part.body, &tokens);
    let (app, label) = (
        part.app.id.clone(),
        part.body.value("label").unwrap_or(name).to_owned(),
    );
    let saved = part.store(work, Some("ExtlClntAppOauthSettings"), values, false);
    if saved.created {
        show_consumer(work.tx, &consumer, &app, &saved.id, &label);
    }
    Ok(saved)
}

/// The validator lists the valid tokens (recorded); the words around the list are a guess.
fn refuse_unknown(tokens: &[String]) -> Result<(), Problem> {
    let unknown = scopes::unknown(tokens);
    if unknown.is_empty() {
        return Ok(());
    }
    let known: Vec<&str> = scopes::TOKENS.iter().map(|(token, _)| *token).collect();
    Err(Problem::coded(
        "INVALID_FIELD",
        format!(
            "Invalid OAuth scopes: {}. Valid values are: {}",
            unknown.join(", "),
            known.join(", ")
        ),
    ))
}

fn link(tx: &Tx<'_>, consumer: &Id) -> String {
    let org = Org::id(tx).map(|id| id.short().to_owned()).unwrap_or_default();
    format!("{org}:{}", consumer.short())
}

fn columns(body: &Element, tokens: &[String]) -> Row {
    let mut values = row([
        ("MasterLabel", text_value(body, "label")),
        ("OauthLink", text_value(body, "oauthLink")),
        ("SingleLogoutUrl", text_value(body, "singleLogoutUrl")),
        (
            "ExtlClntAppOauthOptionsFirstPartyAppEnabled",
            Value::Bool(body.flag("isFirstPartyAppEnabled")),
        ),
        (
            "ClientAssertionCertificate",
            text_value(body, "clientAssertionCertificate"),
        ),
    ]);
    for (token, column) in scopes::TOKENS.iter().filter(|(_, column)| !column.is_empty()) {
        let on = tokens.iter().any(|given| given == token);
        values.insert(format!("OauthScopes{column}"), Value::Bool(on));
    }
    values
}

/// The consumer's row: it points at the settings, and policies made before them are pointed at them too.
fn show_consumer(tx: &mut Tx<'_>, consumer: &Id, app: &Id, settings: &Id, label: &str) {
    let values = row([
        ("ExternalClientApplicationId", Value::from(app)),
        ("ExtlClntAppOauthSettingsId", Value::from(settings)),
        ("MasterLabel", Value::from(label)),
        ("DeveloperName", Value::from(label.replace(' ', "_"))),
        ("Language", Value::from("en_US")),
    ]);
    if tx.get("ExtlClntAppOauthConsumer", consumer).is_some() {
        tx.update_raw("ExtlClntAppOauthConsumer", consumer, values);
    } else {
        let mut values = values;
        values.insert("Id".to_owned(), Value::from(consumer));
        tx.insert_raw("ExtlClntAppOauthConsumer", values);
    }
    for policy in tx.find(
        "ExtlClntAppOauthPlcyCnfg",
        &[("ExternalClientApplicationId", json!(app.as_str()))],
    ) {
        if let Some(id) = crate::value::id(&policy, "Id") {
            tx.update_raw(
                "ExtlClntAppOauthPlcyCnfg",
                &id,
                row([("ExtlClntAppOauthSettingsId", Value::from(settings))]),
            );
        }
    }
}
