//! Ways to sign in, and the session that comes of it.
//!
//! A token request never carries a `scope`: Salesforce refuses it for every grant used here, and the
//! scopes are those of the app. Tokens go to an [`InstanceUrl`](crate::InstanceUrl) only.

mod auth_url;
mod grant;
mod jwt;
mod login;
mod session;
mod sf_cli;
mod sign_in;
mod skew;

pub use auth_url::{BadAuthUrl, SfdxAuthUrl};
pub use login::{ClientCredentials, JwtBearer, Login, LoginError};
pub use session::{Session, TokenIdentity};
pub use sf_cli::SfCli;

pub(crate) use sign_in::{revoke, sign_in};
