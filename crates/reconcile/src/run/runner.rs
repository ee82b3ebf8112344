//! Wave after wave.

use hallpass_model::{Address, Outcome, OutcomeError, Plan, Status};
use hallpass_salesforce::Writer;

use super::Event;
use super::ledger::Ledger;
use super::made::Made;
use crate::lower::{Operation, Rows, Wave};

/// A run under way.
pub(super) struct Runner<'r> {
    pub(super) writer: &'r Writer,
    pub(super) plan: &'r Plan,
    pub(super) ledger: Ledger<'r>,
    pub(super) made: Made,
    pub(super) events: &'r mut (dyn FnMut(Event) + Send),
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
    let mut runner = Runner {
        writer,
        plan,
        ledger: Ledger::new(plan),
        made: Made::default(),
        events,
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
    runner.ledger.outcome(runner.halted.as_ref())
}

fn changes(operation: &Operation) -> usize {
    match operation {
        Operation::Rows(rows) => rows.rows.iter().map(|row| row.addresses.len()).sum(),
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
                Operation::Deploy(_) => None,
            })
            .collect();
        self.write(&rows).await;
        for operation in &wave.operations {
            if let Operation::Deploy(deploy) = operation {
                self.deploy(deploy).await;
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
