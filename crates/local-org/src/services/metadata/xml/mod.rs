//! A tiny ordered XML tree: elements, attributes and text, with namespaces resolved on reading.
//!
//! Metadata files keep what this program does not know, so they are trees and not structs.

mod element;
mod read;
mod write;

pub(crate) use element::Element;
pub(crate) use read::{XmlError, parse};
pub(crate) use write::{escape, to_document, to_fragment};
