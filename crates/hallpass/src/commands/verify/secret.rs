//! The credential that somebody hands over.

use std::io::Read as _;
use std::path::Path;

use hallpass_lifecycle::credential::CredentialFile;
use secrecy::SecretString;

use crate::error::Failure;

/// Reads a credential from a file, or from stdin where that is `-`.
pub(super) fn read(file: &Path) -> Result<CredentialFile, Failure> {
    let failed = |error: &dyn std::error::Error| {
        Failure::because(format!("read the credential in {}", file.display()), error)
    };
    let mut text = String::new();
    match file.to_str() {
        Some("-") => std::io::stdin()
            .read_to_string(&mut text)
            .map_err(|error| failed(&error))?,
        _ => {
            text = std::fs::read_to_string(file).map_err(|error| failed(&error))?;
            text.len()
        }
    };
    let folder = file.parent().unwrap_or(Path::new(""));
    // A key file stands where the consumer finds it, or beside the variables.
    let read_key = |key: &str| {
        let beside = Path::new(key).file_name().map(|name| folder.join(name));
        let found = std::fs::read_to_string(key).ok();
        found
            .or_else(|| std::fs::read_to_string(beside?).ok())
            .map(SecretString::from)
    };
    CredentialFile::parse(&text, &read_key).map_err(|error| failed(&error))
}
