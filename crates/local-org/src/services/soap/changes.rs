//! `getUpdated` and `getDeleted`.

use serde_json::Value;

use super::describe::ask_about;
use super::handle::{Answer, Call};
use super::output::described;
use crate::store::Tx;

/// `getUpdated`.
pub(super) fn updated(tx: &mut Tx<'_>, call: &Call<'_>) -> Answer {
    changes(tx, call, "updated")
}

/// `getDeleted`.
pub(super) fn deleted(tx: &mut Tx<'_>, call: &Call<'_>) -> Answer {
    changes(tx, call, "deleted")
}

fn changes(tx: &mut Tx<'_>, call: &Call<'_>, resource: &str) -> Answer {
    let argument = |name: &str| call.operation().value(name).unwrap_or_default();
    let object = argument("sObjectType");
    let window = form_urlencoded::Serializer::new(String::new())
        .append_pair("start", argument("startDate"))
        .append_pair("end", argument("endDate"))
        .finish();
    let mut answer = ask_about(
        tx,
        call,
        object,
        &format!("sobjects/{object}/{resource}?{window}"),
    )?;
    plain_moments(&mut answer);
    Ok(described("result", &answer))
}

/// REST writes moments with `+0000`, SOAP with `Z`.
fn plain_moments(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(rest) = text.strip_suffix("+0000") {
                *text = format!("{rest}Z");
            }
        }
        Value::Array(items) => items.iter_mut().for_each(plain_moments),
        Value::Object(parts) => parts.values_mut().for_each(plain_moments),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
