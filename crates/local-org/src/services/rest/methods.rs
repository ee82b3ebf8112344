//! What a resource may be asked, and in what form.

use http::Method;

use super::Call;
use crate::error::ApiError;

impl Call<'_> {
    /// Returns the method, GET for HEAD.
    pub(crate) fn method(&self) -> Method {
        if self.request.method == Method::HEAD {
            Method::GET
        } else {
            self.request.method.clone()
        }
    }

    /// Refuses methods other than these.
    ///
    /// # Errors
    /// 405 with the list of methods that are allowed.
    pub(crate) fn allow(&self, allowed: &[Method]) -> Result<(), ApiError> {
        if allowed.contains(&self.method()) {
            Ok(())
        } else {
            Err(self.not_allowed(allowed))
        }
    }

    /// The refusal of a method.
    pub(super) fn not_allowed(&self, allowed: &[Method]) -> ApiError {
        let list: Vec<&str> = allowed
            .iter()
            .flat_map(|method| {
                if *method == Method::GET {
                    vec!["HEAD", "GET"]
                } else {
                    vec![method.as_str()]
                }
            })
            .collect();
        let message = format!(
            "HTTP Method '{}' not allowed. Allowed are {}",
            self.request.method,
            list.join(",")
        );
        ApiError::new(405, "METHOD_NOT_ALLOWED", message)
    }

    /// Reads the body as a JSON object.
    ///
    /// # Errors
    /// 415 when it is declared as something else, 400 when it is no object.
    pub(crate) fn object(&self) -> Result<serde_json::Map<String, serde_json::Value>, ApiError> {
        if let Some(kind) = self.request.header("content-type")
            && !kind.to_ascii_lowercase().starts_with("application/json")
        {
            let message = format!("Content-Type not supported: {kind}");
            return Err(ApiError::new(415, "UNSUPPORTED_MEDIA_TYPE", message));
        }
        match self.request.json()? {
            serde_json::Value::Object(object) => Ok(object),
            _ => Err(ApiError::bad(
                "JSON_PARSER_ERROR",
                "The HTTP entity body is not a JSON object at [line:1, column:1]",
            )),
        }
    }
}
