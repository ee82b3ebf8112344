//! The bodies that turn knobs.

use serde::Deserialize;

use crate::rules::duties::Duty;
use crate::store::{Fault, FaultAnswer};

/// `POST /__local/faults`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FaultSetting {
    /// The method to wait for; any where absent.
    method: Option<String>,
    /// A part of path and query to wait for; every call where absent.
    #[serde(default)]
    path: String,
    /// How many matching calls pass first.
    #[serde(default)]
    skip: u32,
    /// How many calls it meets then.
    #[serde(default = "once")]
    times: u32,
    /// Do the work and close the connection.
    #[serde(default)]
    drop_reply: bool,
    /// Answer so instead of doing the work.
    status: Option<u16>,
    /// With this body.
    #[serde(default)]
    body: String,
    /// Of this type.
    #[serde(default = "json")]
    content_type: String,
    /// And this `Retry-After`.
    retry_after: Option<u64>,
}

/// `POST /__local/latency`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LatencySetting {
    /// How long every answer waits.
    pub(super) milliseconds: u64,
}

/// `POST /__local/clock`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClockSetting {
    /// How far the org's clock is ahead of the true one; negative for behind.
    pub(super) seconds_ahead: i64,
}

/// `POST /__local/duties`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DutyWish {
    /// Whose.
    pub(super) username: String,
    /// What the user is; nothing where absent.
    pub(super) duty: Option<Duty>,
}

/// `POST /__local/confirm`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EmailConfirmation {
    /// Whose new e-mail address is confirmed.
    pub(super) username: String,
}

/// `POST /__local/token`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TokenWish {
    /// Whose; the administrator's where absent.
    pub(super) username: Option<String>,
}

/// `POST /__local/approve`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ApprovalWish {
    /// Who approves.
    pub(super) username: String,
    /// The consumer key of what is approved.
    pub(super) client_id: String,
}

fn once() -> u32 {
    1
}

fn json() -> String {
    "application/json;charset=UTF-8".to_owned()
}

impl FaultSetting {
    /// Makes the fault, or says why it is none.
    pub(super) fn into_fault(self) -> Result<Fault, &'static str> {
        let answer = match (self.drop_reply, self.status) {
            (true, None) => FaultAnswer::Drop,
            (false, Some(status)) => FaultAnswer::Reply {
                status,
                body: self.body,
                content_type: self.content_type,
                retry_after: self.retry_after,
            },
            _ => return Err("a fault has either a status or drop_reply"),
        };
        Ok(Fault {
            method: self.method,
            path: self.path,
            skip: self.skip,
            times: self.times,
            answer,
        })
    }
}
