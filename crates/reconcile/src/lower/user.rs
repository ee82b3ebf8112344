//! Users. They are never deleted, only switched off.

use hallpass_model::{ApiName, Attribute, Change, LiveUser, Mark, Value, split_mark};

use super::context::{Context, after, not_in_org, not_in_plan};
use super::rows::{OneRow, Step, create, flag, id, step, text, text_or_null, update};
use super::text::{MAX_ABOUT_ME, marked, with_mark};
use super::{Cell, Link, LowerError, Thing};
use crate::columns::ASKED_EMAIL;

const OBJECT: &str = "User";

/// What a plan says where a user shall have no role.
const NO_ROLE: &str = "none";

/// Attributes that are columns with a text.
const TEXTS: [(Attribute, &str); 8] = [
    (Attribute::Username, "Username"),
    (Attribute::LastName, "LastName"),
    (Attribute::Email, "Email"),
    (Attribute::Alias, "Alias"),
    (Attribute::TimeZone, "TimeZoneSidKey"),
    (Attribute::Locale, "LocaleSidKey"),
    (Attribute::Language, "LanguageLocaleKey"),
    (Attribute::EmailEncoding, "EmailEncodingKey"),
];

pub(super) fn lower(context: &Context<'_>, change: &Change) -> Result<OneRow, LowerError> {
    match step(change)? {
        Step::Make => made(context, change),
        Step::Change => changed(context, change),
        Step::Take => switched_off(context, change),
    }
}

fn made(context: &Context<'_>, change: &Change) -> Result<OneRow, LowerError> {
    let username = &context.bearer(&change.address)?.username;
    let mut fields = columns(context, change)?;
    fields.push(text("Username", username.as_str()));
    if !after(change).contains_key(&Attribute::Profile) {
        return Err(not_in_plan(&change.address, "the profile"));
    }
    if after(change).contains_key(&Attribute::Mark) {
        let about_me = marked(&change.address, after(change), None, None, MAX_ABOUT_ME)?;
        fields.push(text("AboutMe", about_me));
    }
    Ok(create(&change.address, OBJECT, fields).making(Thing::User(username.clone())))
}

fn changed(context: &Context<'_>, change: &Change) -> Result<OneRow, LowerError> {
    let user = context.live_user(&change.address)?;
    let mut fields = columns(context, change)?;
    if gives_up(change) {
        fields.push(text_or_null("AboutMe", user.about_me.clone()));
    } else if let Some(mark) = new_mark(change, user) {
        let about_me = with_mark(&change.address, &user.about_me, &mark.to_string(), MAX_ABOUT_ME)?;
        fields.push(text("AboutMe", about_me));
    }
    Ok(update(
        &change.address,
        OBJECT,
        Link::Known(user.id.clone()),
        fields,
    ))
}

/// An empty mark is none.
fn gives_up(change: &Change) -> bool {
    after(change).get(&Attribute::Mark).and_then(Value::text) == Some("")
}

/// A new e-mail address is noted in the mark: the org keeps the old one until somebody confirms the new, and would send
/// another mail for every try.
fn new_mark(change: &Change, user: &LiveUser) -> Option<Mark> {
    let text = |attribute| after(change).get(&attribute).and_then(Value::text);
    let planned = text(Attribute::Mark).and_then(|text| split_mark(text).1);
    let email = text(Attribute::Email);
    let mut mark = match (planned, email) {
        (Some(mark), _) => mark,
        (None, Some(_)) => user.mark.clone()?,
        (None, None) => return None,
    };
    if let Some(email) = email {
        mark.more.insert(ASKED_EMAIL.to_owned(), email.to_owned());
    }
    Some(mark)
}

/// Switches the user off. Users cannot be deleted, so this one stays, and its mark says whose it was: a spec that comes
/// back finds it by that.
fn switched_off(context: &Context<'_>, change: &Change) -> Result<OneRow, LowerError> {
    let user = context.live_user(&change.address)?;
    Ok(update(
        &change.address,
        OBJECT,
        Link::Known(user.id.clone()),
        [flag("IsActive", false)],
    ))
}

fn role(context: &Context<'_>, change: &Change, role: &str) -> Result<(String, Cell), LowerError> {
    const COLUMN: &str = "UserRoleId";
    if role == NO_ROLE {
        return Ok((COLUMN.to_owned(), Cell::Null));
    }
    let found = context.live.catalog.roles.get(&ApiName::from(role));
    let found = found.ok_or_else(|| not_in_org(&change.address, format!("role {role}")))?;
    Ok(id(COLUMN, Link::Known(found.clone())))
}

fn columns(context: &Context<'_>, change: &Change) -> Result<Vec<(String, Cell)>, LowerError> {
    let after = after(change);
    let mut columns: Vec<(String, Cell)> = TEXTS
        .into_iter()
        .filter_map(|(attribute, column)| Some(text(column, after.get(&attribute)?.text()?)))
        .collect();
    if let Some(Value::Text(profile)) = after.get(&Attribute::Profile) {
        columns.push(id("ProfileId", context.profile(&change.address, profile)?));
    }
    if let Some(Value::Text(role)) = after.get(&Attribute::Role) {
        columns.push(self::role(context, change, role)?);
    }
    if let Some(Value::Flag(active)) = after.get(&Attribute::Active) {
        columns.push(flag("IsActive", *active));
    }
    Ok(columns)
}
