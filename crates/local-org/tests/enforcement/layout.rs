//! Random permission sets, a group with muting, users; made over HTTP and remembered as plain grants.

use proptest::prelude::{Strategy, any};
use proptest::{array, bool as flag};
use serde_json::{Value, json};

use crate::grants::{Granted, guarded};
use crate::wire::Wire;
use crate::world::{OBJECTS, World};

const FIELDS: usize = 10;
const VERBS: [(&str, &str); 4] = [
    ("read", "PermissionsRead"),
    ("create", "PermissionsCreate"),
    ("edit", "PermissionsEdit"),
    ("delete", "PermissionsDelete"),
];
/// Permissions that open setup objects, with all that they need.
const SETUP: &[&str] = &["ViewSetup", "ViewRoles"];
const EVERYTHING: &[&str] = &["ViewAllData", "ViewPlatformEvents", "ViewDataLeakageEvents"];
const CLASS: &str = "CustomerRESTWS";

/// For each object how many of the verbs, for each field 0 to 2 (read, edit).
#[derive(Debug, Clone)]
pub(crate) struct SetWish {
    objects: [usize; 3],
    all_fields: [bool; 3],
    fields: [u8; FIELDS],
    setup: bool,
    everything: bool,
    class: bool,
    session_based: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Layout {
    sets: [SetWish; 3],
    members: [bool; 3],
    /// For each object how many verbs are muted, the last ones first; for each field 1 mutes edit, 2 both.
    muted_objects: [usize; 3],
    muted_fields: [u8; FIELDS],
    muted_setup: bool,
    /// For each user which sets, whether the group, and whether by the API-only profile.
    users: [([bool; 3], bool, bool); 2],
}

fn set() -> impl Strategy<Value = SetWish> {
    (
        array::uniform3(0..=4_usize),
        array::uniform3(flag::weighted(0.1)),
        array::uniform10(0..=2_u8),
        (
            flag::weighted(0.3),
            flag::weighted(0.15),
            any::<bool>(),
            flag::weighted(0.2),
        ),
    )
        .prop_map(
            |(objects, all_fields, fields, (setup, everything, class, session_based))| SetWish {
                objects,
                all_fields,
                fields,
                setup,
                everything,
                class,
                session_based,
            },
        )
}

pub(crate) fn layout() -> impl Strategy<Value = Layout> {
    let user = (
        array::uniform3(any::<bool>()),
        any::<bool>(),
        flag::weighted(0.25),
    );
    (
        array::uniform3(set()),
        array::uniform3(any::<bool>()),
        array::uniform3(0..=4_usize),
        array::uniform10(0..=2_u8),
        any::<bool>(),
        array::uniform2(user),
    )
        .prop_map(
            |(sets, members, muted_objects, muted_fields, muted_setup, users)| Layout {
                sets,
                members,
                muted_objects,
                muted_fields,
                muted_setup,
                users,
            },
        )
}

impl Layout {
    /// Users of one set that grants all, without a group.
    pub(crate) fn of_one_full_set() -> Layout {
        let full = SetWish {
            objects: [4; 3],
            all_fields: [false; 3],
            fields: [2; FIELDS],
            setup: false,
            everything: false,
            class: true,
            session_based: false,
        };
        let nothing = SetWish {
            objects: [0; 3],
            fields: [0; FIELDS],
            class: false,
            ..full
        };
        Layout {
            sets: [full, nothing.clone(), nothing],
            members: [false; 3],
            muted_objects: [0; 3],
            muted_fields: [0; FIELDS],
            muted_setup: false,
            users: [([true, false, false], false, false); 2],
        }
    }
}

/// A user, and what was granted.
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) username: String,
    token: String,
    pub(crate) granted: Granted,
    /// The assignments, but for the one that opens the API.
    pub(crate) assignments: Vec<String>,
}

impl Person {
    pub(crate) fn wire(&self, world: &World) -> Wire {
        Wire::new(&world.url, &self.token)
    }
}

/// What every user here holds.
pub(crate) fn base() -> Granted {
    Granted::from(["ApiEnabled".to_owned()])
}

