//! What becomes of a transaction when the database itself fails: the disk is full, say.
//!
//! Rules and services read as if rows could always be read and written. Where they can't, the transaction unwinds to
//! [`Org::transaction`](super::Org::transaction), which takes everything back and returns a [`StoreError`]; what it is
//! answered with is said once for each surface, by its `From<StoreError>`.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use rusqlite::ErrorCode;

/// The database could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("the database of the local org could not be read or written")]
pub(crate) struct StoreError(#[source] rusqlite::Error);

impl From<StoreError> for rusqlite::Error {
    fn from(failure: StoreError) -> rusqlite::Error {
        failure.0
    }
}

/// What a statement of ours gave, or the end of the transaction.
pub(crate) trait OrAbort<T> {
    /// Returns the outcome, or ends the transaction where the database failed.
    ///
    /// # Panics
    /// When the statement itself is wrong: they are made from the schema, so that is a fault of ours.
    fn or_abort(self) -> T;
}

impl<T> OrAbort<T> for rusqlite::Result<T> {
    #[track_caller]
    fn or_abort(self) -> T {
        match self {
            Ok(outcome) => outcome,
            // Unlike a panic it says nothing on stderr: this is no fault of the program.
            Err(error) if is_of_the_file(&error) => resume_unwind(Box::new(StoreError(error))),
            Err(error) => unreachable!("the store's own statements run: {error}"),
        }
    }
}

/// Whether it is the database that failed, and not the statement.
pub(crate) fn is_of_the_file(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(
            ErrorCode::CannotOpen
                | ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseCorrupt
                | ErrorCode::DatabaseLocked
                | ErrorCode::DiskFull
                | ErrorCode::FileLockingProtocolFailed
                | ErrorCode::NotADatabase
                | ErrorCode::OutOfMemory
                | ErrorCode::PermissionDenied
                | ErrorCode::ReadOnly
                | ErrorCode::SystemIoFailure
        )
    )
}

/// Does `work`, and returns what [`OrAbort::or_abort`] ended it with. Every other panic goes on.
pub(super) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, StoreError> {
    // Whatever the work leaves half done is in the transaction that its caller takes back.
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| match payload.downcast::<StoreError>() {
        Ok(failure) => *failure,
        Err(other) => resume_unwind(other),
    })
}

#[cfg(test)]
mod tests {
    use http::Method;
    use secrecy::ExposeSecret as _;
    use serde_json::json;

    use crate::seed::seed;
    use crate::server::{Request, Response, handle};
    use crate::store::Org;
    use crate::testing::{json, org, send, token, with};

    /// The database may take so many pages from here on, or as many as it has.
    fn allow_pages(org: &Org, count: u32) {
        with(org, |tx| {
            let sql = format!("PRAGMA max_page_count = {count}");
            tx.conn()
                .query_row(&sql, [], |_| Ok(()))
                .expect("the pragma answers");
        });
    }

    fn post(token: &str, path: &str, kind: &str, body: String) -> Request {
        let mut request = Request::new(Method::POST, path);
        let headers = [
            ("authorization", format!("Bearer {token}")),
            ("x-sfdc-session", token.to_owned()),
            ("content-type", kind.to_owned()),
            ("soapaction", "\"\"".to_owned()),
        ];
        for (name, value) in headers {
            request.headers.insert(name, value.parse().expect("a header"));
        }
        request.body = body.into();
        request
    }

    fn envelope(token: &str, namespace: &str, operation: &str) -> String {
        format!(
            "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns=\"{namespace}\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><e:Header><SessionHeader><sessionId>{token}</sessionId></SessionHeader></e:Header><e:Body>{operation}</e:Body></e:Envelope>"
        )
    }

    /// Sends a call until the disk is full, which is soon.
    fn last_answer(org: &Org, request: &Request) -> Response {
        (0..3_000)
            .map(|_| handle(org, request))
            .find(|answer| !matches!(answer.status, 200 | 201))
            .expect("an end")
    }

    #[test]
    fn on_a_full_disk_every_surface_says_that_the_org_is_unavailable_and_nothing_is_half_done() {
        let long = "x".repeat(30_000);
        let row = json!({"Name": "Kept", "Description": long});
        let rows = json!({"allOrNone": false, "records": [
            {"attributes": {"type": "Account"}, "Name": "Kept", "Description": long},
            {"attributes": {"type": "Account"}, "Name": "Kept", "Description": long},
        ]});
        let metadata = "http://soap.sforce.com/2006/04/metadata";
        let created = format!(
            "<create><sObjects xsi:type=\"Account\"><Name>Kept</Name><Description>{long}</Description></sObjects></create>"
        );
        let deployed = format!(
            "<deploy><ZipFile>{}</ZipFile><DeployOptions><checkOnly>true</checkOnly></DeployOptions></deploy>",
            "A".repeat(40_000)
        );
        let org = org();
        let token = token(&org, false);
        let kind = "application/json";
        let xml = "text/xml; charset=UTF-8";
        let unavailable = |answer: &Response| {
            let text = String::from_utf8_lossy(&answer.body).into_owned();
            assert!(
                text.contains("SERVER_UNAVAILABLE") && text.contains("Server Unavailable"),
                "{} {text}",
                answer.status
            );
            answer.status
        };
        allow_pages(&org, 1);
        let call = |path: &str, kind: &str, body: String| last_answer(&org, &post(&token, path, kind, body));

        let answer = call("/services/data/v66.0/sobjects/Account", kind, row.to_string());
        assert_eq!(unavailable(&answer), 503);
        assert_eq!(json(&answer)[0]["errorCode"], "SERVER_UNAVAILABLE");
        let answer = call("/services/data/v66.0/composite/sobjects", kind, rows.to_string());
        assert_eq!(unavailable(&answer), 503);
        let body = envelope(&token, "urn:partner.soap.sforce.com", &created);
        assert_eq!(unavailable(&call("/services/Soap/u/66.0", xml, body)), 500);
        let body = envelope(&token, metadata, &deployed);
        assert_eq!(unavailable(&call("/services/Soap/m/66.0", xml, body)), 500);
        let job = json!({"object": "Account", "operation": "insert", "contentType": "CSV", "externalIdFieldName": long});
        assert_eq!(
            unavailable(&call("/services/async/66.0/job", kind, job.to_string())),
            503
        );

        // What is only read is answered as ever, and what was acknowledged is there.
        let count = "/services/data/v66.0/query?q=SELECT+COUNT()+FROM+Account+WHERE+Name='Kept'";
        let (status, found) = send(&org, &token, Method::GET, count, None);
        assert_eq!(status, 200, "{found}");
        allow_pages(&org, u32::MAX);
        let (status, _) = send(
            &org,
            &token,
            Method::POST,
            "/services/data/v66.0/sobjects/Account",
            Some(row),
        );
        assert_eq!(status, 201);
        let (_, then) = send(&org, &token, Method::GET, count, None);
        assert_eq!(
            then["totalSize"].as_u64(),
            found["totalSize"].as_u64().map(|count| count + 1)
        );
        // A login is written down.
        let form = "application/x-www-form-urlencoded";
        let admin = org.transaction(seed).expect("seeded").admin;
        let grant = form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "client_credentials")
            .append_pair("client_id", &admin.client_id)
            .append_pair("client_secret", admin.client_secret.expose_secret())
            .finish();
        allow_pages(&org, 1);
        let answer = call("/services/oauth2/token", form, grant);
        assert_eq!(unavailable(&answer), 503);
    }
}
