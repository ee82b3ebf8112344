//! hallpass-policy
