//! External client apps and connected apps.

use super::{Fact, Sureness, Switch};

/// Whether connected apps can be created.
pub(crate) const CONNECTED_APP_CREATION: Switch =
    Switch::one_of("connected_app_creation", &["blocked", "allowed"], "blocked");
/// The names of the policies that appear by themselves.
pub(crate) const POLICY_NAMES: Switch =
    Switch::one_of("policy_names", &["default_policy", "setup"], "default_policy");
/// How long a new or changed app is unknown to the token endpoint.
pub(crate) const APP_PROPAGATION_DELAY: Switch = Switch::delay("app_propagation_delay");
/// What becomes of approvals when the OAuth policy is deployed without its lists.
pub(crate) const POLICY_WITHOUT_LIST: Switch =
    Switch::one_of("policy_without_list", &["removes", "keeps"], "removes");
/// Whether reading the global OAuth settings shows their certificate.
pub(crate) const CERTIFICATE_READ: Switch =
    Switch::one_of("certificate_read", &["returned", "hidden"], "returned");

pub(super) const FACTS: &[Fact] = &[
    Fact::switched(
        "apps.connected_app_creation",
        Sureness::Documented,
        CONNECTED_APP_CREATION,
        "new connected apps are refused: `You can't create a connected app. To enable connected app creation, contact Salesforce Customer Support.`",
        "Metadata API Developer Guide, ConnectedApp; help articles 005228017 and 005336062",
    ),
    Fact::switched(
        "apps.policy_names",
        Sureness::Unverified,
        POLICY_NAMES,
        "policies that a deploy leaves out are made as `<settings>_defaultPolicy` and `<App>_defaultPolicy`",
        "inferred from five reports; Setup names them otherwise",
    ),
    Fact::switched(
        "apps.propagation",
        Sureness::Documented,
        APP_PROPAGATION_DELAY,
        "a new or changed app answers `invalid_client_id` until its settings have spread; the delay is in seconds",
        "Setup tells to expect 2 to 10 minutes",
    ),
    Fact::fixed(
        "apps.one_store_of_approval",
        Sureness::Reported,
        "the permission sets of a policy and SetupEntityAccess rows of the app are one store",
        "two public notes",
    ),
    Fact::switched(
        "apps.policy_without_list",
        Sureness::Unverified,
        POLICY_WITHOUT_LIST,
        "an OAuth policy deployed without its list of permission sets or profiles removes the approvals, as other elements fall back to their defaults",
        "inferred from the declarative deploy of the type; nobody reports this case",
    ),
    Fact::switched(
        "apps.certificate_read",
        Sureness::Unverified,
        CERTIFICATE_READ,
        "the certificate comes back when the global OAuth settings are retrieved",
        "one client checks its fingerprint that way; two others say that it does not round-trip",
    ),
    Fact::fixed(
        "apps.declarative",
        Sureness::Reported,
        "deploying is declarative per file: a field that the package version knows and the file leaves out takes its default, so leaving out `certificate` ends the JWT bearer flow; fields newer than the package keep their value",
        "notes of a team that lost its certificate that way",
    ),
    Fact::fixed(
        "apps.permissions",
        Sureness::Unverified,
        "changing any part of an external client app needs External Client App Developer or External Client App Admin: `INSUFFICIENT_ACCESS_OR_READONLY`",
        "the code is reported; which permission is needed for which part is not",
    ),
    Fact::fixed(
        "apps.cascade",
        Sureness::Reported,
        "deleting an external client app deletes its parts, its keys and its approvals",
        "one public tool; nothing beyond it",
    ),
    Fact::fixed(
        "apps.key_prefix",
        Sureness::Reported,
        "ids of external client apps start with `0xI`, of their consumers with `888`",
        "three public notes",
    ),
    Fact::fixed(
        "apps.satellite_names",
        Sureness::Unverified,
        "DeveloperName of a satellite's row is the full name of its metadata",
        "one public tool relies on it",
    ),
    Fact::fixed(
        "apps.creation_is_not_told",
        Sureness::Unverified,
        "nothing that can be read says whether new connected apps are refused: Setup has a switch, and the settings types of the Metadata API have no field for it",
        "Help, \"Manage Connect Apps: Allow Creation of Connected Apps - Off Control\"; Metadata API Developer Guide, ConnectedAppSettings and ExternalClientAppSettings",
    ),
    Fact::fixed(
        "apps.connected_policies",
        Sureness::Documented,
        "`refreshTokenPolicy` of a connected app is `infinite`, `zero`, or `specific_lifetime` or `specific_inactivity` with a number and `HOURS`, `DAYS` or `MONTHS`; a session policy has a level and an action of closed lists; the refusals of others are a guess",
        "Metadata API Developer Guide, ConnectedAppOauthPolicy and ConnectedAppSessionPolicy",
    ),
    Fact::fixed(
        "apps.session_timeout",
        Sureness::Unverified,
        "`sessionTimeout` of a connected app and `sessionTimeoutInMinutes` of an external client app are minutes",
        "the name of the second; nothing says it of the first",
    ),
    Fact::fixed(
        "apps.consumer_key_on_create",
        Sureness::Unverified,
        "a deploy that carries a consumer key for an external client app is refused",
        "sources disagree",
    ),
    Fact::fixed(
        "apps.required_fields",
        Sureness::Reported,
        "an app without its contact",
        "public notes of failed deployments",
    ),
    Fact::fixed(
        "apps.satellite_without_app",
        Sureness::Reported,
        "a satellite that names an app which does not exist; the words around the code follow other references",
        "public notes of failed deployments",
    ),
    Fact::fixed(
        "apps.second_satellite",
        Sureness::Reported,
        "a second satellite of one kind for an app",
        "public notes of failed deployments",
    ),
    Fact::fixed(
        "apps.run_as",
        Sureness::Recorded,
        "client credentials in the OAuth policy without a user who exists and is active",
        "recorded answers of deployments",
    ),
    Fact::fixed(
        "apps.policy_references",
        Sureness::Recorded,
        "an OAuth policy that names permission sets or profiles which do not exist",
        "recorded answers of deployments",
    ),
    Fact::fixed(
        "apps.jwt_timeouts",
        Sureness::Recorded,
        "timeouts of tokens in JWT format for an app that gives none",
        "two public notes of failed deployments",
    ),
    Fact::fixed(
        "apps.scopes",
        Sureness::Reported,
        "a scope that does not exist is answered with the list of those that do",
        "public notes of failed deployments",
    ),
    Fact::fixed(
        "apps.consumer_key_taken",
        Sureness::Reported,
        "the consumer key of another app",
        "public notes of failed deployments",
    ),
];
