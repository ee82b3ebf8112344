//! hallpass-local-org

pub mod facts;
