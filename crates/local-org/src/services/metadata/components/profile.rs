//! `Profile`: what its own permission set grants, and its login hours and IP ranges. Files overlay.

use serde_json::{Value, json};

use super::component::{Listing, Saved, Work};
use super::defaults::visible;
use super::documents;
use super::permission_set::{Mode, apply, load, overlay, permission_columns, refusal, render};
use super::profile_new;
use super::satellite::missing;
use crate::dml;
use crate::services::metadata::types::{Kind, Problem};
use crate::services::metadata::xml::Element;
use crate::standard_profiles;
use crate::store::Tx;
use crate::value::{Id, Row, id, text};

/// What has no rows: it stays in a document of its own.
const LOGIN: &[&str] = &["loginHours", "loginIpRanges"];

/// The row of a profile by its full name or its label.
pub(super) fn find(tx: &Tx<'_>, full_name: &str) -> Option<Row> {
    let name = decode(full_name);
    let custom = || tx.find_one("Profile", &[("Name", json!(name))]);
    standard_profiles::by_full_name(tx, &name).or_else(custom)
}

/// The full name of the profile with that Id.
pub(super) fn full_name_of(tx: &Tx<'_>, profile: &Id) -> Option<String> {
    tx.get("Profile", profile).map(|row| full_name(&row))
}

/// The full name of the profile that is called so, by full name or label.
pub(super) fn canonical(tx: &Tx<'_>, name: &str) -> Option<String> {
    find(tx, name).map(|row| full_name(&row))
}

fn full_name(profile: &Row) -> String {
    let name = text(profile, "Name");
    standard_profiles::full_name(name).map_or_else(|| encode(name), str::to_owned)
}

/// Special characters are percent-encoded in full names (reported); blanks and hyphens are not.
fn encode(name: &str) -> String {
    let plain = |character: char| character.is_alphanumeric() || matches!(character, ' ' | '_' | '-' | '.');
    name.chars()
        .map(|character| {
            if plain(character) {
                character.to_string()
            } else {
                percent(character)
            }
        })
        .collect()
}

fn percent(character: char) -> String {
    character
        .to_string()
        .bytes()
        .map(|byte| format!("%{byte:02X}"))
        .collect()
}

fn decode(name: &str) -> String {
    let protected = name.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    form_urlencoded::parse(protected.as_bytes())
        .next()
        .map_or_else(String::new, |(key, _)| key.into_owned())
}

/// All profiles.
pub(super) fn list(tx: &Tx<'_>) -> Vec<Listing> {
    let mut listings: Vec<Listing> = tx
        .find("Profile", &[])
        .iter()
        .filter_map(|row| Listing::of_row(full_name(row), row))
        .collect();
    listings.sort_by(|one, other| one.full_name.cmp(&other.full_name));
    listings
}

/// Reads a profile.
pub(super) fn read(tx: &Tx<'_>, name: &str, version: u32) -> Option<(String, Element)> {
    let profile = find(tx, name)?;
    let name = full_name(&profile);
    let mut body = Element::new("Profile").with("custom", is_custom(tx, &profile).to_string());
    if !text(&profile, "Description").is_empty() {
        body.set("description", text(&profile, "Description"));
    }
    if let Some(license) = id(&profile, "UserLicenseId").and_then(|id| tx.get("UserLicense", &id)) {
        body.set("userLicense", text(&license, "Name"));
    }
    if let Some(set) = own_set(tx, &profile) {
        let contents = load(tx, Kind::Profile, &name, &set);
        body.children.extend(render(Kind::Profile, &contents, version));
    }
    body.children.extend(login(tx, &name));
    Some((name, visible(Kind::Profile, &body, version)))
}

