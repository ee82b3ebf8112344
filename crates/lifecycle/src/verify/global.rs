//! Why an object that is not declared is seen.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{ApiName, Target, Verb};
use hallpass_salesforce::rows::GlobalObject;

use super::baseline::shipped;
use super::subject::Subject;

/// What of an org is known to be seen by everybody.
#[derive(Clone, Debug, Default)]
pub(super) struct Baseline {
    /// Objects that a permission set can grant; all others follow from something else.
    pub(super) grantable: BTreeSet<ApiName>,
    /// A user with the same profile and without any set, and what it sees.
    pub(super) control: Option<Control>,
}

/// A user with the same profile and without any set.
#[derive(Clone, Debug)]
pub(super) struct Control {
    pub(super) username: String,
    pub(super) sees: BTreeSet<ApiName>,
}

/// Why an object is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Why {
    /// Nothing explains it.
    Nothing,
    /// The spec grants it.
    Declared,
    /// A set or group that the spec names grants it, or a user permission that the user may hold.
    Admitted,
    /// The control user sees it too.
    Control,
    /// Everybody does.
    Shipped,
    /// No permission set can grant it: it is open because something else is.
    Follows,
}

/// Sorts all objects that an integration sees by why it does.
pub(super) fn sorted(
    subject: &Subject<'_>,
    baseline: &Baseline,
    seen: &[GlobalObject],
) -> BTreeMap<Why, Vec<ApiName>> {
    let everybody: BTreeSet<ApiName> = shipped().map(|(name, _)| name).collect();
    let mut sorted: BTreeMap<Why, Vec<ApiName>> = BTreeMap::new();
    for object in seen {
        let name = ApiName::new(object.name.as_str());
        let why = why(subject, baseline, &everybody, object, &name);
        sorted.entry(why).or_default().push(name);
    }
    sorted
}

fn why(
    subject: &Subject<'_>,
    baseline: &Baseline,
    everybody: &BTreeSet<ApiName>,
    object: &GlobalObject,
    name: &ApiName,
) -> Why {
    let targets = [
        Target::Object(name.clone()),
        Target::CustomMetadataType(name.clone()),
        Target::CustomSetting(name.clone()),
    ];
    let reads = |target: &Target, verbs: hallpass_model::Verbs| match target {
        Target::Object(_) => verbs.has(Verb::Read),
        _ => !verbs.is_empty(),
    };
    if targets
        .iter()
        .any(|target| reads(target, subject.declared(target)))
    {
        return Why::Declared;
    }
    if targets
        .iter()
        .any(|target| reads(target, subject.admitted(target)))
    {
        return Why::Admitted;
    }
    if baseline
        .control
        .as_ref()
        .is_some_and(|control| control.sees.contains(name))
    {
        return Why::Control;
    }
    if everybody.contains(name) {
        return Why::Shipped;
    }
    let is_granted_by_itself =
        baseline.grantable.contains(name) || object.custom_setting || object.name.ends_with("__mdt");
    match is_granted_by_itself {
        true => Why::Nothing,
        false => Why::Follows,
    }
}
