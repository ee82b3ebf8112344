//! From where and when the user of an integration may log in.

use hallpass_model::WEEKDAYS;
use schemars::{Schema, SchemaGenerator, json_schema};

use crate::decode::{At, Cx, Decode, Text, Unique, mapping};
use crate::text::{IpRangeRule, WindowRule};
use crate::yaml::{Node, Value};

/// From where and when a user may log in.
#[derive(Debug, Clone)]
pub(crate) enum LoginSpec {
    /// From everywhere, at any time.
    None,
    /// As a profile of its own says.
    Restricted(Box<RestrictedLogin>),
}

mapping! {
    /// From where and when the user may log in. Ranges and hours stand on a profile, so the integration gets one that no
    /// other user has: that of `user.profile`, else one that is named for the integration. hallpass makes it, or takes one
    /// of its own; a standard profile, or one that others have, is refused.
    struct RestrictedLogin = "`login`" {
        /// Addresses, as ranges such as `192.0.2.1-192.0.2.20`, networks such as `192.0.2.0/24`, or one by one. Default:
        /// from everywhere.
        optional ip_ranges: Unique<Text<IpRangeRule>>,
        /// Hours, by day. Default: at any time.
        optional hours: HoursSpec,
    }
}

mapping! {
    /// The hours of a week, in the default time zone of the org, which plans print. On days that are left out nobody logs
    /// in.
    struct HoursSpec = "`hours`" {
        /// Full hours, such as `08:00-18:00`; a whole day is `00:00-24:00`.
        optional monday: Text<WindowRule>,
        /// The same for Tuesday.
        optional tuesday: Text<WindowRule>,
        /// The same for Wednesday.
        optional wednesday: Text<WindowRule>,
        /// The same for Thursday.
        optional thursday: Text<WindowRule>,
        /// The same for Friday.
        optional friday: Text<WindowRule>,
        /// The same for Saturday.
        optional saturday: Text<WindowRule>,
        /// The same for Sunday.
        optional sunday: Text<WindowRule>,
    }
}

impl HoursSpec {
    /// Returns what stands for each day, from Monday on.
    pub(crate) fn days(&self) -> [Option<&At<Text<WindowRule>>>; WEEKDAYS.len()] {
        [
            self.monday.as_ref(),
            self.tuesday.as_ref(),
            self.wednesday.as_ref(),
            self.thursday.as_ref(),
            self.friday.as_ref(),
            self.saturday.as_ref(),
            self.sunday.as_ref(),
        ]
    }
}

impl Decode for LoginSpec {
    const WHAT: &'static str = "`none`, or a mapping of ranges and hours";

    fn decode(node: &Node, cx: &mut Cx<'_>) -> Option<Self> {
        match &node.value {
            Value::Scalar(scalar) if scalar.text == "none" => Some(LoginSpec::None),
            Value::Mapping(_) => {
                RestrictedLogin::decode(node, cx).map(|policy| LoginSpec::Restricted(Box::new(policy)))
            }
            _ => {
                cx.wrong_type(node, Self::WHAT, Some("write `login: none`, or leave it out"));
                None
            }
        }
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        let restricted = RestrictedLogin::schema(generator);
        json_schema!({ "anyOf": [{ "const": "none" }, restricted] })
    }
}
