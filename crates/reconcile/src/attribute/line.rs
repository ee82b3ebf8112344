//! What the org told: lines of the Setup Audit Trail, and deployments.

use hallpass_salesforce::Record;
use jiff::Timestamp;

/// A line of the Setup Audit Trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) action: String,
    pub(super) display: String,
    /// As the org writes times.
    pub(super) at: String,
    /// The id of who is credited; the platform is sometimes nobody.
    pub(super) by_id: Option<String>,
    pub(super) by: Option<String>,
    /// Whether who is credited is no person and no integration but a user of the platform's own.
    pub(super) is_platform: bool,
    /// Who was logged in as the one who is credited.
    pub(super) delegate: Option<String>,
    /// In which context, such as `Einstein`.
    pub(super) context: Option<String>,
}

/// The columns of which a line is made.
pub(super) const COLUMNS: [&str; 8] = [
    "Action",
    "Display",
    "CreatedDate",
    "CreatedById",
    "CreatedBy.Username",
    "CreatedBy.UserType",
    "DelegateUser",
    "CreatedByContext",
];

/// `User.UserType` of users that nobody logs in as (Object Reference, User).
const PLATFORM_TYPES: [&str; 2] = ["AutomatedProcess", "CloudIntegrationUser"];

impl Line {
    pub(super) fn of(row: &Record) -> Self {
        let text = |path: &str| {
            let text = row.text(path).unwrap_or_default().trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        Self {
            action: text("Action").unwrap_or_default(),
            display: text("Display").unwrap_or_default(),
            at: text("CreatedDate").unwrap_or_default(),
            by_id: text("CreatedById"),
            by: text("CreatedBy.Username"),
            is_platform: text("CreatedBy.UserType")
                .is_some_and(|kind| PLATFORM_TYPES.contains(&kind.as_str())),
            delegate: text("DelegateUser"),
            context: text("CreatedByContext"),
        }
    }
}

/// A deployment that changed the org.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Deployment {
    pub(super) id: String,
    pub(super) by_id: String,
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
}

impl Deployment {
    pub(super) fn of(row: &Record) -> Option<Self> {
        Some(Self {
            id: row.text("Id")?.to_owned(),
            by_id: row.text("CreatedById")?.to_owned(),
            from: time(row.text("StartDate")?)?,
            to: time(row.text("CompletedDate")?)?,
        })
    }

    /// Whether a line was written by it: by the same user, while it ran. Times of the trail are whole seconds.
    pub(super) fn covers(&self, line: &Line) -> bool {
        let Some(at) = time(&line.at) else { return false };
        let is_same = line.by_id.as_deref() == Some(self.by_id.as_str());
        is_same && self.from.as_second() <= at.as_second() && at.as_second() <= self.to.as_second()
    }
}

/// A time as the REST API writes it, such as `2030-01-31T08:00:00.000+0000`.
pub(super) fn time(text: &str) -> Option<Timestamp> {
    Timestamp::strptime("%Y-%m-%dT%H:%M:%S%.f%z", text).ok()
}
