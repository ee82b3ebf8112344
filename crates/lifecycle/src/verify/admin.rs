//! What is asked as the administrator: Salesforce's own opinion of what a user may do, and what to compare with.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{ApiName, Verb, Verbs};
use hallpass_salesforce::soql::{Soql, eq, is_in, ne, not_in_select};
use hallpass_salesforce::{Reader, Record, RecordId, Result};
use jiff::Timestamp;

use super::Answer;
use super::global::{Baseline, Control};
use super::subject::Subject;

/// The most durable ids in one query: each is some forty characters of a text of 100,000 at most.
const FIELDS_A_QUERY: usize = 200;

/// What the administrator sees of an integration's user.
#[derive(Clone, Debug)]
pub(super) struct Admin {
    /// What the user may do with each object, as Salesforce works it out.
    pub(super) objects: Answer<BTreeMap<ApiName, Verbs>>,
    /// The same for the grantable fields of declared objects: object, field, verbs.
    pub(super) fields: Answer<Vec<(ApiName, ApiName, Verbs)>>,
    /// What everybody sees.
    pub(super) baseline: Baseline,
    /// The Apex classes of the org's own, by name.
    pub(super) classes: Vec<ApiName>,
    /// When the app was changed last.
    pub(super) app_changed: Option<Timestamp>,
}

/// Asks all of it, in two round trips.
pub(super) async fn ask(reader: &Reader, subject: &Subject<'_>) -> Result<Admin> {
    let user = subject.user().map(|user| user.id.to_string()).unwrap_or_default();
    let objects = subject.objects();
    let queries = [
        of_objects(&user),
        of_fields(&objects),
        like_it(subject),
        classes(),
        app(subject),
    ];
    let mut first = reader.query_each(&queries).await?.into_iter();
    let mut next = || match first.next() {
        Some(answer) => Answer::of(answer.map(|found| found.rows)),
        None => Answer::Lost("no answer came".to_owned()),
    };
    let (entities, definitions, control, classes, app) = (next(), next(), next(), next(), next());
    let control = control.given().and_then(|rows| rows.first()).cloned();
    let control_id = control.as_ref().and_then(|row| row.id("Id"));
    let wanted = durable_ids(subject, &definitions, &user);
    let ids: Vec<&str> = wanted.keys().map(String::as_str).collect();
    let mut queries: Vec<Soql> = ids.chunks(FIELDS_A_QUERY).map(of_those_fields).collect();
    queries.extend(control_id.as_ref().map(|id| of_objects(id.as_str())));
    let mut second = reader.query_each(&queries).await?;
    let sees = control_id.and_then(|_| second.pop()).and_then(Result::ok);
    let grantable = grantable(reader).await?;
    Ok(Admin {
        objects: entities.map(|rows| verbs_by_object(&rows)),
        fields: fields(&definitions, &wanted, second),
        baseline: Baseline {
            grantable,
            control: control.zip(sees).map(|(row, sees)| Control {
                username: row.text("Username").unwrap_or_default().to_owned(),
                sees: readable(&verbs_by_object(&sees.rows)),
            }),
        },
        classes: classes
            .given()
            .into_iter()
            .flatten()
            .filter_map(|row| row.text("Name").map(ApiName::from))
            .collect(),
        app_changed: app
            .given()
            .and_then(|rows| changed(rows.first()?.text("LastModifiedDate")?)),
    })
}

fn of_objects(user: &str) -> Soql {
    let columns = [
        "EntityDefinition.QualifiedApiName",
        "IsReadable",
        "IsCreatable",
        "IsEditable",
        "IsDeletable",
    ];
    Soql::select(columns)
        .from("UserEntityAccess")
        .filter(eq("UserId", user))
}

fn of_fields(objects: &[ApiName]) -> Soql {
    let columns = [
        "DurableId",
        "QualifiedApiName",
        "EntityDefinition.QualifiedApiName",
    ];
    Soql::select(columns).from("FieldDefinition").filter(is_in(
        "EntityDefinition.QualifiedApiName",
        objects.iter().map(ApiName::as_str),
    ))
}

fn of_those_fields(durable_ids: &[&str]) -> Soql {
    Soql::select(["DurableId", "IsAccessible", "IsUpdatable", "IsCreatable"])
        .from("UserFieldAccess")
        .filter(is_in("DurableId", durable_ids.iter().copied()))
}

/// An active user with the same profile who holds no set: what it sees, everybody with that profile does.
fn like_it(subject: &Subject<'_>) -> Soql {
    let holders = Soql::select(["AssigneeId"])
        .from("PermissionSetAssignment")
        .filter(eq("PermissionSet.IsOwnedByProfile", false));
    let profile = subject.user().and_then(|user| user.profile.known().cloned());
    Soql::select(["Id", "Username"])
        .from("User")
        .filter(eq("IsActive", true))
        .filter(eq("Profile.Name", profile.unwrap_or_default()))
        .filter(ne("Username", subject.one.user.username.as_str()))
        .filter(not_in_select("Id", holders))
        .order_by("Username")
        .limit(1)
}

