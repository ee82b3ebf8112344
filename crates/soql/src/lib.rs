//! hallpass-soql
