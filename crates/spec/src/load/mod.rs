//! From a folder to documents.

mod blot;
mod certificate;
mod digest;
mod documents;
mod finds;
mod loaded;
mod merge;
mod names;
mod owned;
mod variant;
mod variants;

pub(crate) use documents::{Document, World};
pub use loaded::{Loaded, OrgEntry, load, load_as, load_with};
pub use variant::Variant;
