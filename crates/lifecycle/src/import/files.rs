//! Integrations of metadata files, as a retrieve or a repository has them: what sets grant, and which apps admit them.
//!
//! No file says who uses a set, so one set is one integration, and its user is named for it unless an app runs as one.
//! What a file holds besides is passed over: old files, and those of versions to come, are read all the same.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{
    ApiName, AppKind, Desired, Enforce, Grants, INTEGRATION_LICENSE, INTEGRATION_PSL, Integration,
    IntegrationName, Manage, Managed, OwnProfile, PermissionSet, Profile, Role, Target, User, Username, Verb,
    Verbs, Verify,
};
use hallpass_salesforce::metadata::{Element, Tree};

use super::apps::untouched;
use super::found::{Found, Imported, LeftOut, Remark};
use super::name::{integration_name, words_of};

/// A metadata file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its path, with `/` whatever the system.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// Endings of the files that are read, without `-meta.xml`.
const ENDINGS: [&str; 4] = [
    ".permissionset",
    ".permissionsetgroup",
    ".connectedApp",
    ".ecaOauthPlcy",
];

/// Returns whether a file of this name is one to read.
#[must_use]
pub fn is_read(path: &str) -> bool {
    named(path).is_some()
}

/// Splits a path into the name of the thing and the ending of its file.
fn named(path: &str) -> Option<(&str, &'static str)> {
    let file = path.rsplit('/').next()?;
    let file = file.strip_suffix("-meta.xml").unwrap_or(file);
    ENDINGS
        .iter()
        .find_map(|ending| Some((file.strip_suffix(ending)?, *ending)))
}

/// An app, as far as it has to do with sets.
struct AppFile {
    kind: AppKind,
    name: ApiName,
    admits: BTreeSet<ApiName>,
    run_as: Option<String>,
}

/// What the files hold.
#[derive(Default)]
struct Read {
    sets: BTreeMap<ApiName, Element>,
    groups: BTreeMap<ApiName, BTreeSet<ApiName>>,
    apps: Vec<AppFile>,
    left_out: Vec<LeftOut>,
}

/// Makes integrations of files. `fleet` is what the specs have already.
#[must_use]
pub fn group_files(files: &[File], fleet: &Desired) -> Found {
    let read = read(files);
    let mut taken: BTreeSet<IntegrationName> = fleet.integrations.keys().cloned().collect();
    let mut found = Found {
        integrations: Vec::new(),
        left_out: read.left_out.clone(),
    };
    let mut claimed = BTreeSet::new();
    for (set, root) in &read.sets {
        let declared = fleet
            .integrations
            .values()
            .find(|one| one.permission_set.name == *set);
        let why = match declared {
            Some(one) => Some(format!("the spec of {} has it", one.name)),
            None if set.as_str().contains("__") => Some("it comes from a managed package".to_owned()),
            None if flag(root, "hasActivationRequired") => {
                Some("it counts only in activated sessions".to_owned())
            }
            None => None,
        };
        match why {
            Some(why) => found
                .left_out
                .push(LeftOut::new(format!("permission set {set}"), why)),
            None => {
                let name = integration_name(set.as_str(), &taken);
                taken.insert(name.clone());
                found
                    .integrations
                    .push(imported(&read, set, root, name, &mut claimed));
            }
        }
    }
    found
}

fn read(files: &[File]) -> Read {
    let mut read = Read::default();
    for File { path, text: xml } in files {
        let Some((name, ending)) = named(path) else {
            continue;
        };
        let root = match Tree::parse(xml) {
            Ok(tree) => tree.root,
            Err(error) => {
                read.left_out.push(LeftOut::new(path.clone(), error.to_string()));
                continue;
            }
        };
        let name = ApiName::from(name);
        match ending {
            ".permissionset" => {
                read.sets.insert(name, root);
            }
            ".permissionsetgroup" => {
                read.groups
                    .insert(name, texts(&root, "permissionSets").map(ApiName::new).collect());
            }
            ".connectedApp" => read.apps.push(AppFile {
                kind: AppKind::ConnectedApp,
                admits: texts(&root, "permissionSetName").map(ApiName::new).collect(),
                run_as: root
                    .child("oauthConfig")
                    .and_then(|config| text(config, "oauthClientCredentialUser")),
                name,
            }),
            _ => read.apps.push(AppFile {
                kind: AppKind::ExternalClientApp,
                admits: text(&root, "commaSeparatedPermissionSet")
                    .unwrap_or_default()
                    .split(',')
                    .map(str::trim)
                    .filter(|name| !name.is_empty())
                    .map(ApiName::from)
                    .collect(),
                run_as: text(&root, "clientCredentialsFlowUser"),
                name: text(&root, "externalClientApplication").map_or(name, ApiName::new),
            }),
        }
    }
    read
}

