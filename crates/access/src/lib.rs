//! hallpass-access
