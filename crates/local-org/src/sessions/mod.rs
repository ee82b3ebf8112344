//! Tokens, sessions and login history.
//!
//! A token is known by its digest only. What it is worth is asked of rows on every call: its AuthSession, its user,
//! its app. Deleting the AuthSession row therefore ends the token at once.

mod approval;
mod authenticate;
mod end;
mod history;
mod jwt;
mod keep;
mod live;
mod password;
mod sign_in;
mod source;
mod token;
#[cfg(test)]
pub(crate) mod world;

pub(crate) use approval::{
    Approval, approval_of, approvals, approve, find_approval, note_use, renew, withdraw,
};
pub(crate) use authenticate::{AuthFailure, authenticate};
pub(crate) use end::{end_with_user, revoke};
pub(crate) use history::{Flow, record_failure};
pub(crate) use jwt::{Identity, identity, keys};
pub(crate) use keep::{TABLES, note_assertion};
pub(crate) use live::{LiveSession, is_frozen, live};
pub(crate) use password::{PASSWORDS, fits_password, keep_password};
pub(crate) use sign_in::{NewSession, SignIn, minutes_of_org, sign_in};
pub(crate) use source::Source;
pub(crate) use token::{digest, is_jwt};
