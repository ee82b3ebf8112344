//! Randomness for tokens, keys and secrets, from the crypto provider that TLS uses too.

/// Returns that many random bytes.
pub(crate) fn bytes(count: usize) -> Vec<u8> {
    let mut buffer = vec![0_u8; count];
    rustls::crypto::aws_lc_rs::default_provider()
        .secure_random
        .fill(&mut buffer)
        .expect("the system's random number generator works");
    buffer
}

/// Returns random text of that many characters from `alphabet`.
pub(crate) fn text(count: usize, alphabet: &[u8]) -> String {
    bytes(count)
        .into_iter()
        .map(|byte| char::from(alphabet[usize::from(byte) % alphabet.len()]))
        .collect()
}

/// Returns random letters and digits.
pub(crate) fn alphanumeric(count: usize) -> String {
    // 64 characters, so that every one is equally likely; the last two double up.
    text(
        count,
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz012345678900",
    )
}
