//! `fields` and `other_fields`: describe shows the declared fields with the declared flags, and no other that a set can
//! grant.

use hallpass_access::root;
use hallpass_model::{ApiName, Target, Verb};
use hallpass_salesforce::rows::{FieldDescribe, ObjectDescribe};

use crate::verify::seen::Seen;
use crate::verify::{Check, Subject};

pub(super) fn declared(subject: &Subject<'_>, seen: &Seen) -> Check {
    const NAME: &str = "fields";
    let (mut wrong, mut count) = (Vec::new(), 0);
    for (object, described) in visible(seen) {
        for (field, verbs) in subject.declared_fields(object) {
            count += 1;
            let shown: Vec<&FieldDescribe> = described
                .fields
                .iter()
                .filter(|shown| stands_for(subject, object, shown, &field))
                .collect();
            if shown.is_empty() {
                wrong.push(format!(
                    "{object}.{field}: not visible, although the spec grants it"
                ));
            } else if verbs.has(Verb::Edit) && !can_be_set(subject, object, &field, &shown) {
                wrong.push(format!(
                    "{object}.{field}: cannot be edited, although the spec says so"
                ));
            }
        }
    }
    if count == 0 {
        return Check::skipped(NAME, "the spec grants no field by name");
    }
    Check::of(
        NAME,
        format!("all {count} declared fields show the declared flags"),
        "fields are not as declared",
        wrong,
    )
}

/// What nobody may ever set, such as a formula, shows no flag for whatever is granted.
fn can_be_set(subject: &Subject<'_>, object: &ApiName, field: &ApiName, shown: &[&FieldDescribe]) -> bool {
    let facts = subject.live.catalog.objects.get(object);
    let is_read_only = facts
        .and_then(|facts| facts.fields.get(field))
        .is_some_and(|field| field.read_only);
    let of_object = subject.declared(&Target::Object(object.clone()));
    let needs_object = !of_object.has(Verb::Edit) && !of_object.has(Verb::Create);
    is_read_only || needs_object || shown.iter().any(|field| field.updateable || field.createable)
}

pub(super) fn others(subject: &Subject<'_>, seen: &Seen) -> Check {
    const NAME: &str = "other_fields";
    let (mut wrong, mut hidden) = (Vec::new(), 0);
    for (object, described) in visible(seen) {
        let known = subject.live.catalog.objects.get(object);
        let known = known.map_or(0, |facts| {
            facts.fields.values().filter(|field| field.permissionable).count()
        });
        let shown = described.fields.iter().filter(|field| field.permissionable);
        hidden += known.saturating_sub(shown.clone().count());
        for field in shown {
            let name = ApiName::new(field.name.as_str());
            let admitted = subject.admitted_on_field(object, &name);
            if !admitted.has(Verb::Read) {
                wrong.push(format!("{object}.{name}: visible, and the spec does not say so"));
            } else if field.updateable && !admitted.has(Verb::Edit) {
                wrong.push(format!(
                    "{object}.{name}: can be edited, and the spec does not say so"
                ));
            }
        }
    }
    Check::of(
        NAME,
        format!("no other field of them can be seen or edited; {hidden} are hidden"),
        "fields are open beyond the spec",
        wrong,
    )
}

fn visible(seen: &Seen) -> impl Iterator<Item = (&ApiName, &ObjectDescribe)> {
    let described = seen.objects.given().into_iter().flatten();
    described.filter_map(|(name, described)| Some((name, described.object()?)))
}

/// The parts of a compound field are granted with it.
fn stands_for(subject: &Subject<'_>, object: &ApiName, shown: &FieldDescribe, field: &ApiName) -> bool {
    let name = ApiName::new(shown.name.as_str());
    name == *field || root(&subject.live.catalog, object, &name) == *field
}
