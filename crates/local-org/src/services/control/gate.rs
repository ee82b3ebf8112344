//! Who may turn the knobs.

use secrecy::{ExposeSecret as _, SecretString};

use crate::server::Request;

/// The header that carries the secret.
pub(super) const SECRET_HEADER: &str = "x-hallpass-secret";

/// Whether a request knows the secret and was meant for this machine.
pub(super) fn may_pass(request: &Request, secret: &SecretString) -> bool {
    let knows = request
        .header(SECRET_HEADER)
        .is_some_and(|given| given == secret.expose_secret());
    knows && request.header("host").is_some_and(is_loopback)
}

fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost") || name.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_this_machine_is_loopback() {
        for good in [
            "localhost:80",
            "127.0.0.1:4002",
            "127.1.2.3",
            "[::1]:80",
            "LOCALHOST",
        ] {
            assert!(is_loopback(good), "{good}");
        }
        for bad in ["example.com", "127.0.0.1.example.com", "", "10.0.0.1:80", "[::2]"] {
            assert!(!is_loopback(bad), "{bad}");
        }
    }
}
