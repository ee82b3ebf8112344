//! What to do next where an app has a certificate: it holds one only, so there is no overlap.

/// What is known of a change of keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ObservedKey {
    /// Whether hallpass itself is signed in through this app.
    pub is_own_app: bool,
    /// Whether the consumer has the new key.
    pub handed_over: bool,
    /// Whether the certificate of the new key is in the spec.
    pub in_spec: bool,
    /// Whether it is in the org: from then on only the new key signs in.
    pub in_org: bool,
    /// Whether the new key is proved.
    pub proved: bool,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyStep {
    /// Give the new key to its consumer: once it is the only one that signs in, it must not be lost.
    HandOver,
    /// Put the certificate where the spec has it, so that no plan takes it back.
    Write,
    /// Put the certificate into the org.
    Deploy,
    /// Prove the new key with a token of its own.
    Prove,
    /// Nothing is left to do.
    Finished,
    /// Nothing may be done.
    Refuse,
}

/// Says what to do next.
#[must_use]
pub const fn next_key(observed: &ObservedKey) -> KeyStep {
    match *observed {
        ObservedKey { is_own_app: true, .. } => KeyStep::Refuse,
        ObservedKey {
            handed_over: false, ..
        } => KeyStep::HandOver,
        ObservedKey { in_spec: false, .. } => KeyStep::Write,
        ObservedKey { in_org: false, .. } => KeyStep::Deploy,
        ObservedKey { proved: false, .. } => KeyStep::Prove,
        ObservedKey { .. } => KeyStep::Finished,
    }
}

#[cfg(test)]
mod tests {
    use super::{KeyStep, ObservedKey, next_key};

    #[test]
    fn the_org_has_the_new_certificate_only_after_the_consumer_has_the_key() {
        let mut observed = ObservedKey::default();
        let mut steps = Vec::new();
        loop {
            let step = next_key(&observed);
            steps.push(step);
            match step {
                KeyStep::HandOver => observed.handed_over = true,
                KeyStep::Write => observed.in_spec = true,
                KeyStep::Deploy => observed.in_org = true,
                KeyStep::Prove => observed.proved = true,
                KeyStep::Finished | KeyStep::Refuse => break,
            }
        }
        use KeyStep::{Deploy, Finished, HandOver, Prove, Write};
        assert_eq!(steps, [HandOver, Write, Deploy, Prove, Finished]);
        let own = ObservedKey {
            is_own_app: true,
            ..ObservedKey::default()
        };
        assert_eq!(next_key(&own), KeyStep::Refuse);
    }
}
