//! What a token is worth, and what ends it.

use super::{Fact, Sureness, Switch};

/// Whether freezing a user ends the sessions that live.
pub(crate) const FREEZE_ENDS_SESSIONS: Switch = Switch::one_of("freeze_ends_sessions", &["off", "on"], "off");
/// Whether deactivating a user ends the sessions that live.
pub(crate) const DEACTIVATION_ENDS_SESSIONS: Switch =
    Switch::one_of("deactivation_ends_sessions", &["on", "off"], "on");
/// Whether disabling an app ends the sessions made through it.
pub(crate) const DISABLED_APP_SESSIONS: Switch =
    Switch::one_of("disabled_app_sessions", &["live_on", "ended"], "live_on");
/// Whether `LoginHistory.LoginSubType` holds codes or labels.
pub(crate) const LOGIN_SUBTYPE_SPELLING: Switch =
    Switch::one_of("login_subtype_spelling", &["code", "label"], "code");
/// What `LoginHistory.LoginSubType` holds for JWT bearer.
pub(crate) const JWT_LOGIN_SUBTYPE: Switch =
    Switch::one_of("jwt_login_subtype", &["empty", "OauthJwtBearer"], "empty");
/// The code for a user who lacks API Enabled.
pub(crate) const API_DISABLED_CODE: Switch = Switch::one_of(
    "api_disabled_code",
    &["API_CURRENTLY_DISABLED", "API_DISABLED_FOR_ORG"],
    "API_CURRENTLY_DISABLED",
);

const AUTH_SESSION: &str = "Object Reference, AuthSession";
const LOGIN_HISTORY: &str = "Object Reference, LoginHistory";

pub(super) const FACTS: &[Fact] = &[
    Fact::fixed(
        "sessions.token_shape",
        Sureness::Reported,
        "an opaque token is the 15-character id of the org, `!AQ` and random letters, digits, dots and underscores",
        "the pattern that Salesforce CLI checks",
    ),
    Fact::fixed(
        "sessions.timeout",
        Sureness::Documented,
        "a session ends `NumSecondsValid` after its last use: the app's session timeout, else that of the org's Security settings, two hours at first",
        AUTH_SESSION,
    ),
    Fact::fixed(
        "sessions.row_of_token",
        Sureness::Unverified,
        "every token, of client credentials too, has an AuthSession row with SessionType API; deleting the row ends the token at once",
        "Object Reference, AuthSession, says it of sessions in general",
    ),
    Fact::fixed(
        "sessions.activity",
        Sureness::Documented,
        "use moves the end of a session once half of its time has gone",
        "help page \"Modify Session Security Settings\", session timeout",
    ),
    Fact::fixed(
        "sessions.every_request",
        Sureness::Unverified,
        "with `enforceIpRangesEveryRequest` of the Security settings a call from outside the profile's IP ranges, and with `lockSessionsToIp` one from another address than the login's, is answered as by a session that ended",
        "Metadata API Developer Guide, SecuritySettings; the answer is a guess",
    ),
    Fact::fixed(
        "sessions.is_current",
        Sureness::Documented,
        "`IsCurrent` is true for the session that asks",
        AUTH_SESSION,
    ),
    Fact::fixed(
        "sessions.jwt_format",
        Sureness::Unverified,
        "an app that says so gives its users access tokens in JWT format, signed by the key at `/id/keys`; they end `namedUserJwtTimeout` minutes after they were issued, else with the session timeout, and use does not prolong them",
        "help page \"JWT-Based Access Tokens\"; the claims are platform knowledge",
    ),
    Fact::fixed(
        "sessions.expired",
        Sureness::Recorded,
        "an unknown, ended or expired token",
        "recorded answers of real orgs",
    ),
    Fact::fixed(
        "sessions.no_api_scope",
        Sureness::Reported,
        "a token without the scopes api or full",
        "two public notes",
    ),
    Fact::switched(
        "sessions.api_disabled",
        Sureness::Reported,
        API_DISABLED_CODE,
        "a user without API Enabled",
        "forcedotcom/cli issue #2686 (words), restforce issue #562 (code)",
    ),
    Fact::switched(
        "sessions.freeze",
        Sureness::Unverified,
        FREEZE_ENDS_SESSIONS,
        "freezing stops logins; sessions live on",
        "Salesforce Stack Exchange question 288882; undecided elsewhere",
    ),
    Fact::switched(
        "sessions.deactivation",
        Sureness::Reported,
        DEACTIVATION_ENDS_SESSIONS,
        "deactivating a user ends the user's tokens at once",
        "one public note",
    ),
    Fact::switched(
        "sessions.app_disabled",
        Sureness::Unverified,
        DISABLED_APP_SESSIONS,
        "disabling an app stops new tokens; its sessions live on",
        "nothing documented",
    ),
    Fact::fixed(
        "sessions.login_type",
        Sureness::Reported,
        "an OAuth login has LoginType `Remote Access 2.0`, the label",
        "two recorded rows; the documented code is Oauth2",
    ),
    Fact::switched(
        "sessions.login_subtype",
        Sureness::Unverified,
        LOGIN_SUBTYPE_SPELLING,
        "LoginSubType holds the code, such as `OauthClientCredentials`",
        LOGIN_HISTORY,
    ),
    Fact::switched(
        "sessions.jwt_login_subtype",
        Sureness::Unverified,
        JWT_LOGIN_SUBTYPE,
        "a JWT bearer login has no LoginSubType",
        "no value is documented",
    ),
    Fact::fixed(
        "sessions.login_status",
        Sureness::Unverified,
        "LoginHistory.Status is `Success` or the words of the Login event, such as `User is inactive`, `User is frozen`, `Restricted IP`, `Restricted time`, `Failed: Signature Invalid`",
        "Object Reference, EventLogFile, Login event type; live rows differ from them in case here and there",
    ),
    Fact::fixed(
        "sessions.failed_login",
        Sureness::Unverified,
        "a refused token request leaves a LoginHistory row when its user is known",
        LOGIN_HISTORY,
    ),
    Fact::fixed(
        "sessions.refresh_token_rows",
        Sureness::Documented,
        "OauthToken lists refresh tokens only; client credentials leave no row",
        "Object Reference, OauthToken",
    ),
];
