//! A second, naive computation of effective access, and the test that compares both.
//!
//! It shares nothing with the real one: it walks members of groups and their muting set by itself instead of
//! trusting the group's aggregate rows, and adds up one right at a time.

use proptest::prelude::{Strategy, any, prop_assert_eq, proptest};
use serde_json::Value;

use crate::dml;
use crate::enforce::{Caller, access_of};
use crate::store::Tx;
use crate::testing::{admin, org, with};
use crate::value::{Id, Row, flag, id, row, text};

const OBJECTS: [&str; 3] = ["Account", "Contact", "Invoice__c"];
const FIELDS: [&str; 4] = [
    "Account.Phone",
    "Account.BillingAddress",
    "Contact.Email",
    "Invoice__c.Amount__c",
];
const RIGHTS: [&str; 4] = [
    "PermissionsRead",
    "PermissionsCreate",
    "PermissionsEdit",
    "PermissionsDelete",
];
const SYSTEM: [&str; 3] = [
    "PermissionsRunReports",
    "PermissionsViewAllData",
    "PermissionsApiEnabled",
];

/// What one set grants: for each object how many of the rights, for each field 0 to 2, for each permission whether.
#[derive(Clone, Debug)]
struct Set {
    objects: [usize; 3],
    fields: [u8; 4],
    system: [bool; 3],
    session_based: bool,
}

fn set() -> impl Strategy<Value = Set> {
    (
        proptest::array::uniform3(0..=4_usize),
        proptest::array::uniform4(0..=2_u8),
        proptest::array::uniform3(any::<bool>()),
        proptest::bool::weighted(0.2),
    )
        .prop_map(|(objects, fields, system, session_based)| Set {
            objects,
            fields,
            system,
            session_based,
        })
}

fn make(tx: &mut Tx<'_>, by: &Caller, name: &str, set: &Set) -> Id {
    let mut header = row([
        ("Name", Value::from(name)),
        ("Label", Value::from(name)),
        ("HasActivationRequired", Value::Bool(set.session_based)),
    ]);
    header.extend(
        SYSTEM
            .iter()
            .zip(set.system)
            .map(|(name, on)| ((*name).to_owned(), Value::Bool(on))),
    );
    if set.system[1] {
        header.extend(
            [
                "PermissionsViewPlatformEvents",
                "PermissionsViewDataLeakageEvents",
            ]
            .map(|name| (name.to_owned(), Value::Bool(true))),
        );
    }
    let made = dml::insert(tx, by, "PermissionSet", &header).expect("a set");
    grants(tx, by, &made, set);
    made
}

fn grants(tx: &mut Tx<'_>, by: &Caller, parent: &Id, set: &Set) {
    for (object, rights) in OBJECTS.iter().zip(set.objects).filter(|(_, rights)| *rights > 0) {
        let mut entry = row([
            ("ParentId", Value::from(parent)),
            ("SobjectType", Value::from(*object)),
        ]);
        entry.extend(
            RIGHTS[..rights]
                .iter()
                .map(|right| ((*right).to_owned(), Value::Bool(true))),
        );
        dml::insert(tx, by, "ObjectPermissions", &entry).expect("object rights");
    }
    for (field, level) in FIELDS.iter().zip(set.fields).filter(|(_, level)| *level > 0) {
        let object = field.split('.').next().unwrap_or_default();
        let entry = row([
            ("ParentId", Value::from(parent)),
            ("SobjectType", Value::from(object)),
            ("Field", Value::from(*field)),
            ("PermissionsRead", Value::Bool(true)),
            ("PermissionsEdit", Value::Bool(level == 2)),
        ]);
        dml::insert(tx, by, "FieldPermissions", &entry).expect("field rights");
    }
}

/// Whether any source of the user grants `right` on a row of `object` about `about`.
fn grants_right(tx: &Tx<'_>, user: &Id, (object, key, about): (&str, &str, &str), right: &str) -> bool {
    let has = |set: &Id| {
        tx.find(object, &[("ParentId", Value::from(set))])
            .iter()
            .any(|found| text(found, key).eq_ignore_ascii_case(about) && flag(found, right))
    };
    any_source(tx, user, has)
}

fn grants_permission(tx: &Tx<'_>, user: &Id, column: &str) -> bool {
    any_source(tx, user, |set| {
        let row: Option<Row> = tx
            .get("PermissionSet", set)
            .or_else(|| tx.get("MutingPermissionSet", set));
        row.is_some_and(|row| flag(&row, column))
    })
}

/// Asks every source of a user: the profile's set, each direct set, and each group's members unless muted there.
fn any_source(tx: &Tx<'_>, user: &Id, has: impl Fn(&Id) -> bool) -> bool {
    let assignments = tx.find("PermissionSetAssignment", &[("AssigneeId", Value::from(user))]);
    assignments
        .iter()
        .any(|assignment| match id(assignment, "PermissionSetGroupId") {
            Some(group) => {
                let members: Vec<Id> = tx
                    .find(
                        "PermissionSetGroupComponent",
                        &[("PermissionSetGroupId", Value::from(group))],
                    )
                    .iter()
                    .filter_map(|member| id(member, "PermissionSetId"))
                    .collect();
                let muted = members
                    .iter()
                    .any(|member| member.prefix() == "0QM" && has(member));
                !muted
                    && members
                        .iter()
                        .any(|member| member.prefix() == "0PS" && has(member))
            }
            None => {
                let set = id(assignment, "PermissionSetId").expect("an assignment has a set");
                let row = tx.get("PermissionSet", &set).expect("the set of an assignment");
                !flag(&row, "HasActivationRequired") && has(&set)
            }
        })
}

