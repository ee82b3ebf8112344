//! From a folder to documents.

mod blot;
mod certificate;
mod digest;
mod documents;
mod loaded;

pub(crate) use documents::{Document, World};
pub use loaded::{Loaded, OrgEntry, load};
