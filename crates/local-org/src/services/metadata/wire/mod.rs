//! What arrives and leaves as bytes: envelopes, archives, multipart bodies, package manifests.

mod archive;
mod envelope;
mod manifest;
mod multipart;

pub(crate) use archive::{Archive, ArchiveError, write_archive};
pub(crate) use envelope::{Envelope, Fault, NotAnEnvelope, fault, response};
pub(crate) use manifest::{Manifest, version};
pub(crate) use multipart::{boundary_of, split};
