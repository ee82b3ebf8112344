//! One integration, with its defaults.

use std::collections::BTreeSet;

use hallpass_model::{
    ApexRest, ApexSoap, ApiName, Enforce, GrantPattern, INTEGRATION_PSL, Integration, IntegrationName,
    Managed, MigrateFrom, PermissionSet, Spellings, Verify, Waiver,
};

use crate::decode::{At, Rule, Text, Unique};
use crate::defaults;
use crate::diagnostic::Problems;
use crate::format::{IntegrationSpec, UserSpec, VerifySpec, WaiverSpec};
use crate::load::{Document, World};
use crate::resolve::{app, grants, login, user};

/// Resolves an integration for an org that puts this suffix behind usernames; `None` only where problems say why.
pub(crate) fn integration(
    world: &World,
    document: &Document,
    suffix: &str,
    spellings: &mut Spellings,
    problems: &mut Problems,
) -> Option<Integration> {
    let spec = &document.spec;
    let name = IntegrationName::new(document.name()?).ok()?;
    let user_spec = &spec.user.as_ref()?.value;
    let description = text(&spec.description);
    let apps = spec.apps.iter().flat_map(|apps| &apps.value);
    let apps: Option<Vec<_>> = apps
        .map(|app| app::app(world, &app.value, user_spec, description.as_deref()))
        .collect();
    let apps = apps?;
    let granted = grants::granted(world, document, &apps, spellings);
    let adopt = spec.adopt.as_ref().is_some_and(|adopt| adopt.value);
    Some(Integration {
        owner: text(&spec.owner)?,
        enforce: spec
            .enforce
            .as_ref()
            .map_or(if adopt { Enforce::Report } else { Enforce::Exact }, |enforce| {
                enforce.value
            }),
        adopt,
        protect: spec.protect.as_ref().is_some_and(|protect| protect.value),
        previously: text(&spec.previously).and_then(|name| IntegrationName::new(name).ok()),
        user: user::user(world, &name, user_spec, suffix, problems)?,
        own_profile: login::own_profile(&name, spec, user_spec),
        permission_set: permission_set(document, &name, description.as_deref())?,
        grants: granted.grants,
        all_fields: granted.all_fields,
        never: never(spec),
        also_assigned: api_names(spec.also_assigned.as_ref()),
        migrate_from: migrate_from(spec, suffix, problems)?,
        licenses: licenses(user_spec),
        joins: user::joins(user_spec),
        verify: spec
            .verify
            .as_ref()
            .map(|spec| verify(&spec.value))
            .unwrap_or_default(),
        waivers: waivers(spec)?,
        description,
        apps,
        name,
    })
}

fn permission_set(
    document: &Document,
    name: &IntegrationName,
    inherited: Option<&str>,
) -> Option<PermissionSet> {
    let spec = document.spec.permission_set.as_ref().map(|set| &set.value);
    let label = spec.and_then(|set| text(&set.label));
    let description = spec.and_then(|set| text(&set.description));
    Some(PermissionSet {
        name: ApiName::new(document.set_name()?.0),
        label: Managed::Set(label.unwrap_or_else(|| defaults::label(name.as_str()))),
        description: description.or_else(|| inherited.map(str::to_owned)).into(),
    })
}

fn licenses(user: &UserSpec) -> BTreeSet<ApiName> {
    if let Some(declared) = &user.permission_set_licenses {
        return api_names(Some(declared));
    }
    let other = user
        .license
        .as_ref()
        .is_some_and(|license| !defaults::is_integration_license(license.value.as_str()));
    if other {
        BTreeSet::new()
    } else {
        BTreeSet::from([ApiName::from(INTEGRATION_PSL)])
    }
}

fn verify(spec: &VerifySpec) -> Verify {
    let queries = spec.queries.iter().flat_map(|queries| &queries.value);
    let rest = spec.apex_rest.iter().flat_map(|calls| &calls.value);
    let soap = spec.apex_soap.iter().flat_map(|calls| &calls.value);
    Verify {
        queries: queries.map(|query| query.value.as_str().to_owned()).collect(),
        apex_rest: rest
            .filter_map(|call| text(&call.value.get).map(|get| ApexRest { get }))
            .collect(),
        apex_soap: soap
            .filter_map(|call| {
                Some(ApexSoap {
                    class: ApiName::new(text(&call.value.class)?),
                    operation: text(&call.value.operation)?,
                })
            })
            .collect(),
    }
}

/// Nothing where the spec has none; `None` only where problems say why.
#[expect(
    clippy::option_option,
    reason = "nothing to migrate from is an answer, and a problem is none"
)]
fn migrate_from(
    spec: &IntegrationSpec,
    suffix: &str,
    problems: &mut Problems,
) -> Option<Option<MigrateFrom>> {
    let Some(from) = spec.migrate_from.as_ref().map(|from| &from.value) else {
        return Some(None);
    };
    Some(Some(MigrateFrom {
        user: user::username(from.user.as_ref()?, suffix, problems)?,
        connected_app: text(&from.connected_app),
    }))
}

fn never(spec: &IntegrationSpec) -> BTreeSet<GrantPattern> {
    let assert = spec.assert.as_ref();
    let never = assert.and_then(|assert| assert.value.never.as_ref());
    let texts = never.into_iter().flat_map(|never| &never.value.0);
    texts.filter_map(|one| one.value.as_str().parse().ok()).collect()
}

fn waivers(spec: &IntegrationSpec) -> Option<Vec<Waiver>> {
    let waivers = spec.waivers.iter().flat_map(|waivers| &waivers.value);
    waivers.map(|one| waiver(&one.value)).collect()
}

fn waiver(spec: &WaiverSpec) -> Option<Waiver> {
    Some(Waiver {
        rule: text(&spec.rule)?,
        owner: text(&spec.owner)?,
        reason: text(&spec.reason)?,
        expires: text(&spec.expires)?,
    })
}

/// Returns the text of a key, without spaces around it.
pub(crate) fn text<R: Rule>(value: &Option<At<Text<R>>>) -> Option<String> {
    value.as_ref().map(|text| text.value.as_str().trim().to_owned())
}

/// Returns a list of API names as a set.
pub(crate) fn api_names<R: Rule>(names: Option<&At<Unique<Text<R>>>>) -> BTreeSet<ApiName> {
    let names = names.into_iter().flat_map(|names| &names.value.0);
    names.map(|name| ApiName::new(name.value.as_str())).collect()
}
