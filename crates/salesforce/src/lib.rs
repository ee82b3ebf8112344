//! A client for the APIs of a Salesforce org, as far as managing access needs them.
//!
//! It signs in ([`Login`]), reads ([`Reader`]) and writes ([`Writer`]) rows, metadata and credentials of
//! apps, and knows nothing of specs or plans.
//!
//! - **Reading cannot write.** Code that decides gets a [`Reader`]; only [`Org::writer`] gives a [`Writer`].
//! - **Incomplete is an error.** A query gives all rows or fails; counts that the org tells are hints.
//! - **A lost answer is not a failure.** A write of which nobody knows whether it happened is
//!   [`Error::OutcomeUnknown`]; only what may be repeated is tried again (see
//!   [`RetryPolicy`](transport::RetryPolicy)).
//! - **A token goes to Salesforce or to this machine**, never after a redirect, and never into a log: an
//!   address is checked by being an [`InstanceUrl`].
//! - **No hidden world.** Network, clock, sleep and randomness are inputs ([`HttpSend`](transport::HttpSend),
//!   [`Env`]); requests are built and answers are read without any of them.
//!
//! ```no_run
//! use hallpass_salesforce::auth::ClientCredentials;
//! use hallpass_salesforce::soql::{Soql, eq};
//! use hallpass_salesforce::{InstanceUrl, Login, Org, OrgOptions};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let login = Login::ClientCredentials(ClientCredentials {
//!     url: InstanceUrl::parse("https://acme.my.salesforce.com")?,
//!     client_id: std::env::var("CLIENT_ID")?,
//!     client_secret: std::env::var("CLIENT_SECRET")?.into(),
//! });
//! let org = Org::connect(login, OrgOptions::default()).await?;
//! let reader = org.reader();
//! let sets = Soql::select(["Id", "Name"])
//!     .from("PermissionSet")
//!     .filter(eq("IsOwnedByProfile", false))
//!     .order_by("Id");
//! let users = Soql::select(["Id", "Username"]).from("User").filter(eq("IsActive", true)).order_by("Id");
//! for found in reader.query_many(&[sets, users]).await? {
//!     for row in found.rows {
//!         let _id = row.need_id("Id")?;
//!     }
//! }
//! assert!(org.usage().calls <= 2);
//! # Ok(())
//! # }
//! ```
//!
//! # Where things are
//!
//! | module | holds |
//! |---|---|
//! | [`auth`] | logins and sessions |
//! | [`org`] | the handle, its reader and writer, versions, identity, limits |
//! | [`rows`] | queries, describes, rows and collections |
//! | [`soql`] | the query builder |
//! | [`metadata`] | XML trees, archives, retrieve, read, list, deploy |
//! | [`connect`] | consumer keys and secrets |
//! | [`transport`] | sending, retry, limits, counting, waiting |

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod apex;
pub mod auth;
pub mod connect;
mod env;
mod error;
mod id;
mod instance;
pub mod metadata;
pub mod org;
pub mod rows;
pub mod soql;
pub mod transport;
mod version;

pub use auth::Login;
pub use env::{BoxFuture, Env, SystemEnv};
pub use error::{ApiError, Error, Limit, OauthError, Result};
pub use id::{BadRecordId, RecordId};
pub use instance::{BadInstanceUrl, InstanceUrl};
pub use org::{Org, OrgOptions, Reader, Writer};
pub use rows::{QueryResult, Record};
pub use version::{ApiVersion, BadApiVersion};
