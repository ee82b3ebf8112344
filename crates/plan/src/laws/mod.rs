//! What holds of every plan.

mod all;
mod basics;
mod limits;
mod worlds;
