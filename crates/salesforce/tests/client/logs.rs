//! What the log holds, and what it never does.

use std::io::Write;
use std::sync::{Arc, Mutex};

use hallpass_salesforce::rows::Collection;
use hallpass_salesforce::soql::Soql;
use hallpass_salesforce::transport::TransportFailure;
use hallpass_salesforce::{OrgOptions, RecordId};
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

use crate::support::{Answer, composite, error, world};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

#[tokio::test]
async fn the_log_tells_what_is_asked_and_holds_no_secret_and_no_body() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(log.clone())
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .finish();
    // For the whole process: what is logged at a place is cached over all threads, and a test beside this one that
    // comes there first, with nobody listening, would switch it off. Their lines do no harm.
    tracing::subscriber::set_global_default(subscriber).unwrap();

    let world = world(OrgOptions::default(), |seen, so_far| {
        match (seen.path.as_str(), so_far) {
            (_, 0) => Answer::Json(401, error("INVALID_SESSION_ID", "Session expired or invalid")),
            (_, 1) => Answer::Lost(TransportFailure::Interrupted),
            ("/services/data/v68.0/composite", _) => composite(seen, |_, _, _| {
                (
                    200,
                    json!([{"id": "01k000000000001AAA", "success": true, "errors": []}]),
                )
            }),
            (path, _) if path.contains("credentials") => Answer::Json(
                200,
                json!({"id": "888", "key": "3MVG9key", "secret": "c0nsumer-s3cret"}),
            ),
            _ => Answer::Json(
                200,
                json!({"totalSize": 1, "done": true, "records": [{"Name": "body-of-an-answer"}]}),
            ),
        }
    })
    .await;
    let (reader, writer) = (world.org.reader(), world.org.writer());
    reader
        .query(&Soql::select(["Id"]).from("PermissionSet"))
        .await
        .unwrap();
    let app = RecordId::parse("0xI000000000001").unwrap();
    reader.consumer_credentials(&app, "888").await.unwrap();
    let row = json!({"Email": "body-of-a-request"}).as_object().unwrap().clone();
    writer
        .write(&[Collection::create("User", vec![row]).unwrap()])
        .await
        .unwrap();

    let text = log.text();
    for told in [
        "query PermissionSet",
        "create 1 User",
        "method=GET",
        "status=200",
        "/composite",
        "ms=",
    ] {
        assert!(text.contains(told), "the log lacks {told}:\n{text}");
    }
    for secret in ["s3cret", "token-0", "token-1", "3MVG9", "body-of"] {
        assert!(!text.contains(secret), "the log holds {secret}:\n{text}");
    }
}
