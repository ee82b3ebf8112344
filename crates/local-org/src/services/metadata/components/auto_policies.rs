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
    let pointing = |kind: Kind, app: &str| Element::new(kind.root()).with("externalClientApplication", app);
    for app in documents::apps_without(work.tx, Kind::OauthPolicies) {
        let Some(settings) = documents::of_app(work.tx, Kind::OauthSettings, &app) else {
            continue;
        };
        let name = if setup_names {
            format!("{app}_oauthPlcy")
        } else {
            format!("{}_defaultPolicy", settings.name)
        };
        make(
            work,
            Kind::OauthPolicies,
            &name,
            &pointing(Kind::OauthPolicies, &app),
        );
    }
    for app in documents::apps_without(work.tx, Kind::Policies) {
        let name = if setup_names {
            format!("{app}_plcy")
        } else {
            format!("{app}_defaultPolicy")
        };
        let file = pointing(Kind::Policies, &app).with("isEnabled", "true");
        make(work, Kind::Policies, &name, &file);
    }
}

/// A name that is too long or taken by the policy of another app leaves the app without: the deploy itself stands.
fn make(work: &mut Work<'_, '_>, kind: Kind, name: &str, file: &Element) {
    if let Err(problem) = save(work, kind, name, file) {
        tracing::warn!(
            kind = kind.xml_name(),
            name,
            problem = problem.text,
            "no default policy was made"
        );
    }
}
