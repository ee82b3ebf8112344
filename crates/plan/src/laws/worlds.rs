//! Random worlds: specs, an org in which something else was true before, and what people did to it since.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use hallpass_model::build::{self, id, integration, live_of, name};
use hallpass_model::{
    ApiName, Complete, Desired, Enforce, FleetName, Grants, Integration, Live, LiveApp, LiveAssignment,
    LiveGrant, LivePermissionSet, LiveUser, Managed, Mark, Seen, Target, Username, Verb, Verbs,
};
use proptest::prelude::*;

/// Both sides of a plan.
#[derive(Clone)]
pub(super) struct World {
    pub(super) desired: Desired,
    pub(super) live: Live,
}

/// Short enough to be read in a failure: what is declared, and what the org held.
impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let json = |value: serde_json::Result<String>| value.unwrap_or_default();
        for one in self.desired.integrations.values() {
            let grants = json(serde_json::to_string(&one.grants));
            writeln!(
                f,
                "\n{} {:?} adopt={} wants {grants}",
                one.name, one.enforce, one.adopt
            )?;
        }
        for part in [
            json(serde_json::to_string(&self.live.users)),
            json(serde_json::to_string(&self.live.permission_sets)),
            json(serde_json::to_string(&self.live.apps)),
        ] {
            writeln!(f, "{part}")?;
        }
        Ok(())
    }
}

const NAMES: [&str; 3] = ["billing", "load-0", "postman"];

/// Targets with the verbs that they can have; the catalog knows all of them.
const POOL: [(&str, &[&str]); 17] = [
    (
        "Account",
        &[
            "read",
            "read edit",
            "read create",
            "read edit delete",
            "read view_all_fields",
            "read view_all",
        ],
    ),
    ("Contact", &["read", "read edit", "read view_all_fields"]),
    ("Lead", &["read", "read create edit"]),
    ("Account.Phone", &["read", "read edit"]),
    ("Account.Website", &["read", "read edit"]),
    ("Account.BillingAddress", &["read", "read edit"]),
    ("Account.BillingStreet", &["read", "read edit"]),
    ("Account.BillingCity", &["read", "read edit"]),
    ("Account.Rank__c", &["read", "read edit"]),
    ("Contact.AccountId", &["read", "read edit"]),
    ("Contact.Account", &["read", "read edit"]),
    ("Contact.Email", &["read", "read edit"]),
    ("class CustomerWS", &["use"]),
    ("custom Refund", &["use"]),
    ("system ApiEnabled", &["use"]),
    ("system ManageUsers", &["use"]),
    ("system ViewSetup", &["use"]),
];

/// Worlds in which anything may be the case.
pub(super) fn worlds() -> impl Strategy<Value = World> {
    let one = (
        grants(),
        grants(),
        enforce(),
        any::<(bool, bool)>(),
        prop::collection::vec(deed(), 0..4),
    );
    (
        prop::collection::vec(one, 1..=NAMES.len()),
        prop::bool::weighted(0.15),
        any::<bool>(),
    )
        .prop_map(|(all, empty, accepts)| {
            let (mut now, mut before, mut deeds) = (Vec::new(), Vec::new(), Vec::new());
            for (name, (wanted, had, enforce, (adopt, protect), done)) in NAMES.iter().zip(all) {
                let mut one = integration(name, &[]);
                (one.enforce, one.adopt, one.protect) = (enforce, adopt, protect);
                // Of one integration it is known that it had another name.
                one.previously = (*name == NAMES[0]).then(|| build::name("before"));
                before.push(with_grants(one.clone(), had));
                now.push(with_grants(one, wanted));
                deeds.push((*name, done));
            }
            let mut desired = build::desired(now);
            if accepts {
                desired.accept_fleets.insert(FleetName::new("umbrella").unwrap());
            }
            let mut live = live_of(&build::desired(before));
            if empty {
                live = build::org(&desired);
            }
            live.catalog = catalog();
            for (name, done) in deeds {
                for deed in done {
                    live = deed.on(live, &desired.integrations[name]);
                }
            }
            World { desired, live }
        })
}

/// Worlds in which every integration is enforced so.
pub(super) fn worlds_under(enforce: Enforce) -> impl Strategy<Value = World> {
    worlds().prop_map(move |mut world| {
        for one in world.desired.integrations.values_mut() {
            one.enforce = enforce;
        }
        world
    })
}

fn enforce() -> impl Strategy<Value = Enforce> {
    prop_oneof![4 => Just(Enforce::Exact), 1 => Just(Enforce::Additive), 1 => Just(Enforce::Report)]
}

fn grants() -> impl Strategy<Value = Grants> {
    prop::collection::vec((0..POOL.len(), 0usize..6), 0..10).prop_map(|picks| {
        let lines: BTreeMap<_, _> = picks
            .into_iter()
            .map(|(target, verbs)| (POOL[target].0, POOL[target].1[verbs % POOL[target].1.len()]))
            .collect();
        // Two names of one lookup, or field without object, is what specs refuse; here it must only not loop.
        build::grants(&lines.into_iter().collect::<Vec<_>>())
    })
}

