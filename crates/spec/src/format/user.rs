//! The user of an integration.

use crate::decode::{Text, Unique, mapping, words};
use crate::text::{
    Alias, ApiNameRule, Email, EmailEncoding, Label, Language, Line, Locale, TimeZone, UsernameRule,
};

mapping! {
    /// The user of an integration: API-only, with a free integration licence, and used by nothing else.
    struct UserSpec = "a user" {
        /// Its username, unique over all orgs of the world. The suffix of an org is put behind it.
        required username: Text<UsernameRule>,
        /// Where mails about the user go: a team's address, not a person's.
        required email: Text<Email>,
        /// Its last name; API-only users have no first name. Default: for the integration `load-0`,
        /// `Load 0 Integration`.
        optional last_name: Text<Label>,
        /// Its short name, at most eight characters. Default: the name of the integration without hyphens, cut.
        optional alias: Text<Alias>,
        /// Its user licence, by name. Default: `Salesforce Integration`.
        optional license: Text<Line>,
        /// Its profile, by name. Default: the API-only profile that the org has, or one that is named for the integration
        /// where `login` restricts logins.
        optional profile: Text<Line>,
        /// Its role. This version knows none but `none`. Default: `none`.
        optional role: NoRole,
        /// Permission set licences that it holds, by API name. Default: `SalesforceAPIIntegrationPsl` with the licence
        /// `Salesforce Integration`, else none.
        optional permission_set_licenses: Unique<Text<ApiNameRule>>,
        /// Its time zone, such as `GMT` or `Europe/Berlin`. Default: that of the fleet, else `GMT`.
        optional time_zone: Text<TimeZone>,
        /// Its locale, such as `en_US`. Default: that of the fleet, else `en_US`.
        optional locale: Text<Locale>,
        /// Its language, such as `en_US`. Default: that of the fleet, else `en_US`.
        optional language: Text<Language>,
        /// The encoding of its mails. Default: that of the fleet, else `UTF-8`.
        optional email_encoding: Text<EmailEncoding>,
    }
}

mapping! {
    /// What holds for every user that says nothing else.
    struct UserDefaults = "the defaults of users" {
        /// Their time zone, such as `GMT` or `Europe/Berlin`. Default: `GMT`.
        optional time_zone: Text<TimeZone>,
        /// Their locale, such as `en_US`. Default: `en_US`.
        optional locale: Text<Locale>,
        /// Their language, such as `en_US`. Default: `en_US`.
        optional language: Text<Language>,
        /// The encoding of their mails. Default: `UTF-8`.
        optional email_encoding: Text<EmailEncoding>,
    }
}

/// No role: records are seen by grants alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoRole;

words! {
    NoRole = "a role that this version manages" {
        "none" => NoRole, "No role: the user sees records by its grants alone.";
    }
    explain role
}

fn role(word: &str) -> Option<crate::decode::Fault> {
    Some(
        crate::decode::Fault::new(
            crate::diagnostic::code::ROLE,
            format!("the role `{word}` can't be managed by this version"),
            "not managed",
        )
        .hint("write `role: none`, or leave it out"),
    )
}
