//! Permission sets and profiles.

use serde_json::{Value, json};

use super::world::{World, done, file, manifest};
use crate::value::{flag, text};

const PATH: &str = "permissionsets/Bill.permissionset";

const FULL: &str = "
    <classAccesses><apexClass>CustomerRESTWS</apexClass><enabled>true</enabled></classAccesses>
    <description>Bills</description>
    <fieldPermissions><editable>true</editable><field>Account.Phone</field><readable>true</readable></fieldPermissions>
    <fieldPermissions><editable>false</editable><field>Account.Website</field><readable>true</readable></fieldPermissions>
    <label>Bill</label>
    <objectPermissions>
        <allowCreate>true</allowCreate><allowDelete>false</allowDelete><allowEdit>true</allowEdit><allowRead>true</allowRead>
        <modifyAllRecords>false</modifyAllRecords><object>Account</object><viewAllFields>false</viewAllFields><viewAllRecords>false</viewAllRecords>
    </objectPermissions>
    <tabSettings><tab>standard-Account</tab><visibility>Visible</visibility></tabSettings>
    <userPermissions><enabled>true</enabled><name>ApiEnabled</name></userPermissions>
";

fn package(version: &str) -> String {
    manifest(&[("PermissionSet", &["Bill"])], version)
}

fn deploy(world: &World, inner: &str) -> super::super::xml::Element {
    world.deployed(&[
        ("package.xml", &package("66.0")),
        (PATH, &file("PermissionSet", inner)),
    ])
}

#[test]
fn a_permission_set_round_trips_through_its_rows() {
    let world = World::new();
    assert_eq!(done(&deploy(&world, FULL), "Bill"), (true, true, false));
    let set = &world.rows("PermissionSet", &[("Name", json!("Bill"))])[0];
    assert!(flag(set, "PermissionsApiEnabled"));
    assert_eq!(text(set, "Description"), "Bills");
    let parent = [("ParentId", set["Id"].clone())];
    assert_eq!(world.rows("FieldPermissions", &parent).len(), 2);
    assert_eq!(world.rows("SetupEntityAccess", &parent).len(), 1);
    assert!(flag(
        &world.rows("ObjectPermissions", &parent)[0],
        "PermissionsCreate"
    ));
    let retrieved = world.file("PermissionSet", "Bill", PATH);
    assert_eq!(retrieved.all("fieldPermissions").count(), 2);
    assert_eq!(
        retrieved.child("tabSettings").unwrap().value("visibility"),
        Some("Visible")
    );
    let text = super::super::xml::to_document(&retrieved, super::super::types::NAMESPACE);
    let again = world.deployed(&[("package.xml", &package("66.0")), (PATH, &text)]);
    assert_eq!(done(&again, "Bill"), (false, false, false));
}

#[test]
fn rows_written_elsewhere_show_in_the_file() {
    let world = World::new();
    deploy(&world, FULL);
    world.work(|tx| {
        let set = tx.find_one("PermissionSet", &[("Name", json!("Bill"))]).unwrap();
        let admin = crate::testing::admin(tx);
        let values = crate::value::row([
            ("ParentId", set["Id"].clone()),
            ("SobjectType", json!("Account")),
            ("Field", json!("Account.Fax")),
            ("PermissionsRead", Value::Bool(true)),
            ("PermissionsEdit", Value::Bool(false)),
        ]);
        crate::dml::insert(tx, &admin, "FieldPermissions", &values).unwrap();
    });
    assert_eq!(
        world
            .file("PermissionSet", "Bill", PATH)
            .all("fieldPermissions")
            .count(),
        3
    );
}

#[test]
fn from_40_0_a_file_replaces_the_set_and_before_it_merges() {
    for (version, fields) in [("66.0", 0), ("39.0", 2)] {
        let world = World::new();
        deploy(&world, FULL);
        let bare = file("PermissionSet", "<label>Bill</label>");
        let result = world.deployed(&[("package.xml", &package(version)), (PATH, &bare)]);
        assert!(!done(&result, "Bill").0);
        let set = &world.rows("PermissionSet", &[("Name", json!("Bill"))])[0];
        let parent = [("ParentId", set["Id"].clone())];
        assert_eq!(world.rows("FieldPermissions", &parent).len(), fields, "{version}");
        assert_eq!(flag(set, "PermissionsApiEnabled"), fields > 0, "{version}");
    }
}

#[test]
fn replacing_a_set_leaves_its_approvals_of_apps_alone() {
    let world = World::new();
    deploy(&world, FULL);
    let app = world.rows("ExternalClientApplication", &[])[0]["Id"].clone();
    let set = world.rows("PermissionSet", &[("Name", json!("Bill"))])[0]["Id"].clone();
    world.work(|tx| {
        let values = [
            ("ParentId", set.clone()),
            ("SetupEntityId", app.clone()),
            ("SetupEntityType", json!("ExternalClientApplication")),
        ];
        tx.insert_raw("SetupEntityAccess", crate::value::row(values))
    });
    deploy(&world, "<label>Bill</label>");
    assert_eq!(world.rows("SetupEntityAccess", &[("ParentId", set)]).len(), 1);
}

#[test]
fn a_profile_overlays() {
    let world = World::new();
    let name = "Minimum Access - API Only Integrations";
    let path = format!("profiles/{name}.profile");
    let package = manifest(&[("Profile", &[name])], "66.0");
    let before = world.file("Profile", name, &path);
    assert_eq!(before.value("userLicense"), Some("Salesforce Integration"));
    let inner = "<loginIpRanges><endAddress>10.0.0.9</endAddress><startAddress>10.0.0.1</startAddress></loginIpRanges>";
    let result = world.deployed(&[("package.xml", &package), (&path, &file("Profile", inner))]);
    assert_eq!(done(&result, name), (false, true, false));
    let after = world.file("Profile", name, &path);
    assert_eq!(
        after.child("loginIpRanges").unwrap().value("startAddress"),
        Some("10.0.0.1")
    );
    assert_eq!(
        after.all("userPermissions").count(),
        before.all("userPermissions").count(),
        "the rest stays"
    );
    assert_eq!(
        world
            .file("Profile", "Admin", "profiles/Admin.profile")
            .value("custom"),
        Some("false")
    );
}
