//! hallpass-local-org
