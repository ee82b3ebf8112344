//! Consumer keys and secrets over Connect REST.

use super::{Fact, Sureness, Switch};

/// Whether the org lets consumer secrets be read over REST.
pub(crate) const REST_CLIENT_SECRET_ACCESS: Switch =
    Switch::one_of("rest_client_secret_access", &["on", "off"], "on");

/// Whether the secret of a staged pair is shown again after the answer that made it.
pub(crate) const STAGED_SECRET: Switch = Switch::one_of("staged_secret", &["always", "once"], "always");

const CONNECT_GUIDE: &str = "Connect REST API Developer Guide, OAuth Credentials Resources";

pub(super) const FACTS: &[Fact] = &[
    Fact::switched(
        "connect.setting",
        Sureness::Unverified,
        REST_CLIENT_SECRET_ACCESS,
        "the org setting for consumer secrets over REST is off",
        "the setting is documented; code and status are a guess, the words are reported",
    ),
    Fact::fixed(
        "connect.permissions",
        Sureness::Documented,
        "reading needs External Client App Developer and View Client Secret",
        "help page \"Stage OAuth Credentials\"; the error is a guess",
    ),
    Fact::fixed(
        "connect.part",
        Sureness::Documented,
        "`part` is key, secret or keyandsecret; without it the key alone is shown",
        CONNECT_GUIDE,
    ),
    Fact::fixed(
        "connect.staged",
        Sureness::Documented,
        "from 65.0 one pair can be staged for 30 days; both pairs work until it is promoted or deleted, and a promotion leaves the former pair in the slot as `Rotated`",
        "Connect REST API Developer Guide, OAuth Staged Credentials; the 404 of an empty slot is reported",
    ),
    Fact::fixed(
        "connect.staged_answers",
        Sureness::Unverified,
        "staging is 201 with the collection, promoting 200 with the entry; `createdBy` is the Id of the user",
        "the members are documented, statuses and the form of `createdBy` are a guess",
    ),
    Fact::switched(
        "connect.staged_secret",
        Sureness::Unverified,
        STAGED_SECRET,
        "the secret of a staged pair is in every answer about it, and not only in the one that made it",
        "Connect REST API Developer Guide, OAuth Staged Credentials: the member is documented, when it is filled is not",
    ),
    Fact::fixed(
        "connect.staged_propagation",
        Sureness::Unverified,
        "a staged pair answers `invalid_client_id` until it has spread, as long as a new app (`app_propagation_delay`)",
        "inferred from apps; nobody reports how long a staged pair takes",
    ),
    Fact::fixed(
        "connect.second_staging",
        Sureness::Unverified,
        "staging while a pair is staged",
        "that it must be deleted first is reported; the error is a guess",
    ),
    Fact::fixed(
        "connect.connected_apps",
        Sureness::Unverified,
        "connected apps (`0H4`) are not found here",
        "no documented path",
    ),
    Fact::fixed(
        "connect.usage",
        Sureness::Documented,
        "`usage` lists external client apps that have usage data, which are refresh tokens",
        "Connect REST API Developer Guide, OAuth Usage Resources",
    ),
];
