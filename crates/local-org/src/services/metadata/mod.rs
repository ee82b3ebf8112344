//! The Metadata API: SOAP, and deployRequest over REST.

mod components;
mod deploy;
mod rest;
mod retrieve;
mod soap;
#[cfg(test)]
mod tests;
mod types;
pub(crate) mod wire;
pub(crate) mod xml;

pub(crate) use components::{
    Work, complete_apps, documents, rest_secrets_allowed, save, setting, user_renamed,
};
pub(crate) use rest::rest;
pub(crate) use soap::{caller as soap_caller, handle as soap, too_large, version as soap_version};
#[cfg(test)]
pub(crate) use types::NAMESPACE;
pub(crate) use types::{Kind, Problem};
#[cfg(test)]
pub(crate) use wire::write_archive;
pub(crate) use wire::{Envelope, Fault};
