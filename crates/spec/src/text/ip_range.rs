//! Ranges of addresses, as people write them and as plans compare them.

use hallpass_model::IpRange;
use schemars::{Schema, json_schema};

use crate::decode::{Fault, Rule};
use crate::diagnostic::code;

/// An address, `first-last`, or a network such as `192.0.2.0/24`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct IpRangeRule;

impl Rule for IpRangeRule {
    const WHAT: &'static str = "a range of IP addresses";

    fn fault(text: &str) -> Option<Fault> {
        text.parse::<IpRange>().is_err().then(|| {
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
