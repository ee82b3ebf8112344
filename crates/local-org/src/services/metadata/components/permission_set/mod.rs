//! `PermissionSet`: its rows are the truth, the file is a way to say them all at once.

mod contents;
mod entities;
mod file;
mod render;
mod rows;
mod save;

pub(super) use contents::Contents;
pub(super) use file::{Mode, overlay};
pub(super) use render::render;
pub(super) use rows::{apply, load};
pub(super) use save::{delete, find, list, permission_columns, read, refusal, rename, save};
