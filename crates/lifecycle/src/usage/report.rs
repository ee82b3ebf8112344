//! What is told of use. All of it is for programs too: fields are added, and none is taken away.

use hallpass_model::{IntegrationName, Username};
use serde::Serialize;

/// What the integrations of an org did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UsageReport {
    /// Of which time logins were read.
    pub logins: LoginWindow,
    /// Of which days calls were read.
    pub calls: CallWindow,
    /// The integrations, by name.
    pub integrations: Vec<IntegrationUsage>,
}

/// The time of which logins were read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LoginWindow {
    /// From when.
    pub from: String,
    /// To when.
    pub to: String,
    /// In days.
    pub days: u32,
}

/// The days of which calls were read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct CallWindow {
    /// The days whose file was read.
    pub days: Vec<String>,
    /// The days whose file was not, and why.
    pub skipped: Vec<(String, String)>,
    /// Why no file could be read at all.
    pub unreadable: Option<String>,
}

/// What one integration did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IntegrationUsage {
    /// Its name.
    pub name: IntegrationName,
    /// Its user.
    pub username: Username,
    /// In one word.
    pub verdict: Verdict,
    /// The last login that went well, of those that were read.
    pub last_login: Option<LastLogin>,
    /// When the org says that the user logged in last, however long ago.
    pub last_login_ever: Option<String>,
    /// How many logins went well.
    pub logins: u64,
    /// Those that did not, by reason.
    pub failures: Vec<Failure>,
    /// From where it logged in, or tried to.
    pub addresses: Vec<AddressUse>,
    /// Logins, and attempts, that were not through an app of its spec.
    pub elsewhere: Vec<ElsewhereLogin>,
    /// How many calls it made.
    pub total_calls: u64,
    /// Its calls by object and verb; a call that is about several objects stands at each.
    pub calls: Vec<CallUse>,
}

/// How an integration is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It logs in, or calls.
    Used,
    /// It tries to log in and is refused.
    Failing,
    /// Nothing was seen of it.
    Unused,
    /// Nothing was seen of it, and its user is younger than what was read.
    New,
    /// Its user is not in the org.
    Missing,
}

impl Verdict {
    /// Returns the word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Verdict::Used => "used",
            Verdict::Failing => "failing",
            Verdict::Unused => "unused",
            Verdict::New => "new",
            Verdict::Missing => "missing",
        }
    }
}

/// A login that went well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LastLogin {
    /// When.
    pub at: String,
    /// From where.
    pub address: String,
    /// Through which app.
    pub app: String,
}

/// Logins that were refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// The org's word for why.
    pub reason: String,
    /// How many.
    pub count: u64,
    /// When the last one was.
    pub last: String,
}

/// An address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AddressUse {
    /// The address, as the org saw it.
    pub address: String,
    /// How many logins and attempts came from there.
    pub count: u64,
    /// When the last one did.
    pub last: String,
}

/// Logins that were not through an app of the spec.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ElsewhereLogin {
    /// The app as the org calls it.
    pub app: String,
    /// The way of logging in.
    pub kind: String,
    /// How many went well.
    pub succeeded: u64,
    /// How many were refused.
    pub refused: u64,
    /// When the last one was.
    pub last: String,
}

/// Calls of one verb on one object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CallUse {
    /// The object, or the resource in brackets.
    pub object: String,
    /// The HTTP method, or the name of the SOAP call.
    pub verb: String,
    /// How many.
    pub calls: u64,
    /// How many of them failed.
    pub failed: u64,
}
