//! What became of a deployment.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A deployment's result, component by component.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DeployResult {
    /// The id of the deployment.
    #[serde(default)]
    pub id: String,
    /// Where it stands, such as `Succeeded` or `Failed`.
    #[serde(default)]
    pub status: String,
    /// Whether it is over.
    #[serde(default)]
    pub done: bool,
    /// Whether all of it was taken.
    #[serde(default)]
    pub success: bool,
    /// Whether it only checked.
    #[serde(default)]
    pub check_only: bool,
    /// What is wrong with it as a whole.
    #[serde(default)]
    pub error_message: Option<String>,
    /// The code that goes with it.
    #[serde(default)]
    pub error_status_code: Option<String>,
    /// Components done so far.
    #[serde(default, deserialize_with = "count")]
    pub number_components_deployed: u64,
    /// Components in all.
    #[serde(default, deserialize_with = "count")]
    pub number_components_total: u64,
    /// Components that failed.
    #[serde(default, deserialize_with = "count")]
    pub number_component_errors: u64,
    #[serde(default, deserialize_with = "details")]
    details: Details,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Details {
    #[serde(default, deserialize_with = "one_or_many")]
    component_failures: Vec<ComponentResult>,
    #[serde(default, deserialize_with = "one_or_many")]
    component_successes: Vec<ComponentResult>,
}

/// What became of one component.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ComponentResult {
    /// Its type; the manifest itself has none.
    #[serde(default, deserialize_with = "or_empty")]
    pub component_type: String,
    /// Its full name.
    #[serde(default, deserialize_with = "or_empty")]
    pub full_name: String,
    /// Its file.
    #[serde(default, deserialize_with = "or_empty")]
    pub file_name: String,
    /// Whether it was taken.
    #[serde(default)]
    pub success: bool,
    /// Whether it is, or would be, other than before.
    #[serde(default)]
    pub changed: bool,
    /// Whether it is, or would be, new.
    #[serde(default)]
    pub created: bool,
    /// Whether it is, or would be, gone.
    #[serde(default)]
    pub deleted: bool,
    /// What is wrong, in the org's words.
    #[serde(default)]
    pub problem: Option<String>,
    /// How wrong.
    #[serde(default)]
    pub problem_type: Option<ProblemLevel>,
    /// The line of the file.
    #[serde(default, deserialize_with = "place")]
    pub line_number: Option<u32>,
    /// The column.
    #[serde(default, deserialize_with = "place")]
    pub column_number: Option<u32>,
}

/// How wrong something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub enum ProblemLevel {
    /// The component is refused.
    Error,
    /// It is refused too, unless warnings are ignored.
    Warning,
    /// It is taken.
    Info,
    /// Something that this crate does not know.
    #[serde(other)]
    Other,
}

impl DeployResult {
    /// The components that were refused.
    #[must_use]
    pub fn failures(&self) -> &[ComponentResult] {
        &self.details.component_failures
    }

    /// The components that were taken, or would be; the manifest is among them.
    #[must_use]
    pub fn successes(&self) -> &[ComponentResult] {
        &self.details.component_successes
    }
}

/// The surfaces differ: a list, a single object where there is one, null where there is none.
fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<ComponentResult>, D::Error> {
    let list = match Value::deserialize(deserializer)? {
        Value::Null => Vec::new(),
        Value::Array(list) => list,
        one => vec![one],
    };
    list.into_iter()
        .map(|value| serde_json::from_value(value).map_err(serde::de::Error::custom))
        .collect()
}

fn details<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Details, D::Error> {
    Option::<Details>::deserialize(deserializer).map(Option::unwrap_or_default)
}

fn or_empty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Option::<String>::deserialize(deserializer).map(Option::unwrap_or_default)
}

fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    Value::deserialize(deserializer).map(|value| number(&value).unwrap_or_default())
}

fn place<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(number(&value).and_then(|number| u32::try_from(number).ok()))
}

fn number(value: &Value) -> Option<u64> {
    value
        .as_u64()
        .or_else(|| value.as_str().and_then(|text| text.parse().ok()))
}

#[cfg(test)]
mod tests {
    use super::{DeployResult, ProblemLevel};
    use serde_json::json;

    #[test]
    fn failures_keep_component_problem_and_place() {
        let one = json!({
            "componentType": "ExtlClntAppOauthConfigurablePolicies", "fullName": "A_oauthPlcy",
            "fileName": "extlClntAppOauthPolicies/A_oauthPlcy.ecaOauthPlcy", "success": false, "changed": false,
            "created": false, "deleted": false, "problemType": "Error", "lineNumber": 3, "columnNumber": "12",
            "problem": "Enter a valid execution user for the OAuth client credentials flow.", "warning": false
        });
        for failures in [json!([&one]), one] {
            let result: DeployResult = serde_json::from_value(json!({
                "id": "0Af000000000001AAA", "status": "Failed", "done": true, "success": false, "checkOnly": true,
                "numberComponentErrors": 1, "numberComponentsTotal": null, "errorMessage": null,
                "details": {"componentFailures": failures, "componentSuccesses": null}
            }))
            .unwrap();
            let failure = &result.failures()[0];
            assert_eq!(failure.full_name, "A_oauthPlcy");
            assert_eq!(failure.problem_type, Some(ProblemLevel::Error));
            assert_eq!((failure.line_number, failure.column_number), (Some(3), Some(12)));
            assert!(result.successes().is_empty());
            assert!(result.check_only && result.done && !result.success);
        }
    }

    #[test]
    fn a_deployment_that_just_began_has_no_details() {
        let result: DeployResult =
            serde_json::from_value(json!({"id": "0Af", "status": "Pending", "done": false,
            "details": null}))
            .unwrap();
        assert!(result.failures().is_empty());
    }
}
