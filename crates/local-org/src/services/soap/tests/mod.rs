//! The SOAP API as old clients speak it.

mod logins;
mod records;
mod world;
