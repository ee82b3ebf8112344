//! What holds of every plan.

mod all;
mod basics;
mod worlds;
