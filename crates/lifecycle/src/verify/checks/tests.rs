//! What the checks say of what was observed.
