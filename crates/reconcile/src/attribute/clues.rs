//! What the trail says of each kind of change (actions and words as real orgs write them).

use std::borrow::Cow;

use hallpass_model::{Action, Address, ApiName, Attribute, Change, Kind, Warning, WarningCode};

use super::clue::Clue;
use super::names::Known;

const ENTITY_ACCESS: &[&str] = &["SetupEntityAccessAudit_PermissionSet_*"];
const ASSIGNED: &[&str] = &[
    "PermSetAssign",
    "PermSetAssign_HasExpiration",
    "PermSetGroupAssign",
];
const UNASSIGNED: &[&str] = &[
    "PermSetUnassign",
    "PermSetUnassign_HasExpiration",
    "PermSetGroupUnassign",
];
const APPS: &[&str] = &[
    "insertApplication*",
    "deleteApplication",
    "insertConnectedApp*",
    "deleteConnectedApplication",
    "unblockConnectedApplication",
    "changeApplication*",
    "changeOauth*",
    "changeIpRelaxationPolicy",
    "changeUserRuntimeAccessPolicy",
    "enableOauth",
    "addOauthClientCredentialUser",
    "createdExt*",
    "changedExt*",
    "deletedExt*",
    "createdConnectedApp",
    "changedConnectedApp",
    "deletedConnectedApp",
    "createdExternalClientApplication",
    "changedExternalClientApplication",
    "deletedExternalClientApplication",
];
const PROFILES: &[&str] = &[
    "profile*",
    "loginIpRange*",
    "loginHours*",
    "SetupEntityAccessAudit_Profile_*",
];

/// The attributes of users of which the trail keeps lines.
const OF_USERS: [(Attribute, &[&str]); 6] = [
    (Attribute::Username, &["changedusername"]),
    (Attribute::Email, &["changedemail"]),
    (Attribute::Profile, &["changedprofileforuser*"]),
    (Attribute::Role, &["changedroleforuser*"]),
    (Attribute::Active, &["activateduser", "deactivateduser"]),
    (Attribute::Frozen, &["frozeuser", "unfrozeuser"]),
];

/// Those of permission sets; marks stand in descriptions.
const OF_SETS: [(Attribute, &[&str]); 4] = [
    (Attribute::Name, &["PermSetDeveloperNameChange"]),
    (Attribute::Label, &["PermSetLabelChange"]),
    (Attribute::Description, &["PermSetDescriptionChange"]),
    (Attribute::Mark, &["PermSetDescriptionChange"]),
];

/// What to look for, for each change and each warning that can be looked for.
pub(super) fn of_all<'k>(known: &'k Known<'_>) -> impl Iterator<Item = Vec<Clue>> + 'k {
    let plan = known.plan;
    let changes = plan
        .changes
        .iter()
        .filter_map(|change| of_change(change, known).ok());
    let warnings = plan.warnings.iter().map(|warning| of_warning(warning, known));
    changes.chain(warnings)
}

/// How a change is recognised, or why it cannot be.
pub(super) fn of_change(change: &Change, known: &Known<'_>) -> Result<Vec<Clue>, String> {
    let address = &change.address;
    let whole = || thing(address);
    Ok(match change.kind {
        Kind::Object => in_set(
            address,
            known,
            &["PermSetEntityPermChanged", "PermissionSelfHealing"],
            |set| {
                let labels = known.object_labels(&whole());
                let parts = labels
                    .into_iter()
                    .map(|object| format!("{set}: {object} object permissions"));
                parts.collect()
            },
        ),
        Kind::Field => field(address, known),
        Kind::SystemPermission => {
            let actions = &[
                "PermSetEnableUserPerm",
                "PermSetDisableUserPerm",
                "PermissionSelfHealing",
            ];
            let labels = known.field_labels("PermissionSet", &format!("Permissions{}", whole()));
            let labels: Vec<_> = labels.into_iter().chain([whole().to_string()]).collect();
            in_set(address, known, actions, |set| {
                labels
                    .iter()
                    .map(|label| format!("{set}: {label} permission was"))
                    .collect()
            })
        }
        Kind::ApexClass => entity(address, known, " Apex class"),
        Kind::CustomPermission => entity(address, known, " Custom Permission"),
        Kind::Flow | Kind::ExternalCredential | Kind::CustomMetadataType | Kind::CustomSetting => {
            entity(address, known, "")
        }
        Kind::AppLink => in_set(address, known, ENTITY_ACCESS, |set| {
            let labels = known.app_labels(&whole());
            labels.into_iter().map(|app| format!("{set}: {app}")).collect()
        }),
        Kind::PermissionSet => permission_set(change, known)?,
        Kind::Assignment | Kind::Holder => assignment(change, known),
        Kind::License => {
            let actions: &[&str] = match change.action {
                Action::Create => &["PermSetLicenseUnassign"],
                _ => &["PermSetLicenseAssign"],
            };
            let labels = known.labels_of(Kind::License, &whole());
            of_user(
                address,
                known,
                labels
                    .iter()
                    .map(|label| Clue::of(actions).says(&format!("permission set license {label}"))),
            )
        }
        Kind::PackageLicense => match change.action {
            Action::Create => {
                return Err("lines about package licences that were taken away name no user".to_owned());
            }
            _ => of_user(address, known, [Clue::of(&["granteduserpackagelicense"])]),
        },
        Kind::PublicGroup => vec![Clue::of(&["groupMembership"]).ends(&format!("group {}", whole()))],
        Kind::Queue => vec![Clue::of(&["queueMembership"]).ends(whole().as_str())],
        Kind::User | Kind::Login => user(change, known)?,
        Kind::Profile => {
            let bearer = known.plan.bearers.get(&address.integration);
            let name = address.other_profile().map(str::to_owned);
            let name = name.or_else(|| bearer.map(|bearer| bearer.profile.clone()));
            name.filter(|name| !name.is_empty())
                .map(|name| Clue::of(PROFILES).says(&name))
                .into_iter()
                .collect()
        }
        Kind::App => {
            let labels = known.app_labels(&whole());
            labels.iter().map(|label| Clue::of(APPS).says(label)).collect()
        }
    })
}

