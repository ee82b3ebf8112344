//! The queries that read large tables use their indexes.

use hallpass_soql::{SeesAll, Settings, Statement, Translation, translate};
use rusqlite::params_from_iter;

use super::{shared, with};
use crate::services::query::adapter::OrgSchema;
use crate::services::query::values::Bound;
use crate::store::Org;

fn plan(org: &Org, statement: &Statement) -> String {
    with(org, |tx| {
        let mut prepared = tx
            .conn()
            .prepare(&format!("EXPLAIN QUERY PLAN {}", statement.sql))
            .expect("a statement");
        let lines = prepared
            .query_map(params_from_iter(statement.params.iter().map(Bound)), |row| {
                row.get::<_, String>(3)
            })
            .expect("a plan");
        lines
            .map(|line| line.expect("a line"))
            .collect::<Vec<_>>()
            .join("\n")
    })
}

fn statements(org: &Org, soql: &str) -> Vec<Statement> {
    let schema = org.schema();
    let schema = OrgSchema::of(&schema);
    let settings = Settings::at(jiff::Timestamp::UNIX_EPOCH);
    match translate(soql, &schema, &SeesAll, &settings).expect(soql) {
        Translation::Records(query) => {
            let children = query.page.children.into_iter().map(|child| child.statement);
            [query.ids, query.page.statement]
                .into_iter()
                .chain(children)
                .collect()
        }
        Translation::Count(query) => vec![query.statement],
        Translation::Aggregate(query) => vec![query.statement],
    }
}

#[test]
fn rows_of_large_tables_are_found_by_index() {
    let org = shared();
    for (soql, table) in [
        (
            "SELECT Id, Field FROM FieldPermissions WHERE ParentId IN ('0PS000000000001AAA','0PS000000000002AAA')",
            "FieldPermissions",
        ),
        (
            "SELECT Id FROM FieldPermissions WHERE ParentId = '0PS000000000001AAA' AND SobjectType = 'Account'",
            "FieldPermissions",
        ),
        (
            "SELECT ParentId, COUNT(Id) FROM FieldPermissions WHERE ParentId IN ('0PS000000000001AAA') GROUP BY ParentId",
            "FieldPermissions",
        ),
        (
            "SELECT COUNT() FROM ObjectPermissions WHERE ParentId = '0PS000000000001AAA'",
            "ObjectPermissions",
        ),
        (
            "SELECT Id FROM PermissionSetAssignment WHERE AssigneeId = '005000000000001AAA'",
            "PermissionSetAssignment",
        ),
        (
            "SELECT Id FROM SetupEntityAccess WHERE ParentId IN ('0PS000000000001AAA')",
            "SetupEntityAccess",
        ),
        (
            "SELECT Id FROM User WHERE Username IN ('a@example.com','b@example.com')",
            "User",
        ),
        (
            "SELECT Name, (SELECT Field FROM FieldPerms) FROM PermissionSet WHERE Id = '0PS000000000001AAA'",
            "FieldPermissions",
        ),
    ] {
        for statement in statements(org, soql) {
            let plan = plan(org, &statement);
            assert!(!plan.contains("SCAN t0"), "{soql}\n{}\n{plan}", statement.sql);
            if statement.sql.contains(table) {
                assert!(
                    plan.contains("SEARCH t0 USING"),
                    "{soql}\n{}\n{plan}",
                    statement.sql
                );
            }
        }
    }
}

#[test]
fn parents_are_joined_by_index() {
    let org = shared();
    let soql = "SELECT Id, Parent.Name FROM FieldPermissions WHERE Parent.Profile.Name = 'x'";
    for statement in statements(org, soql) {
        let plan = plan(org, &statement);
        for table in ["t1", "t2"] {
            assert!(!plan.contains(&format!("SCAN {table}")), "{plan}");
        }
    }
}

/// Tables that grow with every integration or every call.
const LARGE: &[&str] = &[
    "Account",
    "AuthSession",
    "Contact",
    "FieldPermissions",
    "LoginHistory",
    "ObjectPermissions",
    "PermissionSetAssignment",
    "PermissionSetLicenseAssign",
    "SetupAuditTrail",
    "SetupEntityAccess",
    "User",
    "UserLogin",
];

/// What reads a large table from end to end and can't do better, with the reason.
const SCANS: &[(&str, &str)] = &[];

/// Returns the large tables that a statement reads from end to end.
fn scanned(org: &Org, statement: &Statement) -> Vec<String> {
    let plan = plan(org, statement);
    let aliases = plan
        .lines()
        .filter_map(|line| line.trim().strip_prefix("SCAN "))
        .filter_map(|rest| rest.split(' ').next());
    aliases
        .filter_map(|alias| {
            LARGE
                .iter()
                .find(|table| statement.sql.contains(&format!("\"{table}\" AS \"{alias}\"")))
        })
        .map(|table| format!("{table}\n{}\n{plan}", statement.sql))
        .collect()
}

#[test]
fn what_clients_send_scans_no_large_table() {
    let org = shared();
    let sent = include_str!("sent.soql")
        .lines()
        .filter(|line| !line.starts_with('#'));
    let mut found = Vec::new();
    for soql in sent {
        let excused = SCANS.iter().any(|(query, _)| *query == soql);
        let scans: Vec<String> = statements(org, soql)
            .iter()
            .flat_map(|statement| scanned(org, statement))
            .collect();
        if scans.is_empty() == excused {
            found.push(format!("{soql}\n{}", scans.join("\n")));
        }
    }
    assert!(
        found.is_empty(),
        "{} queries:\n{}",
        found.len(),
        found.join("\n\n")
    );
}
