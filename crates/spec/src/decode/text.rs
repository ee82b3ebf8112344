//! Texts with a rule of what they may be, and texts that take values from the environment.

use std::marker::PhantomData;

use schemars::{Schema, SchemaGenerator};

use crate::decode::{Cx, Decode};
use crate::diagnostic::{Problem, code};
use crate::source::Place;
use crate::yaml::{Node, Value};

/// What a text may be.
pub(crate) trait Rule: std::fmt::Debug + Clone + Default + 'static {
    /// What it is, as a noun with its article.
    const WHAT: &'static str;

    /// Returns what is wrong with a text.
    fn fault(text: &str) -> Option<Fault>;

    /// Describes the rule as far as a schema can.
    fn schema() -> Schema;
}

/// What is wrong with a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) label: &'static str,
    pub(crate) hint: Option<String>,
    pub(crate) instead: Option<String>,
}

impl Fault {
    pub(crate) fn new(code: &'static str, message: impl Into<String>, label: &'static str) -> Self {
        Self {
            code,
            message: message.into(),
            label,
            hint: None,
            instead: None,
        }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub(crate) fn instead(mut self, instead: Option<&str>) -> Self {
        self.instead = instead.map(str::to_owned);
        self
    }
}

/// Turns a fault into a problem.
pub(crate) fn fault_problem(fault: Fault, place: Place) -> Problem {
    let mut problem = Problem::error(fault.code, place, fault.message).label(fault.label);
    if let Some(hint) = fault.hint {
        problem = problem.hint(hint);
    }
    if let Some(instead) = fault.instead {
        problem = problem.suggest(instead);
    }
    problem
}

/// A text that follows a rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Text<R> {
    text: String,
    rule: PhantomData<R>,
}

impl<R> Text<R> {
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }
}

impl<R> AsRef<str> for Text<R> {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl<R: Rule> Decode for Text<R> {
    const WHAT: &'static str = R::WHAT;

    fn decode(node: &Node, cx: &mut Cx<'_>) -> Option<Self> {
        let text = text_of(node, R::WHAT, cx)?;
        if has_placeholder(text) {
            cx.push(
                Problem::error(
                    code::PLACEHOLDER_HERE,
                    node.place,
                    "no value from the environment can stand here",
                )
                .label("only `orgs` of hallpass.yaml may take values from the environment")
                .note("what an integration may do stands in its spec, where it is reviewed"),
            );
            return None;
        }
        if let Some(fault) = R::fault(text) {
            cx.push(fault_problem(fault, node.place));
            return None;
        }
        Some(Self {
            text: text.to_owned(),
            rule: PhantomData,
        })
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        R::schema()
    }
}

/// A text that may hold placeholders such as `${env:NAME}`; the rule holds for what comes out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct EnvText<R> {
    pub(crate) raw: String,
    rule: PhantomData<R>,
}

impl<R: Rule> Decode for EnvText<R> {
    const WHAT: &'static str = R::WHAT;

    fn decode(node: &Node, cx: &mut Cx<'_>) -> Option<Self> {
        let raw = text_of(node, R::WHAT, cx)?;
        if has_placeholder(raw) {
            check_placeholders(raw, node.place, cx)?;
        } else if let Some(fault) = R::fault(raw) {
            cx.push(fault_problem(fault, node.place));
            return None;
        }
        Some(Self {
            raw: raw.to_owned(),
            rule: PhantomData,
        })
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        let placeholder =
            schemars::json_schema!({ "type": "string", "pattern": r"\$\{env:[A-Za-z_][A-Za-z0-9_]*\}" });
        schemars::json_schema!({ "anyOf": [R::schema(), placeholder] })
    }
}

/// Returns the text of a node, or tells that it is none.
pub(crate) fn text_of<'n>(node: &'n Node, what: &str, cx: &mut Cx<'_>) -> Option<&'n str> {
    match &node.value {
        Value::Scalar(scalar) if scalar.flag().is_none() && !scalar.is_number() => Some(&scalar.text),
        Value::Scalar(scalar) => {
            let hint = format!("write \"{}\", in quotes", scalar.text);
            cx.wrong_type(node, what, Some(hint.as_str()));
            None
        }
        Value::Nothing => {
            cx.wrong_type(
                node,
                what,
                Some("leave the key out where there is nothing to say"),
            );
            None
        }
        Value::List(_) | Value::Mapping(_) => {
            cx.wrong_type(node, what, None);
            None
        }
    }
}

/// Returns whether a text takes something from elsewhere.
pub(crate) fn has_placeholder(text: &str) -> bool {
    text.contains("${")
}

/// Tells what is wrong with the placeholders of a text.
pub(crate) fn check_placeholders(text: &str, place: Place, cx: &mut Cx<'_>) -> Option<()> {
    match crate::placeholder::substitute(text, &|_| Some(String::new())) {
        Ok(_) => Some(()),
        Err(crate::placeholder::Substitution::Malformed) => {
            cx.push(
                Problem::error(code::PLACEHOLDER, place, "a placeholder is malformed")
                    .label("not understood")
                    .hint("write `${env:NAME}`, with letters, digits and underscores in the name"),
            );
            None
        }
        Err(crate::placeholder::Substitution::NotSet(_)) => Some(()),
    }
}
