//! The endpoints against a small org, without a network.

mod grants;
mod held;
mod seeded;
mod tokens;
mod web;
