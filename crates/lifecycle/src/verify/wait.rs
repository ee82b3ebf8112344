//! Waiting for the org, seen and bounded.

use std::time::Duration;

use hallpass_salesforce::transport::Progress;
use hallpass_salesforce::{Error, Login, Org};
use jiff::Timestamp;

use super::{Event, Options, Subject};
use crate::token::{Interrupted, unless};

/// Between the first two attempts to get a token; each pause is half as long again as the one before.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// Between two attempts at most.
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// Tells what is waited for.
pub(super) fn progress<'a>(
    subject: &Subject<'_>,
    tell: &'a (dyn Fn(Event) + Send + Sync),
) -> impl Fn(&Progress) + Send + Sync + 'a {
    let integration = subject.one.name.clone();
    move |progress: &Progress| {
        tell(Event::Waiting {
            integration: integration.clone(),
            what: progress.what.clone(),
            waited: progress.waited,
            at_most: progress.at_most,
        });
    }
}

/// Gets a token. An app that changed lately, or a credential that is new, may not be known everywhere yet: its refusals are not believed until the time
/// that Salesforce asks for is over. Between two attempts it can be interrupted; a token on its way is waited for, because
/// nobody else could end it.
pub(super) async fn for_token(
    admin: &Org,
    login: &Login,
    subject: &Subject<'_>,
    changed: Option<Timestamp>,
    options: &Options<'_>,
    tell: &(dyn Fn(Event) + Send + Sync),
) -> Result<Result<Org, Error>, Interrupted> {
    let env = admin.env();
    let began = env.now();
    let at_most = match options.is_new {
        _ if is_shut(subject) => Duration::ZERO,
        true => options.propagation,
        false => left(changed, began, options.propagation),
    };
    let mut pause = FIRST_PAUSE;
    loop {
        let error = match admin.beside(login).await {
            Ok(org) => return Ok(Ok(org)),
            Err(error) => error,
        };
        let waited = Duration::try_from(env.now().duration_since(began)).unwrap_or_default();
        if !may_pass(&error) || waited >= at_most {
            return Ok(Err(error));
        }
        let words = error.oauth().map(ToString::to_string).unwrap_or_default();
        tell(Event::Waiting {
            integration: subject.one.name.clone(),
            what: format!("what changed lately to be known everywhere ({words})"),
            waited,
            at_most,
        });
        unless(options.interrupt, env.sleep(pause.min(at_most - waited))).await?;
        pause = (pause + pause / 2).min(LONGEST_PAUSE);
    }
}

/// Whether the org is known to refuse: then nothing is on its way that would change that.
fn is_shut(subject: &Subject<'_>) -> bool {
    let user = subject.user();
    let app = subject.app();
    user.is_some_and(|user| !user.active || user.frozen.known() == Some(&true))
        || app.is_some_and(|(_, app)| app.enabled.known() == Some(&false))
}

/// The rest of the time that an app is given since it was changed.
fn left(changed: Option<Timestamp>, now: Timestamp, propagation: Duration) -> Duration {
    let Some(changed) = changed else {
        return Duration::ZERO;
    };
    // A clock that is behind the org's gives the whole time, and no more.
    let gone = Duration::try_from(now.duration_since(changed)).unwrap_or_default();
    propagation.saturating_sub(gone)
}

/// Whether a refusal is one that a change on its way explains.
fn may_pass(error: &Error) -> bool {
    error.oauth().is_some_and(|refusal| {
        let words = refusal.description.to_ascii_lowercase();
        match refusal.error.as_str() {
            "invalid_client_id" | "invalid_client" | "oauth_flow_disabled" | "invalid_app_access" => true,
            // A certificate that is not there yet gives no word of its own.
            "invalid_grant" => ["not enabled", "no client credentials user", "assertion"]
                .iter()
                .any(|word| words.contains(word)),
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::left;

    #[test]
    fn an_app_is_given_the_rest_of_its_time_and_no_more() {
        let at = |text: &str| text.parse().unwrap();
        let ten = Duration::from_secs(600);
        let now = at("2026-11-22T06:10:00Z");
        assert_eq!(left(None, now, ten), Duration::ZERO);
        assert_eq!(
            left(Some(at("2026-11-22T06:08:00Z")), now, ten),
            Duration::from_secs(480)
        );
        assert_eq!(left(Some(at("2026-11-22T05:00:00Z")), now, ten), Duration::ZERO);
        assert_eq!(left(Some(at("2026-11-22T06:11:00Z")), now, ten), ten);
    }
}
