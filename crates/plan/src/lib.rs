//! hallpass-plan
