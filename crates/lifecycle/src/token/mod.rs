//! Tokens of integrations, minted for a moment and always revoked.

mod held;
mod interrupt;

#[cfg(test)]
mod tests;

pub use held::{Held, with_token};
pub use interrupt::{Interrupt, Interrupted, NEVER, is_interrupted, unless};
