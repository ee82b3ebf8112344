//! The words of hallpass as plain data: names, addresses, what is desired, what is live, and the plan between.
//!
//! Every other crate speaks in these types. There is no I/O here, no YAML, no wire format and no clock:
//! `spec` makes a [`Desired`], `reconcile` reads a [`Live`], `plan` turns the two into a [`Plan`], and
//! running that gives an [`Outcome`].
//!
//! Three shapes of things exist, and no more: an *entity* (a user, a permission set, an app), a
//! *membership* (a licence or a set that a user holds) and a *grant* (verbs on a target). [`Kind`] lists them all.

mod address;
mod all_fields;
mod besides;
mod desired;
mod elsewhere;
mod grant;
mod hold;
mod id;
mod implied;
mod kind;
mod known_objects;
mod live;
mod login;
mod managed;
mod mark;
mod name;
mod outcome;
mod pattern;
mod plan;
mod policy;
mod retiring;
mod spellings;
mod value;

#[cfg(feature = "build")]
pub mod build;

pub use address::{Address, AddressError};
pub use all_fields::AllFields;
pub use desired::{
    API_ONLY_PROFILES, ApexRest, ApexSoap, App, AppKind, Certificate, Desired, Enforce, Flow,
    INTEGRATION_LICENSE, INTEGRATION_PSL, Integration, IpRelaxation, Limits, Manage, MigrateFrom,
    PermissionSet, Profile, Role, Scope, User, Verify, Waiver,
};
pub use elsewhere::{Elsewhere, GroupParts, HeldGroup, HeldSet};
pub use grant::{Grants, Target, TargetError, Verb, Verbs};
pub use hold::Hold;
pub use id::{RecordId, RecordIdError};
pub use implied::{brings, brought_along, declared};
pub use kind::{Kind, Shape};
pub use known_objects::is_known_object;
pub use live::{
    ApiUse, Catalog, FieldFacts, Joined, Live, LiveApp, LiveAssignment, LiveGrant, LiveOrg,
    LivePermissionSet, LiveProfile, LiveUser, MetadataFile, ObjectFacts, PasswordLogins, PasswordUse,
    ProfileFacts, RunningUser, Seats,
};
pub use login::{
    DAY, IpRange, IpRangeError, LoginHours, LoginHoursError, LoginPolicy, OwnProfile, WEEKDAYS,
    profile_object, window_of,
};
pub use managed::{Complete, Managed, Pair, Seen, close};
pub use mark::{Mark, split_mark};
pub use name::{ApiName, FleetName, IntegrationName, NameError, OrgName, Username};
pub use outcome::{Outcome, OutcomeEntry, OutcomeError, Status};
pub use pattern::{GrantPattern, PatternError};
pub use plan::{
    Action, Bearer, BlockReason, Blocked, Change, Differences, FORMAT_VERSION, Fingerprint, Plan, PlanOrg,
    Reason, Risk, State, Summary, Unmanaged, Warning, WarningCode,
};
pub use policy::{PolicyLevel, PolicySettings};
pub use retiring::{Grace, Retirement, Retiring};
pub use spellings::Spellings;
pub use value::{Attribute, Attributes, Value};