fn imported(
    read: &Read,
    set: &ApiName,
    root: &Element,
    name: IntegrationName,
    claimed: &mut BTreeSet<(AppKind, ApiName)>,
) -> Imported {
    let mut remarks = vec![Remark::new("owner", "no file says who answers for it")];
    let mut apps = Vec::new();
    let mut run_as = None;
    for app in read.apps.iter().filter(|app| app.admits.contains(set)) {
        if !claimed.insert((app.kind, app.name.clone())) {
            remarks.push(Remark::new(
                "",
                format!("the app {} admits it too, and has another integration", app.name),
            ));
            continue;
        }
        run_as = run_as.or_else(|| app.run_as.clone());
        apps.push(untouched(app.kind, app.name.clone(), Manage::Policies));
    }
    let groups = read.groups.iter().filter(|(_, sets)| sets.contains(set));
    for (group, _) in groups {
        let text = format!("it is part of the group {group}: name a set of the integration's own here");
        remarks.push(Remark::new("permission_set", text));
    }
    let username = run_as.unwrap_or_else(|| {
        remarks.push(Remark::new(
            "user.username",
            "no file says who its user is: write the username here",
        ));
        format!("{name}.api@example.invalid")
    });
    let label = words_of(&name).join(" ");
    let mut grants = grants(root, &mut remarks);
    grants.extend(
        apps.iter()
            .map(|app| (Target::App(app.kind, app.name.clone()), Verbs::USE)),
    );
    let integration = Integration {
        owner: username.clone(),
        description: None,
        enforce: Enforce::Report,
        adopt: true,
        protect: false,
        previously: None,
        user: User {
            email: Managed::Set(username.clone()),
            username: Username::new(username),
            last_name: Managed::Unmanaged,
            alias: Managed::Unmanaged,
            license: INTEGRATION_LICENSE.to_owned(),
            profile: Profile::ApiOnly,
            role: Managed::Set(Role::None),
            time_zone: Managed::Unmanaged,
            locale: Managed::Unmanaged,
            language: Managed::Unmanaged,
            email_encoding: Managed::Unmanaged,
        },
        own_profile: OwnProfile {
            name: format!("{label} Integration"),
            login: Managed::Unmanaged,
        },
        permission_set: PermissionSet {
            name: set.clone(),
            label: text(root, "label").into(),
            description: text(root, "description")
                .filter(|text| text.chars().count() <= 120 && !text.contains("[hallpass "))
                .into(),
        },
        grants,
        never: BTreeSet::new(),
        all_fields: BTreeMap::new(),
        also_assigned: BTreeSet::new(),
        migrate_from: None,
        licenses: BTreeSet::from([ApiName::from(INTEGRATION_PSL)]),
        joins: BTreeMap::new(),
        apps,
        verify: Verify::default(),
        waivers: Vec::new(),
        name,
    };
    Imported { integration, remarks }
}

/// Elements with a switch, the element that names what is granted, and the grant.
type Named = (&'static str, &'static str, fn(ApiName) -> Target);

/// Those that are held or not (Metadata API Developer Guide, PermissionSet).
const NAMED: [Named; 7] = [
    ("classAccesses", "apexClass", Target::ApexClass),
    ("customPermissions", "name", Target::CustomPermission),
    ("flowAccesses", "flow", Target::Flow),
    (
        "externalCredentialPrincipalAccesses",
        "externalCredentialPrincipal",
        Target::ExternalCredential,
    ),
    ("customMetadataTypeAccesses", "name", Target::CustomMetadataType),
    ("customSettingAccesses", "name", Target::CustomSetting),
    ("userPermissions", "name", Target::SystemPermission),
];

/// The switches of an object.
const OBJECT: [(&str, Verb); 7] = [
    ("allowRead", Verb::Read),
    ("allowCreate", Verb::Create),
    ("allowEdit", Verb::Edit),
    ("allowDelete", Verb::Delete),
    ("viewAllRecords", Verb::ViewAll),
    ("modifyAllRecords", Verb::ModifyAll),
    ("viewAllFields", Verb::ViewAllFields),
];

