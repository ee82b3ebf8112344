//! Takes the steps.

use hallpass_salesforce::connect::StagedCredentials;
use hallpass_salesforce::transport::Progress;
use hallpass_salesforce::{Error, RecordId};

use super::org::{Consumer, Second};
use super::{Done, Observed, Proof, RotateError, Step, Which, Wish, next};
use crate::credential::Credential;
use crate::handover::SinkError;
use crate::token::{Interrupt, Interrupted, is_interrupted};

/// More steps than any rotation has.
const MOST_STEPS: usize = 16;

/// A rotation of the pair of an app.
pub struct Rotation<'a> {
    /// The id of the app.
    pub app: &'a RecordId,
    /// Whether hallpass is known to be signed in through this app.
    pub is_own_app: bool,
    /// What to do.
    pub wish: Wish,
    /// How a pair is proved, and in which org.
    pub proof: Proof<'a>,
}

/// Gives a pair to its consumer.
pub type HandOver<'a> = dyn Fn(&Credential, Option<&str>) -> Result<(), SinkError> + Send + Sync + 'a;

/// What a rotation needs of the world around it.
pub struct Way<'a> {
    /// Gives a pair to its consumer; with it comes when the pair ends unless it is promoted.
    pub hand_over: &'a HandOver<'a>,
    /// Is told of every step, before it is taken.
    pub tell: &'a (dyn Fn(&Event) + Send + Sync),
    /// Completes when somebody wants the program to end.
    pub interrupt: &'a Interrupt,
}

/// What is told of a rotation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A step is taken.
    Step(Step),
    /// A new pair is waited for.
    Waiting(Progress),
    /// A token that proved a pair could not be revoked; it ends by itself.
    Unrevoked,
}

/// What a run did already, which the org does not tell.
#[derive(Default)]
struct Run {
    handed_over: bool,
    proved: bool,
    changed: bool,
    /// The pair that this run had made.
    made: Option<StagedCredentials>,
}

impl Rotation<'_> {
    /// Looks, without doing anything.
    ///
    /// # Errors
    /// When the org does not show it.
    pub async fn status(&self) -> Result<(Observed, Option<String>), RotateError> {
        let consumer = Consumer::find(&self.proof.org.reader(), self.app).await?;
        let second = consumer.second(&self.proof.org.reader()).await?;
        let end = second.pair.as_ref().and_then(|pair| pair.expiration_date.clone());
        Ok((self.observed(&consumer, &second, &Run::default()), end))
    }

    /// Takes step after step until nothing is left to do; returns when the former pair ends, where it is still good.
    ///
    /// # Errors
    /// When a step fails. Nothing has to be undone: run again, it goes on.
    pub async fn run(&self, way: &Way<'_>) -> Result<(Done, Option<String>), RotateError> {
        let mut run = Run::default();
        for _ in 0..MOST_STEPS {
            if is_interrupted(way.interrupt) {
                return Err(Interrupted.into());
            }
            let reader = self.proof.org.reader();
            let consumer = Consumer::find(&reader, self.app).await?;
            let second = consumer.second(&reader).await?.with(run.made.as_ref());
            let step = next(&self.observed(&consumer, &second, &run));
            match step {
                Step::Finished(done) => {
                    let end = second.pair.and_then(|pair| pair.expiration_date);
                    return Ok((done, end));
                }
                Step::Refuse(refusal) => return Err(RotateError::Refused(refusal)),
                step => {
                    (way.tell)(&Event::Step(step.clone()));
                    self.take(&step, &consumer, &second, &mut run, way).await?;
                }
            }
        }
        Err(RotateError::Stuck)
    }

    fn observed(&self, consumer: &Consumer, second: &Second, run: &Run) -> Observed {
        let own = self.proof.org.reader().client_id().map(str::to_owned);
        let staged = second.pair.as_ref().and_then(|pair| pair.key.as_deref());
        let is_own_key = own.is_some_and(|own| own == consumer.key || Some(own.as_str()) == staged);
        Observed {
            is_own_app: self.is_own_app || is_own_key,
            slot: second.slot.clone(),
            wish: self.wish,
            handed_over: run.handed_over,
            proved: run.proved,
            changed: run.changed,
        }
    }

    async fn take(
        &self,
        step: &Step,
        consumer: &Consumer,
        second: &Second,
        run: &mut Run,
        way: &Way<'_>,
    ) -> Result<(), RotateError> {
        let writer = self.proof.org.writer();
        let id = second
            .pair
            .as_ref()
            .map(|pair| pair.id.as_str())
            .unwrap_or_default();
        match step {
            Step::Discard => {
                let done = writer.delete_staged_credentials(&consumer.app, &consumer.id, id);
                done.await.map_err(failed("empty the slot for a second pair"))
            }
            Step::Stage => {
                let done = writer.stage_credentials(&consumer.app, &consumer.id).await;
                match done {
                    Ok(staged) => run.made = staged.into_iter().next(),
                    // Whether there is one now, the next look tells.
                    Err(error) if error.is_outcome_unknown() => {}
                    Err(error) => return Err(failed("stage a new pair")(error)),
                }
                Ok(())
            }
            Step::HandOver => {
                let credential = consumer
                    .credential(&self.proof.org.reader(), second, Which::Staged)
                    .await?;
                let end = second
                    .pair
                    .as_ref()
                    .and_then(|pair| pair.expiration_date.as_deref());
                (way.hand_over)(&credential, end).map_err(RotateError::Sink)?;
                run.handed_over = true;
                Ok(())
            }
            Step::Prove(which) => {
                let credential = consumer
                    .credential(&self.proof.org.reader(), second, *which)
                    .await?;
                let what = match which {
                    Which::Staged => "the staged pair",
                    Which::InUse => "the pair in use",
                };
                let proof = self.proof.run(what, &credential, way.tell, way.interrupt);
                proof.await?;
                run.proved = true;
                Ok(())
            }
            Step::Promote => {
                let done = writer.promote_credentials(&consumer.app, &consumer.id, id).await;
                settled(done).map_err(failed("make the staged pair the one in use"))?;
                run.changed = true;
                Ok(())
            }
            Step::Revoke => {
                let done = writer.delete_staged_credentials(&consumer.app, &consumer.id, id);
                done.await.map_err(failed("end the former pair"))?;
                run.changed = true;
                Ok(())
            }
            Step::Finished(_) | Step::Refuse(_) => Ok(()),
        }
    }
}

/// A step whose answer was lost is looked at again, not failed: the org tells whether it was taken.
fn settled(done: Result<(), Error>) -> Result<(), Error> {
    match done {
        Err(error) if error.is_outcome_unknown() => Ok(()),
        other => other,
    }
}

fn failed(doing: &'static str) -> impl Fn(Error) -> RotateError {
    move |source| RotateError::Org {
        doing,
        source: Box::new(source),
    }
}
