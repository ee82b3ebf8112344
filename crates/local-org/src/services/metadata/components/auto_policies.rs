//! After a deploy without policy files the org makes both policies itself (Trailhead, "Create an External Client
//! App"; names inferred from five reports, values reported).

use super::component::{Work, save};
use super::documents;
use crate::facts::apps::POLICY_NAMES;
use crate::services::metadata::types::Kind;
use crate::services::metadata::xml::Element;

/// Gives every app that lacks a policy its default one.
pub(crate) fn complete_apps(work: &mut Work<'_, '_>) {
    let setup_names = work.tx.org.behaviours.is(&POLICY_NAMES, "setup");
    for app in documents::all(work.tx, Kind::ExternalClientApplication) {
        let settings = documents::of_app(work.tx, Kind::OauthSettings, &app.name);
        let pointing = |root: &str| Element::new(root).with("externalClientApplication", &app.name);
        if let Some(settings) = settings
            && documents::of_app(work.tx, Kind::OauthPolicies, &app.name).is_none()
        {
            let name = if setup_names {
                format!("{}_oauthPlcy", app.name)
            } else {
                format!("{}_defaultPolicy", settings.name)
            };
            make(work, Kind::OauthPolicies, &name, &pointing(Kind::OauthPolicies.root()));
        }
        if documents::of_app(work.tx, Kind::Policies, &app.name).is_none() {
            let name = if setup_names { format!("{}_plcy", app.name) } else { format!("{}_defaultPolicy", app.name) };
            make(work, Kind::Policies, &name, &pointing(Kind::Policies.root()).with("isEnabled", "true"));
        }
    }
}

/// A name that is too long or taken by the policy of another app leaves the app without: the deploy itself stands.
fn make(work: &mut Work<'_, '_>, kind: Kind, name: &str, file: &Element) {
    if let Err(problem) = save(work, kind, name, file) {
        tracing::warn!(kind = kind.xml_name(), name, problem = problem.text, "no default policy was made");
    }
}
