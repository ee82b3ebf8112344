//! Reading rows again by their natural key, after an answer was lost.

use std::collections::BTreeSet;

use hallpass_salesforce::rows::Fields;
use hallpass_salesforce::soql::{Soql, chunks, is_in};
use hallpass_salesforce::{Reader, Record, RecordId, Result};
use serde_json::Value;

use super::ready::Ready;
use crate::lower::RowVerb;

/// The most characters of ids or names in one query.
const MAX_LISTED: usize = 30_000;

/// What a look found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// No such row.
    Absent,
    /// The row, as it should be.
    Same(RecordId),
    /// The row, with other values.
    Other(RecordId),
}

/// Returns the columns that tell rows of an object apart, besides their id.
pub(super) fn natural_key(object: &str) -> &'static [&'static str] {
    match object {
        "User" => &["Username"],
        "PermissionSet" => &["Name"],
        "ObjectPermissions" => &["ParentId", "SobjectType"],
        "FieldPermissions" => &["ParentId", "Field"],
        "SetupEntityAccess" => &["ParentId", "SetupEntityId"],
        "PermissionSetAssignment" => &["AssigneeId", "PermissionSetId", "PermissionSetGroupId"],
        "PermissionSetLicenseAssign" => &["AssigneeId", "PermissionSetLicenseId"],
        "UserPackageLicense" => &["UserId", "PackageLicenseId"],
        "GroupMember" => &["UserOrGroupId", "GroupId"],
        _ => &[],
    }
}

/// Looks for rows of one object and verb.
pub(super) async fn look(reader: &Reader, rows: &[Ready<'_>]) -> Result<Vec<Found>> {
    let found = reader.query_many(&queries(rows)).await?;
    let found: Vec<Record> = found.into_iter().flat_map(|result| result.rows).collect();
    Ok(rows.iter().map(|row| found_of(row, &found)).collect())
}

fn queries(rows: &[Ready<'_>]) -> Vec<Soql> {
    let Some(first) = rows.first() else {
        return Vec::new();
    };
    let by = match first.verb {
        RowVerb::Create => natural_key(first.object).first().copied().unwrap_or("Id"),
        RowVerb::Update | RowVerb::Delete => "Id",
    };
    let value = |row: &Ready<'_>| match &row.id {
        Some(id) => Some(id.as_str().to_owned()),
        None => row.fields.get(by).and_then(Value::as_str).map(str::to_owned),
    };
    let values: Vec<String> = rows
        .iter()
        .filter_map(value)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let columns: BTreeSet<&str> = rows
        .iter()
        .flat_map(|row| row.fields.keys().map(String::as_str))
        .chain(["Id"])
        .collect();
    let query = |part: &[String]| {
        Soql::select(&columns)
            .from(first.object)
            .filter(is_in(by, part.iter().map(String::as_str)))
    };
    chunks(&values, MAX_LISTED).into_iter().map(query).collect()
}

fn found_of(row: &Ready<'_>, found: &[Record]) -> Found {
    let is_it = |record: &&Record| match &row.id {
        Some(id) => record.id("Id").as_ref() == Some(id),
        None => {
            let mut key = natural_key(row.object)
                .iter()
                .filter_map(|column| row.fields.get_key_value(*column));
            key.all(|(column, value)| same(Some(value), record.get(column)))
        }
    };
    let Some((record, id)) = found
        .iter()
        .find(is_it)
        .and_then(|record| Some((record, record.id("Id")?)))
    else {
        return Found::Absent;
    };
    if row.verb == RowVerb::Delete || holds(record, row.object, &row.fields) {
        Found::Same(id)
    } else {
        Found::Other(id)
    }
}

/// A changed e-mail address stays the old one until somebody confirms it: it says nothing.
fn holds(record: &Record, object: &str, fields: &Fields) -> bool {
    fields
        .iter()
        .filter(|(column, _)| object != "User" || column.as_str() != "Email")
        .all(|(column, value)| same(Some(value), record.get(column)))
}

fn same(one: Option<&Value>, other: Option<&Value>) -> bool {
    let text = |value: Option<&Value>| {
        value
            .and_then(Value::as_str)
            .unwrap_or_default()
            .trim_end()
            .to_owned()
    };
    match (one, other) {
        (Some(Value::Bool(one)), other) => other.and_then(Value::as_bool).unwrap_or(false) == *one,
        (one, other) => {
            let (one, other) = (text(one), text(other));
            let ids = RecordId::parse(&one).ok().zip(RecordId::parse(&other).ok());
            ids.map_or_else(|| one.eq_ignore_ascii_case(&other), |(one, other)| one == other)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Found, found_of, queries};
    use crate::lower::{Row, RowVerb};
    use crate::run::ready::Ready;
    use hallpass_salesforce::{Record, RecordId};
    use serde_json::{Value, json};
    use std::collections::BTreeMap;

    const SET: &str = "0PS000000000001GAA";
    const ROW: &str = "01k000000000007AAA";

    fn record(value: &Value) -> Record {
        serde_json::from_value(value.clone()).unwrap()
    }

    fn ready<'w>(row: &'w Row, verb: RowVerb, id: Option<&str>, fields: &Value) -> Ready<'w> {
        Ready {
            object: "FieldPermissions",
            verb,
            row,
            id: id.map(|id| RecordId::parse(id).unwrap()),
            fields: fields.as_object().unwrap().clone(),
        }
    }

    #[test]
    fn a_row_is_found_by_its_natural_key_or_its_id() {
        let none = Row {
            addresses: Vec::new(),
            id: None,
            fields: BTreeMap::new(),
            makes: None,
            prepares: None,
        };
        let wanted = json!({"ParentId": SET, "SobjectType": "Account", "Field": "Account.Phone",
            "PermissionsRead": true, "PermissionsEdit": false});
        let create = ready(&none, RowVerb::Create, None, &wanted);
        let id = RecordId::parse(ROW).unwrap();
        let live = |edit: bool, field: &str| {
            record(
                &json!({"Id": ROW, "ParentId": &SET[..15], "SobjectType": "Account", "Field": field,
                "PermissionsRead": true, "PermissionsEdit": edit}),
            )
        };
        assert_eq!(
            found_of(&create, &[live(false, "Account.phone")]),
            Found::Same(id.clone())
        );
        assert_eq!(
            found_of(&create, &[live(true, "Account.Phone")]),
            Found::Other(id.clone())
        );
        assert_eq!(found_of(&create, &[live(false, "Account.Fax")]), Found::Absent);
        let delete = ready(&none, RowVerb::Delete, Some(ROW), &json!({}));
        assert_eq!(found_of(&delete, &[live(true, "Account.Phone")]), Found::Same(id));
        assert_eq!(found_of(&delete, &[]), Found::Absent);
        assert_eq!(
            queries(&[create])[0].to_string(),
            "SELECT Field, Id, ParentId, PermissionsEdit, PermissionsRead, SobjectType FROM FieldPermissions \
             WHERE ParentId IN ('0PS000000000001GAA')"
        );
    }
}
