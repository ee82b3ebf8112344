//! `hallpass desired`: what the specs want, as JSON; offline, without any credential or environment.

use hallpass_model::OrgName;

use super::fleet;
use crate::arguments::Global;
use crate::error::{Ended, Failure};
use crate::exit::Exit;
use crate::terminal::Terminal;
use crate::view::{DesiredDocument, pretty};

pub(super) fn run(terminal: Terminal, global: &Global) -> Ended {
    let loaded = fleet::load(terminal, global)?;
    let org = org(global, &loaded)?;
    let desired = match &org {
        Some(org) => loaded.variant(org).desired(),
        None => loaded.common().desired(),
    };
    let desired = desired.ok_or_else(|| Failure::new(Exit::Error, "the specs cannot be resolved"))?;
    terminal.result(&pretty(&DesiredDocument::new(&desired, org.as_ref())));
    Ok(Exit::Done)
}

/// Returns the org that was named; where none was, what all have is meant.
pub(super) fn org(global: &Global, loaded: &hallpass_spec::Loaded) -> Result<Option<OrgName>, Failure> {
    if global.is_for_several() {
        return Err(
            Failure::new(Exit::Usage, "this command is for one org at a time").hint("name one with --org")
        );
    }
    let named = global.org.first();
    named
        .map(|name| fleet::named_org(name, &loaded.orgs()).map(|org| org.name.clone()))
        .transpose()
}
