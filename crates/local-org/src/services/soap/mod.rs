//! The SOAP API, partner and enterprise: another face of rows, queries and describe.
//!
//! Source: SOAP API Developer Guide; the namespaces and the shape of answers are those of the two WSDLs and of
//! recorded answers.

mod changes;
mod describe;
mod envelope;
mod fault;
mod flavour;
mod handle;
mod input;
mod login;
mod output;
mod people;
mod query;
mod rows;
#[cfg(test)]
mod tests;

pub(crate) use handle::handle;
