//! What holds of every plan.

mod all;
mod basics;
mod deeds;
mod endings;
mod fates;
mod limits;
mod worlds;
