//! What the OAuth endpoints answer.

use super::{Fact, Sureness, Switch};

/// Whether the Permitted Users policy binds the run-as user of client credentials.
pub(crate) const CC_PREAUTHORIZATION: Switch =
    Switch::one_of("cc_preauthorization", &["not_applied", "applied"], "not_applied");
/// The error code of client credentials on an app that has the flow off.
pub(crate) const FLOW_OFF_ERROR: Switch = Switch::one_of(
    "client_credentials_flow_off_error",
    &["invalid_grant", "unsupported_grant_type", "unauthorized_client"],
    "invalid_grant",
);
/// The error code when the user behind a token request is inactive or frozen.
pub(crate) const INACTIVE_RUN_AS_ERROR: Switch = Switch::one_of(
    "inactive_run_as_error",
    &["invalid_grant", "inactive_user"],
    "invalid_grant",
);
/// The words about a wrong audience of an assertion.
pub(crate) const AUDIENCE_TEXT: Switch = Switch::one_of(
    "audience_error_text",
    &["audience_is_invalid", "audience_validation_failed"],
    "audience_is_invalid",
);
/// Whether the org's own address is an audience that an assertion may name.
pub(crate) const MY_DOMAIN_AUDIENCE: Switch =
    Switch::one_of("my_domain_audience", &["accepted", "refused"], "accepted");
/// How far ahead an assertion may expire.
pub(crate) const ASSERTION_EXPIRY: Switch =
    Switch::one_of("assertion_expiry", &["any_future", "three_minutes"], "any_future");
/// Whether an assertion's `jti` may be used twice.
pub(crate) const JTI_REPLAY: Switch = Switch::one_of("jti_replay", &["refused", "accepted"], "refused");
/// Whether a profile that was given an app counts as approval of an administrator.
pub(crate) const PROFILE_APPROVAL: Switch = Switch::one_of(
    "admin_approval_by_profile",
    &["not_applied", "applied"],
    "not_applied",
);
/// What revoking a token that nobody knows answers.
pub(crate) const UNKNOWN_TOKEN_REVOCATION: Switch = Switch::one_of(
    "unknown_token_revocation",
    &["invalid_token", "unsupported_token_type"],
    "invalid_token",
);

const FLOW_ERRORS: &str = "help page \"OAuth 2.0 Authorization Errors\"";
const MOBILE_SDK: &str = "error codes of Mobile SDK for iOS, SFOAuthErrorCode (2026)";

