//! What holds of every plan.

mod basics;
