//! Takes the steps.

use hallpass_salesforce::Writer;

use super::{AccessError, Note, Observed, Step, next, setting};
use crate::token::{Interrupt, Interrupted, unless};

/// The setting, and whether it may be opened.
pub struct Door<'a> {
    /// What writes to the org.
    pub writer: &'a Writer,
    /// The note for the org.
    pub note: &'a Note,
    /// Whether the setting may be opened.
    pub asked: bool,
    /// Who is told of what is done with it.
    pub tell: &'a (dyn Fn(Told) + Send + Sync),
}

/// What is done with the setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// It is being turned on.
    Opening,
    /// It is being turned off.
    Closing,
    /// It was found on, with the note of a run that did not get to its end.
    LeftOpen,
}

/// What came of the work, and of closing the door behind it.
#[derive(Debug)]
pub struct Passed<T> {
    /// What the work gave, unless somebody interrupted it; nothing where it was not reached.
    pub done: Option<Result<T, Interrupted>>,
    /// Why the setting could not be opened, or is still on.
    pub failed: Option<AccessError>,
}

impl Door<'_> {
    /// Does the work with the door as it is, or opened where that is asked for, and closes what was opened: after the
    /// work, after an error of it, and when somebody interrupts. Where nothing was opened and nothing is asked for, the
    /// setting is not even looked at.
    pub async fn pass<T>(&self, interrupt: &Interrupt, work: impl AsyncFnOnce() -> T) -> Passed<T> {
        let mut passed = Passed {
            done: None,
            failed: None,
        };
        if !self.asked && !self.note.is_there() {
            passed.done = Some(unless(interrupt, work()).await);
            return passed;
        }
        let mut work = Some(work);
        while let Err(error) = self.walk(interrupt, &mut work, &mut passed.done).await {
            // Closing is still to be tried once, and the note stays for the next run.
            let is_first = passed.failed.is_none();
            passed.failed = Some(error);
            work = None;
            if !is_first || !self.note.is_there() {
                break;
            }
        }
        passed
    }

    /// Goes from step to step until nothing is left to do.
    async fn walk<T, W: AsyncFnOnce() -> T>(
        &self,
        interrupt: &Interrupt,
        work: &mut Option<W>,
        done: &mut Option<Result<T, Interrupted>>,
    ) -> Result<(), AccessError> {
        loop {
            let observed = Observed {
                open: setting::is_open(&self.writer.reader()).await?,
                noted: self.note.is_there(),
                asked: self.asked,
                over: work.is_none(),
            };
            match next(&observed) {
                Step::Note => self.note.write().map_err(AccessError::Note)?,
                Step::Open => {
                    (self.tell)(Told::Opening);
                    setting::turn(self.writer, true).await?;
                }
                Step::Work => {
                    if let Some(work) = work.take() {
                        *done = Some(unless(interrupt, work()).await);
                    }
                }
                Step::Close => {
                    (self.tell)(if observed.over {
                        Told::Closing
                    } else {
                        Told::LeftOpen
                    });
                    setting::turn(self.writer, false).await?;
                }
                Step::Forget => self.note.remove().map_err(AccessError::Note)?,
                Step::Finished => return Ok(()),
            }
        }
    }
}
