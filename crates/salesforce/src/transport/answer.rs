//! Errors in answers: the several shapes that the org's surfaces have for them.

use http::StatusCode;
use serde::Deserialize;

use crate::error::{ApiError, Error, Limit, Result};
use crate::metadata::soap;
use crate::transport::{Authorize, Call, Reply, excerpt};

/// One error as REST bodies hold it. Rows of collections say `statusCode` where others say
/// `errorCode` (REST API Developer Guide, sObject Collections).
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireError {
    #[serde(alias = "statusCode")]
    error_code: String,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    fields: Option<Vec<String>>,
}

impl WireError {
    fn into_api(self, operation: &str, status: u16) -> ApiError {
        ApiError {
            operation: operation.to_owned(),
            status,
            code: self.error_code,
            message: self.message.unwrap_or_default(),
            fields: self.fields.unwrap_or_default(),
            request_id: None,
        }
    }
}

/// Reads the errors of a JSON body: a list, or a single object.
pub(crate) fn errors_in_json(operation: &str, status: u16, body: &[u8]) -> Vec<ApiError> {
    let list = serde_json::from_slice::<Vec<WireError>>(body)
        .or_else(|_| serde_json::from_slice::<WireError>(body).map(|error| vec![error]))
        .unwrap_or_default();
    list.into_iter()
        .map(|error| error.into_api(operation, status))
        .collect()
}

/// The answer, if it is a success; the error it holds, if not.
pub(crate) fn check(call: &Call, reply: Reply) -> Result<Reply> {
    if reply.status.is_success() {
        return Ok(reply);
    }
    if matches!(reply.status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Err(Error::Redirected {
            operation: call.operation.to_string(),
            target: target_of(&reply),
        });
    }
    Err(error_of(call, &reply))
}

/// The error that an answer without success holds.
pub(crate) fn error_of(call: &Call, reply: &Reply) -> Error {
    let status = reply.status.as_u16();
    let mut error = match call.authorize {
        Authorize::SoapSession => soap_fault(call, reply),
        Authorize::Nobody | Authorize::Bearer => None,
    }
    .or_else(|| {
        errors_in_json(&call.operation, status, &reply.body)
            .into_iter()
            .next()
    })
    .unwrap_or_else(|| unspoken(call, reply));
    error.request_id = ["x-sfdc-request-id", "x-request-id"]
        .iter()
        .find_map(|name| reply.header(name))
        .map(str::to_owned);
    if error.code == "REQUEST_LIMIT_EXCEEDED" && !error.message.contains("Concurrent") {
        let operation = call.operation.to_string();
        return Error::LimitReached {
            operation,
            limit: Limit::OrgDaily {
                message: error.message,
            },
        };
    }
    error.into()
}

/// Whether the answer says that the token is no longer good, so that a new one may help.
pub(crate) fn session_ended(call: &Call, reply: &Reply) -> bool {
    match call.authorize {
        Authorize::Nobody => false,
        Authorize::SoapSession => {
            reply.status == StatusCode::INTERNAL_SERVER_ERROR
                && soap_fault(call, reply).is_some_and(|fault| fault.code == "INVALID_SESSION_ID")
        }
        // The identity service answers 403 with a plain text where the REST API says 401.
        Authorize::Bearer if reply.status == StatusCode::FORBIDDEN => {
            reply.body.as_ref() == b"Bad_OAuth_Token"
        }
        // A session without the `api` scope has the same status and code; a new one would have no more.
        Authorize::Bearer => {
            reply.status == StatusCode::UNAUTHORIZED
                && errors_in_json(&call.operation, 401, &reply.body)
                    .iter()
                    .all(|error| !error.message.contains("not valid for use with the REST API"))
        }
    }
}

fn soap_fault(call: &Call, reply: &Reply) -> Option<ApiError> {
    let fault = soap::fault_in(&reply.body)?;
    Some(ApiError {
        operation: call.operation.to_string(),
        status: reply.status.as_u16(),
        code: fault.code,
        message: fault.message,
        fields: Vec::new(),
        request_id: None,
    })
}

/// An error without the org's own code: a gateway's page, or a plain text.
fn unspoken(call: &Call, reply: &Reply) -> ApiError {
    ApiError {
        operation: call.operation.to_string(),
        status: reply.status.as_u16(),
        code: format!("HTTP_{}", reply.status.as_u16()),
        message: excerpt(&reply.body),
        fields: Vec::new(),
        request_id: None,
    }
}

