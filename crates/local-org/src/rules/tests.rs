//! Rules that need more than one row to show.

use std::net::Ipv4Addr;

use secrecy::ExposeSecret as _;
use serde_json::Value;

use crate::dml;
use crate::enforce::{Caller, access_of};
use crate::error::ApiError;
use crate::rules::settle_groups;
use crate::sessions::{Flow, SignIn, Source, authenticate, sign_in};
use crate::store::Tx;
use crate::testing::{admin, caller, org, org_with, with};
use crate::value::{Id, Row, flag, id, row, text};

fn id_of(tx: &Tx<'_>, object: &str, field: &str, value: &str) -> Id {
    let found = tx.find_one(object, &[(field, Value::from(value))]);
    found
        .and_then(|found| id(&found, "Id"))
        .unwrap_or_else(|| panic!("{object} {value}"))
}

fn user(tx: &mut Tx<'_>, by: &Caller, username: &str, profile: &str) -> Result<Id, ApiError> {
    let mut user = row([("ProfileId", Value::from(id_of(tx, "Profile", "Name", profile)))]);
    for (name, value) in [
        ("Username", username),
        ("LastName", "Person"),
        ("Email", "person@example.com"),
        ("Alias", "person"),
        ("TimeZoneSidKey", "GMT"),
        ("LocaleSidKey", "en_US"),
        ("LanguageLocaleKey", "en_US"),
        ("EmailEncodingKey", "UTF-8"),
    ] {
        user.insert(name.to_owned(), Value::from(value));
    }
    dml::insert(tx, by, "User", &user)
}

fn set(tx: &mut Tx<'_>, by: &Caller, name: &str, more: Row) -> Result<Id, ApiError> {
    let mut set = row([("Name", Value::from(name)), ("Label", Value::from(name))]);
    set.extend(more);
    dml::insert(tx, by, "PermissionSet", &set)
}

fn assign(tx: &mut Tx<'_>, by: &Caller, user: &Id, set: &Id, more: Row) -> Result<Id, ApiError> {
    let mut pair = row([
        ("AssigneeId", Value::from(user)),
        ("PermissionSetId", Value::from(set)),
    ]);
    pair.extend(more);
    dml::insert(tx, by, "PermissionSetAssignment", &pair)
}

fn grant(tx: &mut Tx<'_>, by: &Caller, set: &Id, object: &str) -> Result<Id, ApiError> {
    let entry = row([
        ("ParentId", Value::from(set)),
        ("SobjectType", Value::from(object)),
        ("PermissionsRead", Value::Bool(true)),
    ]);
    dml::insert(tx, by, "ObjectPermissions", &entry)
}

fn on(permission: &str) -> Row {
    row([(permission, Value::Bool(true))])
}

const INTEGRATION: &str = "Minimum Access - API Only Integrations";
const PERSON: &str = "Minimum Access - Salesforce";

fn code(outcome: Result<impl Sized, ApiError>) -> Option<String> {
    outcome.err().map(|error| error.code)
}

#[test]
fn an_assignment_ends_with_its_date_and_a_session_based_set_grants_nothing() {
    let org = org();
    with(&org, |tx| {
        let by = admin(tx);
        let person = user(tx, &by, "ends@example.com", PERSON).expect("a user");
        let timed = set(tx, &by, "Timed", on("PermissionsRunReports")).expect("a set");
        let until = row([("ExpirationDate", Value::from("2099-01-01T00:00:00Z"))]);
        assign(tx, &by, &person, &timed, until).expect("an assignment");
        let mut session = on("PermissionsExportReport");
        session.extend(on("PermissionsRunReports"));
        session.extend(on("HasActivationRequired"));
        let session = set(tx, &by, "Sessional", session).expect("a set");
        assert_eq!(
            text(&tx.get("PermissionSet", &session).expect("a row"), "Type"),
            "Session"
        );
        assign(tx, &by, &person, &session, Row::new()).expect("an assignment");
        assert!(access_of(tx, &person).permission("RunReports"));
        assert!(
            !access_of(tx, &person).permission("ExportReport"),
            "nothing activates it"
        );
    });
    org.knobs.set_clock_offset(80 * 365 * 24 * 3600 * 1000);
    with(&org, |tx| {
        let person = id_of(tx, "User", "Username", "ends@example.com");
        assert!(
            !access_of(tx, &person).permission("RunReports"),
            "the date has passed"
        );
    });
}

