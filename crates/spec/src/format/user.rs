//! The user of an integration.

use crate::decode::{Text, Unique, mapping};
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
        /// Its profile, by name. Default: the API-only profile that the org has, or with the licence `Salesforce` the profile
        /// `Minimum Access - Salesforce`; where `login` restricts logins, one that is named for the integration.
        optional profile: Text<Line>,
        /// Its role, by API name, or `none`: whoever stands above others in the hierarchy sees their records. Default: `none`.
        optional role: Text<ApiNameRule>,
        /// Permission set licences that it holds, by API name. Default: `SalesforceAPIIntegrationPsl` with the licence
        /// `Salesforce Integration`, else none.
        optional permission_set_licenses: Unique<Text<ApiNameRule>>,
        /// Managed packages of which it holds a licence, by namespace. Absent: not managed.
        optional package_licenses: Unique<Text<ApiNameRule>>,
        /// Public groups that it is in, by API name. Absent: not managed.
        optional public_groups: Unique<Text<ApiNameRule>>,
        /// Queues that it is in, by API name. Absent: not managed.
        optional queues: Unique<Text<ApiNameRule>>,
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
