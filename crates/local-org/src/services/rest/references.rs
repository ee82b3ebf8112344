//! References of composite requests: `@{account.id}` stands for a value of an earlier answer.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::error::ApiError;

/// The bodies of earlier answers, by reference Id.
#[derive(Debug, Default)]
pub(super) struct Answers(BTreeMap<String, Value>);

impl Answers {
    /// Keeps the body of an answer.
    pub(super) fn keep(&mut self, reference: &str, body: &Value) {
        self.0.insert(reference.to_owned(), body.clone());
    }

    /// Replaces the references in a text.
    ///
    /// # Errors
    /// `PROCESSING_HALTED` where a reference has no value.
    pub(super) fn fill(&self, text: &str) -> Result<String, ApiError> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("@{") {
            let Some((reference, after)) = after.split_once('}') else {
                break;
            };
            filled.push_str(before);
            filled.push_str(&self.value(reference)?);
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    }

    /// Replaces the references in all texts of a value.
    ///
    /// # Errors
    /// `PROCESSING_HALTED` where a reference has no value.
    pub(super) fn fill_value(&self, value: &Value) -> Result<Value, ApiError> {
        Ok(match value {
            Value::String(text) => Value::String(self.fill(text)?),
            Value::Array(items) => Value::Array(
                items
                    .iter()
                    .map(|item| self.fill_value(item))
                    .collect::<Result<_, _>>()?,
            ),
            Value::Object(entries) => Value::Object(
                entries
                    .iter()
                    .map(|(name, value)| Ok((name.clone(), self.fill_value(value)?)))
                    .collect::<Result<_, ApiError>>()?,
            ),
            other => other.clone(),
        })
    }

    fn value(&self, reference: &str) -> Result<String, ApiError> {
        let (name, path) = split(reference);
        let found = self.0.get(name).and_then(|body| follow(body, path));
        match found {
            Some(Value::String(text)) => Ok(text.clone()),
            Some(Value::Null) | None => Err(missing(name, path)),
            Some(other) => Ok(other.to_string()),
        }
    }
}

/// Splits `ref.records[0].Id` after the reference Id.
fn split(reference: &str) -> (&str, &str) {
    let end = reference.find(['.', '[']).unwrap_or(reference.len());
    let (name, path) = reference.split_at(end);
    (name, path.trim_start_matches('.'))
}

/// Follows names and indexes. Names are case-sensitive.
fn follow<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    path.split(['.', '[', ']'])
        .filter(|step| !step.is_empty())
        .try_fold(value, |value, step| match value {
            Value::Array(items) => items.get(step.parse::<usize>().ok()?),
            other => other.get(step),
        })
}

fn missing(name: &str, path: &str) -> ApiError {
    let message = format!("Invalid reference specified. No value for {path} found in {name}");
    ApiError::bad("PROCESSING_HALTED", message)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Answers;

    #[test]
    fn references_are_followed_through_names_and_indexes() {
        let mut answers = Answers::default();
        answers.keep("a", &json!({"id": "001"}));
        answers.keep("q", &json!({"records": [{"Id": "003"}], "totalSize": 1}));
        answers.keep("c", &json!([{"id": "005"}]));
        let filled = |text: &str| answers.fill(text).map_err(|error| error.message);
        assert_eq!(
            filled("/x/@{a.id}/@{q.records[0].Id}"),
            Ok("/x/001/003".to_owned())
        );
        assert_eq!(
            filled("@{c[0].id} @{q.totalSize} a@b.c"),
            Ok("005 1 a@b.c".to_owned())
        );
        assert_eq!(
            filled("@{a.Id}"),
            Err("Invalid reference specified. No value for Id found in a".to_owned()),
            "names are case-sensitive"
        );
        assert!(filled("@{nobody.id}").is_err());
    }
}