/// How what a warning tells is recognised; none where it is no deviation, or none that somebody made.
pub(super) fn of_warning(warning: &Warning, known: &Known<'_>) -> Vec<Clue> {
    let Some(address) = &warning.address else {
        return Vec::new();
    };
    match warning.code {
        WarningCode::Password => by_name(address, known, &["changedpassword", "resetpassword"]),
        WarningCode::Thawed => {
            let mut clues = by_name(address, known, &["unfrozeuser"]);
            clues.extend(of_user(address, known, [Clue::of(&["activateduser"])]));
            clues
        }
        WarningCode::OtherHolders => in_set(address, known, ASSIGNED, |set| {
            vec![format!("{set}: assigned to user")]
        }),
        _ => Vec::new(),
    }
}

fn thing(address: &Address) -> ApiName {
    address.thing().map_or_else(|| ApiName::from(""), Cow::into_owned)
}

/// Lines about something within the integration's own set; where the set is gone, so is what it held.
fn in_set(
    address: &Address,
    known: &Known<'_>,
    actions: &'static [&'static str],
    parts: impl Fn(&str) -> Vec<String>,
) -> Vec<Clue> {
    let labels = match address.other_set() {
        Some(set) => known.labels_of(Kind::Assignment, &set),
        None => known.set_labels(&address.integration),
    };
    let mut clues = Vec::new();
    for set in &labels {
        clues.push(deleted(set));
        let parts = parts(&format!("permission set {set}"));
        clues.extend(parts.iter().map(|part| Clue::of(actions).says(part)));
    }
    clues
}

fn deleted(set: &str) -> Clue {
    Clue::of(&["PermSetDelete"]).ends(&format!("Deleted permission set {set}"))
}

fn field(address: &Address, known: &Known<'_>) -> Vec<Clue> {
    let whole = thing(address);
    let (object, field) = whole.as_str().split_once('.').unwrap_or(("", whole.as_str()));
    let fields = known.field_labels(object, field);
    let objects = known.object_labels(&ApiName::from(object));
    in_set(
        address,
        known,
        &["PermSetFlsChanged", "PermissionSelfHealing"],
        |set| {
            let pairs = objects
                .iter()
                .flat_map(|object| fields.iter().map(move |field| (object, field)));
            pairs
                .map(|(object, field)| format!("{set}: field-level security for {object}: {field} was"))
                .collect()
        },
    )
}

fn entity(address: &Address, known: &Known<'_>, what: &str) -> Vec<Clue> {
    let whole = thing(address);
    let name = whole.as_str();
    // Lines name things without the namespace of their package.
    let bare = name.split_once("__").map_or(name, |(_, bare)| bare);
    in_set(address, known, ENTITY_ACCESS, |set| {
        vec![format!("{set}: {name}{what}"), format!("{set}: {bare}{what}")]
    })
}

