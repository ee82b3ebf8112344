//! The flows that are not plans: proof, hand-over, and the life of a credential.
//!
//! Each flow is a pure `next(&Observed) -> Step` and one driver that takes the step. Nothing is kept between two runs:
//! what a flow has done already is read from the org, so that it goes on where it was stopped. Nothing is printed.
//!
//! - [`credential`]: what an integration shows to get a token, and where it comes from.
//! - [`doctor`]: what stops a login, an org or an integration.
//! - [`freeze`]: what is left of an integration's access after it was frozen.
//! - [`handover`]: the credential on its way from the org to its consumer.
//! - [`import`]: specs for what an org has already.
//! - [`migrate`]: the consumer goes over from an old user to the integration's own.
//! - [`reach`]: who may touch what, and whose access nobody manages.
//! - [`rotate`]: a new pair of key and secret takes the place of the old one.
//! - [`secret_access`]: the org setting that hides secrets, opened for a moment.
//! - [`usage`]: what integrations do with their access.
//! - [`selftest`]: what a real org does, compared with what the local org believes.
//! - [`token`]: a token for as long as some work takes, and not longer.
//! - [`verify`]: proof that an integration can do what its spec says and nothing else.

pub mod credential;
pub mod doctor;
pub mod freeze;
pub mod handover;
pub mod import;
pub mod migrate;
pub mod reach;
pub mod rotate;
pub mod secret_access;
pub mod selftest;
pub mod token;
pub mod usage;
pub mod verify;
