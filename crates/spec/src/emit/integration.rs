//! A whole integration.

use hallpass_model::{Enforce, Integration, PermissionSet};

use super::lines::{Lines, Note};
use super::{Given, app, permissions, rest, user};
use crate::defaults;

/// A spec as it is written: its text, and the files that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emitted {
    /// The YAML.
    pub text: String,
    /// Certificates beside it, by name.
    pub files: Vec<(String, String)>,
}

/// Writes an integration as the spec that resolves to it, with a comment for each note at its place.
///
/// What a spec cannot say is left out: values that are not managed where the format has a default.
#[must_use]
pub fn emit(one: &Integration, given: &Given, notes: &[Note]) -> Emitted {
    let Integration {
        name,
        owner,
        description,
        enforce,
        adopt,
        protect,
        previously,
        user,
        own_profile,
        permission_set,
        grants,
        never,
        all_fields,
        also_assigned,
        migrate_from,
        licenses,
        joins,
        apps,
        verify,
        waivers,
    } = one;
    let mut lines = Lines::default();
    lines.text(&["integration"], 0, "integration", name.as_str());
    lines.text(&["owner"], 0, "owner", owner);
    if let Some(description) = description {
        lines.text(&["description"], 0, "description", description);
    }
    if let Some(previously) = previously {
        lines.text(&["previously"], 0, "previously", previously.as_str());
    }
    if let Some(word) = word_of(*enforce, *adopt) {
        lines.text(&["enforce"], 0, "enforce", word);
    }
    for (key, is_on) in [("adopt", adopt), ("protect", protect)] {
        if *is_on {
            lines.line(&[key], 0, &format!("{key}: true"));
        }
    }
    user::write(&mut lines, name, user, (licenses, joins), given);
    set(&mut lines, one, permission_set);
    permissions::write(&mut lines, grants, all_fields);
    rest::never(&mut lines, never);
    if !also_assigned.is_empty() {
        let names = also_assigned.iter().map(hallpass_model::ApiName::as_str);
        lines.list(&["also_assigned"], 0, "also_assigned", names);
    }
    rest::migrate_from(&mut lines, migrate_from.as_ref(), given);
    let files = app::write(&mut lines, one, apps);
    rest::login(&mut lines, &own_profile.login);
    rest::verify(&mut lines, verify);
    rest::waivers(&mut lines, waivers);
    Emitted {
        text: lines.render(notes),
        files,
    }
}

/// What is adopted only reports unless the spec says more, and says so all the same: it is the line to change.
fn word_of(enforce: Enforce, adopt: bool) -> Option<&'static str> {
    match enforce {
        Enforce::Exact => adopt.then_some("exact"),
        Enforce::Additive => Some("additive"),
        Enforce::Report => Some("report"),
        Enforce::Adopt => None,
    }
}

fn set(lines: &mut Lines, one: &Integration, set: &PermissionSet) {
    let PermissionSet {
        name,
        label,
        description,
    } = set;
    let integration = one.name.as_str();
    let has_name = name.as_str() != defaults::set_name(integration);
    let label = label
        .wanted()
        .filter(|label| **label != defaults::label(integration));
    let description = description
        .wanted()
        .filter(|text| one.description.as_ref() != Some(text));
    if !has_name && label.is_none() && description.is_none() {
        return;
    }
    lines.line(&["permission_set"], 0, "permission_set:");
    let name = has_name.then_some(name.as_str());
    for (key, text) in [
        ("name", name),
        ("label", label.map(String::as_str)),
        ("description", description.map(String::as_str)),
    ] {
        if let Some(text) = text {
            lines.text(&["permission_set", key], 1, key, text);
        }
    }
}
