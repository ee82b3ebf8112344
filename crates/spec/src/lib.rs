//! hallpass-spec
