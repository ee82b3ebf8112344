//! Proving what is new: all that `verify` looks at, with that very credential.

use hallpass_model::{Integration, Live};
use hallpass_salesforce::Org;

use super::{Event, RotateError};
use crate::credential::Credential;
use crate::token::Interrupt;
use crate::verify::{Options, Proof, Source, Verdict, verify};

/// Whose credential is to be proved, and how.
pub struct Prover<'a> {
    /// The org, signed in to as whoever runs hallpass.
    pub org: &'a Org,
    /// What was read of it for this integration.
    pub live: &'a Live,
    /// The integration.
    pub integration: &'a Integration,
    /// How the proof is to be had; of which app, and how long a credential that is new may take.
    pub options: Options<'a>,
}

/// What a proof is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To put a credential to use: nothing may be wrong with what it opens.
    Use,
    /// To end the one beside it: it has to sign in. Less than that would be an outage, and more would keep an old secret
    /// good because of something that ending it cannot make worse.
    OnlyOne,
}

impl Prover<'_> {
    /// Proves a credential. `what` is what it is, in a few words.
    ///
    /// # Errors
    /// When it is not proved well enough, or somebody interrupts.
    pub async fn run(
        &self,
        what: &'static str,
        purpose: Purpose,
        credential: &Credential,
        tell: &(dyn Fn(&Event) + Send + Sync),
        interrupt: &Interrupt,
    ) -> Result<Proof, RotateError> {
        let options = Options {
            interrupt,
            ..self.options
        };
        let source = Source::Given(credential.clone());
        let told = |event| tell(&Event::Proof(event));
        let proof = verify(self.org, self.live, self.integration, &source, &options, &told).await?;
        match purpose.is_met(&proof) {
            true => Ok(proof),
            false => Err(RotateError::Unproved {
                what,
                proof: Box::new(proof),
            }),
        }
    }
}

impl Purpose {
    /// Whether a proof is good enough. What cannot be told from here is no reason to keep an old secret, as long as the
    /// new one signs in as who it should.
    fn is_met(self, proof: &Proof) -> bool {
        let verdict = |name: &str| {
            let check = proof.checks.iter().find(|check| check.name == name);
            check.map_or(Verdict::Skipped, |check| check.verdict)
        };
        let signs_in = verdict("token") == Verdict::Passed && verdict("identity") != Verdict::Failed;
        match self {
            Self::Use => signs_in && proof.verdict != Verdict::Failed,
            Self::OnlyOne => signs_in,
        }
    }
}

#[cfg(test)]
mod tests {
    use hallpass_model::IntegrationName;

    use super::Purpose;
    use crate::verify::{Check, Evidence, Proof, Verdict};

    #[test]
    fn what_is_put_to_use_may_open_nothing_else_and_what_stays_has_to_sign_in() {
        use Verdict::{CannotProve, Failed, Passed, Skipped};
        let rows = [
            ([Passed, Passed, Passed], true, true),
            ([Passed, Passed, CannotProve], true, true),
            ([Passed, CannotProve, Passed], true, true),
            ([Passed, Passed, Failed], false, true),
            ([Passed, Failed, Passed], false, false),
            ([Failed, Skipped, Skipped], false, false),
            ([CannotProve, Skipped, Passed], false, false),
        ];
        for (verdicts, used, only_one) in rows {
            let names = ["token", "identity", "other_objects"].into_iter();
            let checks = names.zip(verdicts).map(|(name, verdict)| Check {
                name,
                verdict,
                detail: String::new(),
                found: Vec::new(),
            });
            let proof = Proof {
                name: IntegrationName::new("billing").unwrap(),
                verdict: verdicts.into_iter().max().unwrap(),
                checks: checks.collect(),
                evidence: Evidence::default(),
            };
            assert_eq!(Purpose::Use.is_met(&proof), used, "{verdicts:?}");
            assert_eq!(Purpose::OnlyOne.is_met(&proof), only_one, "{verdicts:?}");
        }
    }
}
