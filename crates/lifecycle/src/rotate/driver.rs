//! Takes the steps.

use hallpass_salesforce::connect::StagedCredentials;
use hallpass_salesforce::{Error, RecordId};

use super::org::{Consumer, Second};
use super::{Done, Observed, Prover, Purpose, RotateError, Step, Which, Wish, next};
use crate::credential::Credential;
use crate::handover::SinkError;
use crate::token::{Interrupt, Interrupted, is_interrupted};
use crate::verify::{self, Proof};

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
    pub prover: Prover<'a>,
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
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// A step is taken.
    Step(Step),
    /// A pair is being proved.
    Proof(verify::Event),
}

/// How a run ended.
#[derive(Debug)]
pub struct Ended {
    /// What is good now.
    pub done: Done,
    /// When the former pair ends, where it is still good; in the org's words.
    pub until: Option<String>,
    /// The proof of the pair in use, where this run made one.
    pub proof: Option<Proof>,
}

/// What a run did already, which the org does not tell.
#[derive(Default)]
struct Run {
    handed_over: bool,
    changed: bool,
    proof: Option<Proof>,
    /// The pair that this run had made.
    made: Option<StagedCredentials>,
}

impl Rotation<'_> {
    /// Looks, without doing anything.
    ///
    /// # Errors
    /// When the org does not show it.
    pub async fn status(&self) -> Result<(Observed, Option<String>), RotateError> {
        let consumer = Consumer::find(&self.prover.org.reader(), self.app).await?;
        let second = consumer.second(&self.prover.org.reader()).await?;
        let end = second.pair.as_ref().and_then(|pair| pair.expiration_date.clone());
        Ok((self.observed(&consumer, &second, &Run::default()), end))
    }

    /// Takes step after step until nothing is left to do.
    ///
    /// # Errors
    /// When a step fails. Nothing has to be undone: run again, it goes on.
    pub async fn run(&self, way: &Way<'_>) -> Result<Ended, RotateError> {
        let mut run = Run::default();
        for _ in 0..MOST_STEPS {
            if is_interrupted(way.interrupt) {
                return Err(Interrupted.into());
            }
            let reader = self.prover.org.reader();
            let consumer = Consumer::find(&reader, self.app).await?;
            let second = consumer.second(&reader).await?.with(run.made.as_ref());
            let step = next(&self.observed(&consumer, &second, &run));
            match step {
                Step::Finished(done) => {
                    return Ok(Ended {
                        done,
                        until: second.pair.and_then(|pair| pair.expiration_date),
                        proof: run.proof,
                    });
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
        let own = self.prover.org.reader().client_id().map(str::to_owned);
        let staged = second.pair.as_ref().and_then(|pair| pair.key.as_deref());
        let is_own_key = own.is_some_and(|own| own == consumer.key || Some(own.as_str()) == staged);
        Observed {
            is_own_app: self.is_own_app || is_own_key,
            slot: second.slot.clone(),
            wish: self.wish,
            handed_over: run.handed_over,
            proved: run.proof.is_some(),
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
        let writer = self.prover.org.writer();
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
                    .credential(&self.prover.org.reader(), second, Which::Staged)
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
                    .credential(&self.prover.org.reader(), second, *which)
                    .await?;
                let (what, purpose) = match which {
                    Which::Staged => ("the staged pair", Purpose::Use),
                    Which::InUse => ("the pair in use", Purpose::OnlyOne),
                };
                let proof = self
                    .prover
                    .run(what, purpose, &credential, way.tell, way.interrupt);
                run.proof = Some(proof.await?);
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
