//! Clocks that differ: an assertion says when it ends, and the org judges that by its own clock.
//!
//! The difference is told and not made up for. An org would take an assertion that counts from its own clock, which the
//! `Date` of its answer tells; but whoever signs in goes on to compare days, and does that with a clock that is wrong.

use http::header::DATE;
use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};

use crate::auth::Session;
use crate::error::{Error, Result};
use crate::transport::Reply;

/// Differences up to this are those of a `Date` in whole seconds, and of the time that an answer takes.
const TOLERABLE: SignedDuration = SignedDuration::from_secs(30);

/// Says so where an assertion may have been refused for its time.
pub(super) fn explain(refused: Result<Session>, reply: &Reply, now: Timestamp) -> Result<Session> {
    match refused {
        Err(Error::SignInRefused { host, source })
            if source.error == "invalid_grant" && is_about_assertion(&source.description) =>
        {
            Err(match ahead(reply, now) {
                Some(ahead) => Error::ClockSkew { host, ahead, source },
                None => Error::SignInRefused { host, source },
            })
        }
        other => other,
    }
}

/// A wrong key is refused in the same words as a wrong time.
fn is_about_assertion(description: &str) -> bool {
    let description = description.to_ascii_lowercase();
    description.contains("assertion") || description.contains("expired")
}

/// How far the org's clock is ahead of this one, where that is more than chance.
fn ahead(reply: &Reply, now: Timestamp) -> Option<SignedDuration> {
    let date = reply.headers.get(DATE)?.to_str().ok()?;
    let theirs = DateTimeParser::new().parse_timestamp(date).ok()?;
    let ahead = theirs.duration_since(now);
    (ahead.abs() > TOLERABLE).then_some(ahead)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, HeaderValue, StatusCode};
    use jiff::{SignedDuration, Timestamp};

    use super::explain;
    use crate::auth::session::read_token;
    use crate::error::Error;
    use crate::instance::InstanceUrl;
    use crate::transport::Reply;

    fn refused(description: &str, date: Option<&'static str>) -> Error {
        let mut headers = HeaderMap::new();
        if let Some(date) = date {
            headers.insert("date", HeaderValue::from_static(date));
        }
        let body = format!(r#"{{"error":"invalid_grant","error_description":"{description}"}}"#);
        let reply = Reply {
            status: StatusCode::BAD_REQUEST,
            headers,
            body: Bytes::from(body),
        };
        let asked = InstanceUrl::parse("https://acme.my.salesforce.com").unwrap();
        let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        explain(read_token("sign in", &asked, &reply), &reply, now).unwrap_err()
    }

    #[test]
    fn a_difference_of_clocks_is_told_with_its_size() {
        let behind = refused("invalid assertion", Some("Sun, 22 Nov 2026 09:55:00 GMT"));
        let Error::ClockSkew { ahead, .. } = &behind else {
            panic!("{behind:?}")
        };
        assert_eq!(*ahead, SignedDuration::from_secs(-300));
        assert!(
            behind
                .to_string()
                .contains("is 5m behind the clock of this machine"),
            "{behind}"
        );
        let ahead = refused("assertion expired", Some("Sun, 22 Nov 2026 11:01:05 GMT"));
        assert!(
            ahead.to_string().contains("is 1h 1m 5s ahead of the clock"),
            "{ahead}"
        );
        assert_eq!(ahead.oauth().unwrap().description, "assertion expired");
    }

    #[test]
    fn other_refusals_and_clocks_that_agree_stay_what_they_are() {
        for (description, date) in [
            ("invalid assertion", Some("Sun, 22 Nov 2026 10:00:20 GMT")),
            ("invalid assertion", Some("yesterday")),
            ("invalid assertion", None),
            (
                "user hasn't approved this consumer",
                Some("Sun, 22 Nov 2026 11:00:00 GMT"),
            ),
        ] {
            let error = refused(description, date);
            assert!(matches!(error, Error::SignInRefused { .. }), "{error:?}");
        }
    }
}
