//! Permission sets: name, label, description. Their contents are changes of their own.

use hallpass_model::{Attribute, Change, Value};

use super::context::{Context, after};
use super::rows::{OneRow, Step, create, delete, step, text, text_or_null, update};
use super::text::{MAX_DESCRIPTION, known, marked};
use super::{Link, LowerError, Thing};

const OBJECT: &str = "PermissionSet";

pub(super) fn lower(context: &Context<'_>, change: &Change) -> Result<OneRow, LowerError> {
    match step(change)? {
        Step::Make => made(context, change),
        Step::Change => changed(context, change),
        Step::Take => {
            let set = context.live_set(&change.address)?;
            Ok(delete(&change.address, OBJECT, Link::Known(set.id.clone())))
        }
    }
}

fn made(context: &Context<'_>, change: &Change) -> Result<OneRow, LowerError> {
    let name = &context.bearer(&change.address)?.permission_set;
    let label = after(change)
        .get(&Attribute::Label)
        .and_then(Value::text)
        .unwrap_or(name.as_str());
    let description = marked(&change.address, after(change), None, None, MAX_DESCRIPTION)?;
    let fields = [
        text("Name", name.as_str()),
        text("Label", label),
        text("Description", description),
    ];
    Ok(create(&change.address, OBJECT, fields).making(Thing::PermissionSet(name.clone())))
}

fn changed(context: &Context<'_>, change: &Change) -> Result<OneRow, LowerError> {
    let set = context.live_set(&change.address)?;
    let after = after(change);
    let mut fields = Vec::new();
    if let Some(name) = after.get(&Attribute::Name).and_then(Value::text) {
        fields.push(text("Name", name));
    }
    if let Some(label) = after.get(&Attribute::Label).and_then(Value::text) {
        fields.push(text("Label", label));
    }
    if after.contains_key(&Attribute::Description) || after.contains_key(&Attribute::Mark) {
        let mark = set.mark.as_ref().map(ToString::to_string);
        let description = marked(
            &change.address,
            after,
            known(&set.description),
            mark,
            MAX_DESCRIPTION,
        )?;
        fields.push(text_or_null("Description", description));
    }
    Ok(update(
        &change.address,
        OBJECT,
        Link::Known(set.id.clone()),
        fields,
    ))
}