fn with_grants(mut one: Integration, more: Grants) -> Integration {
    one.grants.extend(more);
    one
}

fn catalog() -> hallpass_model::Catalog {
    let lines: Vec<_> = POOL
        .iter()
        .filter(|(target, _)| *target != "Contact.Account")
        .map(|(target, verbs)| (*target, verbs[0]))
        .collect();
    let mut catalog = build::org(&build::desired([integration("all", &lines)])).catalog;
    let part = Some(ApiName::from("BillingAddress"));
    let account = catalog.objects.get_mut(&ApiName::from("Account")).unwrap();
    for street in ["BillingStreet", "BillingCity"] {
        account.fields.get_mut(&ApiName::from(street)).unwrap().part_of = part.clone();
    }
    account
        .fields
        .get_mut(&ApiName::from("Rank__c"))
        .unwrap()
        .read_only = true;
    catalog
}

/// What somebody did to an org.
#[derive(Debug, Clone)]
enum Deed {
    UnmarkUser,
    UnmarkSet,
    UnmarkApp,
    ForeignUser,
    ForeignSet,
    ForeignApp,
    CopyMarkOfSet,
    Deactivate,
    RenameUser,
    RelabelSet,
    ForgetApp,
    ForgetSet,
    OpenApp,
    RunAsOther,
    MoreScopes,
    TakeLicense,
    ExtraLicense,
    ExtraAssignment,
    TakeAssignment,
    OtherHolder,
    InGroup,
    MadeUpRows,
    UnreadableLabel,
    NoClass,
    FewSeats,
    PlatformAddsParts,
    Protect,
    RenamedFrom,
    AdmitOther,
    OldSetGrants(Grants),
}

fn deed() -> impl Strategy<Value = Deed> {
    use Deed::*;
    let plain = prop::sample::select(vec![
        UnmarkUser,
        UnmarkSet,
        UnmarkApp,
        ForeignUser,
        ForeignSet,
        ForeignApp,
        CopyMarkOfSet,
        Deactivate,
        RenameUser,
        RelabelSet,
        ForgetApp,
        ForgetSet,
        OpenApp,
        RunAsOther,
        MoreScopes,
        TakeLicense,
        ExtraLicense,
        ExtraAssignment,
        TakeAssignment,
        OtherHolder,
        InGroup,
        MadeUpRows,
        UnreadableLabel,
        NoClass,
        FewSeats,
        PlatformAddsParts,
        Protect,
        RenamedFrom,
        AdmitOther,
    ]);
    prop_oneof![6 => plain, 1 => grants().prop_map(OldSetGrants)]
}

impl Deed {
    fn on(self, mut live: Live, one: &Integration) -> Live {
        let set = one.permission_set.name.clone();
        match self {
            Deed::UnmarkUser => users(live, one, |user| user.mark = None),
            Deed::ForeignUser => users(live, one, |user| {
                user.mark = Some(foreign(user.username.as_str()));
            }),
            Deed::Deactivate => users(live, one, |user| user.active = false),
            Deed::RenameUser => users(live, one, |user| {
                user.last_name = Seen::Known("Someone".to_owned());
            }),
            Deed::TakeLicense => users(live, one, |user| user.licenses = Complete::default()),
            Deed::ExtraLicense => users(live, one, |user| {
                edit(&mut user.licenses, |held| {
                    held.insert("OtherPsl".into(), id("2LA", 9))
                });
            }),
            Deed::ExtraAssignment => users(live, one, |user| {
                let held = LiveAssignment {
                    id: id("0Pa", 9),
                    is_group: true,
                };
                edit(&mut user.assignments, |all| {
                    all.insert("Sales_Group".into(), held)
                });
            }),
            Deed::TakeAssignment => {
                let live = users(live, one, |user| user.assignments = Complete::default());
                let own = &one.user.username;
                sets(live, &set, |set| {
                    edit(&mut set.holders, |held| held.remove(own));
                })
            }
            Deed::UnmarkSet => sets(live, &set, |set| set.mark = None),
            Deed::ForeignSet => sets(live, &set, |set| set.mark = Some(foreign(set.name.as_str()))),
            Deed::CopyMarkOfSet => sets(live, &set, |set| set.mark = Some(foreign("Original"))),
            Deed::RelabelSet => sets(live, &set, |set| set.label = Seen::Known("Changed".to_owned())),
            Deed::UnreadableLabel => sets(live, &set, |set| set.label = Seen::Unknown("hidden".to_owned())),
            Deed::OtherHolder => sets(live, &set, |set| {
                edit(&mut set.holders, |held| {
                    held.insert(Username::from("someone@example.com"), id("0Pa", 11))
                });
            }),
            Deed::InGroup => sets(live, &set, |set| {
                edit(&mut set.groups, |all| all.insert("Sales_Group".into()));
            }),
            Deed::MadeUpRows => sets(live, &set, |set| {
                let row = LiveGrant {
                    id: Some(id("000", 0)),
                    verbs: Verbs::NONE.with(Verb::Read),
                };
                edit(&mut set.grants, |rows| {
                    rows.entry(Target::Object("Lead".into())).or_insert(row);
                });
            }),
            Deed::PlatformAddsParts => sets(live, &set, add_parts),
            Deed::UnmarkApp => apps(live, &set, |app| app.mark = None),
            Deed::ForeignApp => apps(live, &set, |app| app.mark = Some(foreign(app.name.as_str()))),
            Deed::OpenApp => apps(live, &set, |app| app.admin_approved = Seen::Known(false)),
            Deed::RunAsOther => apps(live, &set, |app| {
                app.run_as = Seen::Known("someone@example.com".into());
            }),
            Deed::MoreScopes => apps(live, &set, |app| {
                let scopes = ["api", "full"].map(|scope| hallpass_model::Scope(scope.to_owned()));
                app.scopes = Seen::Known(BTreeSet::from(scopes));
            }),
            Deed::ForgetApp => {
                edit(&mut live.apps, |apps| apps.remove(&set));
                sets(live, &set.clone(), |own| {
                    edit(&mut own.grants, |rows| {
                        rows.retain(|target, _| !matches!(target, Target::App(_, name) if *name == set));
                    });
                })
            }
            Deed::ForgetSet => {
                edit(&mut live.permission_sets, |sets| sets.remove(&set));
                users(live, one, |user| {
                    edit(&mut user.assignments, |held| held.remove(&set));
                })
            }
            Deed::NoClass => {
                live.catalog.apex_classes.clear();
                live
            }
            Deed::FewSeats => {
                for seats in live.catalog.user_licenses.values_mut() {
                    seats.total = 1;
                }
                live
            }
            Deed::Protect => remarked(live, one, |mark| {
                mark.more.insert(Mark::PROTECT.to_owned(), "true".to_owned());
            }),
            Deed::RenamedFrom => remarked(live, one, |mark| mark.integration = name("before")),
            Deed::AdmitOther => apps(live, &set, |app| {
                app.admits.insert("Sales_Ops".into());
                app.admits_profiles.insert("Standard User".to_owned());
            }),
            Deed::OldSetGrants(grants) => old_set(live, one, grants),
        }
    }
}