pub(crate) fn build(world: &World, layout: &Layout) -> Vec<Person> {
    let api = made_set(world, &json!({ "PermissionsApiEnabled": true }));
    let sets: Vec<(String, Granted)> = layout.sets.iter().map(|wish| make_set(world, wish)).collect();
    let group = make_group(world, layout, &sets);
    let users = layout.users.iter().map(|(direct, grouped, api_only)| {
        let (id, username) = make_user(world, *api_only);
        let mut granted = Granted::new();
        let mut assignments = Vec::new();
        let opened = assign(world, &id, "PermissionSetId", &api);
        assert!(opened.is_some(), "everybody may have the API");
        granted.extend(base());
        if *api_only {
            granted.insert("ApiUserOnly".to_owned());
        }
        let chosen = sets.iter().zip(&layout.sets).zip(direct).filter(|(_, on)| **on);
        for (((set, grants), wish), _) in chosen {
            if let Some(assignment) = assign(world, &id, "PermissionSetId", set) {
                assignments.push(assignment);
                // Nothing activates a session-based set for a session of the API.
                if !wish.session_based {
                    granted.extend(grants.iter().cloned());
                }
            }
        }
        if let (true, Some((group, grants))) = (*grouped, &group)
            && let Some(assignment) = assign(world, &id, "PermissionSetGroupId", group)
        {
            assignments.push(assignment);
            granted.extend(grants.iter().cloned());
        }
        Person {
            token: world.token(&username),
            id,
            username,
            granted,
            assignments,
        }
    });
    users.collect()
}

fn made_set(world: &World, permissions: &Value) -> String {
    let name = format!("Set{}", world.fresh());
    let mut row = permissions.clone();
    row["Name"] = json!(name);
    row["Label"] = json!(name);
    world.create("PermissionSet", &row)
}

fn make_set(world: &World, wish: &SetWish) -> (String, Granted) {
    let mut granted = Granted::new();
    let mut header = json!({ "HasActivationRequired": wish.session_based });
    for (on, names) in [(wish.setup, SETUP), (wish.everything, EVERYTHING)] {
        for name in names.iter().filter(|_| on) {
            header[format!("Permissions{name}")] = json!(true);
            granted.insert((*name).to_owned());
        }
    }
    let set = made_set(world, &header);
    let mut rows = Vec::new();
    for (at, object) in OBJECTS.iter().enumerate().filter(|(at, _)| wish.objects[*at] > 0) {
        let mut row = json!({ "ParentId": set, "SobjectType": object });
        let mut grants = Vec::new();
        for (verb, column) in &VERBS[..wish.objects[at]] {
            row[*column] = json!(true);
            grants.push(format!("{object} {verb}"));
        }
        if wish.all_fields[at] {
            row["PermissionsViewAllFields"] = json!(true);
            grants.push(format!("{object} all fields"));
        }
        rows.push((row, grants));
    }
    keep_taken(world, "ObjectPermissions", rows, &mut granted);
    let rows = field_rows(&set, &wish.fields, |level| (true, level == 2));
    keep_taken(world, "FieldPermissions", rows, &mut granted);
    if wish.class {
        let class = world.one(&format!("SELECT Id FROM ApexClass WHERE Name = '{CLASS}'"));
        let row = json!({ "ParentId": set, "SetupEntityId": class });
        keep_taken(
            world,
            "SetupEntityAccess",
            vec![(row, vec![CLASS.to_owned()])],
            &mut granted,
        );
    }
    (set, granted)
}

type Rows = Vec<(Value, Vec<String>)>;

fn field_rows(parent: &str, levels: &[u8], columns: impl Fn(u8) -> (bool, bool)) -> Rows {
    let fields = guarded();
    assert_eq!(fields.len(), levels.len(), "each field has a level");
    let wanted = fields.iter().zip(levels).filter(|(_, level)| **level > 0);
    wanted
        .map(|((object, field), level)| {
            let (read, edit) = columns(*level);
            let row = json!({
                "ParentId": parent, "SobjectType": object, "Field": format!("{object}.{field}"),
                "PermissionsRead": read, "PermissionsEdit": edit,
            });
            let verbs = [("read", read), ("edit", edit)].into_iter().filter(|(_, on)| *on);
            (
                row,
                verbs
                    .map(|(verb, _)| format!("{object}.{field} {verb}"))
                    .collect(),
            )
        })
        .collect()
}

