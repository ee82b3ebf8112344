//! The Metadata API: SOAP, and deployRequest over REST.

mod components;
mod deploy;
mod rest;
mod retrieve;
mod soap;
#[cfg(test)]
mod tests;
mod types;
mod wire;
pub(crate) mod xml;

pub(crate) use components::{Work, complete_apps, documents, rest_secrets_allowed, save, user_renamed};
pub(crate) use rest::rest;
pub(crate) use soap::{handle as soap, login};
pub(crate) use types::{Kind, Problem};
