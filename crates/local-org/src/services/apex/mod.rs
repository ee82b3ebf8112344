//! Two Apex services: `CustomerRESTWS` over REST and `CustomerWS` over SOAP.
//!
//! They stand for a customer's own code: entry points that need access to their class, and that show accounts in
//! system mode whatever the caller may read.

mod access;
mod customers;
mod rest;
mod routes;
mod soap;
#[cfg(test)]
mod tests;
mod wsdl;

pub(crate) use routes::handle;
