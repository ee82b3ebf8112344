//! Booleans and numbers.

use schemars::{Schema, SchemaGenerator, json_schema};

use crate::decode::{Cx, Decode};
use crate::diagnostic::{Problem, code};
use crate::yaml::{Node, Value};

impl Decode for bool {
    const WHAT: &'static str = "`true` or `false`";

    fn decode(node: &Node, cx: &mut Cx<'_>) -> Option<Self> {
        let flag = match &node.value {
            Value::Scalar(scalar) => scalar.flag(),
            Value::Nothing | Value::List(_) | Value::Mapping(_) => None,
        };
        if flag.is_none() {
            cx.wrong_type(node, Self::WHAT, Some("write `true` or `false`, without quotes"));
        }
        flag
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "boolean" })
    }
}

/// A whole number up to `MAX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count<const MAX: u32>(pub(crate) u32);

impl<const MAX: u32> Decode for Count<MAX> {
    const WHAT: &'static str = "a whole number";

    fn decode(node: &Node, cx: &mut Cx<'_>) -> Option<Self> {
        let number = match &node.value {
            Value::Scalar(scalar) => scalar.whole_number(),
            Value::Nothing | Value::List(_) | Value::Mapping(_) => None,
        };
        let Some(number) = number else {
            cx.wrong_type(node, Self::WHAT, Some("write digits, without quotes"));
            return None;
        };
        let fits = u32::try_from(number).ok().filter(|number| *number <= MAX);
        if fits.is_none() {
            cx.push(
                Problem::error(
                    code::OUT_OF_RANGE,
                    node.place,
                    format!("{number} is not between 0 and {MAX}"),
                )
                .label("out of range"),
            );
        }
        fits.map(Count)
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 0, "maximum": MAX })
    }
}
