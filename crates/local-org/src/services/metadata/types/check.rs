//! Does a file fit its type? And the same file with its fields in sequence order.

use super::NAMESPACE;
use super::catalogue::{Field, catalogue};
use crate::services::metadata::xml::Element;

/// What is wrong with a file and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// Status code, where there is one beyond the words.
    pub(crate) code: Option<String>,
    /// Whether deploy messages show the code before the words.
    pub(crate) shows_code: bool,
    /// The org's words.
    pub(crate) text: String,
    /// Line and column, where known.
    pub(crate) place: Option<(usize, usize)>,
}

impl Problem {
    /// A problem of the whole file.
    pub(crate) fn of_file(text: impl Into<String>) -> Self {
        Self {
            code: None,
            shows_code: false,
            text: text.into(),
            place: None,
        }
    }

    /// A problem with a status code.
    pub(crate) fn coded(code: &str, text: impl Into<String>) -> Self {
        Self {
            code: Some(code.to_owned()),
            ..Self::of_file(text)
        }
    }

    /// A problem whose code is part of the words, as recorded of a few.
    pub(crate) fn shown(code: &str, text: impl Into<String>) -> Self {
        Self {
            shows_code: true,
            ..Self::coded(code, text)
        }
    }

    /// A problem of parsing.
    fn at(text: String, place: (usize, usize)) -> Self {
        Self {
            place: Some(place),
            ..Self::of_file(text)
        }
    }

    /// The words as a deploy message carries them.
    pub(crate) fn message(&self) -> String {
        match &self.code {
            Some(code) if self.shows_code => format!("{code}: {}", self.text),
            _ => self.text.clone(),
        }
    }
}

/// Checks `element` against `type_name` at API `version` and returns it cleaned: values trimmed, fields in sequence
/// order, namespaces, comments and white space gone.
///
/// # Errors
/// The first problem, as the real parser stops at it.
pub(crate) fn check(element: &Element, type_name: &str, version: u32) -> Result<Element, Problem> {
    let fields: Vec<&Field> = catalogue()
        .fields(type_name)
        .iter()
        .filter(|field| field.since <= version)
        .collect();
    refuse_unknown(element, type_name, &fields)?;
    refuse_scattered(element, type_name, &fields)?;
    let mut clean = Element::new(&element.name);
    if let Some(full_name) = element.value("fullName") {
        clean.children.push(Element::leaf("fullName", full_name));
    }
    for field in fields {
        let given: Vec<&Element> = element.all(field.name).collect();
        if field.required && given.is_empty() {
            return Err(Problem::at(
                format!("Required field is missing: {}", field.name),
                element.place,
            ));
        }
        for child in given {
            if clears(type_name, child) {
                clean.children.push(Element::new(&child.name));
                continue;
            }
            clean.children.push(check_value(child, field, version)?);
        }
    }
    Ok(clean)
}

/// Whether an empty element stands for an empty list (Metadata API Developer Guide, Profile: how restrictions of logins
/// are taken away).
fn clears(type_name: &str, child: &Element) -> bool {
    type_name == "Profile" && child.name == "loginIpRanges" && child.children.is_empty()
}

/// Text recorded from deployments: the namespace is part of it.
fn refuse_unknown(element: &Element, type_name: &str, fields: &[&Field]) -> Result<(), Problem> {
    for child in &element.children {
        let known = child.name == "fullName" || fields.iter().any(|field| field.name == child.name);
        let ours = child
            .namespace
            .as_deref()
            .is_none_or(|namespace| namespace == NAMESPACE);
        if !known || !ours {
            let namespace = child.namespace.as_deref().unwrap_or(NAMESPACE);
            return Err(Problem::at(
                format!(
                    "Error parsing file: Element {{{namespace}}}{} invalid at this location in type {type_name}{}",
                    child.name,
                    at(child.place)
                ),
                child.place,
            ));
        }
    }
    Ok(())
}

/// Elements of one name must be together, and single ones must be single. Text recorded from deployments.
fn refuse_scattered(element: &Element, type_name: &str, fields: &[&Field]) -> Result<(), Problem> {
    let mut closed: Vec<&str> = Vec::new();
    let mut last: Option<&str> = None;
    for child in &element.children {
        let single = fields.iter().any(|field| field.name == child.name && !field.many);
        let repeats = last == Some(child.name.as_str());
        if closed.contains(&child.name.as_str()) || (repeats && single) {
            return Err(Problem::at(
                format!(
                    "Error parsing file: Element {} is duplicated at this location in type {type_name}{}",
                    child.name,
                    at(child.place)
                ),
                child.place,
            ));
        }
        if !repeats {
            closed.extend(last);
            last = Some(&child.name);
        }
    }
    Ok(())
}

/// The place in brackets as the messages carry it; calls have no lines worth telling.
fn at((line, column): (usize, usize)) -> String {
    if line == 0 {
        String::new()
    } else {
        format!(" ({line}:{column})")
    }
}

