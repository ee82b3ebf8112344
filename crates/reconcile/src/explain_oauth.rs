//! What the refusals of a token endpoint mean, and the setting behind each: the one table of them.
//!
//! Codes and words are those of the help page "OAuth 2.0 Authorization Errors", of the Mobile SDK's list of codes, and of
//! reports from live orgs. Several causes share some words; those that cannot be told apart are all named.

/// Why a token was refused, and what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OauthCause {
    /// The cause, as a sentence without a full stop.
    pub cause: &'static str,
    /// The setting to look at, and what it should be.
    pub fix: &'static str,
}

/// A code (any where empty), words in the text in lower case, and what it means.
struct Known(&'static str, &'static [&'static str], OauthCause);

const fn known(
    code: &'static str,
    words: &'static [&'static str],
    cause: &'static str,
    fix: &'static str,
) -> Known {
    Known(code, words, OauthCause { cause, fix })
}

/// The first that fits counts: what is narrow comes before what is wide.
const TABLE: &[Known] = &[
    known(
        "",
        &["request not supported on this domain"],
        "client credentials are taken at the org's own My Domain address only, not at login.salesforce.com or test.salesforce.com",
        "write the My Domain address as `url`: Setup, My Domain, Current My Domain URL",
    ),
    known(
        "",
        &["no client credentials user enabled"],
        "the app has no user to run as",
        "Setup, the app's policies, Client Credentials Flow: Run As; in a spec `flow: client_credentials` sets it",
    ),
    known(
        "",
        &["client credentials flow not enabled"],
        "the client credentials flow is off for the app",
        "Setup, the app's settings and its policies: Enable Client Credentials Flow, in both",
    ),
    known(
        "",
        &["no valid scopes defined"],
        "the app has no scope that this flow can give: full and refresh_token do not count",
        "give the app the scope api (Manage user data via APIs)",
    ),
    known(
        "",
        &["scope parameter not supported"],
        "the token request names scopes, which this flow does not take",
        "leave `scope` out of the request: the scopes are those of the app",
    ),
    known(
        "invalid_app_access",
        &[],
        "only users whom an administrator has admitted may use the app, and this one is not",
        "let the app admit a permission set that the user holds; a profile alone is reported not to be enough",
    ),
    known(
        "",
        &["hasn't approved this consumer"],
        "the user has not approved the app, and no administrator has for it",
        "set Permitted Users to \"Admin approved users are pre-authorized\", and let the app admit a permission set that the user holds",
    ),
    known(
        "",
        &["ip restricted or invalid login hours"],
        "the user's profile does not allow logins from this address, or at this time",
        "look at the login IP ranges and login hours of the profile (`login` in the spec); JWT bearer is bound by the ranges whatever the app says",
    ),
    known(
        "",
        &["audience"],
        "the assertion is meant for another audience",
        "`aud` is https://login.salesforce.com, or https://test.salesforce.com for sandboxes",
    ),
    known(
        "bad_jti_claim",
        &[],
        "an assertion with this `jti` was used before",
        "make a new assertion for every request",
    ),
    known(
        "",
        &["invalid assertion"],
        "the assertion is not signed with the key of the app's certificate, or its time is over",
        "compare the certificate of the app with the private key; `hallpass doctor` measures how times differ",
    ),
    known(
        "",
        &["expired access/refresh token"],
        "the refresh token was revoked, or its time is over",
        "log in again with the tool that made it",
    ),
    known(
        "",
        &["user is inactive"],
        "the user is not active",
        "activate it in Setup, or run hallpass apply",
    ),
    known(
        "inactive_user",
        &[],
        "the user is not active, or frozen",
        "activate it in Setup, or run hallpass apply; for a frozen one, hallpass thaw",
    ),
    known(
        "inactive_org",
        &[],
        "the org is locked, closed or suspended",
        "ask Salesforce Customer Support",
    ),
    known(
        "",
        &["authentication failure"],
        "the user is frozen, inactive or locked, or a password is wrong or not allowed any more",
        "look at the user in Setup and at its login history, which names the reason; for one that hallpass froze, hallpass thaw",
    ),
    known(
        "oauth_flow_disabled",
        &[],
        "the app, or its OAuth plugin, is switched off",
        "Setup, External Client App Manager, the app's policies: enable it; for one that hallpass froze, hallpass thaw",
    ),
    known(
        "invalid_client_id",
        &[],
        "the org knows no app with this consumer key: the key is of another org or wrong, or the app is new and not known everywhere yet",
        "compare the consumer key with that of the app; a new app takes up to ten minutes",
    ),
    known(
        "invalid_client",
        &[],
        "the consumer secret is wrong: mistyped, or rotated meanwhile",
        "hand the credential over again: hallpass handover",
    ),
    known(
        "app_blocked",
        &[],
        "an administrator blocks the app",
        "Setup, Connected Apps OAuth Usage: unblock it",
    ),
    known(
        "app_not_found",
        &[],
        "the app is not installed in this org",
        "install it: Setup, Connected Apps OAuth Usage",
    ),
    known(
        "unsupported_grant_type",
        &[],
        "the flow is not one that the org or the app takes",
        "turn the flow on in the app's settings; look at Setup, OAuth and OpenID Connect Settings, too",
    ),
    known(
        "unauthorized_client",
        &[],
        "the app may not use this flow",
        "turn the flow on in the app's settings and policies",
    ),
    known(
        "invalid_session_level",
        &[],
        "the app wants a high assurance session, which no machine can have",
        "take the session level policy off the app",
    ),
    known(
        "rate_limit_exceeded",
        &[],
        "there were too many logins in too short a time",
        "wait, and use a token for as long as it is good",
    ),
    known(
        "client_blocked",
        &[],
        "the org blocks the client for too many failures",
        "wait, and mend what failed",
    ),
    known(
        "ecapp_policy_not_found",
        &[],
        "the external client app has no policies in this org",
        "open the app once in Setup, or deploy it again with hallpass apply",
    ),
    known(
        "oauth_policy_not_found",
        &[],
        "the external client app has no OAuth policies in this org",
        "open the app once in Setup, or deploy it again with hallpass apply",
    ),
    known(
        "invalid_scope",
        &[],
        "the app does not have a scope that was asked for",
        "add the scope to the app, or ask for fewer",
    ),
    known(
        "server_error",
        &[],
        "the org had an error of its own",
        "try again; status.salesforce.com tells whether its instance is well",
    ),
    known(
        "service_unavailable",
        &[],
        "the org is not available now",
        "try again; status.salesforce.com tells whether its instance is well",
    ),
    known(
        "system_down",
        &[],
        "the org is down",
        "try again; status.salesforce.com tells whether its instance is well",
    ),
];

/// Returns what the refusal of a token endpoint means and which setting is behind it, where that is known.
#[must_use]
pub fn explain_oauth(error: &str, description: &str) -> Option<OauthCause> {
    let text = description.to_ascii_lowercase();
    let fits = |Known(code, words, _): &&Known| {
        let has_code = code.is_empty() || error.eq_ignore_ascii_case(code);
        has_code && words.iter().all(|words| text.contains(words))
    };
    TABLE.iter().find(fits).map(|Known(.., cause)| *cause)
}

#[cfg(test)]
mod tests {
    use super::{Known, TABLE, explain_oauth};

    #[test]
    fn every_refusal_of_the_catalogue_has_a_cause_and_a_setting() {
        let cases = [
            ("invalid_client_id", "client identifier invalid", "consumer key"),
            ("invalid_client", "invalid client credentials", "consumer secret"),
            (
                "invalid_grant",
                "request not supported on this domain",
                "My Domain",
            ),
            ("invalid_grant", "no client credentials user enabled", "run as"),
            (
                "invalid_grant",
                "client credentials flow not enabled",
                "flow is off",
            ),
            (
                "invalid_app_access",
                "user is not admin approved to access this app",
                "admitted",
            ),
            ("invalid_grant", "user hasn't approved this consumer", "approved"),
            ("invalid_grant", "invalid assertion", "not signed"),
            ("invalid_grant", "audience is invalid", "audience"),
            ("invalid_grant", "Audience validation failed", "audience"),
            ("invalid_grant", "expired access/refresh token", "revoked"),
            ("invalid_grant", "authentication failure", "frozen"),
            (
                "invalid_grant",
                "IP restricted or invalid login hours",
                "this address",
            ),
            ("inactive_user", "user is inactive", "not active"),
            ("invalid_grant", "no valid scopes defined", "no scope"),
            ("invalid_request", "scope parameter not supported", "names scopes"),
            (
                "oauth_flow_disabled",
                "The external client app or the OAuth plugin is disabled.",
                "switched off",
            ),
            ("bad_jti_claim", "the jti claim was used before", "used before"),
        ];
        for (error, description, word) in cases {
            let found = explain_oauth(error, description).unwrap_or_else(|| panic!("{error}: {description}"));
            assert!(
                found.cause.contains(word),
                "{error} {description}: {}",
                found.cause
            );
            assert!(!found.fix.is_empty());
        }
        assert_eq!(explain_oauth("something_new", "never heard of"), None);
    }

    #[test]
    fn no_entry_hides_behind_a_wider_one() {
        for (at, Known(code, words, cause)) in TABLE.iter().enumerate() {
            assert!(
                !code.is_empty() || !words.is_empty(),
                "entry {at} fits everything"
            );
            assert_eq!(explain_oauth(code, &words.join(" ")), Some(*cause), "entry {at}");
        }
    }
}
