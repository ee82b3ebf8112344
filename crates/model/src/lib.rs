//! hallpass-model
