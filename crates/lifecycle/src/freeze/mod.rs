//! What is left of an integration's access after it was frozen: sessions that began meanwhile, and refresh tokens.
//!
//! That the user is frozen, its app off and both kept in the marks is a plan (`hallpass_plan::freeze`), which is shown and
//! run as any other. No plan can say that nothing got through meanwhile; this looks until it is so.

mod driver;
mod next;
mod observed;

pub use driver::{CutOff, cut_off};
pub use next::{Step, next};
pub use observed::{Frozen, Held, Observed};
