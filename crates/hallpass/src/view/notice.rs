//! What is sent to an address when drift was looked for.

use hallpass_model::FORMAT_VERSION;
use serde::Serialize;
use serde_json::json;

use super::drift::deviations;
use super::{DriftDocument, for_terminal};

/// So many deviations stand in a message; all of them stand in the document.
const MOST_LINES: usize = 20;
/// And none is longer, in characters.
const LONGEST: usize = 400;

/// What came of a run.
pub(crate) enum Notice<'n> {
    /// The org was read.
    Found(&'n DriftDocument),
    /// It was not, or the specs were not.
    Failed { org: &'n str, error: &'n str },
}

/// What a program gets.
#[derive(Serialize)]
struct Plain<'n> {
    format_version: &'static str,
    /// `drift`, `clean` or `failed`.
    event: &'static str,
    org: &'n str,
    /// The same for people.
    text: String,
    error: Option<&'n str>,
    report: Option<&'n DriftDocument>,
}

impl Notice<'_> {
    /// Returns whether there is something to do.
    pub(crate) const fn is_news(&self) -> bool {
        !matches!(self, Notice::Found(document) if document.is_clean())
    }

    /// The body for programs.
    pub(crate) fn as_json(&self) -> String {
        let (event, org, error, report) = match self {
            Notice::Found(document) => {
                let event = if document.is_clean() { "clean" } else { "drift" };
                (event, document.heartbeat.org.as_str(), None, Some(*document))
            }
            Notice::Failed { org, error } => ("failed", *org, Some(*error), None),
        };
        let plain = Plain {
            format_version: FORMAT_VERSION,
            event,
            org,
            text: self.text(),
            error,
            report,
        };
        serde_json::to_string(&plain).expect("documents have text keys and no failing parts")
    }

    /// The body for Slack's incoming webhooks, and for what takes the same.
    pub(crate) fn as_slack(&self) -> String {
        json!({ "text": for_slack(&self.text()) }).to_string()
    }

    fn text(&self) -> String {
        match self {
            Notice::Failed { org, error } => {
                format!("hallpass drift: {org} could not be checked: {}", brief(error))
            }
            Notice::Found(document) => {
                let lines = deviations(document);
                let mut text = format!("hallpass drift: {}", document.heartbeat.line());
                for line in lines.iter().take(MOST_LINES) {
                    text.push_str("\n• ");
                    text.push_str(&brief(line));
                }
                if lines.len() > MOST_LINES {
                    text.push_str(&format!("\n… and {} more", lines.len() - MOST_LINES));
                }
                for_terminal(&text)
            }
        }
    }
}

fn brief(line: &str) -> String {
    let line = line.replace(['\n', '\r'], " ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Slack takes these three for markup, and nothing else that pings anybody (Slack, "Formatting text").
fn for_slack(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::Notice;

    #[test]
    fn nobody_is_called_and_nothing_is_linked_by_what_an_org_says() {
        let notice = Notice::Failed {
            org: "prod",
            error: "<!channel> & <https://evil.example|here>\nsecond line",
        };
        let slack: serde_json::Value = serde_json::from_str(&notice.as_slack()).unwrap();
        assert_eq!(
            slack["text"],
            "hallpass drift: prod could not be checked: &lt;!channel&gt; &amp; &lt;https://evil.example|here&gt; second line"
        );
        let plain: serde_json::Value = serde_json::from_str(&notice.as_json()).unwrap();
        assert_eq!(
            (&plain["event"], &plain["org"]),
            (&"failed".into(), &"prod".into())
        );
        assert!(notice.is_news());
    }
}
