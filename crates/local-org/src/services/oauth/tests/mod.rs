//! The endpoints against a small org, without a network.

mod grants;
mod held;
mod refusals;
mod seeded;
mod tokens;
mod web;
