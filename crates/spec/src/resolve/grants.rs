//! What a permission set shall grant.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{AllFields, ApiName, App, Grants, Spellings, Target, Verb, Verbs};

use crate::decode::{At, Rule, Text};
use crate::format::{FieldNames, FieldsSpec, PermissionsSpec};
use crate::load::{Document, World};

/// All that an integration's set shall grant.
#[derive(Default)]
pub(crate) struct Granted {
    pub(crate) grants: Grants,
    pub(crate) all_fields: BTreeMap<ApiName, AllFields>,
}

/// Returns the grants of a spec and its bundles, with the link to each app; names stay as declared.
pub(crate) fn granted(world: &World, one: &Document, apps: &[App], spellings: &mut Spellings) -> Granted {
    let mut granted = Granted::default();
    for permissions in world.permissions(one) {
        objects(permissions, spellings, &mut granted.grants);
        fields(world, permissions, spellings, &mut granted);
        for (names, target) in [
            (
                &permissions.apex_classes,
                Target::ApexClass as fn(ApiName) -> Target,
            ),
            (&permissions.custom_permissions, Target::CustomPermission),
            (&permissions.flows, Target::Flow),
            (&permissions.custom_metadata_types, Target::CustomMetadataType),
            (&permissions.custom_settings, Target::CustomSetting),
            (&permissions.system, Target::SystemPermission),
        ] {
            let names = names.iter().flat_map(|names| &names.value.0);
            add(names, target, Verbs::USE, spellings, &mut granted.grants);
        }
        let principals = permissions.external_credentials.iter();
        let principals = principals.flat_map(|names| &names.value.0);
        add(
            principals,
            Target::ExternalCredential,
            Verbs::USE,
            spellings,
            &mut granted.grants,
        );
    }
    for app in apps {
        granted
            .grants
            .insert(Target::App(app.kind, app.name.clone()), Verbs::USE);
    }
    granted
}

fn objects(spec: &PermissionsSpec, spellings: &mut Spellings, grants: &mut Grants) {
    for (object, verbs) in spec.objects.iter().flat_map(|objects| &objects.value.entries) {
        let verbs: Verbs = verbs.value.0.iter().map(|verb| verb.value.0).collect();
        // A list without verbs is no access, and no access is no grant.
        if !verbs.is_empty() {
            let target = Target::Object(spellings.name(object.value.as_str()));
            let grant = grants.entry(target).or_default();
            *grant = grant.union(verbs);
        }
    }
}

fn fields(world: &World, spec: &PermissionsSpec, spellings: &mut Spellings, granted: &mut Granted) {
    for (object, fields) in spec.fields.iter().flat_map(|fields| &fields.value.entries) {
        let object = spellings.name(object.value.as_str());
        let fields = &fields.value;
        for (names, verb) in [(&fields.read, Verb::Read), (&fields.edit, Verb::Edit)] {
            match names.as_ref().map(|names| &names.value) {
                None => {}
                Some(FieldNames::All) => {
                    let except = excepted(world, fields, spellings);
                    let all = granted.all_fields.entry(object.clone()).or_default();
                    all.add(verb, except);
                }
                Some(FieldNames::Named(names)) => {
                    let target = |field| Target::Field {
                        object: object.clone(),
                        field,
                    };
                    let verbs = Verbs::NONE.with(Verb::Read).with(verb);
                    add(world.names(names), target, verbs, spellings, &mut granted.grants);
                }
            }
        }
    }
}

fn excepted(world: &World, fields: &FieldsSpec, spellings: &mut Spellings) -> BTreeSet<ApiName> {
    let names = fields.except.iter().flat_map(|names| world.names(&names.value));
    names.map(|name| spellings.name(name.value.as_str())).collect()
}

/// Adds to what is there: a field may stand under `read` and under `edit`, and in a bundle besides.
fn add<'n, R: Rule>(
    names: impl IntoIterator<Item = &'n At<Text<R>>>,
    target: impl Fn(ApiName) -> Target,
    verbs: Verbs,
    spellings: &mut Spellings,
    grants: &mut Grants,
) {
    for name in names {
        let name = spellings.name(name.value.as_str());
        let grant = grants.entry(target(name)).or_default();
        *grant = grant.union(verbs);
    }
}
