//! Live lines: a check of the integration whose turn it is at once, those of others when theirs comes.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use hallpass_lifecycle::verify::{Event, Proof};
use hallpass_model::IntegrationName;

use crate::progress::Progress;
use crate::terminal::Terminal;
use crate::view::{check_as_text, for_terminal, proof_as_text};

/// Prints what is found, integration by integration in their order, while several are looked at at once.
pub(super) struct Lines<'a> {
    terminal: Terminal,
    progress: &'a Progress,
    is_text: bool,
    state: Mutex<State>,
}

struct State {
    /// Whose turn is still to come, the next one first.
    order: Vec<IntegrationName>,
    kept: BTreeMap<IntegrationName, Kept>,
}

struct Kept {
    lines: String,
    is_ended: bool,
}

impl<'a> Lines<'a> {
    pub(super) fn new(
        terminal: Terminal,
        progress: &'a Progress,
        is_text: bool,
        order: Vec<IntegrationName>,
    ) -> Self {
        let kept = BTreeMap::new();
        Self {
            terminal,
            progress,
            is_text,
            state: Mutex::new(State { order, kept }),
        }
    }

    /// Shows what happens.
    pub(super) fn tell(&self, event: &Event) {
        match event {
            Event::Doing { integration, what } => self.progress.say(format!("{integration}: {what}")),
            Event::Waiting {
                integration,
                what,
                waited,
                at_most,
            } => self.progress.say(for_terminal(&format!(
                "{integration}: waiting for {what}, {}s of {}s",
                waited.as_secs(),
                at_most.as_secs()
            ))),
            Event::Checked { integration, check } => {
                let line = check_as_text(check, self.terminal.out);
                self.add(integration, &line, false);
            }
            _ => {}
        }
    }

    /// Ends the turn of an integration with its verdict.
    pub(super) fn end(&self, proof: &Proof) {
        self.add(&proof.name, &proof_as_text(proof, self.terminal.out), true);
    }

    fn add(&self, integration: &IntegrationName, text: &str, ends: bool) {
        if !self.is_text {
            return;
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let head = || Kept {
            lines: format!("{}\n", self.terminal.out.bold(integration)),
            is_ended: false,
        };
        let kept = state.kept.entry(integration.clone()).or_insert_with(head);
        kept.lines.push_str(text);
        kept.is_ended |= ends;
        while let Some(first) = state.order.first().cloned() {
            let Some(kept) = state.kept.get_mut(&first) else {
                break;
            };
            let (lines, is_ended) = (std::mem::take(&mut kept.lines), kept.is_ended);
            self.progress.aside(|| self.terminal.result(&lines));
            if !is_ended {
                break;
            }
            state.order.remove(0);
        }
    }
}
