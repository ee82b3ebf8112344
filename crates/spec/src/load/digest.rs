//! A digest of all that was read: the same specs give the same one on every machine.

use sha2::{Digest as _, Sha256};

#[derive(Default)]
pub(crate) struct Digest(Sha256);

impl Digest {
    /// Takes a file in. Lengths go in too, so that no two fleets read alike.
    pub(crate) fn file(&mut self, name: &str, text: &str) {
        let text = text.replace("\r\n", "\n");
        for part in [name, text.as_str()] {
            self.0.update((part.len() as u64).to_be_bytes());
            self.0.update(part.as_bytes());
        }
    }

    pub(crate) fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

/// Writes bytes in lower case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Returns the SHA-256 of some bytes, in hex.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}
