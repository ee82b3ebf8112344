//! `effective_objects` and `effective_fields`: Salesforce's own opinion of what the user may do is the spec's.

use hallpass_model::{ApiName, Target, Verb, Verbs};

use crate::verify::admin::Admin;
use crate::verify::observed::Observed;
use crate::verify::{Check, Subject};

const OBJECTS: &str = "effective_objects";
const FIELDS: &str = "effective_fields";

pub(super) fn checks(subject: &Subject<'_>, observed: &Observed) -> Vec<Check> {
    match &observed.admin {
        None => Vec::new(),
        Some(Err(why)) => vec![Check::cannot(OBJECTS, format!("the org does not answer: {why}"))],
        Some(Ok(admin)) => vec![objects(subject, admin), fields(subject, admin)],
    }
}

fn objects(subject: &Subject<'_>, admin: &Admin) -> Check {
    let Some(told) = admin.objects.given() else {
        return Check::cannot(
            OBJECTS,
            format!("UserEntityAccess does not answer: {}", admin.objects.why_not()),
        );
    };
    if told.is_empty() {
        return Check::cannot(OBJECTS, "UserEntityAccess shows nothing of this user");
    }
    let control = admin.baseline.control.as_ref();
    let everybody = |name: &ApiName| control.is_some_and(|control| control.sees.contains(name));
    let mut wrong = Vec::new();
    for (name, verbs) in told {
        if admin.baseline.grantable.contains(name) && !everybody(name) {
            let target = Target::Object(name.clone());
            beyond(&mut wrong, name, verbs.minus(subject.admitted(&target)));
        }
    }
    for name in subject.objects() {
        let target = Target::Object(name.clone());
        let told = told.get(&name).copied().unwrap_or_default();
        let shown = Verbs::from_iter([Verb::Read, Verb::Create, Verb::Edit, Verb::Delete]);
        let missing = subject.declared(&target).intersection(shown).minus(told);
        if !missing.is_empty() {
            wrong.push(format!("{name}: cannot {missing}, although the spec says so"));
        }
    }
    let count = told.values().filter(|verbs| verbs.has(Verb::Read)).count();
    Check::of(
        OBJECTS,
        format!("UserEntityAccess agrees on all {count} objects that the user can read"),
        "objects are not as declared by UserEntityAccess",
        wrong,
    )
}

fn fields(subject: &Subject<'_>, admin: &Admin) -> Check {
    let Some(told) = admin.fields.given() else {
        return Check::cannot(
            FIELDS,
            format!("UserFieldAccess does not answer: {}", admin.fields.why_not()),
        );
    };
    if told.is_empty() && subject.objects().is_empty() {
        return Check::skipped(FIELDS, "the spec grants no object");
    }
    if told.is_empty() {
        return Check::cannot(FIELDS, "UserFieldAccess shows nothing of this user");
    }
    let mut wrong = Vec::new();
    for (object, field, verbs) in told {
        let name = ApiName::new(format!("{object}.{field}"));
        beyond(
            &mut wrong,
            &name,
            verbs.minus(subject.admitted_on_field(object, field)),
        );
        let declared = subject.declared_fields(object);
        let is_hidden = declared.contains_key(field) && !verbs.has(Verb::Read);
        if is_hidden {
            wrong.push(format!("{name}: hidden, although the spec grants it"));
        }
    }
    Check::of(
        FIELDS,
        format!(
            "UserFieldAccess agrees on all {} fields that a set can grant",
            told.len()
        ),
        "fields are not as declared by UserFieldAccess",
        wrong,
    )
}

fn beyond(wrong: &mut Vec<String>, name: &ApiName, verbs: Verbs) {
    if !verbs.is_empty() {
        wrong.push(format!("{name}: can {verbs}, and the spec does not say so"));
    }
}
