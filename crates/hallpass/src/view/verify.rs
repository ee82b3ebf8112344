//! What was proved, for a terminal and for programs.

use std::fmt::Write as _;

use hallpass_lifecycle::verify::{Check, Proof, Verdict};
use hallpass_model::{ApiUse, Desired, FORMAT_VERSION, Live, PlanOrg};
use hallpass_spec::OrgSettings;
use serde::Serialize;

use super::document::{Api, OutcomeDocument};
use super::{Styles, for_terminal};

/// The most lines of one check that a terminal shows; JSON and evidence hold all.
const MOST_LINES: usize = 20;

/// What `verify --json` prints.
#[derive(Debug, Serialize)]
pub(crate) struct VerifyDocument {
    pub(crate) format_version: &'static str,
    pub(crate) org: PlanOrg,
    pub(crate) spec_digest: String,
    pub(crate) integrations: Vec<Proof>,
    pub(crate) api: Api,
}

/// What `apply --verify --json` prints: what `apply --json` does, and the proofs.
#[derive(Debug, Serialize)]
pub(crate) struct ProvedDocument {
    #[serde(flatten)]
    pub(crate) applied: OutcomeDocument,
    pub(crate) verification: VerifyDocument,
}

impl VerifyDocument {
    /// Puts proofs together with what they are of.
    pub(crate) fn new(
        settings: &OrgSettings,
        desired: &Desired,
        live: &Live,
        integrations: Vec<Proof>,
        api: ApiUse,
    ) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            org: PlanOrg {
                name: settings.name.to_string(),
                id: live.org.id.clone(),
                url: live.org.url.clone(),
                username: live.running_user.username.clone(),
                api_version: live.org.api_version.clone(),
            },
            spec_digest: desired.spec_digest.clone(),
            integrations,
            api: api.into(),
        }
    }
}

/// Prints a check as a line, with more lines below it where they say something.
pub(crate) fn check_as_text(check: &Check, styles: Styles) -> String {
    let word = match check.verdict {
        Verdict::Passed => styles.good("passed "),
        Verdict::Failed => styles.bad("FAILED "),
        Verdict::CannotProve => styles.warn("unknown"),
        Verdict::Skipped => styles.dim("skipped"),
    };
    let mut out = format!("  {word}  {:<18} {}\n", check.name, for_terminal(&check.detail));
    // What everybody sees has to be explained, or nobody believes that nothing else is seen.
    let is_told =
        !matches!(check.verdict, Verdict::Passed | Verdict::Skipped) || check.name == "other_objects";
    if is_told {
        for line in check.found.iter().take(MOST_LINES) {
            let _ = writeln!(out, "             {}", for_terminal(line));
        }
        if let Some(more @ 1..) = check.found.len().checked_sub(MOST_LINES) {
            let _ = writeln!(out, "             and {more} more; --json has them all");
        }
    }
    out
}

/// Prints the verdict on an integration, as the last line of its block.
pub(crate) fn proof_as_text(proof: &Proof, styles: Styles) -> String {
    let name = &proof.name;
    let verdict = match proof.verdict {
        Verdict::Passed => styles.good("proved"),
        Verdict::Failed => styles.bad("not as its spec says"),
        Verdict::CannotProve | Verdict::Skipped => styles.warn("cannot be proved from here"),
    };
    format!("  {name} is {verdict}\n\n")
}

/// Prints the totals.
pub(crate) fn proofs_as_text(document: &VerifyDocument, styles: Styles) -> String {
    let all = &document.integrations;
    let count = |verdict| all.iter().filter(|proof| proof.verdict == verdict).count();
    let (failed, unknown) = (count(Verdict::Failed), count(Verdict::CannotProve));
    if all.is_empty() {
        return "There is no integration to verify.\n".to_owned();
    }
    if failed + unknown == 0 {
        return format!(
            "{} of {}.\n",
            styles.bold(format!("All {} proved", all.len())),
            document.org.name
        );
    }
    let org = &document.org.name;
    let proved = all.len() - failed - unknown;
    let next = match failed {
        0 => String::new(),
        _ => format!("Next: hallpass drift --org {org}, and hallpass explain NAME --org {org}\n"),
    };
    format!("{proved} proved, {failed} not as their specs say, {unknown} unknown.\n{next}")
}