/// Makes the rows, and notes the grants of those that the org took.
fn keep_taken(world: &World, object: &str, rows: Rows, granted: &mut Granted) {
    let (rows, grants): (Vec<Value>, Vec<Vec<String>>) = rows.into_iter().unzip();
    let taken = world.create_all(object, &rows);
    for grants in grants
        .into_iter()
        .zip(taken)
        .filter(|(_, taken)| *taken)
        .map(|(grants, _)| grants)
    {
        granted.extend(grants);
    }
}

fn make_group(world: &World, layout: &Layout, sets: &[(String, Granted)]) -> Option<(String, Granted)> {
    if !layout.members.contains(&true) {
        return None;
    }
    let name = format!("Group{}", world.fresh());
    let label = json!({ "DeveloperName": name, "MasterLabel": name });
    let group = world.create("PermissionSetGroup", &label);
    let mut granted = Granted::new();
    let mut components = Vec::new();
    for ((set, grants), _) in sets.iter().zip(layout.members).filter(|(_, member)| *member) {
        components.push(json!({ "PermissionSetGroupId": group, "PermissionSetId": set }));
        // Inside a group a session-based set needs no activation.
        granted.extend(grants.iter().cloned());
    }
    let (muting, muted) = make_muting(world, layout);
    components.push(json!({ "PermissionSetGroupId": group, "PermissionSetId": muting }));
    let taken = world.create_all("PermissionSetGroupComponent", &components);
    assert!(
        taken.iter().all(|taken| *taken),
        "sets of any kind fit into a group"
    );
    granted.retain(|grant| !muted.contains(grant));
    Some((group, granted))
}

fn make_muting(world: &World, layout: &Layout) -> (String, Granted) {
    let name = format!("Muting{}", world.fresh());
    let mut muted = Granted::new();
    let mut row = json!({ "DeveloperName": name, "MasterLabel": name });
    if layout.muted_setup {
        row["PermissionsViewSetup"] = json!(true);
        muted.insert("ViewSetup".to_owned());
    }
    let muting = world.create("MutingPermissionSet", &row);
    let mut rows = Vec::new();
    for (object, count) in OBJECTS
        .iter()
        .zip(layout.muted_objects)
        .filter(|(_, count)| *count > 0)
    {
        let mut row = json!({ "ParentId": muting, "SobjectType": object });
        let mut grants = Vec::new();
        for (verb, column) in VERBS.iter().rev().take(count) {
            row[*column] = json!(true);
            grants.push(format!("{object} {verb}"));
        }
        rows.push((row, grants));
    }
    keep_taken(world, "ObjectPermissions", rows, &mut muted);
    let rows = field_rows(&muting, &layout.muted_fields, |level| (level == 2, true));
    keep_taken(world, "FieldPermissions", rows, &mut muted);
    (muting, muted)
}

fn make_user(world: &World, api_only: bool) -> (String, String) {
    let username = format!("user{}@example.com", world.fresh());
    let profile = if api_only {
        "Minimum Access - API Only Integrations"
    } else {
        "Minimum Access - Salesforce"
    };
    let profile = world.one(&format!("SELECT Id FROM Profile WHERE Name = '{profile}'"));
    let row = json!({
        "Username": username, "LastName": "Prober", "Email": username, "Alias": "prober", "ProfileId": profile,
        "TimeZoneSidKey": "GMT", "LocaleSidKey": "en_US", "LanguageLocaleKey": "en_US", "EmailEncodingKey": "UTF-8",
    });
    let id = world.create("User", &row);
    if api_only {
        let license = world
            .one("SELECT Id FROM PermissionSetLicense WHERE DeveloperName = 'SalesforceAPIIntegrationPsl'");
        let row = json!({ "AssigneeId": id, "PermissionSetLicenseId": license });
        world.create("PermissionSetLicenseAssign", &row);
    }
    (id, username)
}

/// Assigns a set or a group; none where the user's licences forbid it.
fn assign(world: &World, user: &str, field: &str, set: &str) -> Option<String> {
    let row = json!({ "AssigneeId": user, field: set });
    let target = format!("{}/sobjects/PermissionSetAssignment", crate::world::ROOT);
    let made = world.admin.json("POST", &target, &row);
    (made.status == 201).then(|| made.json["id"].as_str().expect("an Id").to_owned())
}
