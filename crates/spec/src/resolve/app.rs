//! The apps of an integration, with their defaults.

use std::collections::BTreeSet;

use hallpass_model::{ApiName, App, Flow, Managed, Scope};

use crate::defaults;
use crate::format::{AppSpec, FlowWord, UserSpec};
use crate::load::World;
use crate::resolve::integration::text;

pub(crate) fn app(world: &World, spec: &AppSpec, user: &UserSpec, inherited: Option<&str>) -> Option<App> {
    let name = spec.name()?;
    let description = text(&spec.description).or_else(|| inherited.map(str::to_owned));
    let label = text(&spec.label).unwrap_or_else(|| defaults::app_label(name.value));
    Some(App {
        kind: name.kind,
        name: ApiName::new(name.value),
        label: Managed::Set(label),
        description: description.into(),
        contact_email: text(&spec.contact_email).or_else(|| text(&user.email)).into(),
        callback_urls: callback_urls(spec).into(),
        flow: flow(world, spec)?,
        scopes: scopes(spec).into(),
        ip_relaxation: spec
            .ip_relaxation
            .as_ref()
            .map(|relaxation| relaxation.value)
            .into(),
    })
}

fn flow(world: &World, spec: &AppSpec) -> Option<Flow> {
    match spec.flow.as_ref()?.value {
        FlowWord::ClientCredentials => Some(Flow::ClientCredentials),
        FlowWord::JwtBearer => {
            let place = spec.certificate.as_ref()?.place;
            world.certificates.get(&place).cloned().map(Flow::JwtBearer)
        }
    }
}

fn callback_urls(spec: &AppSpec) -> Option<BTreeSet<String>> {
    let urls = &spec.callback_url.as_ref()?.value.0;
    Some(urls.iter().map(|url| url.value.as_str().to_owned()).collect())
}

fn scopes(spec: &AppSpec) -> Option<BTreeSet<Scope>> {
    let scopes = &spec.scopes.as_ref()?.value.0;
    Some(
        scopes
            .iter()
            .map(|scope| Scope(scope.value.as_str().to_owned()))
            .collect(),
    )
}
