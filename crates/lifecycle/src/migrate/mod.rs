//! From an old user to the integration's own: both are alive at once, the old one is watched, then closed, and can be
//! opened again.
//!
//! The new way is made by an ordinary plan. What is left is one user that is not ours: it is frozen and thawed, and never
//! marked as owned, so that nothing else of hallpass touches it. A note in its `AboutMe` says who froze it and what was
//! before; where a migration stands is read from the org alone.

mod app;
mod driver;
mod guard;
mod next;
mod note;
mod observe;
mod stage;
mod way;

#[cfg(test)]
mod tests;

pub use app::{AppUser, OldApp};
pub use driver::{MigrateError, Migration};
pub use guard::{Obstacle, obstacles};
pub use next::{Step, Wish, next};
pub use note::Note;
pub use stage::Stage;
pub use way::{Observed, Use, Way};
