//! What a permission set shall grant.

use hallpass_model::{ApiName, App, Grants, Spellings, Target, Verb, Verbs};

use crate::decode::{At, Text, Unique};
use crate::format::PermissionsSpec;
use crate::text::ApiNameRule;

type Names = Option<At<Unique<Text<ApiNameRule>>>>;

/// Returns the grants of a spec, with the link to each app; names stay as declared.
pub(crate) fn grants(spec: &PermissionsSpec, apps: &[App], spellings: &mut Spellings) -> Grants {
    let mut grants = Grants::new();
    objects(spec, spellings, &mut grants);
    fields(spec, spellings, &mut grants);
    for (names, target) in [
        (&spec.apex_classes, Target::ApexClass as fn(ApiName) -> Target),
        (&spec.custom_permissions, Target::CustomPermission),
        (&spec.system, Target::SystemPermission),
    ] {
        add(names, target, Verbs::USE, spellings, &mut grants);
    }
    for app in apps {
        grants.insert(Target::App(app.kind, app.name.clone()), Verbs::USE);
    }
    grants
}

fn objects(spec: &PermissionsSpec, spellings: &mut Spellings, grants: &mut Grants) {
    for (object, verbs) in spec.objects.iter().flat_map(|objects| &objects.value.entries) {
        let verbs: Verbs = verbs.value.0.iter().map(|verb| verb.value.0).collect();
        // A list without verbs is no access, and no access is no grant.
        if !verbs.is_empty() {
            grants.insert(Target::Object(spellings.name(object.value.as_str())), verbs);
        }
    }
}

fn fields(spec: &PermissionsSpec, spellings: &mut Spellings, grants: &mut Grants) {
    let read = Verbs::NONE.with(Verb::Read);
    for (object, fields) in spec.fields.iter().flat_map(|fields| &fields.value.entries) {
        let object = spellings.name(object.value.as_str());
        let target = |field| Target::Field {
            object: object.clone(),
            field,
        };
        add(&fields.value.read, target, read, spellings, grants);
        add(
            &fields.value.edit,
            target,
            read.with(Verb::Edit),
            spellings,
            grants,
        );
    }
}

/// Adds to what is there: a field may stand under `read` and under `edit`.
fn add(
    names: &Names,
    target: impl Fn(ApiName) -> Target,
    verbs: Verbs,
    spellings: &mut Spellings,
    grants: &mut Grants,
) {
    for name in names.iter().flat_map(|names| &names.value.0) {
        let name = spellings.name(name.value.as_str());
        let grant = grants.entry(target(name)).or_default();
        *grant = grant.union(verbs);
    }
}
