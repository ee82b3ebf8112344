//! References of composite requests: `@{account.id}` stands for a value of an earlier answer.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::error::ApiError;

/// What the references of one subrequest may become at most, in bytes: a short text can name a long answer often.
const MAX_FILLED: usize = 8 * 1024 * 1024;

/// The bodies of earlier answers, by reference Id.
#[derive(Debug, Default)]
pub(super) struct Answers(BTreeMap<String, Value>);

/// Fills in the references of one subrequest.
#[derive(Debug)]
pub(super) struct Filler<'a> {
    answers: &'a Answers,
    left: usize,
}

impl Answers {
    /// Keeps the body of an answer.
    pub(super) fn keep(&mut self, reference: &str, body: &Value) {
        self.0.insert(reference.to_owned(), body.clone());
    }

    /// Returns what fills in the references of one subrequest.
    pub(super) fn filler(&self) -> Filler<'_> {
        Filler {
            answers: self,
            left: MAX_FILLED,
        }
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

impl Filler<'_> {
    /// Replaces the references in a text.
    ///
    /// # Errors
    /// `PROCESSING_HALTED` where a reference has no value, `LIMIT_EXCEEDED` where their values are too long.
    pub(super) fn fill(&mut self, text: &str) -> Result<String, ApiError> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("@{") {
            let Some((reference, after)) = after.split_once('}') else {
                break;
            };
            filled.push_str(before);
            let value = self.answers.value(reference)?;
            self.left = self.left.checked_sub(value.len()).ok_or_else(too_long)?;
            filled.push_str(&value);
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    }

    /// Replaces the references in all texts of a value.
    ///
    /// # Errors
    /// Those of [`Filler::fill`].
    pub(super) fn fill_value(&mut self, value: &Value) -> Result<Value, ApiError> {
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
}

fn too_long() -> ApiError {
    let message = format!("The values of the references are longer than {MAX_FILLED} bytes.");
    ApiError::bad("LIMIT_EXCEEDED", message)
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
    let path = path.trim_start_matches('.');
    let dot = if path.starts_with('[') || path.is_empty() {
        ""
    } else {
        "."
    };
    let message = format!("Invalid reference specified. No value for {name}{dot}{path} found in {name}.");
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
        let filled = |text: &str| answers.filler().fill(text).map_err(|error| error.message);
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
            Err("Invalid reference specified. No value for a.Id found in a.".to_owned()),
            "names are case-sensitive"
        );
        assert!(filled("@{nobody.id}").is_err());
    }

    #[test]
    fn a_short_text_can_t_become_an_endless_one() {
        let mut answers = Answers::default();
        answers.keep("q", &json!({"text": "x".repeat(100_000)}));
        let body = json!(vec!["@{q.text}@{q}"; 50]);
        let refused = answers.filler().fill_value(&body).map_err(|error| error.code);
        assert_eq!(refused, Err("LIMIT_EXCEEDED".to_owned()));
        assert!(answers.filler().fill_value(&json!(["@{q.text}"])).is_ok());
    }
}
