//! What a real org does, compared with what the local org believes.
//!
//! A throw-away integration is made, looked at from inside and outside, and ended again. `desired` is what is made,
//! `examine` looks, and `judge` is pure: it says of each fact whether it held.

mod desired;
mod examine;
mod judge;

pub use desired::{NAME, ending, wanted};
pub use examine::{Subject, Witnessed, Words, examine};
pub use judge::{Held, Probed, judge};
