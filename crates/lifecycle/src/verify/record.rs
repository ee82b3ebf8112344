//! The row that the org wrote of exactly this login.

use std::time::Duration;

use hallpass_salesforce::soql::{Soql, eq};
use hallpass_salesforce::transport::{Patience, Polled, until};
use hallpass_salesforce::{Error, Org, Reader, Record, RecordId, Result};

use super::admin;
use super::answer::Answer;
use super::{Event, Options, Subject};

/// What the login history says.
#[derive(Clone, Debug)]
pub(super) struct Logins {
    /// The row of this login; none where it did not come in time, or where nothing ties one to it.
    pub(super) own: Answer<Option<Record>>,
    /// Whether the session named the row, or it was found by user, app and time.
    pub(super) is_tied: bool,
    /// All rows of the user in the window.
    pub(super) all: Answer<Vec<Record>>,
}

/// Looks for the row of this login until it is there, and not longer than allowed.
pub(super) async fn look(
    admin: &Org,
    as_itself: Option<(&Org, Option<&RecordId>)>,
    subject: &Subject<'_>,
    options: &Options<'_>,
    tell: &(dyn Fn(Event) + Send + Sync),
) -> Logins {
    let Some(user) = subject
        .user()
        .and_then(|user| RecordId::parse(user.id.as_str()).ok())
    else {
        let lost = "the org has no such user".to_owned();
        return Logins {
            own: Answer::Lost(lost.clone()),
            is_tied: false,
            all: Answer::Lost(lost),
        };
    };
    let login = as_itself.and_then(|(_, login)| login);
    let own = match (as_itself, login) {
        (Some((itself, _)), Some(login)) => {
            let found = tied(admin, itself, subject, login, options, tell).await;
            match found {
                Err(Error::TimedOut { .. }) => Answer::Given(None),
                other => Answer::of(other.map(Some)),
            }
        }
        _ => Answer::Given(None),
    };
    let all = admin.reader().query(&admin::logins(&user, options.days)).await;
    Logins {
        own,
        is_tied: login.is_some(),
        all: Answer::of(all.map(|found| found.rows)),
    }
}

async fn tied(
    admin: &Org,
    itself: &Org,
    subject: &Subject<'_>,
    login: &RecordId,
    options: &Options<'_>,
    tell: &(dyn Fn(Event) + Send + Sync),
) -> Result<Record> {
    let env = admin.env();
    let patience = Patience {
        first_pause: Duration::from_secs(1),
        longest_pause: Duration::from_secs(5),
        at_most: options.record,
    };
    let progress = super::wait::progress(subject, tell);
    let (admin, itself) = (admin.reader(), itself.reader());
    until(&*env, "the row of this login", patience, &progress, || async {
        // Whoever may not look at the logins of others may look at its own.
        let found = match row(&admin, login).await? {
            Some(row) => Some(row),
            None => row(&itself, login).await?,
        };
        Ok(found.map_or_else(|| Polled::Waiting("not there yet".to_owned()), Polled::Done))
    })
    .await
}

async fn row(reader: &Reader, login: &RecordId) -> Result<Option<Record>> {
    let columns = [
        "Id",
        "UserId",
        "LoginTime",
        "Application",
        "Status",
        "SourceIp",
        "LoginType",
        "LoginSubType",
        "LoginUrl",
    ];
    let soql = Soql::select(columns).from("LoginHistory").filter(eq("Id", login));
    Ok(reader.query(&soql).await?.rows.pop())
}
