//! `hallpass orgs`: the orgs of hallpass.yaml, for people and for scripts.

use serde::Serialize;

use hallpass_model::FORMAT_VERSION;
use hallpass_spec::OrgKind;

use super::fleet;
use crate::arguments::Global;
use crate::error::Ended;
use crate::exit::Exit;
use crate::terminal::Terminal;
use crate::view::pretty;

/// What `orgs --json` prints.
#[derive(Debug, Serialize)]
struct OrgsDocument {
    format_version: &'static str,
    orgs: Vec<OrgLine>,
}

/// One org.
#[derive(Debug, Serialize)]
struct OrgLine {
    name: String,
    kind: Option<&'static str>,
    url: Option<String>,
    local: bool,
    wave: u32,
}

pub(super) fn run(terminal: Terminal, global: &Global) -> Ended {
    let loaded = fleet::load(terminal, global)?;
    let orgs: Vec<_> = loaded
        .orgs()
        .iter()
        .map(|org| OrgLine {
            name: org.name.to_string(),
            kind: org.kind.map(OrgKind::word),
            url: org.url.clone(),
            local: org.local.is_some(),
            wave: org.wave,
        })
        .collect();
    if global.json {
        terminal.result(&pretty(&OrgsDocument {
            format_version: FORMAT_VERSION,
            orgs,
        }));
    } else {
        for OrgLine { name, kind, url, .. } in orgs {
            let place = url.unwrap_or_else(|| "embedded".to_owned());
            terminal.result(&format!("{name:<16} {:<12} {place}\n", kind.unwrap_or("-")));
        }
    }
    Ok(Exit::Done)
}
