//! The journal of a run: JSON lines that say what is about to be written, what was there before, and what came of it.
//!
//! A line stands before the call that it is about, so that after a crash the last line says what may or may not have
//! been done. Where it is written to and what time it is are inputs. It holds no secret: none is in a plan, and the files
//! of apps are kept without keys.

use std::io::Write;

use hallpass_model::{Action, FORMAT_VERSION, Kind, Live, Outcome, Plan, Status};
use serde_json::{Value, json};

/// Where a run writes what it does.
pub struct Journal<'j> {
    to: &'j mut (dyn Write + Send),
    now: &'j (dyn Fn() -> String + Sync),
    calls: u64,
}

impl<'j> Journal<'j> {
    /// Opens a journal that is written to `to`; `now` tells the time of a line.
    #[must_use]
    pub fn new(to: &'j mut (dyn Write + Send), now: &'j (dyn Fn() -> String + Sync)) -> Self {
        Self { to, now, calls: 0 }
    }

    /// Writes what is about to be run, and the images of what it ends as a whole.
    ///
    /// # Errors
    /// When the line cannot be written.
    pub fn start(&mut self, plan: &Plan, live: &Live) -> std::io::Result<()> {
        self.line(
            "start",
            json!({
                "format_version": FORMAT_VERSION,
                "org": plan.org,
                "fleet": plan.fleet,
                "spec_digest": plan.spec_digest,
                "fingerprint": plan.fingerprint,
                "changes": plan.changes.len(),
            }),
        )?;
        for image in images(plan, live) {
            self.line("image", image)?;
        }
        Ok(())
    }

    /// Writes what became of it.
    ///
    /// # Errors
    /// When the line cannot be written.
    pub(crate) fn end(&mut self, outcome: &Outcome) -> std::io::Result<()> {
        let count = |status| outcome.count(status);
        self.line(
            "end",
            json!({
                "done": count(Status::Done),
                "pending": count(Status::Pending),
                "failed": count(Status::Failed),
                "skipped": count(Status::Skipped),
            }),
        )
    }

    /// Writes what a call is about to write.
    pub(crate) fn before(&mut self, mut call: Value) -> std::io::Result<()> {
        self.calls += 1;
        call["call"] = self.calls.into();
        self.line("before", call)
    }

    /// Writes what the org answered to the last call.
    pub(crate) fn after(&mut self, mut answer: Value) -> std::io::Result<()> {
        answer["call"] = self.calls.into();
        self.line("after", answer)
    }

    fn line(&mut self, event: &str, mut line: Value) -> std::io::Result<()> {
        line["event"] = event.into();
        line["at"] = (self.now)().into();
        let mut text = line.to_string();
        text.push('\n');
        self.to.write_all(text.as_bytes())?;
        self.to.flush()
    }
}

/// What goes as a whole takes more with it than its change says: the grants of a set, the files of an app.
fn images<'p>(plan: &'p Plan, live: &'p Live) -> impl Iterator<Item = Value> + 'p {
    let gone = plan
        .changes
        .iter()
        .filter(|change| change.action == Action::Delete);
    gone.filter_map(|change| {
        let name = change.address.name.as_ref();
        let image = match change.kind {
            Kind::PermissionSet => {
                let bearer = plan.bearer_of(&change.address)?;
                let set = live.permission_sets.get(&bearer.permission_set)?;
                let grants: Vec<Value> = set
                    .grants
                    .iter()
                    .map(|(target, grant)| json!({ "address": target.address(&change.integration), "verbs": grant.verbs }))
                    .collect();
                json!({ "name": set.name, "label": set.label.known(), "description": set.description.known(),
                        "mark": set.mark.as_ref().map(ToString::to_string), "grants": grants })
            }
            Kind::App => {
                let app = live.apps.get(name?)?;
                json!({ "name": app.name, "mark": app.mark.as_ref().map(ToString::to_string), "files": app.files })
            }
            _ => return None,
        };
        Some(json!({ "address": change.address, "image": image }))
    })
}
