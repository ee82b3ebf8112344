//! What `-v` says: tracing events on stderr.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

use crate::arguments::{Global, LogFormat};

/// Starts to listen to our own crates, as loud as `-v` asks for.
pub(crate) fn start(global: &Global) {
    let level = match global.verbose {
        0 => return,
        1 => "info",
        2 => "debug",
        _ => "trace",
    };
    // Only our own crates: what others log may hold what we would not.
    let filter = EnvFilter::new(format!(
        "off,hallpass={level},hallpass_salesforce={level},hallpass_reconcile={level},hallpass_lifecycle={level}"
    ));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none());
    match global.log_format {
        LogFormat::Text => builder.compact().init(),
        LogFormat::Json => builder.json().init(),
    }
}
