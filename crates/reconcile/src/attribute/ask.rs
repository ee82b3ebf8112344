//! What is asked of the org: nothing where nothing moved.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{ApiName, Kind, Live, Plan, Username, WarningCode};
use hallpass_salesforce::soql::{Soql, Value, any_of, eq, ge, is_in, like_start};
use hallpass_salesforce::{Reader, Record, Result as Answer};

use super::clues::of_all;
use super::judge::{DAYS, Trail, judge, matched};
use super::line::{COLUMNS, Deployment, Line, time};
use super::names::{Known, Names};
use super::origin::Origins;

/// One page of lines. A busy org writes thousands a day, and a schedule shall stay cheap.
const MOST_LINES: u32 = 2_000;
/// So many objects are asked for the labels of their fields; fields of others are looked for by API name.
const MOST_OBJECTS: usize = 10;
/// So many names stand in one query.
const MOST_NAMES: usize = 150;

/// Says who made what a plan tells. Nothing is asked where nothing moved, two to four questions otherwise; what the org does
/// not answer is told as unknown, with the reason, and is no failure.
pub async fn attribute(reader: &Reader, plan: &Plan, live: &Live) -> Origins {
    let has_deviation = !plan.changes.is_empty() || plan.warnings.iter().any(|one| is_somebodys(one.code));
    if !has_deviation {
        return Origins::default();
    }
    let mut trail = Trail::default();
    let names = first_questions(reader, plan, live, &mut trail).await;
    let known = Known {
        plan,
        live,
        names: &names,
    };
    second_questions(reader, &known, &mut trail).await;
    judge(&known, &trail)
}

const fn is_somebodys(code: WarningCode) -> bool {
    matches!(
        code,
        WarningCode::Password | WarningCode::Thawed | WarningCode::OtherHolders
    )
}

/// The lines, and how they call things.
async fn first_questions(reader: &Reader, plan: &Plan, live: &Live, trail: &mut Trail) -> Names {
    let names = Names::default();
    let known = Known {
        plan,
        live,
        names: &names,
    };
    let mut asks = vec![lines(&known)];
    asks.extend(labels(plan));
    let mut answers = match reader.query_each(&asks).await {
        Ok(answers) => answers.into_iter(),
        Err(error) => {
            trail.unreadable = Some(error.to_string());
            return names;
        }
    };
    match answers.next() {
        Some(Ok(found)) => {
            trail.is_cut = found.rows.len() >= MOST_LINES as usize;
            trail.lines = found.rows.iter().map(Line::of).collect();
        }
        Some(Err(error)) => trail.unreadable = Some(error.to_string()),
        None => {}
    }
    let rows = answers.filter_map(Answer::ok).flat_map(|found| found.rows);
    rows.fold(names, |mut names, row| {
        keep(&mut names, &row);
        names
    })
}

/// The newest lines of the actions that can be about what the plan tells.
fn lines(known: &Known<'_>) -> Soql {
    let mut actions: BTreeSet<&str> = of_all(known)
        .flatten()
        .flat_map(|clue| clue.actions().iter().copied())
        .collect();
    // What hangs on a name that is still to be asked for has no clue yet.
    if known
        .plan
        .changes
        .iter()
        .any(|change| change.kind == Kind::Holder)
    {
        actions.extend([
            "PermSetAssign",
            "PermSetAssign_HasExpiration",
            "PermSetGroupAssign",
        ]);
    }
    let (starts, whole): (Vec<&str>, Vec<&str>) =
        actions.into_iter().partition(|action| action.ends_with('*'));
    let starts = starts
        .into_iter()
        .map(|action| like_start("Action", action.trim_end_matches('*')));
    let whole = (!whole.is_empty()).then(|| is_in("Action", whole));
    Soql::select(COLUMNS)
        .from("SetupAuditTrail")
        .filter(eq("CreatedDate", Value::LastDays(DAYS)))
        .filter(any_of(starts.chain(whole)))
        .order_by_descending("CreatedDate")
        .order_by_descending("Id")
        .limit(MOST_LINES)
}

