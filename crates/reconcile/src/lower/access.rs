//! Grants on classes, custom permissions, flows, apps and the like: rows that are there or not.

use hallpass_model::{ApiName, AppKind, Change, RecordId, Target};

use super::context::{Context, name, not_in_org, thing};
use super::rows::{OneRow, Step, create, delete, id, step, unsupported};
use super::{Link, LowerError};

const OBJECT: &str = "SetupEntityAccess";

pub(super) fn apex_class(context: &Context<'_>, change: &Change) -> Result<OneRow, LowerError> {
    let class = name(&change.address)?;
    let found = context.live.catalog.apex_classes.get(class);
    lower(context, change, &Target::ApexClass(class.clone()), || {
        known(change, "class", class, found)
    })
}

pub(super) fn custom_permission(context: &Context<'_>, change: &Change) -> Result<OneRow, LowerError> {
    let permission = name(&change.address)?;
    let found = context.live.catalog.custom_permissions.get(permission);
    lower(
        context,
        change,
        &Target::CustomPermission(permission.clone()),
        || known(change, "custom permission", permission, found),
    )
}

/// A flow, a principal, a custom metadata type or a custom setting.
pub(super) fn entity(context: &Context<'_>, change: &Change) -> Result<OneRow, LowerError> {
    let name = name(&change.address)?;
    let named = Target::named(change.kind, name.clone()).into_iter().next();
    let target = named.ok_or_else(|| unsupported(change))?;
    let found = context.live.catalog.entities.get(&target);
    lower(context, change, &target, || {
        known(change, change.kind.word(), name, found)
    })
}

/// An address does not tell of which kind the app is: the set's own row does.
pub(super) fn app_link(context: &Context<'_>, change: &Change) -> Result<OneRow, LowerError> {
    let app = &*thing(&change.address)?;
    let kinds = [AppKind::ExternalClientApp, AppKind::ConnectedApp];
    let held = kinds.map(|kind| Target::App(kind, app.clone()));
    let set = context
        .live
        .permission_sets
        .get(&context.bearer(&change.address)?.permission_set);
    let target = held
        .iter()
        .find(|target| set.is_some_and(|set| set.grants.contains_key(*target)));
    lower(context, change, target.unwrap_or(&held[0]), || {
        context.app(&change.address, app)
    })
}

fn lower(
    context: &Context<'_>,
    change: &Change,
    target: &Target,
    entity: impl FnOnce() -> Result<Link, LowerError>,
) -> Result<OneRow, LowerError> {
    let address = &change.address;
    match step(change)? {
        Step::Make => {
            let fields = [
                id("ParentId", context.set(address)?),
                id("SetupEntityId", entity()?),
            ];
            Ok(create(address, OBJECT, fields))
        }
        Step::Take => Ok(delete(address, OBJECT, context.grant_row(address, target)?)),
        Step::Change => Err(unsupported(change)),
    }
}

fn known(change: &Change, what: &str, name: &ApiName, found: Option<&RecordId>) -> Result<Link, LowerError> {
    let found = found.cloned().map(Link::Known);
    found.ok_or_else(|| not_in_org(&change.address, format!("{what} {name}")))
}
