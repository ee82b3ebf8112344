//! What is told, and who is behind it.

use std::ops::{Deref, DerefMut};

use hallpass_reconcile::{Origin, Via};
use serde::Serialize;

/// A thing with its origin, where somebody looked for it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Told<T> {
    #[serde(flatten)]
    what: T,
    #[serde(flatten)]
    pub(crate) origin: Option<Origin>,
}

impl<T> From<T> for Told<T> {
    fn from(what: T) -> Self {
        Self { what, origin: None }
    }
}

impl<T> Deref for Told<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.what
    }
}

impl<T> DerefMut for Told<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.what
    }
}

/// Says who it was, when and through what: unsafe text, to be made safe for where it is shown.
pub(super) fn who(origin: &Origin) -> String {
    let Origin {
        by, at, via, detail, ..
    } = origin;
    let detail = detail.as_deref().unwrap_or_default();
    if *via == Via::Unknown {
        return format!("by {by}: {detail}");
    }
    let at = at.as_ref().map(|at| format!(" at {at}")).unwrap_or_default();
    let detail = if detail.is_empty() {
        String::new()
    } else {
        format!(" ({detail})")
    };
    format!("by {by}{at} {}{detail}", via.phrase())
}