fn grants(root: &Element, remarks: &mut Vec<Remark>) -> Grants {
    let mut grants = Grants::new();
    for one in root
        .elements()
        .filter(|one| one.local_name() == "objectPermissions")
    {
        let verbs = OBJECT
            .into_iter()
            .filter(|(key, _)| flag(one, key))
            .map(|(_, verb)| verb);
        let verbs: Verbs = verbs.collect();
        if let Some(object) = text(one, "object").filter(|_| !verbs.is_empty()) {
            grants.insert(Target::Object(ApiName::new(object)), verbs);
        }
    }
    for (element, key, target) in NAMED {
        let on = root
            .elements()
            .filter(|one| one.local_name() == element && flag(one, "enabled"));
        let names = on.filter_map(|one| text(one, key));
        grants.extend(names.map(|name| (target(ApiName::new(name)), Verbs::USE)));
    }
    let mut alone = 0_usize;
    for one in root
        .elements()
        .filter(|one| one.local_name() == "fieldPermissions")
    {
        let Some(full) = text(one, "field") else { continue };
        let Some((object, field)) = full.split_once('.') else {
            continue;
        };
        let verbs = match (flag(one, "editable"), flag(one, "readable")) {
            (true, _) => Verbs::NONE.with(Verb::Read).with(Verb::Edit),
            (false, true) => Verbs::NONE.with(Verb::Read),
            (false, false) => continue,
        };
        let object = ApiName::from(object);
        if !grants.contains_key(&Target::Object(object.clone())) {
            alone += 1;
            continue;
        }
        let field = ApiName::from(field);
        grants.insert(Target::Field { object, field }, verbs);
    }
    if alone > 0 {
        let text = format!("grants on {alone} fields of objects that the set does not open are left out");
        remarks.push(Remark::new("permissions", text));
    }
    grants
}

fn flag(element: &Element, key: &str) -> bool {
    text(element, key).as_deref() == Some("true")
}

fn text(element: &Element, key: &str) -> Option<String> {
    texts(element, key).next()
}

fn texts<'e>(element: &'e Element, key: &'e str) -> impl Iterator<Item = String> + 'e {
    let found = element.elements().filter(move |one| one.local_name() == key);
    found
        .map(|one| one.text().trim().to_owned())
        .filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use hallpass_model::build::desired;

    use super::{File, group_files};

    fn file(path: &str, text: &str) -> File {
        File {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_set_its_app_and_the_user_as_whom_that_runs_are_one_integration() {
        let set = "<PermissionSet xmlns=\"http://soap.sforce.com/2006/04/metadata\"><label>Billing</label>\
            <somethingOld><x>1</x></somethingOld>\
            <objectPermissions><allowRead>true</allowRead><object>Account</object></objectPermissions>\
            <fieldPermissions><editable>false</editable><field>Account.Phone</field><readable>true</readable></fieldPermissions>\
            <fieldPermissions><editable>false</editable><field>Lead.Phone</field><readable>true</readable></fieldPermissions>\
            <userPermissions><enabled>true</enabled><name>ViewSetup</name></userPermissions>\
            <userPermissions><enabled>false</enabled><name>ViewAllData</name></userPermissions></PermissionSet>";
        let app = "<ExtlClntAppOauthConfigurablePolicies><clientCredentialsFlowUser>b@example.com</clientCredentialsFlowUser>\
            <commaSeparatedPermissionSet>Billing, Other</commaSeparatedPermissionSet>\
            <externalClientApplication>Bill</externalClientApplication></ExtlClntAppOauthConfigurablePolicies>";
        let files = [
            file("a/permissionsets/Billing.permissionset-meta.xml", set),
            file("old/Broken.permissionset", "<PermissionSet>"),
            file("a/x/Bill_policies.ecaOauthPlcy-meta.xml", app),
            file("a/readme.md", ""),
        ];
        let found = group_files(&files, &desired([]));
        assert_eq!(found.left_out.len(), 1);
        let one = &found.integrations[0].integration;
        assert_eq!(
            (one.name.as_str(), one.user.username.as_str()),
            ("billing", "b@example.com")
        );
        assert_eq!(one.grants.len(), 4);
        assert_eq!(one.apps.len(), 1);
    }

    #[test]
    fn files_of_any_size_are_read() {
        let fields: String = (0..20_000)
            .map(|n| {
                format!(
                    "<fieldPermissions>\n<editable>true</editable>\n<field>Account.F{n}__c</field>\n<readable>true</readable>\n\
                     </fieldPermissions>\n"
                )
            })
            .collect();
        let set = format!(
            "<PermissionSet><objectPermissions><allowRead>true</allowRead><object>Account</object></objectPermissions>\
             {fields}</PermissionSet>"
        );
        let found = group_files(&[file("Big.permissionset", &set)], &desired([]));
        assert_eq!(found.integrations[0].integration.grants.len(), 20_001);
    }
}
