//! The apps of an integration, with their defaults.

use std::collections::BTreeSet;

use hallpass_model::{ApiName, App, Attribute, Attributes, Flow, IpRange, Manage, Scope, Value};

use crate::decode::At;
use crate::defaults;
use crate::format::{AppSpec, FlowWord, UserSpec};
use crate::load::World;
use crate::resolve::integration::text;
use crate::text::{refresh_token, session_timeout};

pub(crate) fn app(world: &World, spec: &AppSpec, user: &UserSpec, inherited: Option<&str>) -> Option<App> {
    let name = spec.name()?;
    let is_own = !spec.is_of_another();
    let description = text(&spec.description).or_else(|| inherited.map(str::to_owned));
    let label = text(&spec.label).unwrap_or_else(|| defaults::app_label(name.value));
    let contact_email = text(&spec.contact_email).or_else(|| text(&user.email));
    Some(App {
        kind: name.kind,
        name: ApiName::new(name.value),
        label: Some(label).filter(|_| is_own).into(),
        description: description.filter(|_| is_own).into(),
        contact_email: contact_email.filter(|_| is_own).into(),
        callback_urls: callback_urls(spec).into(),
        flow: flow(world, spec)?,
        scopes: scopes(spec).into(),
        ip_relaxation: spec
            .ip_relaxation
            .as_ref()
            .map(|relaxation| relaxation.value)
            .into(),
        settings: settings(spec),
        manage: spec.manage.as_ref().map_or(Manage::All, |manage| manage.value),
        create: spec.create.as_ref().is_some_and(|create| create.value),
    })
}

/// What the spec says of it is managed; of what it does not say nothing is known.
fn settings(spec: &AppSpec) -> Attributes {
    let flag = |at: &Option<At<bool>>| at.as_ref().map(|at| Value::Flag(at.value));
    let life = |at: Option<String>| at.map(Value::Text);
    let all = [
        (Attribute::RequirePkce, flag(&spec.require_pkce)),
        (Attribute::RequireSecret, flag(&spec.require_secret)),
        (
            Attribute::RequireSecretForRefresh,
            flag(&spec.require_secret_for_refresh),
        ),
        (Attribute::TrustedIpRanges, trusted_ip_ranges(spec)),
        (
            Attribute::RefreshPolicy,
            life(text(&spec.refresh_policy).and_then(|text| refresh_token(&text))),
        ),
        (
            Attribute::SessionLevel,
            spec.session_level.as_ref().map(|level| level.value.word().into()),
        ),
        (
            Attribute::SessionTimeout,
            life(text(&spec.session_timeout).and_then(|text| session_timeout(&text))),
        ),
        (Attribute::Enabled, flag(&spec.enabled)),
    ];
    all.into_iter()
        .filter_map(|(attribute, value)| Some((attribute, value?)))
        .collect()
}

fn trusted_ip_ranges(spec: &AppSpec) -> Option<Value> {
    let ranges = &spec.trusted_ip_ranges.as_ref()?.value.0;
    let ranges: BTreeSet<String> = ranges
        .iter()
        .filter_map(|range| range.value.as_str().parse::<IpRange>().ok())
        .map(|range| range.to_string())
        .collect();
    Some(Value::List(ranges.into_iter().collect()))
}

fn flow(world: &World, spec: &AppSpec) -> Option<Flow> {
    match spec.flow.as_ref().map(|flow| flow.value) {
        None | Some(FlowWord::JwtBearer) if spec.is_of_another() => Some(Flow::AsItIs),
        None => None,
        Some(FlowWord::ClientCredentials) => Some(Flow::ClientCredentials),
        Some(FlowWord::JwtBearer) => {
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
