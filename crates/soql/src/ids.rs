//! Ids of 15 and 18 characters.

const SUFFIX: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// Returns the 18-character form of an Id, or `None` when the text is no Id.
///
/// Fifteen characters are case-sensitive; the last three of eighteen say which of them are capitals,
/// so that a long Id that has lost its case gets it back.
#[must_use]
pub fn canonical_id(text: &str) -> Option<String> {
    if !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    match text.len() {
        15 => Some(with_suffix(text.as_bytes())),
        18 => restore_case(text.as_bytes()).map(|bytes| with_suffix(&bytes)),
        _ => None,
    }
}

fn with_suffix(fifteen: &[u8]) -> String {
    let mut id: Vec<char> = fifteen.iter().map(|byte| char::from(*byte)).collect();
    for chunk in fifteen.chunks(5) {
        let capitals = chunk
            .iter()
            .enumerate()
            .filter(|(_, byte)| byte.is_ascii_uppercase())
            .fold(0, |bits, (index, _)| bits | (1 << index));
        id.push(char::from(SUFFIX[capitals]));
    }
    id.into_iter().collect()
}

fn restore_case(eighteen: &[u8]) -> Option<Vec<u8>> {
    let mut id = eighteen[..15].to_ascii_lowercase();
    for (chunk, mark) in id.chunks_mut(5).zip(&eighteen[15..]) {
        let bits = SUFFIX
            .iter()
            .position(|known| *known == mark.to_ascii_uppercase())?;
        for (index, byte) in chunk.iter_mut().enumerate() {
            if bits & (1 << index) != 0 {
                // Only letters can be capitals: another suffix belongs to no Id.
                if !byte.is_ascii_alphabetic() {
                    return None;
                }
                byte.make_ascii_uppercase();
            }
        }
    }
    Some(id)
}

#[cfg(test)]
mod tests {
    use super::canonical_id;

    #[test]
    fn both_lengths_and_lost_case_give_the_same_id() {
        let id = "001D000000IqhSLIAZ";
        for text in [id, "001D000000IqhSL", "001d000000iqhsliaz", "001D000000IQHSLIAZ"] {
            assert_eq!(canonical_id(text).as_deref(), Some(id), "{text}");
        }
    }

    #[test]
    fn other_texts_are_no_ids() {
        for text in [
            "",
            "001",
            "001D000000IqhS!",
            "001D000000IqhSL99Z",
            "001D000000IqhSLI",
            "000000000000000BAA",
        ] {
            assert_eq!(canonical_id(text), None, "{text}");
        }
    }
}
