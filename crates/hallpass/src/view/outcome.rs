//! What became of a plan, for a terminal.

use hallpass_model::{Outcome, Status};

use super::{Styles, for_terminal};

/// Prints an outcome: what failed and was skipped, then the count of everything.
pub(crate) fn outcome_as_text(outcome: &Outcome, styles: Styles) -> String {
    let mut out = String::new();
    for entry in &outcome.0 {
        let head = match entry.status {
            Status::Done => continue,
            Status::Pending => styles.warn("pending"),
            Status::Failed => styles.bad("failed"),
            Status::Skipped => styles.warn("skipped"),
        };
        out.push_str(&format!("{head} {}\n", for_terminal(&entry.address.to_string())));
        if let Some(error) = &entry.error {
            out.push_str(&format!(
                "    {}: {}\n",
                for_terminal(&error.code),
                for_terminal(&error.message)
            ));
            if let Some(meaning) = &error.meaning {
                out.push_str(&format!("    {}\n", for_terminal(meaning)));
            }
        }
    }
    out.push_str(&format!("{} {}\n", styles.bold("Applied:"), counts(outcome)));
    out
}

fn counts(outcome: &Outcome) -> String {
    let mut parts = vec![format!("{} done", outcome.count(Status::Done))];
    for (status, word) in [
        (Status::Pending, "pending"),
        (Status::Failed, "failed"),
        (Status::Skipped, "skipped"),
    ] {
        let count = outcome.count(status);
        if count > 0 {
            parts.push(format!("{count} {word}"));
        }
    }
    format!("{}.", parts.join(", "))
}
