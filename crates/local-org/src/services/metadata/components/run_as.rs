//! What follows a user that is renamed.

use serde_json::{Value, json};

use super::documents;
use crate::services::metadata::types::Kind;
use crate::store::Tx;
use crate::value::{Row, id};

/// Gives apps the new name of their run-as user. Their policies refer to the user and are not changed by this, so
/// who changed them last, and when, stays.
pub(crate) fn user_renamed(tx: &mut Tx<'_>, old: &str, new: &str) {
    let object = "ExtlClntAppOauthPlcyCnfg";
    for policy in tx.find(object, &[("ClientCredentialsFlowUser", json!(old))]) {
        let Some(id) = id(&policy, "Id") else { continue };
        let kept = ["LastModifiedDate", "LastModifiedById", "SystemModstamp"];
        let mut changes: Row = policy
            .into_iter()
            .filter(|(field, _)| kept.contains(&field.as_str()))
            .collect();
        changes.insert("ClientCredentialsFlowUser".to_owned(), Value::from(new));
        tx.update_raw(object, &id, changes);
    }
    for mut app in documents::all(tx, Kind::ConnectedApp) {
        let config = app
            .body
            .children
            .iter_mut()
            .find(|child| child.name == "oauthConfig");
        if let Some(config) = config.filter(|config| config.value("oauthClientCredentialUser") == Some(old)) {
            config.set("oauthClientCredentialUser", new);
            documents::put(tx, Kind::ConnectedApp, &app.name, &app.id, None, &app.body);
        }
    }
}