/// The labels of fields, permissions, sets, groups and licences, and the ids of holders, that changes are about.
fn labels(plan: &Plan) -> Vec<Soql> {
    let of = |kind: Kind| -> BTreeSet<ApiName> {
        let changes = plan.changes.iter().filter(|change| change.kind == kind);
        changes
            .filter_map(|change| change.address.thing().map(Cow::into_owned))
            .take(MOST_NAMES)
            .collect()
    };
    let mut fields: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for field in of(Kind::Field) {
        if let Some((object, field)) = field.as_str().split_once('.') {
            fields
                .entry(object.to_owned())
                .or_default()
                .insert(field.to_owned());
        }
    }
    let permissions = of(Kind::SystemPermission);
    let mut asks: Vec<Soql> = fields
        .into_iter()
        .take(MOST_OBJECTS)
        .map(|(object, fields)| definitions(&object, fields))
        .collect();
    if !permissions.is_empty() {
        asks.push(definitions(
            "PermissionSet",
            permissions.iter().map(|name| format!("Permissions{name}")),
        ));
    }
    let named = |object: &str, columns: [&str; 2], names: &BTreeSet<ApiName>| {
        (!names.is_empty()).then(|| {
            let names = names.iter().map(ApiName::as_str);
            Soql::select(columns)
                .from(object)
                .filter(is_in(columns[0], names))
        })
    };
    let (sets, licenses, holders) = (of(Kind::Assignment), of(Kind::License), of(Kind::Holder));
    asks.extend(named("PermissionSet", ["Name", "Label"], &sets));
    asks.extend(named(
        "PermissionSetGroup",
        ["DeveloperName", "MasterLabel"],
        &sets,
    ));
    asks.extend(named(
        "PermissionSetLicense",
        ["DeveloperName", "MasterLabel"],
        &licenses,
    ));
    asks.extend(named("User", ["Username", "Id"], &holders));
    asks
}

fn definitions(object: &str, fields: impl IntoIterator<Item = String>) -> Soql {
    Soql::select(["QualifiedApiName", "Label", "EntityDefinition.QualifiedApiName"])
        .from("FieldDefinition")
        .filter(eq("EntityDefinition.QualifiedApiName", object))
        .filter(is_in("QualifiedApiName", fields))
}

/// Rows say themselves of what they are.
fn keep(names: &mut Names, row: &Record) {
    if let (Some(object), Some(field), Some(label)) = (
        row.text("EntityDefinition.QualifiedApiName"),
        row.text("QualifiedApiName"),
        row.text("Label"),
    ) {
        names
            .fields
            .insert(format!("{object}.{field}").to_lowercase(), label.to_owned());
    } else if let (Some(user), Some(id)) = (row.text("Username"), row.text("Id")) {
        names.users.insert(Username::from(user), id.to_owned());
    } else if let (Some(name), Some(label)) = (row.text("Name"), row.text("Label")) {
        names
            .labels
            .insert((Kind::Assignment, ApiName::from(name)), label.to_owned());
    } else if let (Some(name), Some(label)) = (row.text("DeveloperName"), row.text("MasterLabel")) {
        let kind = match row.object() {
            Some("PermissionSetLicense") => Kind::License,
            _ => Kind::Assignment,
        };
        names.labels.insert((kind, ApiName::from(name)), label.to_owned());
    }
}

/// What else the org knows of the time in which the lines were written.
async fn second_questions(reader: &Reader, known: &Known<'_>, trail: &mut Trail) {
    let lines: Vec<Line> = matched(known, trail).into_iter().cloned().collect();
    let is_own = |line: &&Line| line.by_id.as_deref() == Some(known.live.running_user.id.as_str());
    let (platform, users): (Vec<&Line>, Vec<&Line>) = lines
        .iter()
        .filter(|line| line.delegate.is_none() && !is_own(line))
        .partition(|line| line.is_platform || line.by_id.is_none());
    if let Some(first) = users.iter().filter_map(|line| time(&line.at)).min() {
        let soql = Soql::select(["Id", "CreatedById", "StartDate", "CompletedDate"])
            .from("DeployRequest")
            .filter(eq("CheckOnly", false))
            .filter(ge("CompletedDate", first))
            .order_by_descending("CompletedDate")
            .limit(MOST_LINES);
        trail.deployments = match reader.query_tooling(&soql).await {
            Ok(found) => Ok(found.rows.iter().filter_map(Deployment::of).collect()),
            Err(error) => Err(error.to_string()),
        };
    }
    if !platform.is_empty() {
        let soql = Soql::select(["DeveloperName"])
            .from("UserAccessPolicy")
            .filter(eq("Status", "Active"));
        trail.policies = match reader.query(&soql).await {
            Ok(found) => Ok(found
                .rows
                .iter()
                .filter_map(|row| row.text("DeveloperName").map(str::to_owned))
                .collect()),
            Err(error) => Err(error.to_string()),
        };
    }
}
