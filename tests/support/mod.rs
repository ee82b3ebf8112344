//! What acceptance tests share: a folder of specs, the binary, a served org and an HTTP client that knows nothing of ours.

mod binary;
mod http;
mod knobs;
mod many;
mod served;

pub(crate) use binary::{Folder, Run, repository};
pub(crate) use http::{Answer, Http};
pub(crate) use knobs::Knobs;
pub(crate) use many::Grantable;
pub(crate) use served::Served;
