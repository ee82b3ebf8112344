//! Who a call came from, for the log alone: nothing is granted here.

use super::Request;
use crate::apps;
use crate::services::event_log::Whose;
use crate::sessions;
use crate::store::{Org, StoreError};
use crate::value::text;

/// Returns who is behind a call's token, wherever the client put it.
pub(super) fn whose(org: &Org, request: &Request) -> Option<Whose> {
    let token = request
        .bearer()
        .map(str::to_owned)
        .or_else(|| request.parameter("oauth_token"))
        .or_else(|| soap_session(&request.path, &request.body))?;
    let found: Result<_, StoreError> = org.transaction(|tx| {
        Ok(sessions::live(tx, &token).map(|session| Whose {
            username: text(&session.user, "Username").to_owned(),
            app: session
                .info
                .app
                .and_then(|id| Some((id.clone(), apps::by_id(tx, &id)?.label))),
            user: session.user_id,
        }))
    });
    found.ok().flatten()
}

/// Cuts the session Id out of an envelope. Parsing it is the service's work; the log takes what it finds.
fn soap_session(path: &str, body: &[u8]) -> Option<String> {
    if !path.starts_with("/services/Soap/") {
        return None;
    }
    let head = std::str::from_utf8(&body[..body.len().min(8 * 1024)]).ok()?;
    let (_, rest) = head.split_once("sessionId")?;
    let (_, rest) = rest.split_once('>')?;
    Some(rest.split('<').next()?.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::soap_session;

    #[test]
    fn the_session_id_is_found_whatever_its_prefix_is() {
        for envelope in [
            "<sessionId>00D!a.b</sessionId>",
            "<ns0:sessionId xmlns='x'> 00D!a.b </ns0:sessionId>",
        ] {
            assert_eq!(
                soap_session("/services/Soap/m/66.0", envelope.as_bytes()).as_deref(),
                Some("00D!a.b")
            );
        }
        assert_eq!(soap_session("/services/Soap/m/66.0", b"<x/>"), None);
        assert_eq!(
            soap_session("/services/data", b"<sessionId>00D!a.b</sessionId>"),
            None
        );
    }
}
