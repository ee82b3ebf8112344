//! Takes the steps.

use std::collections::BTreeSet;

use hallpass_model::{ApiName, FleetName, IntegrationName, MigrateFrom, Seen, Username};
use hallpass_salesforce::rows::{Collection, Fields, MAX_ROWS, RowOutcome};
use hallpass_salesforce::soql::{Soql, eq};
use hallpass_salesforce::{Env, Error, Reader, RecordId, Writer};
use jiff::SignedDuration;
use serde_json::Value;

use super::next::{Step, Wish, next};
use super::note::Note;
use super::observe::observe;
use super::way::{Observed, Way};

/// How often the org is looked at: a cut-over has three steps, and sessions that begin meanwhile need one more.
const ROUNDS: usize = 8;

/// The most characters of `User.AboutMe` (Object Reference, User).
const MAX_ABOUT_ME: usize = 1000;

/// The two ways of an integration.
pub struct Migration<'a> {
    /// Clock and sleep.
    pub env: &'a dyn Env,
    /// The fleet.
    pub fleet: &'a FleetName,
    /// The integration.
    pub integration: &'a IntegrationName,
    /// The old way.
    pub from: &'a MigrateFrom,
    /// The integration's own user.
    pub new: &'a Username,
    /// As whom hallpass runs.
    pub running: &'a Username,
    /// What hallpass may do, where the org tells.
    pub permissions: &'a Seen<BTreeSet<ApiName>>,
    /// How much is left to do, or blocked, until the new way is as its spec says.
    pub changes: usize,
    /// For how long the old way has to be silent.
    pub window: SignedDuration,
}

/// Why a migration stopped. Run again, it goes on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MigrateError {
    /// The org cannot be read, or a call was refused as a whole.
    #[error("{doing}")]
    Org {
        /// What was done.
        doing: &'static str,
        /// What the org says.
        #[source]
        source: Box<Error>,
    },
    /// A row was refused.
    #[error("{doing}: {words}")]
    Refused {
        /// What was done.
        doing: &'static str,
        /// The org's words.
        words: String,
    },
    /// The org shows no login to freeze.
    #[error("the org shows no login of {0}")]
    NoLogin(Username),
    /// The note does not fit.
    #[error("what {0} says about itself leaves no room for the note of a migration")]
    NoRoom(Username),
    /// Steps were taken, and nothing came of them.
    #[error("the old way is still open after {ROUNDS} looks")]
    Stuck,
}

impl Migration<'_> {
    /// Looks, and does nothing.
    ///
    /// # Errors
    /// When the org cannot be read.
    pub async fn look(&self, reader: &Reader) -> Result<Observed, MigrateError> {
        let seen = observe(reader, self, self.env.now()).await;
        seen.map_err(failed("look at both ways"))
    }

    /// Takes step after step until what is wished is so, and returns what is there then.
    ///
    /// Nothing is judged here: ask for the [obstacles](super::obstacles) first.
    ///
    /// # Errors
    /// When a step is refused. What was done stays done, and the next run goes on.
    pub async fn run(&self, writer: &Writer, wish: Wish) -> Result<Observed, MigrateError> {
        let reader = writer.reader();
        for _ in 0..ROUNDS {
            let observed = self.look(&reader).await?;
            let Some(old) = &observed.old else {
                return Ok(observed);
            };
            match next(wish, &observed) {
                Step::Done => return Ok(observed),
                step => self.take(writer, old, step).await?,
            }
        }
        Err(MigrateError::Stuck)
    }

    async fn take(&self, writer: &Writer, old: &Way, step: Step) -> Result<(), MigrateError> {
        match step {
            Step::Note { was_frozen } => {
                let note = self.note(was_frozen).behind(&old.about_me);
                if note.chars().count() > MAX_ABOUT_ME {
                    return Err(MigrateError::NoRoom(old.username.clone()));
                }
                about(writer, old, note.into(), "note the cut-over on the old user").await
            }
            Step::Freeze => freeze(writer, old, true, "freeze the old user").await,
            Step::EndSessions(sessions) => {
                for part in sessions.chunks(MAX_ROWS) {
                    let doing = "end the sessions of the old user";
                    let gone = Collection::delete("AuthSession", part.to_vec()).map_err(failed(doing))?;
                    // A session that ended by itself is none; what lives on is seen by the next look.
                    writer.write(&[gone]).await.map_err(failed(doing))?;
                }
                Ok(())
            }
            Step::Thaw => freeze(writer, old, false, "thaw the old user").await,
            Step::Forget => {
                let text = match old.about_me.as_str() {
                    "" => Value::Null,
                    text => text.into(),
                };
                about(writer, old, text, "take the note off the old user").await
            }
            Step::Done => Ok(()),
        }
    }

    fn note(&self, was_frozen: bool) -> Note {
        Note {
            fleet: self.fleet.to_string(),
            integration: self.integration.to_string(),
            since: format!("{:.0}", self.env.now()),
            by: self.running.to_string(),
            was_frozen,
        }
    }
}

async fn about(writer: &Writer, old: &Way, text: Value, doing: &'static str) -> Result<(), MigrateError> {
    update(writer, "User", old.id.clone(), ("AboutMe", text), doing).await
}

async fn freeze(writer: &Writer, old: &Way, frozen: bool, doing: &'static str) -> Result<(), MigrateError> {
    let login = Soql::select(["Id"])
        .from("UserLogin")
        .filter(eq("UserId", old.id.as_str()));
    let found = writer.reader().query(&login).await.map_err(failed(doing))?;
    let login = found.rows.first().and_then(|row| row.id("Id"));
    let login = login.ok_or_else(|| MigrateError::NoLogin(old.username.clone()))?;
    update(writer, "UserLogin", login, ("IsFrozen", frozen.into()), doing).await
}

/// Says what shall be, so that a write whose answer was lost is taken again.
async fn update(
    writer: &Writer,
    object: &str,
    id: RecordId,
    (column, value): (&str, Value),
    doing: &'static str,
) -> Result<(), MigrateError> {
    let fields: Fields = [(column.to_owned(), value)].into_iter().collect();
    let row = Collection::update(object, vec![(id, fields)]).map_err(failed(doing))?;
    let outcomes = match writer.write(&[row]).await {
        Err(error) if error.is_outcome_unknown() => return Ok(()),
        outcomes => outcomes.map_err(failed(doing))?,
    };
    for outcome in outcomes.iter().flatten() {
        if let RowOutcome::Refused(errors) = outcome {
            let words: Vec<String> = errors.iter().map(hallpass_salesforce::ApiError::words).collect();
            return Err(MigrateError::Refused {
                doing,
                words: words.join("; "),
            });
        }
    }
    Ok(())
}

fn failed(doing: &'static str) -> impl Fn(Error) -> MigrateError {
    move |source| MigrateError::Org {
        doing,
        source: Box::new(source),
    }
}
