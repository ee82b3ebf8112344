//! What freezing and thawing did.

use hallpass_lifecycle::freeze::CutOff;
use hallpass_model::IntegrationName;
use serde::Serialize;

use super::{OutcomeDocument, Styles, for_terminal};

/// What `freeze --json` and `thaw --json` print.
#[derive(Debug, Serialize)]
pub(crate) struct HoldDocument<'c> {
    #[serde(flatten)]
    pub(crate) plan: OutcomeDocument,
    /// What was done about open ways in, and what is left of them; only after freezing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cut_off: Option<&'c CutOff>,
}

/// Prints what is left open of a frozen integration.
pub(crate) fn cut_off_as_text(name: &IntegrationName, cut_off: &CutOff, styles: Styles) -> String {
    let CutOff {
        sessions_ended,
        sessions_left,
        tokens_revoked,
        tokens_left,
        open,
        unseen,
    } = cut_off;
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    for user in open {
        line(format!(
            "{} {} can still log in",
            styles.bad("open:"),
            for_terminal(user.as_str())
        ));
    }
    for (left, word) in [(sessions_left, "sessions"), (tokens_left, "refresh tokens")] {
        if *left > 0 {
            line(format!("{} {left} {word} are still good", styles.bad("open:")));
        }
    }
    for (count, what) in [
        (sessions_ended, "sessions that began meanwhile were ended"),
        (tokens_revoked, "refresh tokens were revoked"),
    ] {
        if *count > 0 {
            line(format!("{count} {what}"));
        }
    }
    if let Some(why) = unseen {
        let why = for_terminal(why);
        line(format!(
            "{} refresh tokens could not be looked at: {why}",
            styles.warn("note:")
        ));
    }
    if cut_off.is_whole() {
        line(format!(
            "{} no login is open to {name}, and no session of it lives.",
            styles.bold("Frozen:")
        ));
    }
    out
}
