//! The flows with a person in front of a browser: `authorize`, its login and approval pages, and the code that comes of
//! them.
//!
//! Source: help pages "OAuth 2.0 Web Server Flow", "OAuth 2.0 User-Agent Flow", "OAuth 2.0 Authorization Errors". The
//! pages are plain forms, so that a test can post them.

mod approve;
mod authorize;
mod codes;
mod exchange;
mod page;
mod wish;

pub(super) use authorize::answer;
pub(crate) use codes::TABLES;
pub(super) use exchange::grant;