/// All marks of an integration say something else.
fn remarked(live: Live, one: &Integration, change: impl Fn(&mut Mark)) -> Live {
    let set = &one.permission_set.name;
    let live = users(live, one, |user| user.mark.iter_mut().for_each(&change));
    let live = sets(live, set, |set| set.mark.iter_mut().for_each(&change));
    apps(live, set, |app| app.mark.iter_mut().for_each(&change))
}

/// The user also holds a set that somebody else keeps.
fn old_set(mut live: Live, one: &Integration, grants: Grants) -> Live {
    let name = ApiName::new(format!("Old_{}", one.permission_set.name));
    let mut other = integration("old", &[]);
    other.permission_set.name = name.clone();
    other.grants = grants;
    let mut old = live_of(&build::desired([other])).permission_sets.into_inner();
    if let Some(mut set) = old.remove(&name) {
        set.mark = None;
        edit(&mut live.permission_sets, |sets| sets.insert(name.clone(), set));
    }
    users(live, one, |user| {
        let held = LiveAssignment {
            id: id("0Pa", 10),
            is_group: false,
        };
        edit(&mut user.assignments, |all| all.insert(name, held));
    })
}

/// Some orgs write rows for the parts of a compound field beside its own.
fn add_parts(set: &mut LivePermissionSet) {
    let field = |field: &str| Target::Field {
        object: "Account".into(),
        field: field.into(),
    };
    edit(&mut set.grants, |rows| {
        if let Some(whole) = rows.get(&field("BillingAddress")).cloned() {
            rows.insert(field("BillingStreet"), whole.clone());
            rows.insert(field("BillingCity"), whole);
        }
    });
}

fn foreign(object: &str) -> Mark {
    Mark {
        fleet: FleetName::new("umbrella").unwrap(),
        integration: name("theirs"),
        object: object.into(),
        more: BTreeMap::new(),
    }
}

/// Opens a collection, edits it, and vouches for it again.
pub(super) fn edit<T: Default, R>(all: &mut Complete<T>, edit: impl FnOnce(&mut T) -> R) {
    let mut open = std::mem::take(all).into_inner();
    edit(&mut open);
    *all = Complete::read_to_the_end(open);
}

fn users(mut live: Live, one: &Integration, change: impl FnOnce(&mut LiveUser)) -> Live {
    edit(&mut live.users, |users| {
        users.get_mut(&one.user.username).map(change)
    });
    live
}

fn sets(mut live: Live, name: &ApiName, change: impl FnOnce(&mut LivePermissionSet)) -> Live {
    edit(&mut live.permission_sets, |sets| sets.get_mut(name).map(change));
    live
}

fn apps(mut live: Live, name: &ApiName, change: impl FnOnce(&mut LiveApp)) -> Live {
    edit(&mut live.apps, |apps| apps.get_mut(name).map(change));
    live
}

/// Leaves an attribute alone, for worlds in which not everything is managed.
pub(super) fn unmanage(world: &mut World) {
    for one in world.desired.integrations.values_mut() {
        one.permission_set.label = Managed::Unmanaged;
        one.user.last_name = Managed::Unmanaged;
    }
}
