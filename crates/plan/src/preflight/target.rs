//! Whether the target of a grant exists and can be granted.

use hallpass_model::{ApiName, BlockReason, Target};

use super::near::near;
use crate::normalise::lookup;
use crate::ownership::Refusal;
use crate::scope::Scope;

/// Returns why a target cannot be granted, if it cannot.
pub(crate) fn missing_target(scope: &Scope<'_>, target: &Target) -> Option<Refusal> {
    let catalog = scope.catalog();
    if let Target::Object(name) = target
        && catalog.objects.get(name).is_some_and(|facts| !facts.takes_grants)
    {
        return Some(Refusal {
            reason: BlockReason::NotPermissionable,
            message: format!("{name} cannot be granted: no permission set holds it"),
            hint: "take it out of the spec: such an object is as open as the one it belongs to, or needs a user permission"
                .to_owned(),
        });
    }
    let (is_there, reason, what) = match target {
        Target::Object(name) => (
            catalog.objects.contains_key(name),
            BlockReason::NoObject,
            "object",
        ),
        Target::Field { object, field } => return missing_field(scope, object, field),
        Target::ApexClass(name) => (
            catalog.apex_classes.contains_key(name),
            BlockReason::NoApexClass,
            "Apex class",
        ),
        Target::CustomPermission(name) => (
            catalog.custom_permissions.contains_key(name),
            BlockReason::NoCustomPermission,
            "custom permission",
        ),
        Target::Flow(_)
        | Target::ExternalCredential(_)
        | Target::CustomMetadataType(_)
        | Target::CustomSetting(_) => (
            catalog.entities.contains_key(target),
            BlockReason::NoSetupEntity,
            entity(target),
        ),
        Target::SystemPermission(name) => (
            catalog.system_permissions.contains(name),
            BlockReason::NoSystemPermission,
            "user permission",
        ),
        // An app that is not there is the app's own change, which the link waits for.
        Target::App(..) => return None,
    };
    // Of the other kinds only the declared ones were asked for: there is nothing else to have been meant.
    let meant = match target {
        Target::SystemPermission(name) => near(name, catalog.system_permissions.iter()),
        _ => None,
    };
    (!is_there).then(|| Refusal {
        reason,
        message: format!("the org has no {what} {target}"),
        hint: hint(what, meant),
    })
}

const fn entity(target: &Target) -> &'static str {
    match target {
        Target::Flow(_) => "flow",
        Target::ExternalCredential(_) => "principal of an external credential",
        Target::CustomMetadataType(_) => "custom metadata type",
        _ => "custom setting",
    }
}

fn missing_field(scope: &Scope<'_>, object: &ApiName, field: &ApiName) -> Option<Refusal> {
    let Some(facts) = scope.catalog().objects.get(object) else {
        // Where the object itself is wanted and refused, its fields wait for it and are told as one.
        return (!object_is_refused(scope, object)).then(|| Refusal {
            reason: BlockReason::NoObject,
            message: format!("the org has no object {object}"),
            hint: hint("object", None),
        });
    };
    match facts.fields.get(&lookup(facts, field)) {
        None => Some(Refusal {
            reason: BlockReason::NoField,
            message: format!("{object} has no field {field}, or the running user cannot see it"),
            hint: hint("field", near(field, facts.fields.keys())),
        }),
        Some(facts) if !facts.permissionable => Some(Refusal {
            reason: BlockReason::NotPermissionable,
            message: format!("{object}.{field} cannot be granted: whoever has the object has it"),
            hint: "take it out of the spec: no grant is needed".to_owned(),
        }),
        Some(_) => None,
    }
}

fn hint(what: &str, meant: Option<&ApiName>) -> String {
    match meant {
        Some(meant) => format!("did you mean {meant}?"),
        None => format!("check the spelling and the namespace, and that the running user may see the {what}"),
    }
}

/// Whether the grant on an object that is not there is to be made or to grow.
fn object_is_refused(scope: &Scope<'_>, object: &ApiName) -> bool {
    let target = Target::Object(object.clone());
    let live = scope.permission_set().and_then(|set| set.grants.get(&target));
    let held = live.map(|row| row.verbs).unwrap_or_default();
    let desired = scope.integration.grants.get(&target);
    desired.is_some_and(|desired| !held.covers(*desired))
}
