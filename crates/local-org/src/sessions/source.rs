//! Where a login came from.

use crate::server::Request;
use crate::store::Org;

/// Where a login came from and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    /// The caller's address.
    pub(crate) ip: std::net::IpAddr,
    /// The host that was asked.
    pub(crate) host: String,
    /// Whether the way is encrypted.
    pub(crate) tls: bool,
    /// Whether it was a GET.
    pub(crate) by_get: bool,
}

impl Source {
    /// Where a request came from.
    pub(crate) fn of(org: &Org, request: &Request) -> Self {
        Self::at(org, request.remote, request.method == http::Method::GET)
    }

    /// The org itself.
    pub(crate) fn itself(org: &Org) -> Self {
        Self::at(org, std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), false)
    }

    fn at(org: &Org, ip: std::net::IpAddr, by_get: bool) -> Self {
        let (scheme, host) = org.url().split_once("://").unwrap_or(("http", org.url()));
        Self {
            ip,
            host: host.to_owned(),
            tls: scheme == "https",
            by_get,
        }
    }
}
