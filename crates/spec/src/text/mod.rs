//! The rules of texts: what a username, a URL, a scope or a name may be.
//!
//! A rule knows one text and nothing around it; what several texts must be to each other is in `check`.

mod free;
mod grace;
mod ip_range;
mod login;
mod mail;
mod name;
mod pattern;
mod regional;
mod scope;
mod token_life;
mod url;
mod verify;
mod waiver;

pub(crate) use free::{Free, Label, Line, MAX_DESCRIPTION};
pub(crate) use grace::GraceRule;
pub use grace::days_of;
pub(crate) use ip_range::IpRangeRule;
pub(crate) use login::{WindowRule, profile_name_fault};
pub(crate) use mail::{Alias, Email, MAX_USERNAME, UsernameRule, UsernameSuffix, username_fault};
pub(crate) use name::{
    ApiNameRule, BundleRule, FleetRule, IntegrationRule, OrgRule, OwnApiName, PrincipalRule,
};
pub(crate) use pattern::PatternRule;
pub(crate) use regional::{EmailEncoding, Language, Locale, TimeZone};
pub(crate) use scope::ScopeRule;
pub use scope::{SCOPES, ScopeFacts};
pub(crate) use token_life::{RefreshTokenRule, SessionTimeoutRule, refresh_token, session_timeout};
pub(crate) use url::{Callback, OrgId, OrgUrl, normal_url};
pub(crate) use verify::{Query, RestPath};
pub(crate) use waiver::{Day, RuleCode};
