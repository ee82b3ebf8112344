//! One call of the versioned REST API.

use super::Version;
use crate::enforce::Caller;
use crate::schema::ChildRelationship;
use crate::server::Request;

/// One call: a request of its own, or a subrequest of a composite one.
#[derive(Clone, Debug)]
pub(crate) struct Call<'c> {
    /// The request.
    pub(crate) request: &'c Request,
    /// Who calls.
    pub(crate) caller: &'c Caller,
    /// The version in the path.
    pub(crate) version: Version,
    /// The version as the path spells it (`v68.0` or `latest`), for addresses in the answer.
    pub(crate) root: String,
    /// The decoded segments of the path after the version, without empty ones and without `tooling`.
    pub(crate) segments: Vec<String>,
    /// Whether the path goes through `tooling`.
    pub(crate) tooling: bool,
}

impl<'c> Call<'c> {
    /// Makes a call from the segments of a whole path (`services`, `data`, `v68.0`, …).
    pub(crate) fn new(
        request: &'c Request,
        caller: &'c Caller,
        version: Version,
        segments: &[String],
    ) -> Call<'c> {
        let root = segments.get(2).cloned().unwrap_or_default();
        let rest = segments.get(3..).unwrap_or_default();
        let tooling = rest.first().is_some_and(|segment| segment == "tooling");
        let segments = if tooling {
            rest[1..].to_vec()
        } else {
            rest.to_vec()
        };
        Call {
            request,
            caller,
            version,
            root,
            segments,
            tooling,
        }
    }

    /// Returns the segments as text slices, to match on.
    pub(crate) fn path(&self) -> Vec<&str> {
        self.segments.iter().map(String::as_str).collect()
    }

    /// Whether the caller can tell that an object has these children.
    pub(crate) fn sees_child(&self, child: &ChildRelationship) -> bool {
        let access = &self.caller.access;
        access.object(&child.child).read && access.field(&child.child, &child.field).read
    }

    /// Returns the start of addresses in the answer: `/services/data/v68.0`.
    pub(crate) fn base(&self) -> String {
        let tooling = if self.tooling { "/tooling" } else { "" };
        format!("/services/data/{}{tooling}", self.root)
    }
}
