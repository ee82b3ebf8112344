//! Token, revoke, introspect, userinfo, identity, discovery.
//!
//! A refused login is written down, so its transaction commits: refusals are values here, not failures.

mod approval;
mod assertion;
mod client;
mod client_credentials;
mod consent;
mod discovery;
mod introspect;
mod jwt_bearer;
mod login;
mod parameters;
mod refresh;
mod refusal;
mod restrictions;
mod revoke;
mod routes;
mod scopes;
mod signature;
#[cfg(test)]
mod tests;
mod token;
mod userinfo;
mod web;

pub(crate) use consent::consent;
pub(crate) use login::judge as judge_login;
pub(crate) use restrictions::Verdict as LoginVerdict;
pub(crate) use restrictions::is_in_login_ranges;
pub(crate) use routes::handle;
pub(crate) use web::TABLES;
