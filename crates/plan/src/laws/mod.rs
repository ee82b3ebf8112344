//! What holds of every plan.

mod all;
mod basics;
mod endings;
mod limits;
mod worlds;
