//! `hallpass verify`: an integration can do what its spec says and nothing else, proved with its own token.

mod evidence;
mod lines;
mod run;
mod secret;

pub(super) use run::{How, prove, run};
