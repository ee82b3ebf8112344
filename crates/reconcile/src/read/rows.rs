//! What the rows of an answer become.
//!
//! Most are records. Of two kinds there are so many, or they are so wide, that records of them would take several times
//! the memory of their text: fields that sets grant, and user permissions, a column each. They are read straight into
//! what is needed of them, with their names kept once.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use hallpass_model::{ApiName, RecordId, Spellings, Verb, Verbs};
use hallpass_salesforce::Record;
use hallpass_salesforce::rows::Shape;
use serde::de::{Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::answers::Topic;
use crate::columns::SYSTEM_PREFIX;

/// A row.
#[derive(Debug)]
pub(super) enum Row {
    Record(Record),
    Field(FieldRow),
    System(SystemRow),
}

impl Row {
    pub(super) fn record(self) -> Option<Record> {
        match self {
            Row::Record(row) => Some(row),
            Row::Field(_) | Row::System(_) => None,
        }
    }

    pub(super) fn field(self) -> Option<FieldRow> {
        match self {
            Row::Field(row) => Some(row),
            Row::Record(_) | Row::System(_) => None,
        }
    }

    pub(super) fn system(self) -> Option<SystemRow> {
        match self {
            Row::System(row) => Some(row),
            Row::Record(_) | Row::Field(_) => None,
        }
    }
}

/// A row of `FieldPermissions`.
#[derive(Debug)]
pub(super) struct FieldRow {
    pub(super) id: RecordId,
    pub(super) set: RecordId,
    pub(super) object: ApiName,
    pub(super) field: ApiName,
    pub(super) verbs: Verbs,
}

/// The user permissions of a set that are on.
#[derive(Debug)]
pub(super) struct SystemRow {
    pub(super) set: RecordId,
    pub(super) permissions: Vec<ApiName>,
}

/// How the rows of a topic are read.
#[derive(Clone)]
pub(super) struct RowShape {
    topic: Topic,
    spellings: Arc<Mutex<Spellings>>,
}

/// Makes the shapes of one reading, which share their names.
#[derive(Default)]
pub(super) struct Shapes(Arc<Mutex<Spellings>>);

impl Shapes {
    pub(super) fn of(&self, topic: Topic) -> RowShape {
        RowShape {
            topic,
            spellings: Arc::clone(&self.0),
        }
    }
}

impl RowShape {
    fn name(&self, spelling: &str) -> ApiName {
        // Whatever panicked while it held the lock, a set of texts is as good as before.
        let spellings = self.spellings.lock();
        spellings.unwrap_or_else(PoisonError::into_inner).name(spelling)
    }

    fn field<E: serde::de::Error>(&self, row: &FieldRecord<'_>) -> Result<FieldRow, E> {
        let full: &str = &row.field;
        let mut verbs = Verbs::NONE;
        for (verb, is_on) in [
            (Verb::Read, row.permissions_read),
            (Verb::Edit, row.permissions_edit),
        ] {
            if is_on == Some(true) {
                verbs = verbs.with(verb);
            }
        }
        Ok(FieldRow {
            id: id(&row.id)?,
            set: id(&row.parent_id)?,
            object: self.name(&row.sobject_type),
            field: self.name(full.split_once('.').map_or(full, |(_, field)| field)),
            verbs,
        })
    }
}

impl Shape for RowShape {
    type Row = Row;

    fn row<'de, D: Deserializer<'de>>(&self, row: D) -> Result<Row, D::Error> {
        match self.topic {
            Topic::FieldPermissions => {
                let record = FieldRecord::deserialize(row)?;
                self.field(&record).map(Row::Field)
            }
            Topic::SystemPermissions => row.deserialize_map(SystemVisitor(self)).map(Row::System),
            _ => Record::deserialize(row).map(Row::Record),
        }
    }
}

/// An id whose checksum, where it has one, fits.
fn id<E: serde::de::Error>(text: &str) -> Result<RecordId, E> {
    let id = RecordId::parse(text).map_err(E::custom)?;
    if text.len() == id.as_str().len() && !id.as_str().eq_ignore_ascii_case(text) {
        return Err(E::custom(format!("`{text}` is no id: its checksum does not fit")));
    }
    Ok(id)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct FieldRecord<'r> {
    #[serde(borrow)]
    id: Cow<'r, str>,
    #[serde(borrow)]
    parent_id: Cow<'r, str>,
    #[serde(borrow)]
    sobject_type: Cow<'r, str>,
    #[serde(borrow)]
    field: Cow<'r, str>,
    permissions_read: Option<bool>,
    permissions_edit: Option<bool>,
}

/// Borrowed from the answer where it has no escapes.
#[derive(Deserialize)]
struct Text<'t>(#[serde(borrow)] Cow<'t, str>);

