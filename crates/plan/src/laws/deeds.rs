//! What people do to an org behind the specs' back.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::build::{self, id, integration, live_of, name};
use hallpass_model::{
    ApiName, Complete, FleetName, Grants, Integration, Kind, Live, LiveApp, LiveAssignment, LiveGrant,
    LivePermissionSet, LiveProfile, LiveUser, Mark, Seen, Target, Username, Verb, Verbs,
};
use proptest::prelude::*;

use super::worlds::grants;

/// Makes the deeds that say nothing more than their names, and the list of them.
macro_rules! deeds {
    ($($plain:ident),* $(,)?) => {
        /// What somebody did to an org.
        #[derive(Debug, Clone)]
        pub(super) enum Deed {
            $($plain,)*
            OldSetGrants(Grants),
        }

        const PLAIN: &[Deed] = &[$(Deed::$plain),*];
    };
}

deeds! {
    UnmarkUser,
    UnmarkSet,
    UnmarkApp,
    UnmarkProfile,
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
    GiveRole,
    Join,
    Leave,
    UnreadableGroups,
    OpenLogins,
    ProfileGrants,
    ShareProfile,
    MoveLicense,
}

pub(super) fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![6 => prop::sample::select(PLAIN), 1 => grants().prop_map(Deed::OldSetGrants)]
}

impl Deed {
    /// Does it to what an integration has.
    pub(super) fn on(self, mut live: Live, one: &Integration) -> Live {
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
            Deed::GiveRole => users(live, one, |user| user.role = Seen::Known("CEO".into())),
            Deed::Join => users(live, one, |user| join(user, &["Strangers", "Readers"])),
            Deed::Leave => users(live, one, |user| join(user, &[])),
            Deed::UnreadableGroups => users(live, one, |user| {
                let unknown = Seen::Unknown("hidden".to_owned());
                user.joined.insert(Kind::PublicGroup, unknown);
            }),
            Deed::ExtraAssignment => users(live, one, |user| {
                let held = LiveAssignment {
                    id: id("0Pa", 9),
                    is_group: true,
                    license: None,
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
            Deed::UnmarkProfile => profiles(live, one, |profile| profile.mark = None),
            Deed::OpenLogins => profiles(live, one, |profile| profile.ip_ranges = Seen::Absent),
            Deed::ProfileGrants => profiles(live, one, |profile| {
                profile.grants = Seen::Known(build::grants(&[("Lead", "read"), ("class CustomerWS", "use")]));
            }),
            Deed::ShareProfile => profiles(live, one, |profile| {
                edit(&mut profile.holders, |held| {
                    held.insert(Username::from("someone@example.com"), id("005", 11))
                });
            }),
            Deed::MoveLicense => users(live, one, |user| {
                user.license = Seen::Known("Salesforce".to_owned());
                user.profile = Seen::Known("Standard User".to_owned());
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
            license: None,
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

fn profiles(mut live: Live, one: &Integration, change: impl FnOnce(&mut LiveProfile)) -> Live {
    let name = ApiName::new(one.own_profile.name.as_str());
    edit(&mut live.profiles, |profiles| profiles.get_mut(&name).map(change));
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

/// Puts a user into these groups, queues and packages, and no others.
fn join(user: &mut LiveUser, names: &[&str]) {
    for kind in Kind::JOINED {
        let held = names.iter().enumerate();
        let held = held.map(|(n, name)| (ApiName::from(*name), id("011", 50 + n)));
        let held = Seen::Known(Complete::read_to_the_end(held.collect()));
        user.joined.insert(kind, held);
    }
}
