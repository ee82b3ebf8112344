//! Faults: whatever happens to any request of an apply, the next one ends where an undisturbed one would have.
//!
//! In process, with a clock that does not wait, at every request of six scenarios; over sockets, for what only they
//! can do; and through the binary, killed.

mod clock;
mod every_request;
mod killed;
mod rude;
mod sabotage;
mod slow_org;
mod wire;
mod world;
