//! Finding apps.

use super::app::{App, AppKind};
use super::{read, secrets};
use crate::services::metadata::Kind;
use crate::services::metadata::documents;
use crate::store::Tx;
use crate::value::Id;

/// The app that has a consumer key.
pub(crate) fn by_consumer_key(tx: &Tx<'_>, key: &str) -> Option<App> {
    by_id(tx, &secrets::app_with_key(tx, key)?)
}

/// The app with that Id.
pub(crate) fn by_id(tx: &Tx<'_>, id: &Id) -> Option<App> {
    if let Some(header) = documents::by_id(tx, Kind::ExternalClientApplication, id) {
        return Some(read::external_client_app(tx, header));
    }
    documents::by_id(tx, Kind::ConnectedApp, id).map(|document| read::connected_app(tx, document))
}

/// The app of that kind and name.
pub(crate) fn by_developer_name(tx: &Tx<'_>, kind: AppKind, name: &str) -> Option<App> {
    match kind {
        AppKind::External => documents::get(tx, Kind::ExternalClientApplication, name)
            .map(|header| read::external_client_app(tx, header)),
        AppKind::Connected => {
            documents::get(tx, Kind::ConnectedApp, name).map(|document| read::connected_app(tx, document))
        }
    }
}
