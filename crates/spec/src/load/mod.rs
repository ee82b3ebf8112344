//! From a folder to documents.

mod blot;
mod certificate;
mod digest;
mod documents;
mod loaded;
mod owned;

pub(crate) use documents::{Document, World};
pub use loaded::{Loaded, OrgEntry, load};
