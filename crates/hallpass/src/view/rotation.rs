//! How far a rotation is, for a terminal and for programs.

use hallpass_lifecycle::rotate::{Done, Ended, Slot};
use hallpass_lifecycle::verify::{Proof, Verdict};
use hallpass_model::{ApiName, FORMAT_VERSION, IntegrationName, OrgName};
use serde::Serialize;

use super::{Styles, for_terminal};

/// What `rotate --json` prints.
#[derive(Debug, Serialize)]
pub(crate) struct RotationDocument {
    format_version: &'static str,
    org: OrgName,
    integration: IntegrationName,
    app: ApiName,
    state: State,
    /// When the second pair ends, in the org's words; or the last day of a new certificate.
    until: Option<String>,
    /// What was found out with what is new, or with what stays; where it was proved.
    proof: Option<Proof>,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    /// There is one pair.
    One,
    /// A new pair is staged, and the old one is in use.
    Staged,
    /// The new pair is in use, and the former one is still good.
    Overlap,
    /// A second pair has ended.
    Expired,
    /// A new certificate is in the place of the former one.
    Replaced,
    /// The org tells a state that is not known here.
    Unknown,
}

impl RotationDocument {
    /// Begins with whose pair it is.
    pub(crate) const fn new(org: OrgName, integration: IntegrationName, app: ApiName) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            org,
            integration,
            app,
            state: State::One,
            until: None,
            proof: None,
        }
    }

    /// Takes down what was seen.
    pub(crate) fn observe(&mut self, slot: &Slot, until: Option<String>) {
        self.state = match slot {
            Slot::Empty => State::One,
            Slot::Staged { .. } => State::Staged,
            Slot::Former => State::Overlap,
            Slot::Expired => State::Expired,
            Slot::Unknown(_) => State::Unknown,
        };
        self.until = until;
    }

    /// Takes down that there is a new certificate, with its last day.
    pub(crate) fn replaced(&mut self, until: String, proof: Option<Proof>) {
        self.state = State::Replaced;
        self.until = Some(until);
        self.proof = proof;
    }

    /// Takes down that a new pair is not put to use.
    pub(crate) fn unproved(&mut self, proof: Proof) {
        self.state = State::Staged;
        self.proof = Some(proof);
    }

    /// Takes down how a run ended.
    pub(crate) fn end(&mut self, ended: Ended) {
        let Ended { done, until, proof } = ended;
        self.state = match done {
            Done::Overlap => State::Overlap,
            Done::One => State::One,
        };
        self.until = until;
        self.proof = proof;
    }
}

/// Prints it as text, with a line feed at its end.
pub(crate) fn rotation_as_text(document: &RotationDocument, styles: Styles) -> String {
    let RotationDocument {
        org,
        integration: name,
        app,
        state,
        until,
        proof,
        ..
    } = document;
    let until = until.as_deref().unwrap_or("the org revokes it");
    let (headline, next) = match state {
        State::One => ("one pair is good, and it is in use.".to_owned(), None),
        State::Staged => (
            format!("a new pair is staged until {until}; the old one is in use."),
            Some(format!(
                "hallpass rotate {name} --org {org} --to … hands it over, proves it and makes it the one in use"
            )),
        ),
        State::Overlap => (
            format!("the new pair is in use; the former one is good until {until}."),
            Some(format!(
                "see that the consumer uses the new pair, then hallpass rotate {name} --org {org} --revoke-old"
            )),
        ),
        State::Expired => (
            format!("one pair is in use; the second one ended on {until}."),
            None,
        ),
        State::Replaced => (
            format!(
                "only the new key signs in from now on; its certificate ends on {until}. There is no overlap."
            ),
            Some("commit the new certificate, and make the consumer take up the new key".to_owned()),
        ),
        State::Unknown => (
            "the org tells a state that hallpass does not know.".to_owned(),
            None,
        ),
    };
    let headline = for_terminal(&format!("{name} ({app}): {headline}"));
    let mut out = format!("{}\n", styles.bold(headline));
    if let Some(proof) = proof {
        let held = proof
            .checks
            .iter()
            .filter(|check| check.verdict == Verdict::Passed);
        out.push_str(&format!("Proved: {} checks hold.\n", held.count()));
    }
    if let Some(next) = next {
        out.push_str(&for_terminal(&format!("Next: {next}")));
        out.push('\n');
    }
    out
}
