//! The SOAP face of the Metadata API.

mod crud;
mod deployments;
mod describe;
mod handle;
mod reading;

pub(crate) use handle::{caller, handle, may_use, too_large, version};

use crate::enforce::Caller;
use crate::services::metadata::wire::Fault;
use crate::services::metadata::xml::Element;

/// One call in work.
pub(super) struct Call<'c> {
    pub(super) caller: &'c Caller,
    /// Version of the endpoint.
    pub(super) version: u32,
    pub(super) operation: &'c Element,
    pub(super) all_or_none: bool,
}

/// The `result` elements of an answer.
pub(super) type Answer = Result<Vec<Element>, Fault>;