/// Begins a session of a user.
fn session(tx: &mut Tx<'_>, user: &Id) -> (String, Id) {
    let source = Source::itself(tx.org);
    let request = SignIn {
        user,
        app: None,
        consumer: None,
        flow: Flow::Direct,
        scopes: vec!["api".to_owned()],
        source: &source,
        refresh: None,
    };
    let token = sign_in(tx, &request).token.expose_secret().to_owned();
    let caller = authenticate(tx, &token, Ipv4Addr::LOCALHOST.into()).expect("a caller");
    (token, caller.session.expect("a session").id)
}

#[test]
fn a_session_based_set_counts_in_the_session_that_it_is_activated_in_and_ends_with_it() {
    let org = org();
    with(&org, |tx| {
        let by = admin(tx);
        let person = user(tx, &by, "sessional@example.com", PERSON).expect("a user");
        let plain = set(tx, &by, "Plain", on("PermissionsApiEnabled")).expect("a set");
        assign(tx, &by, &person, &plain, Row::new()).expect("an assignment");
        let mut on_demand = on("PermissionsRunReports");
        on_demand.extend(on("HasActivationRequired"));
        let on_demand = set(tx, &by, "On_Demand", on_demand).expect("a set");
        let (token, here) = session(tx, &person);
        let (elsewhere, _) = session(tx, &person);
        let activate = |tx: &mut Tx<'_>, set: &Id| {
            let activation = row([
                ("AuthSessionId", Value::from(&here)),
                ("PermissionSetId", Value::from(set)),
            ]);
            dml::insert(tx, &by, "SessionPermSetActivation", &activation)
        };
        let refused = Some("FIELD_INTEGRITY_EXCEPTION".to_owned());
        assert_eq!(code(activate(tx, &on_demand)), refused, "it is not assigned");
        assert_eq!(code(activate(tx, &plain)), refused, "it needs no activation");
        assign(tx, &by, &person, &on_demand, Row::new()).expect("an assignment");
        let may = |tx: &mut Tx<'_>, token: &str| {
            authenticate(tx, token, Ipv4Addr::LOCALHOST.into())
                .expect("a caller")
                .access
                .permission("RunReports")
        };
        assert!(!may(tx, &token));
        let activation = activate(tx, &on_demand).expect("an activation");
        assert_eq!(code(activate(tx, &on_demand)), Some("DUPLICATE_VALUE".to_owned()));
        assert!(may(tx, &token) && !may(tx, &elsewhere));
        let kept = tx.get("SessionPermSetActivation", &activation).expect("a row");
        assert_eq!(text(&kept, "UserId"), person.as_str());
        dml::delete(tx, &by, "SessionPermSetActivation", &activation).expect("deleted");
        assert!(!may(tx, &token));
        activate(tx, &on_demand).expect("an activation");
        dml::delete(tx, &by, "AuthSession", &here).expect("ended");
        session(tx, &person);
        assert_eq!(tx.count("SessionPermSetActivation", &[]), 0);
    });
}

#[test]
fn a_session_based_group_is_activated_as_a_whole() {
    let org = org();
    with(&org, |tx| {
        let by = admin(tx);
        let person = user(tx, &by, "grouped@example.com", PERSON).expect("a user");
        let plain = set(tx, &by, "Plain", on("PermissionsApiEnabled")).expect("a set");
        assign(tx, &by, &person, &plain, Row::new()).expect("an assignment");
        let member = set(tx, &by, "Member", on("PermissionsRunReports")).expect("a set");
        let mut group = row([
            ("DeveloperName", "Nightly".into()),
            ("MasterLabel", "Nightly".into()),
        ]);
        group.extend(on("HasActivationRequired"));
        let group = dml::insert(tx, &by, "PermissionSetGroup", &group).expect("a group");
        let part = row([
            ("PermissionSetGroupId", Value::from(&group)),
            ("PermissionSetId", Value::from(&member)),
        ]);
        dml::insert(tx, &by, "PermissionSetGroupComponent", &part).expect("a component");
        settle_groups(tx);
        let pair = row([
            ("AssigneeId", Value::from(&person)),
            ("PermissionSetGroupId", Value::from(&group)),
        ]);
        dml::insert(tx, &by, "PermissionSetAssignment", &pair).expect("an assignment");
        let (token, here) = session(tx, &person);
        let activation = row([
            ("AuthSessionId", Value::from(&here)),
            ("PermissionSetGroupId", Value::from(&group)),
        ]);
        let before = authenticate(tx, &token, Ipv4Addr::LOCALHOST.into())
            .expect("a caller")
            .access;
        dml::insert(tx, &by, "SessionPermSetActivation", &activation).expect("an activation");
        let after = authenticate(tx, &token, Ipv4Addr::LOCALHOST.into())
            .expect("a caller")
            .access;
        assert_eq!(
            (before.permission("RunReports"), after.permission("RunReports")),
            (false, true)
        );
    });
}

