//! What can be known of an org without signing in.

use std::sync::Arc;

use http::header::DATE;
use jiff::SignedDuration;
use jiff::fmt::rfc2822::DateTimeParser;

use crate::env::{Env, SystemEnv};
use crate::error::Result;
use crate::instance::InstanceUrl;
use crate::org::{OfferedVersion, OrgOptions};
use crate::transport::{Call, Courier, CourierOptions, ReqwestSend};

/// What an address answered to nobody in particular.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// The versions of the API that it offers.
    pub versions: Vec<OfferedVersion>,
    /// How far its clock is ahead of this machine's; negative for behind. Nothing where it did not tell.
    pub ahead: Option<SignedDuration>,
}

/// Asks an address for the list of versions, which needs no token and counts against no limit.
///
/// # Errors
/// When nobody answers, or no org does.
pub async fn probe(url: &InstanceUrl, options: &OrgOptions) -> Result<Probe> {
    let env: Arc<dyn Env> = Arc::new(SystemEnv);
    let courier = Courier::new(
        Arc::new(ReqwestSend::new(options.http.clone())),
        Arc::clone(&env),
        CourierOptions {
            retry: options.retry,
            max_calls: options.max_api_calls,
            max_in_flight: options.max_in_flight,
            client_name: options.client_name.clone(),
        },
    );
    let call = Call::get("list the API versions", "/services/data")?.by_nobody();
    let reply = courier.send_repeating(&call, url).await?;
    let date = reply.header(DATE.as_str());
    let theirs = date.and_then(|date| DateTimeParser::new().parse_timestamp(date).ok());
    Ok(Probe {
        versions: reply.json(&call.operation)?,
        ahead: theirs.map(|theirs| theirs.duration_since(env.now())),
    })
}
