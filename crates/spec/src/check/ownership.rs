//! How much of an app is managed, and what can be said of the app of another.

use hallpass_model::Manage;

use crate::decode::Mapping;
use crate::diagnostic::{Problem, Problems, code};
use crate::format::AppSpec;
use crate::source::Place;
use crate::text::OwnApiName;

use crate::decode::Rule;

/// What whoever made an app decides.
const NOT_POLICIES: [&str; 11] = [
    "label",
    "description",
    "contact_email",
    "callback_url",
    "certificate",
    "scopes",
    "trusted_ip_ranges",
    "require_pkce",
    "require_secret",
    "require_secret_for_refresh",
    "create",
];

impl AppSpec {
    /// Returns whether another made the app, and only its policies are managed.
    pub(crate) fn is_of_another(&self) -> bool {
        self.manage
            .as_ref()
            .is_some_and(|manage| manage.value == Manage::Policies)
    }

    /// Returns where a key stands, as far as its value could be read.
    fn place_of(&self, key: &str) -> Option<Place> {
        match key {
            "label" => self.label.as_ref().map(|at| at.place),
            "description" => self.description.as_ref().map(|at| at.place),
            "contact_email" => self.contact_email.as_ref().map(|at| at.place),
            "callback_url" => self.callback_url.as_ref().map(|at| at.place),
            "certificate" => self.certificate.as_ref().map(|at| at.place),
            "scopes" => self.scopes.as_ref().map(|at| at.place),
            "trusted_ip_ranges" => self.trusted_ip_ranges.as_ref().map(|at| at.place),
            "require_pkce" => self.require_pkce.as_ref().map(|at| at.place),
            "require_secret" => self.require_secret.as_ref().map(|at| at.place),
            "require_secret_for_refresh" => self.require_secret_for_refresh.as_ref().map(|at| at.place),
            "create" => self.create.as_ref().map(|at| at.place),
            "enabled" => self.enabled.as_ref().map(|at| at.place),
            _ => None,
        }
    }
}

pub(super) fn check(app: &AppSpec, problems: &mut Problems) {
    if app.is_of_another() {
        only_policies(app, problems);
    } else {
        own(app, problems);
    }
    kind(app, problems);
}

fn only_policies(app: &AppSpec, problems: &mut Problems) {
    for (key, place) in NOT_POLICIES
        .into_iter()
        .filter_map(|key| Some((key, app.place_of(key)?)))
    {
        let mut problem = Problem::error(
            code::USELESS_KEY,
            place,
            format!("`{key}` is no policy of an app"),
        )
        .label("whoever made the app decides this");
        if let Some(manage) = &app.manage {
            problem = problem.related(manage.place, "only policies are managed");
        }
        problems.push(problem.hint("leave it out, or manage the whole app"));
    }
}

fn own(app: &AppSpec, problems: &mut Problems) {
    if !app.has("flow") {
        problems.push(
            Problem::error(code::MISSING_KEY, app.place(), "an app needs `flow`")
                .label("`flow` is missing from this mapping"),
        );
    }
    if let Some(name) = app
        .name()
        .filter(|name| OwnApiName::fault(name.value).is_some() && name.value.contains("__"))
    {
        problems.push(
            Problem::error(
                code::APP_OF_ANOTHER,
                name.place,
                format!("`{}` is the app of a managed package", name.value),
            )
            .label("has a namespace")
            .note("the vendor decides its scopes, flows and texts; the org decides who may use it")
            .hint("add `manage: policies`, and leave out what the vendor decides"),
        );
    }
}

fn kind(app: &AppSpec, problems: &mut Problems) {
    let useless = |key: &str, why: &str| {
        let place = app.place_of(key)?;
        Some(
            Problem::error(code::USELESS_KEY, place, why.to_owned())
                .label("of no use here")
                .hint("leave it out"),
        )
    };
    let problem = match (&app.external_client_app, &app.connected_app) {
        (Some(_), None) => useless(
            "create",
            "External Client Apps are always created where they are missing",
        ),
        (None, Some(_)) => useless("enabled", "a connected app has no switch"),
        _ => None,
    };
    if let Some(problem) = problem.filter(|_| !(app.is_of_another() && app.has("create"))) {
        problems.push(problem);
    }
}