fn new_user(tx: &mut Tx<'_>, by: &Caller) -> Id {
    let profile = tx
        .find_one("Profile", &[("Name", Value::from("Minimum Access - Salesforce"))])
        .expect("a profile");
    let mut user = row([("ProfileId", Value::from(text(&profile, "Id")))]);
    for (name, value) in [
        ("Username", "oracle@example.com"),
        ("LastName", "Oracle"),
        ("Email", "oracle@example.com"),
        ("Alias", "oracle"),
        ("TimeZoneSidKey", "GMT"),
        ("LocaleSidKey", "en_US"),
        ("LanguageLocaleKey", "en_US"),
        ("EmailEncodingKey", "UTF-8"),
    ] {
        user.insert(name.to_owned(), Value::from(value));
    }
    dml::insert(tx, by, "User", &user).expect("a user")
}

fn compare(
    direct: &[Set],
    members: &[Set],
    muted_permission: usize,
    muted_field: u8,
) -> Result<(), proptest::test_runner::TestCaseError> {
    let org = org();
    with(&org, |tx| {
        let by = admin(tx);
        let user = new_user(tx, &by);
        for (at, set) in direct.iter().enumerate() {
            let set = make(tx, &by, &format!("Direct{at}"), set);
            let pair = row([
                ("AssigneeId", Value::from(&user)),
                ("PermissionSetId", Value::from(&set)),
            ]);
            dml::insert(tx, &by, "PermissionSetAssignment", &pair).expect("an assignment");
        }
        let group = row([
            ("DeveloperName", Value::from("Oracle")),
            ("MasterLabel", Value::from("Oracle")),
        ]);
        let group = dml::insert(tx, &by, "PermissionSetGroup", &group).expect("a group");
        let muting = row([
            ("DeveloperName", Value::from("Muting")),
            ("MasterLabel", Value::from("Muting")),
            (SYSTEM[muted_permission], Value::Bool(true)),
        ]);
        let muting = dml::insert(tx, &by, "MutingPermissionSet", &muting).expect("a muting set");
        if muted_field > 0 {
            let entry = row([
                ("ParentId", Value::from(&muting)),
                ("SobjectType", Value::from("Account")),
                ("Field", Value::from("Account.Phone")),
                ("PermissionsRead", Value::Bool(muted_field == 2)),
                ("PermissionsEdit", Value::Bool(true)),
            ]);
            dml::insert(tx, &by, "FieldPermissions", &entry).expect("a muted field");
        }
        let mut parts = vec![muting];
        for (at, set) in members.iter().enumerate() {
            parts.push(make(tx, &by, &format!("Member{at}"), set));
        }
        for part in &parts {
            let component = row([
                ("PermissionSetGroupId", Value::from(&group)),
                ("PermissionSetId", Value::from(part)),
            ]);
            dml::insert(tx, &by, "PermissionSetGroupComponent", &component).expect("a component");
        }
        let pair = row([
            ("AssigneeId", Value::from(&user)),
            ("PermissionSetGroupId", Value::from(&group)),
        ]);
        dml::insert(tx, &by, "PermissionSetAssignment", &pair).expect("an assignment");
        check(tx, &user)
    })
}

fn check(tx: &Tx<'_>, user: &Id) -> Result<(), proptest::test_runner::TestCaseError> {
    let access = access_of(tx, user);
    let right = |place, right| grants_right(tx, user, place, right);
    let sees_all = grants_permission(tx, user, "PermissionsViewAllData");
    for column in SYSTEM {
        let name = column.trim_start_matches("Permissions");
        prop_assert_eq!(
            access.permission(name),
            grants_permission(tx, user, column),
            "{}",
            name
        );
    }
    for object in OBJECTS {
        let place = ("ObjectPermissions", "SobjectType", object);
        let real = access.object(object);
        prop_assert_eq!(real.read, sees_all || right(place, RIGHTS[0]), "read {}", object);
        prop_assert_eq!(real.create, right(place, RIGHTS[1]), "create {}", object);
        prop_assert_eq!(real.edit, right(place, RIGHTS[2]), "edit {}", object);
        prop_assert_eq!(real.delete, right(place, RIGHTS[3]), "delete {}", object);
    }
    for field in FIELDS {
        let (object, name) = field.split_once('.').expect("a path");
        let on_object = access.object(object);
        let place = ("FieldPermissions", "Field", field);
        let real = access.field(object, name);
        prop_assert_eq!(
            real.read,
            on_object.read && right(place, "PermissionsRead"),
            "read {}",
            field
        );
        let edit = (on_object.edit || on_object.create) && right(place, "PermissionsEdit");
        prop_assert_eq!(real.edit, edit, "edit {}", field);
    }
    let whole = access.field("Account", "BillingAddress");
    prop_assert_eq!(
        access.field("Account", "BillingCity"),
        whole,
        "parts go by the whole"
    );
    Ok(())
}

proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 12, ..proptest::prelude::ProptestConfig::default() })]

    #[test]
    fn effective_access_is_what_a_naive_reader_of_the_rows_computes(
        direct in proptest::collection::vec(set(), 0..3),
        members in proptest::collection::vec(set(), 0..3),
        muted_permission in 0..3_usize,
        muted_field in 0..=2_u8,
    ) {
        compare(&direct, &members, muted_permission, muted_field)?;
    }
}
