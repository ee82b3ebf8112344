//! Session-based sets and groups that are active in a session now.
//!
//! Hardly anybody who works over the API holds one, so it is asked for only where somebody does.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{ApiName, LiveUser, RecordId, Seen, Username};
use hallpass_salesforce::Record;
use hallpass_salesforce::soql::{Soql, is_in};

use super::ReadError;
use super::answers::{Answers, Ask, Topic, ask};
use super::assignments::assignee;
use super::record::{full_name, need_id};
use super::scope::Scope;

/// What is active of what each user holds and must activate.
pub(super) type Activated = BTreeMap<Username, Seen<BTreeSet<ApiName>>>;

/// Asks what is active in sessions of the declared users who hold something that must be activated.
pub(super) fn asks(scope: &Scope<'_>, answers: &Answers) -> Result<Vec<Ask>, ReadError> {
    let mut users = BTreeSet::new();
    for row in session_based(scope, answers) {
        users.insert(need_id(row, "AssigneeId")?);
    }
    let users: Vec<_> = users.iter().map(RecordId::as_str).collect();
    // Object Reference, SessionPermSetActivation: a row has either a set or a group.
    let columns = ["UserId", "PermissionSetId", "PermissionSetGroupId"];
    let parts = users.chunks(MOST_IDS).map(|users| {
        let soql = Soql::select(columns).from("SessionPermSetActivation");
        ask(
            Topic::Activations,
            soql.filter(is_in("UserId", users.iter().copied())),
        )
    });
    Ok(parts.collect())
}

/// How many ids go into one query: as many as certainly fit.
const MOST_IDS: usize = 500;

/// Returns what is active. Who may not see activations gets the org's words.
pub(super) fn from(scope: &Scope<'_>, answers: &mut Answers) -> Result<Activated, ReadError> {
    let rows = answers.rows_or_refusal(Topic::Activations)?;
    let active = rows.map(|rows| rows.iter().flat_map(activations).collect::<BTreeSet<_>>());
    let mut activated = Activated::new();
    for row in session_based(scope, answers) {
        let (user, held) = (need_id(row, "AssigneeId")?, held(row)?);
        let of_user = activated.entry(assignee(row)?);
        let of_user = of_user.or_insert_with(|| match &active {
            Ok(_) => Seen::Known(BTreeSet::new()),
            Err(why) => Seen::Unknown(why.clone()),
        });
        let is_active = active
            .as_ref()
            .is_ok_and(|active| active.contains(&(user, held.id)));
        if let Seen::Known(names) = of_user
            && is_active
        {
            names.insert(held.name);
        }
    }
    Ok(activated)
}

/// Gives users what is active of what they hold.
pub(super) fn fill(users: &mut BTreeMap<Username, LiveUser>, mut activated: Activated) {
    for (username, user) in users {
        user.activated = activated.remove(username).unwrap_or(Seen::Absent);
    }
}

/// The assignments of the declared users to what must be activated.
fn session_based<'a>(scope: &Scope<'a>, answers: &'a Answers) -> impl Iterator<Item = &'a Record> {
    let usernames: BTreeSet<_> = scope.usernames().collect();
    answers
        .peek(Topic::Assignments)
        .filter(|row| row.flag(needs(row)) == Some(true))
        .filter(move |row| assignee(row).is_ok_and(|user| usernames.contains(&user)))
}

fn needs(row: &Record) -> &'static str {
    match row.id("PermissionSetGroupId") {
        Some(_) => "PermissionSetGroup.HasActivationRequired",
        None => "PermissionSet.HasActivationRequired",
    }
}

struct Held {
    id: RecordId,
    name: ApiName,
}

fn held(row: &Record) -> Result<Held, ReadError> {
    let (id, namespace, name) = match row.id("PermissionSetGroupId") {
        Some(_) => (
            "PermissionSetGroupId",
            "PermissionSetGroup.NamespacePrefix",
            "PermissionSetGroup.DeveloperName",
        ),
        None => (
            "PermissionSetId",
            "PermissionSet.NamespacePrefix",
            "PermissionSet.Name",
        ),
    };
    Ok(Held {
        id: need_id(row, id)?,
        name: full_name(row, namespace, name)?,
    })
}

/// A row with a user and what is active in one of its sessions.
fn activations(row: &Record) -> Option<(RecordId, RecordId)> {
    let user = need_id(row, "UserId").ok()?;
    let held = ["PermissionSetGroupId", "PermissionSetId"]
        .into_iter()
        .find_map(|column| need_id(row, column).ok())?;
    Some((user, held))
}
