//! How requests travel: one small trait to send them, and around it retry, renewal of the session,
//! limits and counting.
//!
//! Nothing here knows what a request means beyond its [`Effect`]: that is what decides whether it
//! may be repeated and what a lost answer makes of it.

mod answer;
mod call;
mod connection;
mod courier;
mod excerpt;
mod http_send;
mod meter;
mod parallel;
mod reqwest_send;
mod retry;
mod wait;

pub use call::{Effect, Reply};
pub use http_send::{HttpSend, TransportError, TransportFailure};
pub use meter::{OrgCalls, Usage};
pub use reqwest_send::{HttpOptions, ReqwestSend};
pub use retry::RetryPolicy;
pub use wait::{Patience, Polled, Progress, until};

pub(crate) use answer::{error_of, errors_in_json};
pub(crate) use call::{Authorize, Call, segment};
pub(crate) use connection::Connection;
pub(crate) use courier::{Courier, CourierOptions};
pub(crate) use excerpt::excerpt;
pub(crate) use parallel::all_in_parallel;
pub(crate) use retry::{Attempts, may_repeat};