/// Changes a profile: what the file leaves out stays, but for login hours and IP ranges, whose lists are replaced
/// where given (a guess).
pub(super) fn save(work: &mut Work<'_, '_>, name: &str, file: &Element) -> Result<Saved, Problem> {
    let (profile, created) = match find(work.tx, name) {
        Some(profile) => (profile, false),
        None => (profile_new::create(work, &decode(name), file)?, true),
    };
    let name = full_name(&profile);
    let (profile_id, set) = id(&profile, "Id")
        .zip(own_set(work.tx, &profile))
        .ok_or_else(|| missing(Kind::Profile, &name))?;
    let set_id = id(&set, "Id").ok_or_else(|| missing(Kind::Profile, &name))?;
    let current = load(work.tx, Kind::Profile, &name, &set);
    let wanted = overlay(work.tx, &current, file, Mode::Overlay)?;
    let mut changes = permission_columns(work.tx, &current, &wanted);
    if let Some(description) = file.value("description")
        && description != text(&profile, "Description")
    {
        changes.insert("Description".to_owned(), Value::from(description));
    }
    if !changes.is_empty() {
        dml::update(work.tx, work.caller, "Profile", &profile_id, &changes).map_err(refusal)?;
    }
    apply(work, &set_id, &current, &wanted).map_err(refusal)?;
    let changed = keep_document(work.tx, &name, &profile_id, file, &wanted.others())
        || !changes.is_empty()
        || wanted != current;
    Ok(Saved::new(profile_id, created, changed))
}

/// Deletes a custom profile with its own set.
pub(super) fn delete(work: &mut Work<'_, '_>, name: &str) -> Result<Option<Id>, Problem> {
    let Some(profile) = find(work.tx, name) else {
        return Ok(None);
    };
    let name = full_name(&profile);
    let profile = id(&profile, "Id").ok_or_else(|| missing(Kind::Profile, &name))?;
    dml::delete(work.tx, work.caller, "Profile", &profile).map_err(refusal)?;
    documents::remove(work.tx, Kind::Profile, &name);
    Ok(Some(profile))
}

/// `loginHours` and `loginIpRanges` of a profile, as deployed.
pub(super) fn login(tx: &Tx<'_>, name: &str) -> Vec<Element> {
    let stored = documents::get(tx, Kind::Profile, name)
        .map(|document| document.body.children)
        .unwrap_or_default();
    stored
        .into_iter()
        .filter(|child| LOGIN.contains(&child.name.as_str()))
        .collect()
}

fn keep_document(tx: &Tx<'_>, name: &str, profile: &Id, file: &Element, others: &[Element]) -> bool {
    let before = documents::get(tx, Kind::Profile, name).map(|document| document.body);
    let mut body = Element::new("Profile");
    body.children.extend(others.iter().cloned());
    for field in LOGIN {
        let source = if file.child(field).is_some() {
            Some(file)
        } else {
            before.as_ref()
        };
        let given: Vec<Element> = source
            .into_iter()
            .flat_map(|source| source.all(field))
            .cloned()
            .collect();
        // An empty element clears the restriction.
        body.children
            .extend(given.into_iter().filter(|child| !child.children.is_empty()));
    }
    let changed = before.unwrap_or_else(|| Element::new("Profile")) != body;
    if changed {
        documents::put(tx, Kind::Profile, name, profile, None, &body);
    }
    changed
}

pub(super) fn own_set(tx: &Tx<'_>, profile: &Row) -> Option<Row> {
    let profile = id(profile, "Id")?;
    tx.find_one(
        "PermissionSet",
        &[
            ("ProfileId", json!(profile.as_str())),
            ("IsOwnedByProfile", json!(true)),
        ],
    )
}

fn is_custom(tx: &Tx<'_>, profile: &Row) -> bool {
    own_set(tx, profile).is_some_and(|set| crate::value::flag(&set, "IsCustom"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_names_are_encoded_and_read_back() {
        for (label, full) in [
            (
                "Minimum Access - API Only Integrations",
                "Minimum Access - API Only Integrations",
            ),
            ("Sales (EU)/Ops", "Sales %28EU%29%2FOps"),
            ("A+B=C & D", "A%2BB%3DC %26 D"),
        ] {
            assert_eq!(encode(label), full);
            assert_eq!(decode(full), label);
        }
    }
}