fn check_value(child: &Element, field: &Field, version: u32) -> Result<Element, Problem> {
    if catalogue().is_type(field.field_type) {
        return check(child, field.field_type, version);
    }
    if field.field_type == "any" {
        return Ok(kept(child));
    }
    if let Some(grandchild) = child.children.first() {
        return Err(Problem::at(
            format!(
                "Error parsing file: Element {} invalid at this location in type {}{}",
                grandchild.name,
                field.field_type,
                at(grandchild.place)
            ),
            grandchild.place,
        ));
    }
    let text = child.text.trim();
    let value = match field.field_type {
        "boolean" => boolean(text).map(str::to_owned),
        "int" if text.is_empty() => Some(String::new()),
        "int" => text.parse::<i64>().ok().map(|number| number.to_string()),
        "double" => text.parse::<f64>().ok().map(|_| text.to_owned()),
        "string" => Some(text.to_owned()),
        enumeration => catalogue()
            .values(enumeration)
            .is_some_and(|values| values.contains(&text))
            .then(|| text.to_owned()),
    };
    match value {
        Some(value) => Ok(Element::leaf(field.name, value)),
        // Text as reported for enumerations in general; the exact words for each primitive are not recorded.
        None if catalogue().values(field.field_type).is_some() => Err(Problem::at(
            format!(
                "'{text}' is not a valid value for the enum '{}'{}",
                field.field_type,
                at(child.place)
            ),
            child.place,
        )),
        None => Err(Problem::at(
            format!(
                "Error parsing file: '{text}' is not a valid value of type {} for {}{}",
                field.field_type,
                field.name,
                at(child.place)
            ),
            child.place,
        )),
    }
}

/// An element that no rule reads: without namespaces and white space, and else as it came.
fn kept(element: &Element) -> Element {
    Element {
        name: element.name.clone(),
        text: if element.children.is_empty() {
            element.text.trim().to_owned()
        } else {
            String::new()
        },
        children: element.children.iter().map(kept).collect(),
        ..Element::default()
    }
}

fn boolean(text: &str) -> Option<&'static str> {
    match text {
        "true" | "True" | "TRUE" | "1" => Some("true"),
        "false" | "False" | "FALSE" | "0" => Some("false"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::metadata::xml::parse;

    fn checked(type_name: &str, version: u32, inner: &str) -> Result<Element, String> {
        let text = format!("<{type_name} xmlns=\"{NAMESPACE}\">\n{inner}</{type_name}>");
        check(&parse(text.as_bytes()).unwrap(), type_name, version).map_err(|problem| problem.text)
    }

    #[test]
    fn problems_have_the_recorded_words() {
        let table = [
            (
                "PermissionSet",
                "<label>x</label><foo>1</foo>",
                "Error parsing file: Element {http://soap.sforce.com/2006/04/metadata}foo invalid at this location in type PermissionSet (2:22)",
            ),
            (
                "PermissionSet",
                "    <userPermissions><enabled>true</enabled><name>ApiEnabled</name></userPermissions>\n    <label>x</label>\n    <userPermissions>\n</userPermissions>",
                "Error parsing file: Element userPermissions is duplicated at this location in type PermissionSet (4:22)",
            ),
            (
                "PermissionSet",
                "<label>x</label><label>y</label>",
                "Error parsing file: Element label is duplicated at this location in type PermissionSet (2:24)",
            ),
            (
                "PermissionSet",
                "<description>x</description>",
                "Required field is missing: label",
            ),
            (
                "ExtlClntAppConfigurablePolicies",
                "<externalClientApplication>A</externalClientApplication><isEnabled>yes</isEnabled>",
                "Error parsing file: 'yes' is not a valid value of type boolean for isEnabled (2:68)",
            ),
            (
                "ExternalClientApplication",
                "<distributionState>Global</distributionState>",
                "'Global' is not a valid value for the enum 'ExtlClntAppDistState' (2:20)",
            ),
        ];
        for (type_name, inner, expected) in table {
            assert_eq!(checked(type_name, 66, inner).unwrap_err(), expected);
        }
    }

    #[test]
    fn a_field_newer_than_the_package_is_unknown() {
        let inner = "<contactEmail>a@b.c</contactEmail>";
        assert!(checked("ExternalClientApplication", 59, inner).is_ok());
        assert!(checked("ExternalClientApplication", 58, inner).is_err());
    }

    #[test]
    fn values_are_trimmed_and_fields_put_in_order() {
        let clean = checked(
            "PermissionSet",
            66,
            "<label> x </label><description>\n y</description>",
        )
        .unwrap();
        let names: Vec<_> = clean.children.iter().map(|child| child.name.as_str()).collect();
        assert_eq!(names, ["description", "label"]);
        assert_eq!(clean.value("label"), Some("x"));
    }
}