#[test]
fn a_group_is_out_of_date_until_its_delay_is_over() {
    let org = org_with(&[("group_recalculation_delay", "60")]);
    with(&org, |tx| {
        let by = admin(tx);
        let sales = id_of(tx, "PermissionSet", "Name", "Sales_Tools");
        grant(tx, &by, &sales, "Contract").expect("a grant");
        let group = tx
            .find_one("PermissionSetGroup", &[])
            .expect("the group of the seed");
        assert_eq!(text(&group, "Status"), "Outdated");
        settle_groups(tx);
        assert!(
            !caller(tx, "imani.okafor@hallpass.local")
                .access
                .permission("RunReports")
                || text(&group, "Status") == "Outdated"
        );
    });
    org.knobs.set_clock_offset(61_000);
    with(&org, |tx| {
        settle_groups(tx);
        let group = tx
            .find_one("PermissionSetGroup", &[])
            .expect("the group of the seed");
        assert_eq!(text(&group, "Status"), "Updated");
        let own = id_of(tx, "PermissionSet", "PermissionSetGroupId", text(&group, "Id"));
        let about = [
            ("ParentId", Value::from(own)),
            ("SobjectType", Value::from("Contract")),
        ];
        assert_eq!(
            tx.count("ObjectPermissions", &about),
            1,
            "the group's own set has it now"
        );
    });
}

#[test]
fn licences_bound_what_sets_may_hold_and_who_may_hold_them() {
    let org = org();
    with(&org, |tx| {
        let by = admin(tx);
        let psl = id_of(
            tx,
            "PermissionSetLicense",
            "DeveloperName",
            "SalesforceAPIIntegrationPsl",
        );
        let robot = user(tx, &by, "robot@example.com", INTEGRATION).expect("a user");
        let bound = set(tx, &by, "Bound", row([("LicenseId", Value::from(&psl))])).expect("a set");
        grant(tx, &by, &bound, "Account").expect("the licence gives objects");
        let author = row([
            ("PermissionsAuthorApex", Value::Bool(true)),
            ("PermissionsViewSetup", Value::Bool(true)),
            ("PermissionsViewRoles", Value::Bool(true)),
        ]);
        let refused = dml::update(tx, &by, "PermissionSet", &bound, &author);
        assert_eq!(
            code(refused).as_deref(),
            Some("FIELD_INTEGRITY_EXCEPTION"),
            "not by this licence"
        );
        assign(tx, &by, &robot, &bound, Row::new()).expect("the licence comes along");
        assert_eq!(
            tx.count(
                "PermissionSetLicenseAssign",
                &[("AssigneeId", Value::from(&robot))]
            ),
            1
        );

        let other = id_of(tx, "UserLicense", "Name", "Salesforce Platform");
        let platform = set(tx, &by, "Platform", row([("LicenseId", Value::from(other))])).expect("a set");
        let refused = assign(tx, &by, &robot, &platform, Row::new());
        assert_eq!(
            code(refused).as_deref(),
            Some("FIELD_INTEGRITY_EXCEPTION"),
            "another user licence"
        );

        let bare = user(tx, &by, "bare@example.com", INTEGRATION).expect("a user");
        let empty = set(tx, &by, "Plain", Row::new()).expect("a set");
        assign(tx, &by, &bare, &empty, Row::new()).expect("an empty set fits every licence");
        let refused = grant(tx, &by, &empty, "Contact").expect_err("its holder lacks the licence");
        assert_eq!(
            refused.message,
            "The user license doesn't allow the permission: Read Contacts"
        );
    });
}

