//! URLs and ids of orgs, and callback URLs.

use schemars::{Schema, json_schema};
use url::{Host, Url};

use hallpass_model::RecordId;

use crate::decode::{Fault, Rule};
use crate::diagnostic::code;

/// The ends of My Domain login URLs (Help, "My Domain URL Formats"), government and military clouds among them.
const MY_DOMAINS: [&str; 3] = [".my.salesforce.com", ".my.salesforce.mil", ".my.sfcrmproducts.cn"];

/// The URL of an org.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct OrgUrl;

impl Rule for OrgUrl {
    const WHAT: &'static str = "the My Domain URL of an org";

    fn fault(text: &str) -> Option<Fault> {
        let fault = |message: String, label| Some(Fault::new(code::URL, message, label));
        let Ok(url) = Url::parse(text) else {
            return fault(format!("`{text}` is not a URL"), "malformed URL")
                .map(|fault| fault.hint("write the whole of it, such as `https://acme.my.salesforce.com`"));
        };
        let bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
        match (url.scheme(), is_loopback(&url)) {
            _ if !url.username().is_empty() || url.password().is_some() => {
                // The message names no part of it: it may be a password.
                fault(
                    "the URL holds a username or password".to_owned(),
                    "can't stand in a URL",
                )
            }
            ("http" | "https", true) | ("https", false) if !bare => {
                fault(format!("`{text}` has more than a host"), "has a path or a query")
                    .map(|fault| fault.hint("leave out what follows the host"))
            }
            ("http" | "https", true) => None,
            ("https", false) => host_fault(&url),
            ("http", false) => fault(
                "tokens would go over the wire without encryption".to_owned(),
                "not encrypted",
            )
            .map(|fault| fault.hint("write `https://`; only loopback addresses may have `http://`")),
            (scheme, _) => fault(format!("an org has no `{scheme}:` URL"), "not an https URL"),
        }
    }

    fn schema() -> Schema {
        json_schema!({
            "type": "string",
            "pattern": r"^https?://[^/?#@\s]+/?$",
            "examples": ["https://acme.my.salesforce.com", "https://acme--uat.sandbox.my.salesforce.com"],
        })
    }
}

fn host_fault(url: &Url) -> Option<Fault> {
    let host = url.host_str().unwrap_or_default();
    let is_my_domain = MY_DOMAINS
        .iter()
        .any(|end| host.strip_suffix(end).is_some_and(|name| !name.is_empty()));
    if is_my_domain {
        return None;
    }
    let fault = Fault::new(
        code::URL,
        format!("`{host}` is not the My Domain of an org"),
        "not a My Domain",
    );
    Some(match host {
        "login.salesforce.com" | "test.salesforce.com" => {
            fault.hint("client credentials and pinned orgs need the org's own URL, as in Setup, My Domain")
        }
        host if host.ends_with(".lightning.force.com") || host.ends_with(".my.salesforce-setup.com") => {
            let name = host.split(".lightning").next().unwrap_or(host);
            let name = name.split(".my.").next().unwrap_or(name);
            fault.hint(format!(
                "that is where people log in to; the API is at `https://{name}.my.salesforce.com`"
            ))
        }
        _ => fault
            .hint("write the URL that Setup shows under My Domain, such as `https://acme.my.salesforce.com`"),
    })
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Returns the URL as clients use it: host in lower case, no slash at the end.
pub(crate) fn normal_url(text: &str) -> String {
    Url::parse(text).map_or_else(
        |_| text.to_owned(),
        |url| url.as_str().trim_end_matches('/').to_owned(),
    )
}

/// Where an app may send its users back to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Callback;

impl Rule for Callback {
    const WHAT: &'static str = "a callback URL";

    fn fault(text: &str) -> Option<Fault> {
        let Ok(url) = Url::parse(text) else {
            return Some(
                Fault::new(code::CALLBACK, format!("`{text}` is not a URL"), "malformed URL")
                    .hint("where nothing calls back, `https://localhost/callback` is the usual stand-in"),
            );
        };
        let refused = match url.scheme() {
            "http" if !is_loopback(&url) => Some(("codes would travel without encryption", "not encrypted")),
            "javascript" | "data" | "file" | "vbscript" | "about" | "blob" => {
                Some(("no app can be called back there", "not a place to call back"))
            }
            _ if url.fragment().is_some() => Some(("a callback URL can't have a fragment", "has a fragment")),
            _ if url.as_str().contains('*') => Some(("a callback URL is taken literally", "has a wildcard")),
            _ => None,
        };
        refused.map(|(message, label)| Fault::new(code::CALLBACK, message, label))
    }

    fn schema() -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^[A-Za-z][A-Za-z0-9+.-]*:[^#*\\s]+$",
            "examples": ["https://localhost/callback"],
        })
    }
}

