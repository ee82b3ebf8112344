//! External client apps.

use secrecy::{ExposeSecret as _, SecretString};

use super::super::node::{Entry, Node};
use super::work::Done;
use crate::apps::{self, AppKind, SeedApp};
use crate::store::Tx;

/// Makes an app where it is missing, and gives it the credentials that the file says.
pub(super) fn put_app(tx: &mut Tx<'_>, entry: &Entry) -> Done {
    let Entry { key, value, .. } = entry;
    let names = |key: &str| -> Vec<&str> {
        value
            .get(key)
            .map(Node::items)
            .unwrap_or_default()
            .iter()
            .map(Node::text)
            .collect()
    };
    let run_as = value.text_of("run_as").unwrap_or_default();
    let label = value
        .text_of("label")
        .map_or_else(|| key.replace('_', " "), str::to_owned);
    let scopes = names("scopes");
    let app = match apps::by_developer_name(tx, AppKind::External, key) {
        Some(app) => app,
        None => apps::create_seed_app(
            tx,
            &SeedApp {
                name: key,
                label: &label,
                contact_email: value.text_of("contact_email").unwrap_or(run_as),
                run_as,
                scopes: if scopes.is_empty() { &["Api"] } else { &scopes },
                permission_sets: &names("permission_sets"),
            },
        )?,
    };
    let Some(consumer) = app.consumer else {
        return Ok(());
    };
    let client_id = value.text_of("client_id").unwrap_or(&consumer.key);
    let client_secret = value
        .text_of("client_secret")
        .unwrap_or(consumer.secret.expose_secret());
    apps::set_credentials(tx, &app.id, client_id, &SecretString::from(client_secret));
    Ok(())
}