fn target_of(reply: &Reply) -> String {
    reply
        .header("location")
        .and_then(|target| url::Url::parse(target).ok())
        .and_then(|target| target.host_str().map(str::to_owned))
        .unwrap_or_else(|| "an unnamed place".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{check, session_ended};
    use crate::error::{Error, Limit};
    use crate::transport::{Call, Effect, Reply};
    use bytes::Bytes;
    use http::{HeaderMap, StatusCode};

    fn reply(status: u16, body: &str) -> Reply {
        let mut headers = HeaderMap::new();
        headers.insert("x-sfdc-request-id", "req-1".parse().unwrap());
        Reply {
            status: StatusCode::from_u16(status).unwrap(),
            headers,
            body: Bytes::copy_from_slice(body.as_bytes()),
        }
    }

    fn rest() -> Call {
        Call::get("query User", "/services/data/v68.0/query").unwrap()
    }

    fn soap() -> Call {
        Call::soap("retrieve", "/services/Soap/m/68.0", String::new(), Effect::Read).unwrap()
    }

    const FAULT: &str = "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" \
        xmlns:sf=\"http://soap.sforce.com/2006/04/metadata\"><soapenv:Body><soapenv:Fault>\
        <faultcode>sf:INVALID_SESSION_ID</faultcode><faultstring>INVALID_SESSION_ID: Invalid Session ID found \
        in SessionHeader: Illegal Session</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>";

    #[test]
    fn every_shape_of_error_keeps_status_code_text_and_request() {
        let rows = [
            (
                rest(),
                400,
                r#"[{"message":"bad field","errorCode":"INVALID_FIELD","fields":["X"]}]"#,
                "INVALID_FIELD",
                "bad field",
            ),
            (
                rest(),
                404,
                r#"{"errorCode":"NOT_FOUND","message":"not found"}"#,
                "NOT_FOUND",
                "not found",
            ),
            (rest(), 403, "Bad_OAuth_Token", "HTTP_403", "Bad_OAuth_Token"),
            (
                rest(),
                502,
                "<html>Bad Gateway</html>",
                "HTTP_502",
                "<html>Bad Gateway</html>",
            ),
            (
                soap(),
                500,
                FAULT,
                "INVALID_SESSION_ID",
                "Invalid Session ID found in SessionHeader: Illegal Session",
            ),
        ];
        for (call, status, body, code, message) in rows {
            let Err(Error::Api(error)) = check(&call, reply(status, body)) else {
                panic!("{body}")
            };
            assert_eq!(
                (error.status, error.code.as_str(), error.message.as_str()),
                (status, code, message)
            );
            assert_eq!(error.request_id.as_deref(), Some("req-1"));
        }
    }

    #[test]
    fn the_limit_of_the_day_is_its_own_error() {
        let body = r#"[{"message":"TotalRequests Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]"#;
        let error = check(&rest(), reply(403, body)).unwrap_err();
        assert!(
            matches!(
                error,
                Error::LimitReached {
                    limit: Limit::OrgDaily { .. },
                    ..
                }
            ),
            "{error:?}"
        );
    }

    #[test]
    fn redirects_are_errors_that_name_the_host_only() {
        let mut moved = reply(302, "");
        moved
            .headers
            .insert("location", "https://evil.example/x?token=1".parse().unwrap());
        let error = check(&rest(), moved).unwrap_err();
        assert!(
            matches!(&error, Error::Redirected { target, .. } if target == "evil.example"),
            "{error:?}"
        );
    }

    #[test]
    fn ended_sessions_are_told_from_sessions_that_lack_a_scope() {
        let expired = r#"[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]"#;
        let no_scope = r#"[{"message":"This session is not valid for use with the REST API","errorCode":"INVALID_SESSION_ID"}]"#;
        let rows = [
            (rest(), 401, expired, true),
            (rest(), 401, no_scope, false),
            (rest(), 403, "Bad_OAuth_Token", true),
            (rest(), 403, expired, false),
            (soap(), 500, FAULT, true),
            (soap(), 500, "<html/>", false),
            (rest().by_nobody(), 401, expired, false),
        ];
        for (call, status, body, ended) in rows {
            assert_eq!(
                session_ended(&call, &reply(status, body)),
                ended,
                "{status} {body}"
            );
        }
    }
}
