//! The format: every mapping that can stand in a spec, declared once.
//!
//! The doc comments here are the reference: they go into the JSON Schemas, which editors and the book show.

mod app;
mod auth;
mod bundle;
mod fleet;
mod integration;
mod login;
mod orgs;
mod permissions;
mod user;
mod verify;

pub(crate) use app::{AppSpec, FlowWord, SessionLevel};
pub(crate) use auth::{AuthSpec, JwtSpec, ValueSource};
pub(crate) use bundle::BundleSpec;
pub use fleet::OrgKind;
pub(crate) use fleet::{FleetSpec, NamedOrg, OrgSpec};
pub(crate) use integration::{IntegrationSpec, WaiverSpec};
pub(crate) use login::{HoursSpec, LoginSpec, RestrictedLogin};
pub(crate) use orgs::OverrideSpec;
pub(crate) use permissions::{FieldNames, FieldsSpec, Names, PermissionsSpec, VerbWord};
pub(crate) use user::{UserDefaults, UserSpec};
pub(crate) use verify::VerifySpec;

use crate::decode::{Home, Mapping};

/// Where the keys of an integration belong, for those that stand a level too high or too low.
pub(crate) const INTEGRATION_HOMES: &[Home] = &[
    Home {
        name: "the integration itself",
        keys: IntegrationSpec::KEYS,
    },
    Home {
        name: "`permissions`",
        keys: PermissionsSpec::KEYS,
    },
    Home {
        name: "`user`",
        keys: UserSpec::KEYS,
    },
    Home {
        name: "an item of `apps`",
        keys: AppSpec::KEYS,
    },
    Home {
        name: "`login`",
        keys: RestrictedLogin::KEYS,
    },
    Home {
        name: "`hours`, below `login`",
        keys: HoursSpec::KEYS,
    },
    Home {
        name: "`verify`",
        keys: VerifySpec::KEYS,
    },
    Home {
        name: "an item of `waivers`",
        keys: WaiverSpec::KEYS,
    },
    Home {
        name: "hallpass.yaml",
        keys: FleetSpec::KEYS,
    },
];

/// Where the keys of a bundle belong.
pub(crate) const BUNDLE_HOMES: &[Home] = &[
    Home {
        name: "the bundle itself",
        keys: BundleSpec::KEYS,
    },
    Home {
        name: "`permissions`",
        keys: PermissionsSpec::KEYS,
    },
    Home {
        name: "an integration",
        keys: IntegrationSpec::KEYS,
    },
];

/// Where the keys of a fleet belong.
pub(crate) const FLEET_HOMES: &[Home] = &[
    Home {
        name: "the top of hallpass.yaml",
        keys: FleetSpec::KEYS,
    },
    Home {
        name: "an org of `orgs`",
        keys: OrgSpec::KEYS,
    },
    Home {
        name: "`auth` of an org",
        keys: AuthSpec::KEYS,
    },
    Home {
        name: "`auth`, below `jwt`",
        keys: JwtSpec::KEYS,
    },
    Home {
        name: "`defaults`, below `user`",
        keys: UserDefaults::KEYS,
    },
    Home {
        name: "a file of its own, with the integration",
        keys: IntegrationSpec::KEYS,
    },
];