/// A sample is enough; what is probed is chosen from it.
fn classes() -> Soql {
    let none = hallpass_salesforce::soql::Value::Null;
    Soql::select(["Name"])
        .from("ApexClass")
        .filter(eq("NamespacePrefix", none))
        .order_by("Name")
        .limit(200)
}

fn app(subject: &Subject<'_>) -> Soql {
    let id = subject.app().map(|(_, live)| live.id.to_string());
    Soql::select(["LastModifiedDate"])
        .from("ExternalClientApplication")
        .filter(eq("Id", id.unwrap_or_default()))
}

fn changed(text: &str) -> Option<Timestamp> {
    // `2026-11-22T06:00:00.000+0000`: no colon in the offset.
    let (time, _) = text.split_at_checked(19)?;
    format!("{time}Z").parse().ok()
}

/// The durable ids of the fields whose grants are declared or missing, with object and field.
fn durable_ids(
    subject: &Subject<'_>,
    definitions: &Answer<Vec<Record>>,
    user: &str,
) -> BTreeMap<String, (ApiName, ApiName)> {
    let rows = definitions.given().into_iter().flatten();
    rows.filter_map(|row| {
        let object = ApiName::from(row.text("EntityDefinition.QualifiedApiName")?);
        let field = ApiName::from(row.text("QualifiedApiName")?);
        let facts = subject.live.catalog.objects.get(&object)?;
        let is_grantable = facts.fields.get(&field).is_some_and(|field| field.permissionable);
        let id = format!("{}.{user}", row.text("DurableId")?);
        is_grantable.then_some((id, (object, field)))
    })
    .collect()
}

fn fields(
    definitions: &Answer<Vec<Record>>,
    wanted: &BTreeMap<String, (ApiName, ApiName)>,
    answers: Vec<Result<hallpass_salesforce::QueryResult<Record>>>,
) -> Answer<Vec<(ApiName, ApiName, Verbs)>> {
    if definitions.given().is_none() {
        return definitions.clone().map(|_| Vec::new());
    }
    let mut fields = Vec::new();
    for answer in answers {
        let rows = match Answer::of(answer) {
            Answer::Given(found) => found.rows,
            other => return other.map(|_| Vec::new()),
        };
        for row in rows {
            let Some((object, field)) = row.text("DurableId").and_then(|id| wanted.get(id)) else {
                continue;
            };
            let verbs = [
                ("IsAccessible", Verb::Read),
                ("IsUpdatable", Verb::Edit),
                ("IsCreatable", Verb::Edit),
            ];
            fields.push((object.clone(), field.clone(), flagged(&row, &verbs)));
        }
    }
    Answer::Given(fields)
}

fn verbs_by_object(rows: &[Record]) -> BTreeMap<ApiName, Verbs> {
    let verbs = [
        ("IsReadable", Verb::Read),
        ("IsCreatable", Verb::Create),
        ("IsEditable", Verb::Edit),
        ("IsDeletable", Verb::Delete),
    ];
    let named = rows.iter().filter_map(|row| {
        let name = row.text("EntityDefinition.QualifiedApiName")?;
        Some((ApiName::from(name), flagged(row, &verbs)))
    });
    named.collect()
}

fn flagged(row: &Record, columns: &[(&str, Verb)]) -> Verbs {
    let held = columns
        .iter()
        .filter(|(column, _)| row.flag(column) == Some(true));
    held.map(|(_, verb)| *verb).collect()
}

fn readable(objects: &BTreeMap<ApiName, Verbs>) -> BTreeSet<ApiName> {
    let readable = objects.iter().filter(|(_, verbs)| verbs.has(Verb::Read));
    readable.map(|(name, _)| name.clone()).collect()
}

/// The objects that a permission set can grant: those are the values that `ObjectPermissions` takes.
async fn grantable(reader: &Reader) -> Result<BTreeSet<ApiName>> {
    let described = reader.describe("ObjectPermissions").await?;
    let field = described.object().and_then(|object| object.field("SobjectType"));
    let values = field.into_iter().flat_map(|field| &field.picklist_values);
    Ok(values.map(|value| ApiName::from(value.value.as_str())).collect())
}

/// The login history of a user since some days ago, newest first.
pub(super) fn logins(user: &RecordId, days: u32) -> Soql {
    let columns = [
        "Id",
        "LoginTime",
        "Application",
        "Status",
        "SourceIp",
        "LoginType",
        "LoginSubType",
    ];
    Soql::select(columns)
        .from("LoginHistory")
        .filter(eq("UserId", user))
        .filter(hallpass_salesforce::soql::ge(
            "LoginTime",
            hallpass_salesforce::soql::Value::LastDays(days),
        ))
        .order_by_descending("LoginTime")
        .limit(MOST_LOGINS)
}

/// The most logins that are looked at.
pub(super) const MOST_LOGINS: u32 = 2_000;