/// The id of an org.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct OrgId;

impl Rule for OrgId {
    const WHAT: &'static str = "the id of an org";

    fn fault(text: &str) -> Option<Fault> {
        let fine = RecordId::parse(text)
            .is_ok_and(|id| text.starts_with("00D") && (text.len() == 15 || id.as_str() == text));
        (!fine).then(|| {
            Fault::new(
                code::ORG_ID,
                format!("`{text}` is not the id of an org"),
                "malformed id",
            )
            .hint(
                "it has 15 or 18 letters and digits and starts with `00D`, as in Setup, Company Information",
            )
        })
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string", "pattern": "^00D[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$" })
    }
}

#[cfg(test)]
mod tests {
    use super::{Callback, OrgId, OrgUrl, normal_url};
    use crate::decode::Rule;

    #[test]
    fn an_org_is_its_my_domain_or_on_this_machine() {
        for good in [
            "https://acme.my.salesforce.com",
            "https://acme--uat.sandbox.my.salesforce.com/",
            "http://localhost:8443",
            "http://127.0.0.1:1",
            "https://[::1]:1",
        ] {
            assert_eq!(OrgUrl::fault(good), None, "{good}");
        }
        for bad in [
            "acme",
            "",
            "http://acme.my.salesforce.com",
            "https://login.salesforce.com",
            "https://acme.lightning.force.com",
            "https://acme.my.salesforce.com/services",
            "https://me:pw@acme.my.salesforce.com",
            "https://evil.example.com",
            "https://.my.salesforce.com",
            "https://acme.my.salesforce.com.evil.example",
            "ftp://acme.my.salesforce.com",
        ] {
            assert!(OrgUrl::fault(bad).is_some(), "{bad}");
        }
        assert_eq!(
            normal_url("https://ACME.my.salesforce.com/"),
            "https://acme.my.salesforce.com"
        );
    }

    #[test]
    fn a_password_in_a_url_is_not_repeated() {
        let fault = OrgUrl::fault("https://me:hunter2@acme.my.salesforce.com").unwrap();
        assert!(!format!("{fault:?}").contains("hunter2"));
    }

    #[test]
    fn callbacks_are_encrypted_local_or_of_a_custom_scheme() {
        for good in [
            "https://localhost/callback",
            "http://localhost:1717/cb",
            "myapp://auth/done",
            "https://a.example/cb?x=1",
        ] {
            assert_eq!(Callback::fault(good), None, "{good}");
        }
        for bad in [
            "callback",
            "http://a.example/cb",
            "javascript:alert(1)",
            "https://a.example/#x",
            "https://*.example/",
        ] {
            assert!(Callback::fault(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn an_org_id_has_the_prefix_and_a_true_checksum() {
        for good in ["00D000000000001", "00D000000000001EAA"] {
            assert_eq!(OrgId::fault(good), None, "{good}");
        }
        for bad in [
            "",
            "00D1",
            "001000000000001",
            "00D000000000001AAA",
            "00D00000000000!",
        ] {
            assert!(OrgId::fault(bad).is_some(), "{bad}");
        }
    }
}
