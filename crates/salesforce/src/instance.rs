//! Addresses that may be given a token.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use url::{Host, Url};

/// Domains under which Salesforce serves orgs. A token goes nowhere else.
const DOMAINS: [&str; 6] = [
    "salesforce.com",
    "force.com",
    "cloudforce.com",
    "salesforce.mil",
    "crmforce.mil",
    "sfcrmproducts.cn",
];

/// The address of an org: `https` on a Salesforce domain, or anything on this machine.
///
/// Being of this type is what makes an address fit to be sent a token, so there is no way around
/// the check. It has no path and prints without a trailing slash.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InstanceUrl(String);

/// Why an address is not that of an org.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadInstanceUrl {
    /// Not a URL at all, or one without a host.
    #[error("`{0}` is not a URL such as https://acme.my.salesforce.com")]
    NotAUrl(String),
    /// User name, password, path, query or fragment, which the address of an org does not have.
    #[error("`{0}` holds more than scheme and host")]
    MoreThanHost(String),
    /// `http`, which would send the token in the clear.
    #[error("{0} is not https; only loopback addresses may use http")]
    NotHttps(String),
    /// A host that is not Salesforce's.
    #[error("{0} is neither a Salesforce host nor loopback, so no token is sent there")]
    ForeignHost(String),
}

impl InstanceUrl {
    /// Reads the address of an org; a missing scheme means `https`.
    ///
    /// # Errors
    /// When it is no URL, holds more than scheme and host, or must not be given a token.
    pub fn parse(text: &str) -> Result<Self, BadInstanceUrl> {
        let text = text.trim();
        let with_scheme = if text.contains("://") {
            text.to_owned()
        } else {
            format!("https://{text}")
        };
        let url = Url::parse(&with_scheme).map_err(|_| BadInstanceUrl::NotAUrl(shown(text)))?;
        let host = url.host().ok_or_else(|| BadInstanceUrl::NotAUrl(shown(text)))?;
        if !is_bare(&url) {
            return Err(BadInstanceUrl::MoreThanHost(host.to_string()));
        }
        let loopback = is_loopback(&host);
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            "http" => return Err(BadInstanceUrl::NotHttps(host.to_string())),
            _ => return Err(BadInstanceUrl::NotAUrl(shown(text))),
        }
        let trusted = loopback || (is_salesforce(&host) && url.port().is_none());
        if !trusted {
            return Err(BadInstanceUrl::ForeignHost(host.to_string()));
        }
        Ok(Self(url.origin().ascii_serialization()))
    }

    /// The address of the org that a whole URI belongs to, if it is one.
    pub(crate) fn of(uri: &http::Uri) -> Option<Self> {
        Self::parse(&format!("{}://{}", uri.scheme_str()?, uri.authority()?)).ok()
    }

    /// The address without a trailing slash, such as `https://acme.my.salesforce.com`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host with its port, without the scheme.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.split_once("://").map_or(self.0.as_str(), |(_, host)| host)
    }

    /// Whether this is an address on this machine, such as that of an emulator.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        Url::parse(&self.0).is_ok_and(|url| url.host().is_some_and(|host| is_loopback(&host)))
    }

    /// Whether this is one of the hosts that sign in to every org, rather than an org's own.
    #[must_use]
    pub fn is_login_host(&self) -> bool {
        matches!(self.host(), "login.salesforce.com" | "test.salesforce.com")
    }

    /// Whether the host names a sandbox (`acme--uat.sandbox.my.salesforce.com`, or the older
    /// `acme--uat.my.salesforce.com`) or the login host of sandboxes.
    #[must_use]
    pub fn is_sandbox(&self) -> bool {
        let host = self.host();
        host == "test.salesforce.com" || host.contains(".sandbox.my.salesforce.") || host.contains("--")
    }
}

/// The text as an error may show it: short, and without what stands before an `@`.
fn shown(text: &str) -> String {
    let text = text.rsplit('@').next().unwrap_or(text);
    text.chars().take(80).collect()
}

fn is_bare(url: &Url) -> bool {
    url.username().is_empty()
        && url.password().is_none()
        && matches!(url.path(), "" | "/")
        && url.query().is_none()
        && url.fragment().is_none()
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => IpAddr::V4(*address).is_loopback(),
        Host::Ipv6(address) => IpAddr::V6(*address).is_loopback(),
    }
}

fn is_salesforce(host: &Host<&str>) -> bool {
    let Host::Domain(name) = host else { return false };
    DOMAINS
        .iter()
        .any(|domain| name.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')))
}

impl fmt::Display for InstanceUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for InstanceUrl {
    type Err = BadInstanceUrl;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::{BadInstanceUrl, InstanceUrl};

    #[test]
    fn salesforce_and_loopback_addresses_are_taken() {
        for (given, kept) in [
            ("https://acme.my.salesforce.com", "https://acme.my.salesforce.com"),
            (
                "https://ACME.my.salesforce.com/",
                "https://acme.my.salesforce.com",
            ),
            (
                "acme--uat.sandbox.my.salesforce.com",
                "https://acme--uat.sandbox.my.salesforce.com",
            ),
            ("https://login.salesforce.com:443", "https://login.salesforce.com"),
            (
                "https://acme.lightning.force.com",
                "https://acme.lightning.force.com",
            ),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
            ("https://localhost:8443", "https://localhost:8443"),
            ("http://[::1]:9", "http://[::1]:9"),
        ] {
            assert_eq!(InstanceUrl::parse(given).unwrap().as_str(), kept);
        }
    }

    #[test]
    fn addresses_that_must_not_see_a_token_are_refused() {
        use BadInstanceUrl::{ForeignHost, MoreThanHost, NotAUrl, NotHttps};
        type Check = fn(&BadInstanceUrl) -> bool;
        let rows: [(&str, Check); 12] = [
            ("http://acme.my.salesforce.com", |e| matches!(e, NotHttps(_))),
            ("https://acme.my.salesforce.com.evil.example", |e| {
                matches!(e, ForeignHost(_))
            }),
            ("https://evilsalesforce.com", |e| matches!(e, ForeignHost(_))),
            ("https://salesforce.com", |e| matches!(e, ForeignHost(_))),
            ("https://10.0.0.1", |e| matches!(e, ForeignHost(_))),
            ("https://acme.my.salesforce.com:8443", |e| {
                matches!(e, ForeignHost(_))
            }),
            ("http://localhost.evil.example", |e| matches!(e, NotHttps(_))),
            ("https://acme.my.salesforce.com@evil.example", |e| {
                matches!(e, MoreThanHost(_))
            }),
            ("https://acme.my.salesforce.com/services", |e| {
                matches!(e, MoreThanHost(_))
            }),
            ("https://acme.my.salesforce.com?x=1", |e| {
                matches!(e, MoreThanHost(_))
            }),
            ("ftp://localhost", |e| matches!(e, NotAUrl(_))),
            ("", |e| matches!(e, NotAUrl(_))),
        ];
        for (given, check) in rows {
            let error = InstanceUrl::parse(given).expect_err(given);
            assert!(check(&error), "{given}: {error:?}");
        }
    }

    #[test]
    fn sandboxes_are_known_by_their_host() {
        assert!(
            InstanceUrl::parse("https://acme--uat.sandbox.my.salesforce.com")
                .unwrap()
                .is_sandbox()
        );
        assert!(
            !InstanceUrl::parse("https://acme.my.salesforce.com")
                .unwrap()
                .is_sandbox()
        );
    }
}
