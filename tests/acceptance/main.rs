//! Acceptance tests through the real binary.