pub(super) const FACTS: &[Fact] = &[
    Fact::fixed(
        "oauth.assertion_exp_text",
        Sureness::Reported,
        "the claim `exp` of an assertion may be a number or its text",
        "simple-salesforce 1.12 sends the text",
    ),
    Fact::fixed(
        "oauth.id_token",
        Sureness::Documented,
        "the scope `openid` brings an `id_token` with codes, with refresh tokens and with `token id_token`; its claims are `iss`, `sub`, `aud`, `iat`, `exp` after two minutes, `at_hash` and the client's `nonce`",
        "help pages \"OpenID Connect\" and \"OAuth 2.0 User-Agent Flow\"; Mobile SDK for Android, `getOpenIDToken`; discovery document of login.salesforce.com",
    ),
    Fact::fixed(
        "oauth.id_token_of_servers",
        Sureness::Unverified,
        "client credentials and JWT bearer bring none: nobody logged in",
        "nothing documented",
    ),
    Fact::fixed(
        "oauth.error_shape",
        Sureness::Documented,
        "a refused token request is 400 with `error` and `error_description`, and `Cache-Control: no-store`",
        FLOW_ERRORS,
    ),
    Fact::fixed(
        "oauth.unknown_client",
        Sureness::Reported,
        "an unknown consumer key, also of an app without its OAuth parts",
        "several public notes and issues",
    ),
    Fact::fixed(
        "oauth.wrong_secret",
        Sureness::Reported,
        "a wrong consumer secret",
        "restforce issue #338",
    ),
    Fact::fixed(
        "oauth.basic_authentication",
        Sureness::Reported,
        "client id and secret may come by HTTP Basic instead of the form",
        "public code of clients; `invalid_basic_auth_header` in the error codes of Mobile SDK for iOS",
    ),
    Fact::fixed(
        "oauth.grant_type_unknown",
        Sureness::Documented,
        "an unknown `grant_type`",
        FLOW_ERRORS,
    ),
    Fact::fixed(
        "oauth.parameter_missing",
        Sureness::Unverified,
        "a missing parameter",
        "the code is documented, the words are platform knowledge",
    ),
    Fact::fixed(
        "oauth.post_only",
        Sureness::Documented,
        "the token endpoint takes POST only",
        FLOW_ERRORS,
    ),
    Fact::fixed(
        "oauth.scope_parameter",
        Sureness::Reported,
        "a `scope` parameter is refused for client credentials, JWT bearer and refresh",
        "eight public notes and issues",
    ),
    Fact::fixed(
        "oauth.no_scopes_left",
        Sureness::Reported,
        "client credentials give all scopes of the app but full, web, refresh_token and offline_access; none is left",
        "simple-salesforce pull request #662 and four public notes",
    ),
    Fact::switched(
        "oauth.flow_off",
        Sureness::Unverified,
        FLOW_OFF_ERROR,
        "client credentials on an app with either of its two flow switches off",
        "one public note; others report other codes",
    ),
    Fact::fixed(
        "oauth.no_run_as",
        Sureness::Reported,
        "client credentials without a run-as user",
        "ten public notes and issues",
    ),
    Fact::switched(
        "oauth.cc_preauthorization",
        Sureness::Unverified,
        CC_PREAUTHORIZATION,
        "Permitted Users does not bind the run-as user of client credentials",
        "setup page of connected apps (documented as not applying); one live guide says it binds",
    ),
    Fact::fixed(
        "oauth.not_approved_by_admin",
        Sureness::Reported,
        "admin approval binds and the user lacks it",
        "forcedotcom/cli issue #3260 and five public notes",
    ),
    Fact::switched(
        "oauth.profile_approval",
        Sureness::Reported,
        PROFILE_APPROVAL,
        "admin approval counts through permission sets; an app given to a profile leaves the token refused",
        "one public note, seen for both kinds of apps",
    ),
    Fact::fixed(
        "oauth.never_approved",
        Sureness::Reported,
        "JWT bearer on a self-authorized app that the user never approved",
        "ten public notes and issues",
    ),
    Fact::fixed(
        "oauth.app_disabled",
        Sureness::Reported,
        "the app or its OAuth plugin is off, whatever the secret",
        "one public note",
    ),
    Fact::switched(
        "oauth.inactive_user",
        Sureness::Unverified,
        INACTIVE_RUN_AS_ERROR,
        "the user behind the request is inactive",
        "`inactive_user` is on the documented list but not among the codes of Mobile SDK for iOS",
    ),
    Fact::switched(
        "oauth.frozen_user",
        Sureness::Unverified,
        INACTIVE_RUN_AS_ERROR,
        "the user behind the request is frozen",
        "that logins stop is documented, the answer is a guess",
    ),
    Fact::fixed(
        "oauth.api_not_enabled",
        Sureness::Unverified,
        "a user without API Enabled still gets a token; the REST call is refused",
        "platform knowledge",
    ),
    Fact::fixed(
        "oauth.login_ip_and_hours",
        Sureness::Documented,
        "login IP ranges of the user's profile hold unless the app relaxes them, and always for JWT bearer; login hours always hold",
        "help page \"Connected App IP Relaxation and Continuous IP Enforcement\"",
    ),
    Fact::fixed(
        "oauth.session_level",
        Sureness::Documented,
        "an app that requires high assurance refuses flows without a user step",
        "Metadata API Developer Guide, ConnectedApp (the rule); error codes of Mobile SDK for iOS (the code); the words are a guess",
    ),
    Fact::fixed(
        "oauth.rotation",
        Sureness::Unverified,
        "with rotation on, refreshing gives a new refresh token and ends the old one",
        "the setting is documented, the shape of the answer is a guess",
    ),
    Fact::fixed(
        "oauth.assertion_invalid",
        Sureness::Reported,
        "a bad signature, a wrong certificate, a malformed or an expired assertion",
        "three public notes",
    ),
    Fact::switched(
        "oauth.audience_text",
        Sureness::Unverified,
        AUDIENCE_TEXT,
        "a wrong `aud`",
        "seen live so; the documented example says `Audience validation failed`",
    ),
    Fact::switched(
        "oauth.my_domain_audience",
        Sureness::Reported,
        MY_DOMAIN_AUDIENCE,
        "besides the login hosts the org's own address is a valid `aud`, with or without a trailing slash",
        "Salesforce CLI sends its instance address",
    ),
    Fact::switched(
        "oauth.assertion_expiry",
        Sureness::Reported,
        ASSERTION_EXPIRY,
        "`exp` lies in the future, however far: Salesforce CLI writes milliseconds, which real orgs accept",
        "Salesforce CLI 2.146; clients hold themselves to three minutes",
    ),
    Fact::switched(
        "oauth.jti_replay",
        Sureness::Unverified,
        JTI_REPLAY,
        "a `jti` seen before; the words are a guess",
        MOBILE_SDK,
    ),
    Fact::fixed(
        "oauth.jwt_wrong_user",
        Sureness::Unverified,
        "an assertion for a username that does not exist is refused like one whose user never approved",
        "platform knowledge",
    ),
    Fact::fixed(
        "oauth.jwt_no_certificate",
        Sureness::Documented,
        "the certificate on the app is the switch of JWT bearer; without it every assertion is invalid",
        "Metadata API Developer Guide, ExtlClntAppGlobalOauthSettings",
    ),
    Fact::fixed(
        "oauth.refresh_expired",
        Sureness::Documented,
        "a refresh token that is unknown, revoked or expired",
        FLOW_ERRORS,
    ),
    Fact::fixed(
        "oauth.password_refused",
        Sureness::Documented,
        "username-password is refused, right or wrong",
        "help article 000886201",
    ),
    Fact::fixed(
        "oauth.pages",
        Sureness::Documented,
        "`/services/oauth2/authorize` answers with a login form and an approval form, then a code or, for the user-agent flow, a token; how the pages look is ours. Hybrid and device flows are not there",
        "help pages OAuth 2.0 Web Server Flow and User-Agent Flow",
    ),
    Fact::fixed(
        "oauth.authorize_told",
        Sureness::Documented,
        "once client and address are known to be right, what is wrong with an authorization request is told to the address, 302 with `error` and `error_description`",
        FLOW_ERRORS,
    ),
    Fact::fixed(
        "oauth.redirect_missing",
        Sureness::Documented,
        "an authorization request without `redirect_uri`: a page says so",
        "help page OAuth 2.0 Authorization Errors",
    ),
    Fact::fixed(
        "oauth.redirect_mismatch",
        Sureness::Reported,
        "a `redirect_uri` that is not the app's, letter by letter, or not the code's",
        "many public reports",
    ),
    Fact::fixed(
        "oauth.denied",
        Sureness::Reported,
        "the user denies; told to the client's address",
        "public clients that look for it",
    ),
    Fact::fixed(
        "oauth.app_denied",
        Sureness::Reported,
        "the user logs in and was not given the app; told to the client's address",
        "public reports",
    ),
    Fact::fixed(
        "oauth.challenge_missing",
        Sureness::Reported,
        "the app requires PKCE and there is no `code_challenge`; told to the client's address",
        "public reports",
    ),
    Fact::fixed(
        "oauth.bad_verifier",
        Sureness::Unverified,
        "a `code_verifier` that does not fit, or is missing",
        "the code is documented, the words are a guess",
    ),
    Fact::fixed(
        "oauth.code_expired",
        Sureness::Reported,
        "a code that was used, or is older than 15 minutes",
        "public code of clients; the age is documented",
    ),
    Fact::fixed(
        "oauth.code_unknown",
        Sureness::Unverified,
        "a code that the org never gave",
        "the words are a guess",
    ),
    Fact::fixed(
        "oauth.token_response",
        Sureness::Reported,
        "`access_token`, `signature`, `scope`, `instance_url`, `id`, `token_type`, `issued_at` (text, milliseconds); no `refresh_token` and no `expires_in` for client credentials and JWT bearer",
        "public code of several clients",
    ),
    Fact::fixed(
        "oauth.introspect_fields",
        Sureness::Unverified,
        "an active token shows scope, client_id, username, sub, token_type, exp, iat and nbf; a client that does not prove itself gets 401",
        "`active`, `exp` and `iat` are reported, the rest is a guess",
    ),
    Fact::fixed(
        "oauth.introspect_own",
        Sureness::Reported,
        "an app sees its own tokens only, others are inactive, unless isIntrospectAllTokens is set",
        "Metadata API Developer Guide, ExtlClntAppGlobalOauthSettings",
    ),
    Fact::fixed(
        "oauth.revoke",
        Sureness::Documented,
        "revoking is 200 with an empty body, by form or `?token=`; a refresh token takes its access tokens with it",
        "help page \"Revoke OAuth Tokens\"",
    ),
    Fact::switched(
        "oauth.revoke_unknown",
        Sureness::Documented,
        UNKNOWN_TOKEN_REVOCATION,
        "revoking an unknown token; the words are a guess",
        "help page \"Revoke OAuth Tokens\" names both codes",
    ),
    Fact::fixed(
        "oauth.bad_token_text",
        Sureness::Reported,
        "userinfo and the identity address answer a bad token with plain text; for another org it is `Wrong_Org`",
        "jsforce and nforce treat it so; `Wrong_Org` is platform knowledge",
    ),
    Fact::fixed(
        "oauth.userinfo_scope",
        Sureness::Unverified,
        "userinfo and identity answer any live token, whatever its scopes",
        "platform knowledge",
    ),
];
