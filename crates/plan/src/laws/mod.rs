//! What holds of every plan.

mod all;
mod basics;
mod compare;
mod deeds;
mod endings;
mod fates;
mod found;
mod limits;
mod worlds;
