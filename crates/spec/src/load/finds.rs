//! What reading further files needs, and where what is found goes.

use std::path::{Path, PathBuf};

use crate::diagnostic::Problems;
use crate::load::digest::Digest;
use crate::load::names::Lists;
use crate::source::Sources;

/// What can be read besides the documents, and what is found in it.
pub(super) struct Finds<'f> {
    /// The folder of the specs.
    pub(super) root: &'f Path,
    /// What that folder is called.
    pub(super) called: &'f Path,
    /// The folder of each file.
    pub(super) folders: &'f [PathBuf],
    pub(super) lists: &'f mut Lists,
    pub(super) sources: &'f mut Sources,
    pub(super) digest: &'f mut Digest,
    pub(super) problems: &'f mut Problems,
}
