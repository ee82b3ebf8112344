//! `verify`: what it calls must be granted, or it can't work.

use std::collections::BTreeSet;

use hallpass_model::ApiName;

use crate::decode::Mapping;
use crate::diagnostic::{Problem, Problems, code};
use crate::load::World;

pub(crate) fn check(world: &World, problems: &mut Problems) {
    for one in &world.integrations {
        let Some(verify) = &one.spec.verify else { continue };
        if one.spec.has("permissions") && one.spec.permissions.is_none() {
            continue;
        }
        let classes = world
            .permissions(one)
            .flat_map(|permissions| &permissions.apex_classes)
            .flat_map(|classes| &classes.value.0);
        let granted: BTreeSet<ApiName> = classes.map(|class| ApiName::new(class.value.as_str())).collect();
        let calls = verify.value.apex_soap.iter().flat_map(|calls| &calls.value);
        for class in calls.filter_map(|call| call.value.class.as_ref()) {
            if !granted.contains(&ApiName::new(class.value.as_str())) {
                problems.push(
                    Problem::warning(
                        code::VERIFY_NOT_GRANTED,
                        class.place,
                        format!("`{}` is called and not granted", class.value.as_str()),
                    )
                    .label("will be refused")
                    .hint("add it to `apex_classes`"),
                );
            }
        }
    }
}
