//! The table of contents of planning.

use hallpass_model::{
    Bearer, Desired, FORMAT_VERSION, Fingerprint, Integration, IntegrationName, Live, OrgName, Plan, PlanOrg,
};

use crate::beyond::beyond;
use crate::diff::{differences, tell_unseen};
use crate::draft::Draft;
use crate::enforce::enforce;
use crate::fingerprint::fingerprint;
use crate::order::order;
use crate::preflight::preflight;
use crate::relicense::relicense;
use crate::retire::{Retired, retire};
use crate::risk::judge;
use crate::scope::Scope;

/// Plans the fewest changes that make an org what is desired.
///
/// What cannot or must not be done is in the plan too, with its reason. Equal input gives equal bytes, in whatever
/// order the org was read.
pub fn plan(org: &OrgName, desired: &Desired, live: &Live) -> Plan {
    let desired = &*desired.in_org(live);
    let mut drafts: Vec<_> = desired
        .integrations
        .values()
        .map(|integration| {
            draft(Scope {
                desired,
                integration,
                live,
            })
        })
        .collect();
    preflight(&mut drafts);
    let mut whole = Draft::default();
    for (scope, mut draft) in drafts {
        order(&scope, &mut draft.changes);
        judge(&scope, &mut draft.changes);
        whole.absorb(draft);
    }
    tell_unseen(desired, live, &mut whole);
    let Retired {
        changes,
        bearers,
        unmanaged,
        blocked,
    } = retire(desired, live, &whole.changes);
    whole.blocked.extend(blocked);
    whole.changes.extend(changes);
    whole.unmanaged.extend(unmanaged);
    assemble(org, desired, live, whole, bearers)
}

fn draft(scope: Scope<'_>) -> (Scope<'_>, Draft) {
    let draft = differences(&scope);
    let mut draft = enforce(&scope, draft);
    relicense(&scope, &mut draft);
    beyond(&scope, &mut draft);
    (scope, draft)
}

pub(crate) fn assemble(
    org: &OrgName,
    desired: &Desired,
    live: &Live,
    whole: Draft,
    ended: Vec<(IntegrationName, Bearer)>,
) -> Plan {
    let Draft {
        changes,
        unchanged,
        mut unmanaged,
        mut blocked,
        mut warnings,
    } = whole;
    unmanaged.sort_unstable();
    blocked.sort_unstable();
    warnings.sort_unstable();
    let mut plan = Plan {
        format_version: FORMAT_VERSION.to_owned(),
        org: org_of(org, live),
        fleet: desired.fleet.clone(),
        spec_digest: desired.spec_digest.clone(),
        bearers: desired.integrations.values().map(bearer).chain(ended).collect(),
        changes,
        unchanged,
        unmanaged,
        blocked,
        warnings,
        prune: desired.retiring.prune.as_ref().map(|grace| grace.days),
        fingerprint: Fingerprint(String::new()),
    };
    plan.fingerprint = fingerprint(&plan, live);
    plan
}

fn org_of(name: &OrgName, live: &Live) -> PlanOrg {
    PlanOrg {
        name: name.to_string(),
        id: live.org.id.clone(),
        url: live.org.url.clone(),
        username: live.running_user.username.clone(),
        api_version: live.org.api_version.clone(),
    }
}

fn bearer(one: &Integration) -> (IntegrationName, Bearer) {
    let bearer = Bearer {
        username: one.user.username.clone(),
        permission_set: one.permission_set.name.clone(),
        profile: one.own_profile.name.clone(),
        previously: one.previously.clone(),
    };
    (one.name.clone(), bearer)
}