struct SystemVisitor<'s>(&'s RowShape);

impl<'de> Visitor<'de> for SystemVisitor<'_> {
    type Value = SystemRow;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a set with its user permissions")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<SystemRow, A::Error> {
        let (mut set, mut permissions) = (None, Vec::new());
        while let Some(Text(column)) = map.next_key()? {
            if let Some(permission) = column.strip_prefix(SYSTEM_PREFIX) {
                if map.next_value::<Option<bool>>()? == Some(true) {
                    permissions.push(self.0.name(permission));
                }
            } else if column == "Id" {
                let Text(text) = map.next_value()?;
                set = Some(id(&text)?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(SystemRow {
            set: set.ok_or_else(|| A::Error::missing_field("Id"))?,
            permissions,
        })
    }
}

#[cfg(test)]
mod tests {
    use hallpass_salesforce::rows::Shape as _;

    use super::{Row, Shapes};
    use crate::read::answers::Topic;

    fn read(topic: Topic, json: &str) -> Result<Row, serde_json::Error> {
        Shapes::default()
            .of(topic)
            .row(&mut serde_json::Deserializer::from_str(json))
    }

    #[test]
    fn rows_of_fields_keep_what_is_needed_of_them() {
        let json = r#"{"attributes":{"type":"FieldPermissions","url":"/x"},"Id":"01k000000000001AAA","ParentId":"0PS000000000001",
            "SobjectType":"Account","Field":"Account.Ph\u006fne","PermissionsRead":true,"PermissionsEdit":false}"#;
        let Row::Field(row) = read(Topic::FieldPermissions, json).unwrap() else {
            panic!("it is a row of fields")
        };
        assert_eq!((row.object.as_str(), row.field.as_str()), ("Account", "Phone"));
        assert_eq!(
            (row.verbs.to_string(), row.id.as_str()),
            ("read".to_owned(), "01k000000000001AAA")
        );
    }

    #[test]
    fn rows_that_lack_something_are_errors() {
        for json in [
            r#"{"Id":"01k000000000001AAA","ParentId":"0PS000000000001","Field":"Account.Phone"}"#,
            r#"{"Id":"01k000000000001AAB","ParentId":"0PS000000000001","SobjectType":"A","Field":"A.B"}"#,
            r#"{"Id":null,"ParentId":"0PS000000000001","SobjectType":"A","Field":"A.B"}"#,
            "[]",
        ] {
            assert!(read(Topic::FieldPermissions, json).is_err(), "{json}");
        }
        assert!(read(Topic::SystemPermissions, r#"{"PermissionsApiEnabled":true}"#).is_err());
    }

    #[test]
    fn of_user_permissions_those_that_are_on_are_kept() {
        let json = r#"{"attributes":{},"Id":"0PS000000000001","PermissionsApiEnabled":true,"PermissionsViewSetup":false,
            "PermissionsOld":null}"#;
        let Row::System(row) = read(Topic::SystemPermissions, json).unwrap() else {
            panic!("it is a row of user permissions")
        };
        let names: Vec<_> = row.permissions.iter().map(ToString::to_string).collect();
        assert_eq!(names, ["ApiEnabled"]);
    }
}
