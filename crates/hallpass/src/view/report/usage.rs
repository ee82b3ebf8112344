//! What integrations do with their access, for a terminal and for programs.

use std::fmt::Write as _;

use hallpass_lifecycle::usage::{CallUse, CallWindow, IntegrationUsage, UsageReport, Verdict};
use hallpass_model::{FORMAT_VERSION, Live, OrgName};
use serde::Serialize;

use crate::view::{Styles, for_terminal};

/// So many addresses, failures and calls are shown; JSON has all of them.
const SHOWN: usize = 8;

/// What `report --usage --json` prints.
#[derive(Debug, Serialize)]
pub(crate) struct UsageDocument {
    format_version: &'static str,
    org: Org,
    #[serde(flatten)]
    report: UsageReport,
    /// The names of the integrations of which nothing was seen.
    unused: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Org {
    name: String,
    url: String,
    username: String,
}

impl UsageDocument {
    /// Puts a report together with the org that it is about.
    pub(crate) fn new(org: &OrgName, live: &Live, report: UsageReport) -> Self {
        let unused = report
            .integrations
            .iter()
            .filter(|one| one.verdict == Verdict::Unused);
        Self {
            format_version: FORMAT_VERSION,
            org: Org {
                name: org.to_string(),
                url: live.org.url.clone(),
                username: live.running_user.username.to_string(),
            },
            unused: unused.map(|one| one.name.to_string()).collect(),
            report,
        }
    }
}

/// Prints the report as text, with a line feed at its end.
pub(crate) fn usage_as_text(document: &UsageDocument, styles: Styles) -> String {
    let UsageDocument {
        org, report, unused, ..
    } = document;
    let mut out = String::new();
    let place = for_terminal(&format!("{} as {}", org.url, org.username));
    let _ = writeln!(out, "{} {}\n", styles.bold(&org.name), styles.dim(place));
    windows(&mut out, report);
    for one in &report.integrations {
        out.push('\n');
        integration(&mut out, one, report, styles);
    }
    let _ = writeln!(out, "\n{}", summary(report, unused, styles));
    out
}

fn windows(out: &mut String, report: &UsageReport) {
    let logins = &report.logins;
    let _ = writeln!(
        out,
        "Logins of {} days, since {}. The org keeps them for six months.",
        logins.days, logins.from
    );
    let CallWindow {
        days,
        skipped,
        unreadable,
    } = &report.calls;
    let text = match (unreadable, days.as_slice()) {
        (Some(why), _) => format!("API calls: not readable ({why}). It needs View Event Log Files."),
        (None, []) => {
            "API calls: the org has no daily log now. A day's log comes with the next day, and is kept for one day, \
             or thirty with Event Monitoring."
                .to_owned()
        }
        (None, days) => format!(
            "API calls of {}. Without Event Monitoring the org keeps the log of one day.",
            days.join(", ")
        ),
    };
    let _ = writeln!(out, "{}", for_terminal(&text));
    for (day, why) in skipped {
        let _ = writeln!(
            out,
            "{}",
            for_terminal(&format!("API calls of {day} were left out: {why}."))
        );
    }
}

fn integration(out: &mut String, one: &IntegrationUsage, report: &UsageReport, styles: Styles) {
    let verdict = match one.verdict {
        Verdict::Used => styles.good(one.verdict.word()),
        Verdict::New => one.verdict.word().to_owned(),
        Verdict::Failing | Verdict::Missing => styles.bad(one.verdict.word()),
        Verdict::Unused => styles.warn(one.verdict.word()),
    };
    let user = styles.dim(for_terminal(one.username.as_str()));
    let _ = writeln!(out, "{} {user}  {verdict}", styles.bold(&one.name));
    if one.verdict == Verdict::Missing {
        return;
    }
    let mut line = |head: &str, text: &str| {
        let _ = writeln!(out, "  {head:<12}{}", for_terminal(text));
    };
    line("last login", &last_login(one, report));
    if one.logins > 0 || !one.failures.is_empty() {
        let refused: u64 = one.failures.iter().map(|failure| failure.count).sum();
        line(
            "logins",
            &format!("{} went well, {refused} were refused", one.logins),
        );
    }
    for failure in one.failures.iter().take(SHOWN) {
        line(
            "  refused",
            &format!("{} × {}, last {}", failure.count, failure.reason, failure.last),
        );
    }
    let addresses: Vec<String> = one
        .addresses
        .iter()
        .take(SHOWN)
        .map(|address| format!("{} ({})", address.address, address.count))
        .collect();
    if !addresses.is_empty() {
        line("from", &with_more(addresses.join(", "), one.addresses.len()));
    }
    for other in one.elsewhere.iter().take(SHOWN) {
        let text = format!(
            "not through its own app: {} ({}), {} went well, {} refused, last {}",
            other.app, other.kind, other.succeeded, other.refused, other.last
        );
        line("elsewhere", &text);
    }
    if !report.calls.days.is_empty() {
        line("calls", &one.total_calls.to_string());
    }
    for call in one.calls.iter().take(SHOWN) {
        line("", &call_line(call));
    }
    if one.calls.len() > SHOWN {
        line("", &with_more(String::new(), one.calls.len()));
    }
}

fn last_login(one: &IntegrationUsage, report: &UsageReport) -> String {
    match (&one.last_login, &one.last_login_ever) {
        (Some(last), _) => format!("{} from {} through {}", last.at, last.address, last.app),
        (None, Some(ever)) => format!("none since {}; the last one ever was {ever}", report.logins.from),
        (None, None) => format!(
            "none since {}, and the org knows of none before",
            report.logins.from
        ),
    }
}

fn call_line(call: &CallUse) -> String {
    let failed = match call.failed {
        0 => String::new(),
        failed => format!(", {failed} failed"),
    };
    format!("{:<28} {:<8} {}{failed}", call.object, call.verb, call.calls)
}

fn with_more(text: String, all: usize) -> String {
    match all.saturating_sub(SHOWN) {
        0 => text,
        more => format!("{text} and {more} more (--json has all)")
            .trim_start()
            .to_owned(),
    }
}

fn summary(report: &UsageReport, unused: &[String], styles: Styles) -> String {
    let count = |verdict: Verdict| {
        report
            .integrations
            .iter()
            .filter(|one| one.verdict == verdict)
            .count()
    };
    let counts = [
        Verdict::Used,
        Verdict::Failing,
        Verdict::Unused,
        Verdict::New,
        Verdict::Missing,
    ]
    .into_iter()
    .map(|verdict| (count(verdict), verdict))
    .filter(|(count, _)| *count > 0)
    .map(|(count, verdict)| format!("{count} {}", verdict.word()));
    let counts: Vec<String> = counts.collect();
    let head = styles.bold("Usage:");
    match unused {
        [] => format!("{head} {}.", counts.join(", ")),
        names => format!("{head} {}. Unused: {}.", counts.join(", "), names.join(", ")),
    }
}
