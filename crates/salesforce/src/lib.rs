//! hallpass-salesforce
