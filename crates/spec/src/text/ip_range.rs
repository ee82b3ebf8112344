//! Ranges of addresses, as people write them and as plans compare them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use schemars::{Schema, json_schema};

use crate::decode::{Fault, Rule};
use crate::diagnostic::code;

/// An address, `first-last`, or a network such as `192.0.2.0/24`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct IpRangeRule;

impl Rule for IpRangeRule {
    const WHAT: &'static str = "a range of IP addresses";

    fn fault(text: &str) -> Option<Fault> {
        ip_range(text).is_none().then(|| {
            Fault::new(
                code::IP_RANGE,
                format!("`{text}` is not a range of IP addresses"),
                "malformed range",
            )
            .hint("write an address, `192.0.2.0-192.0.2.255` with the lower one first, or `192.0.2.0/24`")
        })
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9A-Fa-f.:]+( *- *[0-9A-Fa-f.:]+|/[0-9]{1,3})?$" })
    }
}

/// Returns a range as `first-last`, which is how an org keeps it.
pub(crate) fn ip_range(text: &str) -> Option<String> {
    let (first, last) = if let Some((network, bits)) = text.split_once('/') {
        network_of(network.parse().ok()?, bits)?
    } else if let Some((first, last)) = text.split_once('-') {
        (first.trim().parse().ok()?, last.trim().parse().ok()?)
    } else {
        let address: IpAddr = text.parse().ok()?;
        (address, address)
    };
    let is_range = first.is_ipv4() == last.is_ipv4() && first <= last;
    is_range.then(|| format!("{first}-{last}"))
}

/// The first and the last address of a network, whose address must be its first.
fn network_of(network: IpAddr, bits: &str) -> Option<(IpAddr, IpAddr)> {
    let is_number = !bits.is_empty() && bits.bytes().all(|byte| byte.is_ascii_digit());
    let bits: u32 = is_number.then(|| bits.parse().ok()).flatten()?;
    let last = match network {
        IpAddr::V4(first) => {
            let host = u32::MAX.checked_shr(bits).unwrap_or(0);
            let is_first = bits <= 32 && first.to_bits() & host == 0;
            is_first.then(|| IpAddr::V4(Ipv4Addr::from_bits(first.to_bits() | host)))
        }
        IpAddr::V6(first) => {
            let host = u128::MAX.checked_shr(bits).unwrap_or(0);
            let is_first = bits <= 128 && first.to_bits() & host == 0;
            is_first.then(|| IpAddr::V6(Ipv6Addr::from_bits(first.to_bits() | host)))
        }
    };
    Some((network, last?))
}

#[cfg(test)]
mod tests {
    use super::ip_range;

    #[test]
    fn a_range_is_written_the_one_way() {
        for (text, range) in [
            ("192.0.2.7", "192.0.2.7-192.0.2.7"),
            ("192.0.2.0/24", "192.0.2.0-192.0.2.255"),
            ("192.0.2.4/32", "192.0.2.4-192.0.2.4"),
            ("0.0.0.0/0", "0.0.0.0-255.255.255.255"),
            ("192.0.2.1 - 192.0.2.9", "192.0.2.1-192.0.2.9"),
            ("2001:DB8::/127", "2001:db8::-2001:db8::1"),
        ] {
            assert_eq!(ip_range(text).as_deref(), Some(range), "{text}");
        }
        for bad in [
            "",
            "here",
            "192.0.2.1/24",
            "192.0.2.0/33",
            "192.0.2.0/+8",
            "192.0.2.9-192.0.2.1",
            "192.0.2.1-2001:db8::1",
            "192.0.2",
            "192.0.2.0/",
            "-",
        ] {
            assert_eq!(ip_range(bad), None, "{bad}");
        }
    }
}
