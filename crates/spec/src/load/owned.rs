//! The names of what an integration owns in an org, defaults included.

use hallpass_model::AppKind;

use crate::defaults;
use crate::format::AppSpec;
use crate::load::Document;
use crate::source::Place;

/// The name of an app, of whichever kind.
pub(crate) struct AppName<'s> {
    pub(crate) value: &'s str,
    pub(crate) place: Place,
    pub(crate) kind: AppKind,
}

impl Document {
    /// Returns the name of the integration's own set, and the place that it comes from.
    pub(crate) fn set_name(&self) -> Option<(String, Place)> {
        let set = self.spec.permission_set.as_ref();
        if let Some(name) = set.and_then(|set| set.value.name.as_ref()) {
            return Some((name.value.as_str().to_owned(), name.place));
        }
        self.name().map(|name| (defaults::set_name(name), self.place()))
    }

    /// Walks the apps that have a name.
    pub(crate) fn named_apps(&self) -> impl Iterator<Item = (&AppSpec, AppName<'_>)> {
        let apps = self.spec.apps.iter().flat_map(|apps| &apps.value);
        apps.filter_map(|app| app.value.name().map(|name| (&app.value, name)))
    }
}

impl AppSpec {
    /// Returns the name of the app, of whichever kind.
    pub(crate) fn name(&self) -> Option<AppName<'_>> {
        let external = self.external_client_app.as_ref().map(|name| AppName {
            value: name.value.as_str(),
            place: name.place,
            kind: AppKind::ExternalClientApp,
        });
        external.or_else(|| {
            self.connected_app.as_ref().map(|name| AppName {
                value: name.value.as_str(),
                place: name.place,
                kind: AppKind::ConnectedApp,
            })
        })
    }
}
