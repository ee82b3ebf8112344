//! A file of variables, as `handover --to env` writes it, read again.

use hallpass_model::IntegrationName;
use secrecy::SecretString;

/// What of the file matters for a login.
pub(super) struct Variables {
    pub(super) client_id: String,
    pub(super) client_secret: Option<SecretString>,
    pub(super) private_key_file: Option<String>,
    /// Whose it is, by the first line.
    pub(super) integration: Option<IntegrationName>,
}

/// Reads a file of variables; nothing where it names no consumer key.
pub(super) fn variables(text: &str) -> Option<Variables> {
    let value = |name: &str| {
        let lines = text.lines().map(str::trim);
        let mut found = lines.filter_map(|line| line.strip_prefix("SALESFORCE_")?.strip_prefix(name));
        found.find_map(|rest| rest.strip_prefix('=').map(bare))
    };
    Some(Variables {
        client_id: value("CLIENT_ID")?,
        client_secret: value("CLIENT_SECRET").map(SecretString::from),
        private_key_file: value("PRIVATE_KEY_FILE"),
        integration: stamped(text),
    })
}

fn stamped(text: &str) -> Option<IntegrationName> {
    let stamp = text
        .lines()
        .find(|line| line.starts_with("# hallpass-handover "))?;
    let words = stamp.trim_end_matches(';').split(' ');
    let name = words
        .filter_map(|word| word.strip_prefix("integration="))
        .next()?;
    IntegrationName::new(name).ok()
}

/// Takes quotes off as a shell does.
fn bare(value: &str) -> String {
    let quoted = value
        .strip_prefix('\'')
        .and_then(|value| value.strip_suffix('\''));
    match quoted {
        Some(inner) => inner.replace(r"'\''", "'"),
        None => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::variables;

    #[test]
    fn variables_are_read_as_a_shell_reads_them() {
        let text = "# hallpass-handover fleet=acme org=uat integration=billing;\nPATH=x\n\
                    SALESFORCE_CLIENT_ID=3MVG9\nSALESFORCE_CLIENT_SECRET='it'\\''s'\n";
        let read = variables(text).unwrap();
        assert_eq!(read.client_id, "3MVG9");
        assert_eq!(read.client_secret.unwrap().expose_secret(), "it's");
        assert_eq!(read.integration.unwrap().as_str(), "billing");
        assert!(read.private_key_file.is_none());
        assert!(variables("SALESFORCE_CLIENT_IDS=x").is_none());
    }
}
