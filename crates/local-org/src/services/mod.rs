//! What the org answers, one folder a surface.

pub(crate) mod apex;
pub(crate) mod bulk;
pub(crate) mod connect;
pub(crate) mod control;
pub(crate) mod event_log;
pub(crate) mod metadata;
pub(crate) mod oauth;
pub(crate) mod query;
pub(crate) mod rest;
pub(crate) mod soap;
