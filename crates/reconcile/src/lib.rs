//! hallpass-reconcile
