//! One row as the org answered it.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::id::RecordId;

/// A row: column names, compared without case, and their values.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct Record(Map<String, Value>);

impl Record {
    /// A row with these columns.
    #[must_use]
    pub fn new(columns: Map<String, Value>) -> Self {
        Self(columns)
    }

    /// The value of a column or of a path through parents (`Assignee.Username`), if the row has it.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Value> {
        let (head, rest) = match path.split_once('.') {
            Some((head, rest)) => (head, Some(rest)),
            None => (path, None),
        };
        let mut value = column(&self.0, head)?;
        for step in rest.into_iter().flat_map(|rest| rest.split('.')) {
            value = column(value.as_object()?, step)?;
        }
        Some(value)
    }

    /// A text; nothing where it is null, absent or no text.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        self.get(path)?.as_str()
    }

    /// A checkbox; nothing where it is null, absent or no checkbox.
    #[must_use]
    pub fn flag(&self, path: &str) -> Option<bool> {
        self.get(path)?.as_bool()
    }

    /// A whole number, also where the org wrote it with `.0`.
    #[must_use]
    pub fn number(&self, path: &str) -> Option<i64> {
        let value = self.get(path)?;
        // Counts come as doubles from some objects; they are far below 2^53.
        value
            .as_i64()
            .or_else(|| value.as_f64().filter(|n| n.fract() == 0.0).map(|n| n as i64))
    }

    /// An id; nothing where it is null, absent or no id.
    #[must_use]
    pub fn id(&self, path: &str) -> Option<RecordId> {
        RecordId::parse(self.text(path)?).ok()
    }

    /// A text that has to be there.
    ///
    /// # Errors
    /// [`Error::Unreadable`] that names row type and column.
    pub fn need_text(&self, path: &str) -> Result<&str> {
        self.text(path).ok_or_else(|| self.lacks(path, "text"))
    }

    /// A checkbox that has to be there.
    ///
    /// # Errors
    /// [`Error::Unreadable`] that names row type and column.
    pub fn need_flag(&self, path: &str) -> Result<bool> {
        self.flag(path).ok_or_else(|| self.lacks(path, "flag"))
    }

    /// An id that has to be there.
    ///
    /// # Errors
    /// [`Error::Unreadable`] that names row type and column.
    pub fn need_id(&self, path: &str) -> Result<RecordId> {
        self.id(path).ok_or_else(|| self.lacks(path, "id"))
    }

    /// The parent row behind a relationship.
    #[must_use]
    pub fn parent(&self, relationship: &str) -> Option<Self> {
        self.get(relationship)?.as_object().cloned().map(Self)
    }

    /// The child rows behind a relationship; none where the org answered null.
    #[must_use]
    pub fn children(&self, relationship: &str) -> Vec<Self> {
        self.get(relationship)
            .and_then(|children| children.get("records"))
            .and_then(Value::as_array)
            .map(|rows| {
                rows.iter()
                    .filter_map(|row| row.as_object().cloned().map(Self))
                    .collect()
            })
            .unwrap_or_default()
    }

    /// The object that the row is of, as its `attributes` say.
    #[must_use]
    pub fn object(&self) -> Option<&str> {
        self.text("attributes.type")
    }

    /// The columns, without `attributes`.
    pub fn columns(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0
            .iter()
            .filter(|(name, _)| *name != "attributes")
            .map(|(name, value)| (name.as_str(), value))
    }

    /// The name of a relationship whose child rows did not all fit into the answer.
    pub(crate) fn unfinished_children(&self) -> Option<&str> {
        self.columns()
            .find(|(_, value)| value.get("done").and_then(Value::as_bool) == Some(false))
            .map(|(name, _)| name)
    }

    fn lacks(&self, path: &str, kind: &str) -> Error {
        Error::Unreadable {
            operation: format!("query {}", self.object().unwrap_or("rows")),
            problem: format!("column {path} is no {kind}"),
            excerpt: self
                .get(path)
                .map_or_else(|| "absent".to_owned(), |value| short(&value.to_string())),
        }
    }
}

/// A column by its name: as written first, then without case.
fn column<'a>(columns: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    columns.get(name).or_else(|| {
        columns
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    })
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::Record;
    use serde_json::json;

    fn row() -> Record {
        serde_json::from_value(json!({
            "attributes": {"type": "PermissionSet", "url": "/x"},
            "Id": "0PS000000000020GAA", "Name": "ERP", "IsCustom": true, "Total": 5, "Length": 2692.0,
            "LicenseId": null,
            "License": {"attributes": {"type": "UserLicense"}, "Name": "Salesforce"},
            "Assignments": {"totalSize": 1, "done": true, "records": [{"AssigneeId": "005000000000010AAA"}]},
            "ObjectPerms": null
        }))
        .unwrap()
    }

    #[test]
    fn columns_are_found_without_case_and_through_parents() {
        let row = row();
        assert_eq!(row.text("name"), Some("ERP"));
        assert_eq!(row.text("license.NAME"), Some("Salesforce"));
        assert_eq!(row.flag("iscustom"), Some(true));
        assert_eq!((row.number("Total"), row.number("Length")), (Some(5), Some(2692)));
        assert_eq!(row.id("Id").unwrap().short(), "0PS000000000020");
        assert_eq!(row.object(), Some("PermissionSet"));
        assert_eq!(row.parent("License").unwrap().object(), Some("UserLicense"));
        assert_eq!(
            row.children("Assignments")[0].text("AssigneeId"),
            Some("005000000000010AAA")
        );
    }

    #[test]
    fn null_absent_and_wrong_kinds_are_nothing() {
        let row = row();
        assert_eq!(row.text("LicenseId"), None);
        assert_eq!(row.text("Nothing.At.All"), None);
        assert_eq!(row.text("Id.Deeper"), None);
        assert_eq!(row.flag("Name"), None);
        assert!(row.children("ObjectPerms").is_empty());
        let error = row.need_flag("Name").unwrap_err().to_string();
        assert!(
            error.contains("query PermissionSet") && error.contains("column Name is no flag"),
            "{error}"
        );
    }

    #[test]
    fn child_rows_that_go_on_are_noticed() {
        assert_eq!(row().unfinished_children(), None);
        let row: Record = serde_json::from_value(json!({
            "Id": "x", "Assignments": {"totalSize": 300, "done": false, "nextRecordsUrl": "/n", "records": []}
        }))
        .unwrap();
        assert_eq!(row.unfinished_children(), Some("Assignments"));
    }
}
