//! What was handed over, for a terminal and for programs. Never the secret.

use std::fmt::Write as _;
use std::path::PathBuf;

use hallpass_lifecycle::handover::{Parcel, Way};
use hallpass_model::{ApiName, FORMAT_VERSION, IntegrationName, OrgName, Username};
use serde::Serialize;

use super::{Styles, for_terminal};

/// What `handover --json` prints.
#[derive(Debug, Serialize)]
pub(crate) struct HandoverDocument {
    format_version: &'static str,
    org: OrgName,
    integration: IntegrationName,
    app: ApiName,
    flow: &'static str,
    username: Username,
    sink: &'static str,
    files: Vec<PathBuf>,
    /// The certificate whose private key stays where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate_sha256: Option<String>,
}

impl HandoverDocument {
    /// Says what was handed over, and to what.
    pub(crate) fn new(parcel: &Parcel, sink: &'static str, files: &[PathBuf]) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            org: parcel.stamp.org.clone(),
            integration: parcel.stamp.integration.clone(),
            app: parcel.app.clone(),
            flow: parcel.way.flow(),
            username: parcel.username.clone(),
            sink,
            files: files.to_vec(),
            certificate_sha256: match &parcel.way {
                Way::JwtBearer {
                    certificate_sha256, ..
                } => Some(certificate_sha256.clone()),
                Way::ClientCredentials { .. } => None,
            },
        }
    }
}

/// Prints it as text, with a line feed at its end.
pub(crate) fn handover_as_text(document: &HandoverDocument, styles: Styles) -> String {
    let HandoverDocument {
        org,
        integration,
        app,
        flow,
        username,
        sink,
        files,
        certificate_sha256,
        ..
    } = document;
    let headline = format!("The credential of {integration} in org {org} is handed over ({sink}).");
    let mut out = format!("{}\n\n", styles.bold(for_terminal(&headline)));
    let _ = writeln!(out, "  app   {}", for_terminal(app.as_str()));
    let _ = writeln!(out, "  flow  {flow}");
    let _ = writeln!(out, "  user  {}", for_terminal(username.as_str()));
    for file in files {
        let _ = writeln!(out, "  file  {}", for_terminal(&file.display().to_string()));
    }
    if let Some(sha256) = certificate_sha256 {
        let _ = writeln!(
            out,
            "\nThe private key is not in the org and stays where it was made. It is the one of the certificate with SHA-256\n  {sha256}"
        );
    }
    out
}
