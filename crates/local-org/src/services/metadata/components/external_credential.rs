//! `ExternalCredential`: how to sign in to another system, with the principals that sets grant.
//!
//! Source: Metadata API Developer Guide, ExternalCredential; Object Reference, SetupEntityAccess.

use serde_json::{Value, json};

use super::component::{Listing, Saved, Work};
use super::defaults::visible;
use super::documents;
use super::named_rows::forget_access;
use super::names::{check_developer_name, check_lengths};
use crate::services::metadata::types::{Kind, Problem};
use crate::services::metadata::xml::Element;
use crate::store::Tx;
use crate::value::{Id, Row, id, row, text};

const OBJECT: &str = "ExternalCredential";
const PARAMETER: &str = "ExternalCredentialParameter";
const LIST: &str = "externalCredentialParameters";

/// Elements of a parameter and the columns that show them.
const TEXTS: &[(&str, &str)] = &[
    ("description", "Description"),
    ("parameterGroup", "ParameterGroup"),
    ("parameterName", "ParameterName"),
    ("parameterType", "ParameterType"),
    ("parameterValue", "ParameterValue"),
];

/// All external credentials.
pub(super) fn list(tx: &Tx<'_>) -> Vec<Listing> {
    tx.find(OBJECT, &[])
        .iter()
        .filter_map(|row| Listing::of_row(text(row, "DeveloperName").to_owned(), row))
        .collect()
}

fn find(tx: &Tx<'_>, name: &str) -> Option<(Id, Row)> {
    let row = tx.find_one(OBJECT, &[("DeveloperName", json!(name))])?;
    Some((id(&row, "Id")?, row))
}

fn parameters(tx: &Tx<'_>, credential: &Id) -> Vec<Row> {
    tx.find(PARAMETER, &[("ExternalCredentialId", Value::from(credential))])
}

/// Reads an external credential, as deployed or else as its rows tell.
pub(super) fn read(tx: &Tx<'_>, name: &str, version: u32) -> Option<(String, Element)> {
    let (credential, row) = find(tx, name)?;
    let name = text(&row, "DeveloperName").to_owned();
    let body = documents::get(tx, Kind::ExternalCredential, &name)
        .map_or_else(|| of_rows(tx, &credential, &row), |document| document.body);
    Some((name, visible(Kind::ExternalCredential, &body, version)))
}

fn of_rows(tx: &Tx<'_>, credential: &Id, row: &Row) -> Element {
    let mut body = Element::new(Kind::ExternalCredential.root())
        .with("authenticationProtocol", text(row, "AuthenticationProtocol"))
        .with("label", text(row, "MasterLabel"));
    for parameter in parameters(tx, credential) {
        let mut element = Element::new(LIST);
        for (field, column) in TEXTS {
            if !text(&parameter, column).is_empty() {
                element
                    .children
                    .push(Element::leaf(field, text(&parameter, column)));
            }
        }
        if let Some(number) = parameter.get("SequenceNumber").and_then(Value::as_i64) {
            element
                .children
                .push(Element::leaf("sequenceNumber", number.to_string()));
        }
        body.children.push(element);
    }
    body
}

/// Makes or changes an external credential; the file replaces its parameters. A principal that stays keeps its Id, and
/// so who may use it.
pub(super) fn save(work: &mut Work<'_, '_>, name: &str, file: &Element) -> Result<Saved, Problem> {
    let before = find(work.tx, name);
    if before.is_none() {
        check_developer_name(name, "External Credential")?;
    }
    check_lengths(file, &[("label", 80)])?;
    let mut body = file.clone();
    Kind::ExternalCredential.root().clone_into(&mut body.name);
    body.remove("fullName");
    let known = read(work.tx, name, u32::MAX).map(|(_, known)| known);
    if let (Some((credential, _)), true) = (&before, known.as_ref() == Some(&body)) {
        return Ok(Saved::new(credential.clone(), false, false));
    }
    let given = |field: &str| body.value(field).map_or(Value::Null, Value::from);
    let values = row([
        ("DeveloperName", Value::from(name)),
        ("MasterLabel", given("label")),
        ("AuthenticationProtocol", given("authenticationProtocol")),
        ("Description", given("description")),
        ("Language", Value::from("en_US")),
    ]);
    let created = before.is_none();
    let credential = match before {
        Some((credential, _)) => {
            work.tx.update_raw(OBJECT, &credential, values);
            credential
        }
        None => work.tx.insert_raw(OBJECT, values),
    };
    replace_parameters(work.tx, &credential, &body)?;
    documents::put(work.tx, Kind::ExternalCredential, name, &credential, None, &body);
    Ok(Saved::new(credential, created, true))
}

fn replace_parameters(tx: &mut Tx<'_>, credential: &Id, body: &Element) -> Result<(), Problem> {
    let mut before = parameters(tx, credential);
    for parameter in body.all(LIST) {
        let values = columns(tx, credential, parameter)?;
        let same = |known: &Row| {
            ["ParameterName", "ParameterType", "ParameterGroup"]
                .iter()
                .all(|field| text(known, field) == text(&values, field))
        };
        match before.iter().position(same).map(|at| before.remove(at)) {
            Some(known) => {
                if let Some(known) = id(&known, "Id") {
                    tx.update_raw(PARAMETER, &known, values);
                }
            }
            None => {
                tx.insert_raw(PARAMETER, values);
            }
        }
    }
    for gone in before.iter().filter_map(|row| id(row, "Id")) {
        forget_access(tx, &gone);
        tx.delete_raw(PARAMETER, &gone);
    }
    Ok(())
}

fn columns(tx: &Tx<'_>, credential: &Id, parameter: &Element) -> Result<Row, Problem> {
    let mut values = row([("ExternalCredentialId", Value::from(credential))]);
    for (field, column) in TEXTS {
        let value = parameter.value(field).map_or(Value::Null, Value::from);
        values.insert((*column).to_owned(), value);
    }
    let number = parameter
        .value("sequenceNumber")
        .and_then(|text| text.parse::<i64>().ok());
    values.insert("SequenceNumber".to_owned(), json!(number));
    let certificate = match parameter.value("certificate") {
        None => Value::Null,
        Some(name) => documents::get(tx, Kind::Certificate, name)
            .map(|document| Value::from(&document.id))
            .ok_or_else(|| {
                Problem::of_file(format!(
                    "In field: certificate - no Certificate named {name} found"
                ))
            })?,
    };
    values.insert("CertificateId".to_owned(), certificate);
    Ok(values)
}

/// Deletes an external credential with its parameters and the access to its principals.
pub(super) fn delete(work: &mut Work<'_, '_>, name: &str) -> Option<Id> {
    let (credential, _) = find(work.tx, name)?;
    for parameter in parameters(work.tx, &credential)
        .iter()
        .filter_map(|row| id(row, "Id"))
    {
        forget_access(work.tx, &parameter);
        work.tx.delete_raw(PARAMETER, &parameter);
    }
    work.tx.delete_raw(OBJECT, &credential);
    documents::remove(work.tx, Kind::ExternalCredential, name);
    Some(credential)
}