#[test]
fn a_change_of_profile_moves_the_seat_and_the_profiles_own_set() {
    let org = org();
    with(&org, |tx| {
        let by = admin(tx);
        let robot = user(tx, &by, "moves@example.com", INTEGRATION).expect("a user");
        let used = |tx: &Tx<'_>| {
            let license = tx.find_one("UserLicense", &[("Name", Value::from("Salesforce Integration"))]);
            license.and_then(|license| license.get("UsedLicenses").and_then(Value::as_i64))
        };
        assert_eq!(used(tx), Some(1));
        let to = row([(
            "ProfileId",
            Value::from(id_of(tx, "Profile", "Name", "Standard User")),
        )]);
        dml::update(tx, &by, "User", &robot, &to).expect("a free seat");
        assert_eq!(used(tx), Some(0));
        assert!(
            access_of(tx, &robot).object("Account").create,
            "the new profile's own set counts"
        );
        assert_eq!(
            tx.count("PermissionSetAssignment", &[("AssigneeId", Value::from(&robot))]),
            1
        );
        let line = tx.find_one(
            "SetupAuditTrail",
            &[("Action", Value::from("changedprofileforuserstdtostd"))],
        );
        assert!(line.is_some_and(|line| text(&line, "Display").contains("to Standard User")));
    });
}

#[test]
fn freezing_is_noted_and_a_lock_can_only_be_lifted() {
    let org = org();
    with(&org, |tx| {
        let by = admin(tx);
        let nora = id_of(tx, "User", "Username", "nora.lind@hallpass.local");
        let login = id_of(tx, "UserLogin", "UserId", nora.as_str());
        dml::update(tx, &by, "UserLogin", &login, &on("IsFrozen")).expect("frozen");
        let line = tx
            .find_one("SetupAuditTrail", &[("Action", Value::from("frozeuser"))])
            .expect("a line");
        assert_eq!(text(&line, "Display"), "Froze user account for Nora Lind");
        let refused = dml::update(tx, &by, "UserLogin", &login, &on("IsPasswordLocked"));
        assert_eq!(code(refused).as_deref(), Some("FIELD_INTEGRITY_EXCEPTION"));
        assert!(flag(&tx.get("UserLogin", &login).expect("a row"), "IsFrozen"));
    });
}

#[test]
fn adding_a_member_again_gives_the_row_that_is_there() {
    let org = org();
    with(&org, |tx| {
        let by = admin(tx);
        let there = tx.find_one("GroupMember", &[]).expect("a member of the seed");
        let again = row([
            ("GroupId", there.get("GroupId").cloned().unwrap_or_default()),
            (
                "UserOrGroupId",
                there.get("UserOrGroupId").cloned().unwrap_or_default(),
            ),
        ]);
        let same = dml::insert(tx, &by, "GroupMember", &again).expect("the same");
        assert_eq!(Some(same), id(&there, "Id"));
    });
}

#[test]
fn parts_of_an_address_share_the_row_of_the_whole() {
    let org = org();
    with(&org, |tx| {
        let by = admin(tx);
        let parent = set(tx, &by, "Address", Row::new()).expect("a set");
        let field = |name: &str, edit: bool| {
            row([
                ("ParentId", Value::from(&parent)),
                ("SobjectType", Value::from("Account")),
                ("Field", Value::from(format!("Account.{name}"))),
                ("PermissionsRead", Value::Bool(true)),
                ("PermissionsEdit", Value::Bool(edit)),
            ])
        };
        let city = dml::insert(tx, &by, "FieldPermissions", &field("BillingCity", false)).expect("a part");
        let street =
            dml::insert(tx, &by, "FieldPermissions", &field("BillingStreet", true)).expect("another part");
        assert_eq!(city, street);
        let kept = tx.get("FieldPermissions", &city).expect("a row");
        assert_eq!(
            (text(&kept, "Field"), flag(&kept, "PermissionsEdit")),
            ("Account.BillingAddress", true)
        );
        let whole = dml::insert(tx, &by, "FieldPermissions", &field("BillingAddress", false));
        assert_eq!(code(whole).as_deref(), Some("DUPLICATE_VALUE"));
        let lookup =
            dml::insert(tx, &by, "FieldPermissions", &field("Parent", false)).expect("without Id at the end");
        assert_eq!(
            text(&tx.get("FieldPermissions", &lookup).expect("a row"), "Field"),
            "Account.ParentId"
        );
    });
}

#[test]
fn a_refused_row_leaves_nothing_behind() {
    let org = org();
    with(&org, |tx| {
        let by = admin(tx);
        let lines = tx.count("SetupAuditTrail", &[]);
        assert!(
            set(tx, &by, "Broken", on("PermissionsModifyAllData")).is_err(),
            "it depends on View All Data"
        );
        assert_eq!(tx.count("PermissionSet", &[("Name", Value::from("Broken"))]), 0);
        assert_eq!(tx.count("SetupAuditTrail", &[]), lines);
    });
}
