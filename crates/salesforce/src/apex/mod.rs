//! Apex services: REST and SOAP, and how to ask whether one is open without running any of it.

mod rest;
mod soap;