fn permission_set(change: &Change, known: &Known<'_>) -> Result<Vec<Clue>, String> {
    let address = &change.address;
    let labels = match address.other_set() {
        Some(set) => known.labels_of(Kind::Assignment, &set),
        None => known.set_labels(&address.integration),
    };
    let each = |actions: &'static [&'static str]| {
        let clues = labels
            .iter()
            .map(|set| Clue::of(actions).says(&format!("permission set {set}:")));
        clues.collect::<Vec<_>>()
    };
    match change.action {
        Action::Create => Ok(labels.iter().map(|set| deleted(set)).collect()),
        Action::Delete => Ok(each(&[
            "PermSetCreate",
            "PermSetCreateNoLicense",
            "PermSetCloneNoLicense",
        ])),
        _ => of_attributes(change, &OF_SETS, "permission sets", each),
    }
}

fn assignment(change: &Change, known: &Known<'_>) -> Vec<Clue> {
    let address = &change.address;
    let actions = if change.action == Action::Create {
        UNASSIGNED
    } else {
        ASSIGNED
    };
    if change.kind == Kind::Holder {
        let holder = thing(address);
        let id = known
            .names
            .users
            .iter()
            .find(|(user, _)| user.as_str().eq_ignore_ascii_case(holder.as_str()));
        let Some((_, id)) = id else { return Vec::new() };
        let labels = known.set_labels(&address.integration);
        let clue = |set: &String| Clue::of(actions).says(&format!("permission set {set}:")).id(id);
        return labels.iter().map(clue).collect();
    }
    let own = known
        .plan
        .bearers
        .get(&address.integration)
        .map(|bearer| &bearer.permission_set);
    let set = thing(address);
    let labels = if own == Some(&set) {
        known.set_labels(&address.integration)
    } else {
        known.labels_of(Kind::Assignment, &set)
    };
    let clues = labels.iter().flat_map(|set| {
        let group = Clue::of(actions).says(&format!("permission set group {set}:"));
        [Clue::of(actions).says(&format!("permission set {set}:")), group]
    });
    let mut all = of_user(address, known, clues);
    all.extend(labels.iter().map(|set| deleted(set)));
    all
}

/// Lines that name a user by id.
fn of_user(address: &Address, known: &Known<'_>, clues: impl IntoIterator<Item = Clue>) -> Vec<Clue> {
    match known.user(address) {
        Some((_, Some(id), _)) => clues.into_iter().map(|clue| clue.id(id.as_str())).collect(),
        _ => Vec::new(),
    }
}

/// Lines that name a user by name alone, which ends them.
fn by_name(address: &Address, known: &Known<'_>, actions: &'static [&'static str]) -> Vec<Clue> {
    let name = known.user(address).and_then(|(_, _, last_name)| last_name);
    name.map(|name| Clue::of(actions).ends(&name))
        .into_iter()
        .collect()
}

fn user(change: &Change, known: &Known<'_>) -> Result<Vec<Clue>, String> {
    let address = &change.address;
    if change.action == Action::Create {
        let username = known.user(address).map(|(username, ..)| username.to_string());
        let clue = |name: String| Clue::of(&["changedusername"]).says(&format!("from {name} to"));
        return Ok(username.map(clue).into_iter().collect());
    }
    let by_id = [
        "changedusername",
        "changedemail",
        "activateduser",
        "deactivateduser",
    ];
    of_attributes(change, &OF_USERS, "users", |actions| {
        if actions.iter().all(|action| by_id.contains(action)) {
            return of_user(address, known, [Clue::of(actions)]);
        }
        let name = known.user(address).and_then(|(_, _, last_name)| last_name);
        let clue = name.map(|name| match actions {
            ["frozeuser", "unfrozeuser"] => Clue::of(actions).ends(&name),
            _ => Clue::of(actions).says(&format!("{name} from")),
        });
        clue.into_iter().collect()
    })
}

fn of_attributes<const N: usize>(
    change: &Change,
    table: &[(Attribute, &'static [&'static str]); N],
    things: &str,
    clues: impl Fn(&'static [&'static str]) -> Vec<Clue>,
) -> Result<Vec<Clue>, String> {
    let changed: Vec<Attribute> = change
        .differences()
        .into_iter()
        .map(|(attribute, ..)| attribute)
        .collect();
    let told = table.iter().filter(|(attribute, _)| changed.contains(attribute));
    let all: Vec<Clue> = told.clone().flat_map(|(_, actions)| clues(actions)).collect();
    if told.count() == 0 {
        let words: Vec<_> = changed.iter().map(|attribute| attribute.word()).collect();
        return Err(format!(
            "the Setup Audit Trail keeps no lines about {} of {things}",
            words.join(", ")
        ));
    }
    Ok(all)
}
