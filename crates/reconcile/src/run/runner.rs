//! Wave after wave.

use hallpass_model::{Address, Outcome, OutcomeError, Plan, Status};
use hallpass_salesforce::Writer;

use super::Event;
use super::ledger::Ledger;
use super::made::Made;
use crate::Journal;
use crate::lower::{Operation, Rows, Wave};

/// A run under way.
pub(super) struct Runner<'r> {
    pub(super) writer: &'r Writer,
    pub(super) plan: &'r Plan,
    pub(super) ledger: Ledger<'r>,
    pub(super) made: Made,
    pub(super) events: &'r mut (dyn FnMut(Event) + Send),
    pub(super) journal: Option<Journal<'r>>,
    /// Why nothing more is tried.
    pub(super) halted: Option<OutcomeError>,
}

/// Runs the waves of a plan and tells what became of each change, in the plan's order.
///
/// Goes on where nothing depends on a failure. Events are told as they happen; nothing is printed.
pub async fn run(
    writer: &Writer,
    plan: &Plan,
    waves: &[Wave],
    events: &mut (dyn FnMut(Event) + Send),
) -> Outcome {
    run_with_journal(writer, plan, waves, events, None).await
}

/// The same, with a line in a journal before and after every call that writes. Where the journal cannot be written,
/// nothing more is.
pub async fn run_with_journal<'r>(
    writer: &'r Writer,
    plan: &'r Plan,
    waves: &[Wave],
    events: &'r mut (dyn FnMut(Event) + Send),
    journal: Option<Journal<'r>>,
) -> Outcome {
    let mut runner = Runner {
        writer,
        plan,
        ledger: Ledger::new(plan),
        made: Made::default(),
        events,
        journal,
        halted: None,
    };
    for (at, wave) in waves.iter().enumerate() {
        if runner.halted.is_some() {
            break;
        }
        let changes = wave.operations.iter().map(changes).sum();
        (runner.events)(Event::WaveStarted {
            wave: at + 1,
            of: waves.len(),
            changes,
        });
        runner.wave(wave).await;
    }
    let Runner {
        ledger,
        halted,
        journal,
        ..
    } = runner;
    let outcome = ledger.outcome(halted.as_ref());
    // All is done by now: a last line that is lost takes nothing back.
    if let Some(Err(error)) = journal.map(|mut journal| journal.end(&outcome)) {
        tracing::warn!(%error, "the end of the journal could not be written");
    }
    outcome
}

fn changes(operation: &Operation) -> usize {
    match operation {
        Operation::Rows(rows) => rows.rows.iter().map(|row| row.addresses.len()).sum(),
        Operation::Logins(logins) => logins.len(),
        Operation::Deploy(deploy) => deploy.apps.len(),
    }
}

impl Runner<'_> {
    async fn wave(&mut self, wave: &Wave) {
        let rows: Vec<&Rows> = wave
            .operations
            .iter()
            .filter_map(|operation| match operation {
                Operation::Rows(rows) => Some(rows),
                Operation::Logins(_) | Operation::Deploy(_) => None,
            })
            .collect();
        self.write(&rows).await;
        for operation in &wave.operations {
            match operation {
                Operation::Rows(_) => {}
                Operation::Logins(logins) => self.logins(logins).await,
                Operation::Deploy(deploy) => self.deploy(deploy).await,
            }
        }
    }

    pub(super) fn done(&mut self, addresses: &[Address]) {
        for address in addresses {
            let status = self.ledger.done(address);
            self.tell(address, status);
        }
    }

    pub(super) fn fail(&mut self, addresses: &[Address], error: &OutcomeError) {
        for address in addresses {
            self.ledger.failed(address, error.clone());
            self.tell(address, Status::Failed);
        }
    }

    pub(super) fn skip(&mut self, addresses: &[Address], error: &OutcomeError) {
        for address in addresses {
            self.ledger.skipped(address, error.clone());
            self.tell(address, Status::Skipped);
        }
    }

    fn tell(&mut self, address: &Address, status: Status) {
        (self.events)(Event::Ended {
            address: address.clone(),
            status,
        });
    }
}
