//! Roles, users, groups.

use serde_json::Value;

use crate::dml;
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::rules::make_role_groups;
use crate::store::Tx;
use crate::value::{Id, Row, id, row, text};

/// The System Administrator's username.
pub(super) const ADMIN: &str = "admin@hallpass.local";

/// The username of the identity that hallpass uses.
pub(super) const RUNNER: &str = "runner@hallpass.local";

struct Person {
    first: &'static str,
    last: &'static str,
    username: &'static str,
    alias: &'static str,
    profile: &'static str,
    role: &'static str,
    active: bool,
}

const fn person(
    (first, last): (&'static str, &'static str),
    (username, alias): (&'static str, &'static str),
    profile: &'static str,
    role: &'static str,
) -> Person {
    Person {
        first,
        last,
        username,
        alias,
        profile,
        role,
        active: true,
    }
}

const PEOPLE: &[Person] = &[
    person(
        ("Hallpass", "Runner"),
        (RUNNER, "runner"),
        "Minimum Access - Salesforce",
        "",
    ),
    person(
        ("Nora", "Lind"),
        ("nora.lind@hallpass.local", "nlind"),
        "Standard User",
        "CEO",
    ),
    person(
        ("Tomas", "Brandt"),
        ("tomas.brandt@hallpass.local", "tbrandt"),
        "Standard User",
        "Sales",
    ),
    person(
        ("Imani", "Okafor"),
        ("imani.okafor@hallpass.local", "iokafor"),
        "Marketing User",
        "Marketing",
    ),
    person(
        ("Jun", "Sato"),
        ("jun.sato@hallpass.local", "jsato"),
        "Standard Platform User",
        "Finance",
    ),
    Person {
        first: "Petra",
        last: "Novak",
        username: "petra.novak@hallpass.local",
        alias: "pnovak",
        profile: "Standard User",
        role: "Sales",
        active: false,
    },
];

/// Role, and the one above it.
const ROLES: &[(&str, &str)] = &[
    ("CEO", ""),
    ("Sales", "CEO"),
    ("Marketing", "CEO"),
    ("Finance", "CEO"),
];

/// The System Administrator's Id is fixed, since that user creates everything else.
pub(crate) fn admin_id() -> Id {
    Id::make("005", 0)
}

/// Makes roles, users and groups.
pub(super) fn fill(tx: &mut Tx<'_>, admin: &Id) -> Result<(), ApiError> {
    let caller = Caller::system(tx, admin);
    roles(tx);
    administrator(tx, admin);
    for person in PEOPLE {
        insert(tx, &caller, person)?;
    }
    groups(tx, &caller)
}

fn roles(tx: &mut Tx<'_>) {
    for (name, above) in ROLES {
        let above = tx.find_one("UserRole", &[("Name", Value::from(*above))]);
        let role = tx.insert_raw(
            "UserRole",
            row([
                ("Name", Value::from(*name)),
                ("DeveloperName", Value::from(*name)),
                (
                    "ParentRoleId",
                    above.map_or(Value::Null, |role| role.get("Id").cloned().unwrap_or_default()),
                ),
                ("OpportunityAccessForAccountOwner", Value::from("Edit")),
                ("PortalType", Value::from("None")),
            ]),
        );
        make_role_groups(tx, &role, name, name);
    }
}

fn locale() -> Row {
    row([
        ("TimeZoneSidKey", Value::from("America/Los_Angeles")),
        ("LocaleSidKey", Value::from("en_US")),
        ("LanguageLocaleKey", Value::from("en_US")),
        ("EmailEncodingKey", Value::from("UTF-8")),
    ])
}

fn by_name(tx: &Tx<'_>, object: &str, name: &str) -> Value {
    tx.find_one(object, &[("Name", Value::from(name))])
        .map_or(Value::Null, |found| Value::from(text(&found, "Id")))
}

/// The first user can't be made by another, so the row is made whole here.
fn administrator(tx: &mut Tx<'_>, admin: &Id) {
    let profile = by_name(tx, "Profile", "System Administrator");
    let mut user = locale();
    user.extend(row([
        ("Id", Value::from(admin)),
        ("Username", Value::from(ADMIN)),
        ("FirstName", Value::from("Ada")),
        ("LastName", Value::from("Admin")),
        ("Name", Value::from("Ada Admin")),
        ("Email", Value::from(ADMIN)),
        ("Alias", Value::from("admin")),
        ("CommunityNickname", Value::from("admin")),
        ("IsActive", Value::Bool(true)),
        ("ProfileId", profile.clone()),
        ("UserType", Value::from("Standard")),
        ("DigestFrequency", Value::from("D")),
        ("DefaultGroupNotificationFrequency", Value::from("N")),
    ]));
    tx.insert_raw("User", user);
    let set = tx
        .find_one("PermissionSet", &[("ProfileId", profile)])
        .unwrap_or_default();
    tx.insert_raw(
        "PermissionSetAssignment",
        row([
            ("AssigneeId", Value::from(admin)),
            ("PermissionSetId", Value::from(text(&set, "Id"))),
            ("IsActive", Value::Bool(true)),
        ]),
    );
    tx.insert_raw("UserLogin", row([("UserId", Value::from(admin))]));
}

fn insert(tx: &mut Tx<'_>, caller: &Caller, person: &Person) -> Result<Id, ApiError> {
    let mut user = locale();
    user.extend(row([
        ("Username", Value::from(person.username)),
        ("FirstName", Value::from(person.first)),
        ("LastName", Value::from(person.last)),
        ("Email", Value::from(person.username)),
        ("Alias", Value::from(person.alias)),
        ("ProfileId", by_name(tx, "Profile", person.profile)),
        ("UserRoleId", by_name(tx, "UserRole", person.role)),
        ("IsActive", Value::Bool(person.active)),
    ]));
    dml::insert(tx, caller, "User", &user)
}

fn groups(tx: &mut Tx<'_>, caller: &Caller) -> Result<(), ApiError> {
    let group = |name: &str, label: &str, kind: &str| {
        row([
            ("DeveloperName", Value::from(name)),
            ("Name", Value::from(label)),
            ("Type", Value::from(kind)),
        ])
    };
    // All internal users, as sharing knows them.
    tx.insert_raw(
        "Group",
        group("AllInternalUsers", "All Internal Users", "Organization"),
    );
    let sales = dml::insert(tx, caller, "Group", &group("Sales_Team", "Sales Team", "Regular"))?;
    dml::insert(
        tx,
        caller,
        "Group",
        &group("Support_Queue", "Support Queue", "Queue"),
    )?;
    for name in ["nora.lind@hallpass.local", "tomas.brandt@hallpass.local"] {
        let user = tx
            .find_one("User", &[("Username", Value::from(name))])
            .unwrap_or_default();
        if let Some(user) = id(&user, "Id") {
            let member = row([
                ("GroupId", Value::from(&sales)),
                ("UserOrGroupId", Value::from(user)),
            ]);
            dml::insert(tx, caller, "GroupMember", &member)?;
        }
    }
    Ok(())
}
