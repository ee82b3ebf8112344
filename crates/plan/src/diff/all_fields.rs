//! Fields that are not meant by `all`, where the org has none of that name.

use hallpass_model::{Target, WarningCode};

use crate::draft::Draft;
use crate::normalise::lookup;
use crate::preflight::near;
use crate::scope::Scope;

/// Warns of exceptions that except nothing: behind a slip of the pen the field itself would be granted.
pub(super) fn look(scope: &Scope<'_>, draft: &mut Draft) {
    for (object, all) in &scope.integration.all_fields {
        let Some(facts) = scope.catalog().objects.get(object) else {
            continue;
        };
        for field in all.excepted() {
            if facts.fields.contains_key(&lookup(facts, field)) {
                continue;
            }
            let meant = match near(field, facts.fields.keys()) {
                Some(near) => format!("; did you mean {near}?"),
                None => String::new(),
            };
            let target = Target::Field {
                object: object.clone(),
                field: field.clone(),
            };
            draft.warn(
                Some(scope.grant(&target)),
                WarningCode::Other,
                format!("{object} has no field {field} to except, or the running user cannot see it{meant}"),
            );
        }
    }
}
