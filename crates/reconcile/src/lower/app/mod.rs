//! Apps: files that are deployed as a whole.
//!
//! A file is declarative: what it lacks takes its default. So a new app gets files with everything we know, and one that
//! is there is read, merged and written. Key and secret are never sent.

mod edit;
mod links;
mod new;

use hallpass_model::{AppKind, Change};

use super::context::{Context, after, kind_of, name, not_in_plan};
use super::rows::{Step, step};
use super::{AppDeploy, LowerError, Thing};
use crate::metadata::Family;

pub(super) fn lower(context: &Context<'_>, change: &Change) -> Result<AppDeploy, LowerError> {
    match step(change)? {
        Step::Make => made(context, change),
        Step::Change => changed(context, change),
        Step::Take => taken(context, change),
    }
}

fn made(context: &Context<'_>, change: &Change) -> Result<AppDeploy, LowerError> {
    let kind = kind_of(after(change)).ok_or_else(|| not_in_plan(&change.address, "the kind of the app"))?;
    let files = match kind {
        AppKind::ExternalClientApp => new::external(context, change)?,
        AppKind::ConnectedApp => new::connected(context, change)?,
    };
    Ok(AppDeploy {
        creates: true,
        files,
        ..empty(change, kind)?
    })
}

fn changed(context: &Context<'_>, change: &Change) -> Result<AppDeploy, LowerError> {
    let app = context.live_app(&change.address)?;
    Ok(AppDeploy {
        files: edit::files(context, change, app)?,
        ..empty(change, app.kind)?
    })
}

/// The satellites of an External Client App go with its header.
fn taken(context: &Context<'_>, change: &Change) -> Result<AppDeploy, LowerError> {
    let app = context.live_app(&change.address)?;
    let family = match app.kind {
        AppKind::ExternalClientApp => Family::Header,
        AppKind::ConnectedApp => Family::Connected,
    };
    let removals = vec![(family.component().to_owned(), app.name.to_string())];
    Ok(AppDeploy {
        removals,
        ..empty(change, app.kind)?
    })
}

fn empty(change: &Change, kind: AppKind) -> Result<AppDeploy, LowerError> {
    Ok(AppDeploy {
        address: change.address.clone(),
        app: Thing::App(kind, name(&change.address)?.clone()),
        creates: false,
        files: Vec::new(),
        removals: Vec::new(),
    })
}
