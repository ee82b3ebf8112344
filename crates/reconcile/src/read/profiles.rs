//! Profiles that are an integration's own: their rows, who has them, what their files say of logins, and what the sets
//! that they own grant.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{
    ApiName, Complete, Grants, IpRange, LiveGrant, LiveProfile, LoginHours, MetadataFile, RecordId, Seen,
    Target, Username, split_mark,
};
use hallpass_salesforce::Record;
use hallpass_salesforce::metadata::{Element, Package, Tree};
use hallpass_salesforce::soql::{Soql, eq};

use super::ReadError;
use super::answers::{Answers, Ask, Topic, ask};
use super::elsewhere::plain;
use super::profile_names::ProfileNames;
use super::record::{need_id, seen_text};
use super::scope::Scope;
use super::world::GrantsBySet;
use crate::metadata::{PROFILE, flag_at, profile_full_name, profile_hours, text_at};

/// The set that a profile owns: what the profile grants stands in its rows.
pub(super) struct OwnSet {
    pub(super) id: RecordId,
    pub(super) profile: RecordId,
    /// Whether somebody made the profile; standard ones come with the org.
    pub(super) custom: Option<bool>,
}

/// Asks who has the profiles that are somebody's own, and for the sets that they own. The rows of all profiles are asked
/// for with the licences.
pub(super) fn asks(scope: &Scope<'_>) -> Vec<Ask> {
    let holders = scope.own_profiles("Profile.").into_iter().map(|filter| {
        let soql = Soql::select(["Id", "Username", "ProfileId"])
            .from("User")
            .filter(filter);
        ask(Topic::ProfileHolders, soql)
    });
    let sets = scope
        .own_or_api_only_profiles("Profile.")
        .into_iter()
        .map(|filter| {
            let soql = Soql::select([
                "Id",
                "ProfileId",
                "IsCustom",
                "Profile.Name",
                "Profile.Description",
            ])
            .from("PermissionSet")
            .filter(eq("IsOwnedByProfile", true))
            .filter(filter);
            ask(Topic::SetsOfProfiles, soql)
        });
    holders.chain(sets).collect()
}

/// Returns the sets that profiles own, of the profiles of API-only users and those that are somebody's own.
pub(super) fn own_sets(answers: &Answers) -> Result<Vec<OwnSet>, ReadError> {
    let sets = answers.peek(Topic::SetsOfProfiles).map(|row| {
        Ok(OwnSet {
            id: need_id(row, "Id")?,
            profile: need_id(row, "ProfileId")?,
            custom: row.flag("IsCustom"),
        })
    });
    sets.collect()
}

/// Returns the sets whose grants count: those of the profiles that are somebody's own.
pub(super) fn sets_to_read(scope: &Scope<'_>, answers: &Answers) -> Result<Vec<RecordId>, ReadError> {
    let ours = answers.peek(Topic::SetsOfProfiles).filter(|row| {
        let named = row
            .text("Profile.Name")
            .is_some_and(|name| scope.declares_profile(name));
        let (_, mark) = split_mark(row.text("Profile.Description").unwrap_or_default());
        named || scope.is_ours(mark.as_ref())
    });
    ours.map(|row| need_id(row, "Id")).collect()
}

/// Adds the files of those profiles to what is retrieved, and those of the profiles that are given: with a file comes the
/// name that a profile has in all languages. A component that is not there is no error.
pub(super) fn components(scope: &Scope<'_>, package: Package) -> Package {
    let mut names = scope.policed_profiles();
    names.extend(scope.profiles_to_give());
    names.into_iter().fold(package, |package, name| {
        package.with(PROFILE, &profile_full_name(name))
    })
}

/// Returns the profiles in scope, of the rows of all.
pub(super) fn from(
    scope: &Scope<'_>,
    rows: &[Record],
    names: &ProfileNames,
    files: &Result<Vec<MetadataFile>, String>,
    grants: &GrantsBySet,
    answers: &mut Answers,
) -> Result<BTreeMap<ApiName, LiveProfile>, ReadError> {
    let mut sets: BTreeMap<RecordId, OwnSet> = own_sets(answers)?
        .into_iter()
        .map(|set| (set.profile.clone(), set))
        .collect();
    let mut holders: BTreeMap<RecordId, BTreeMap<Username, RecordId>> = BTreeMap::new();
    for row in answers.rows(Topic::ProfileHolders)? {
        let username = Username::new(row.need_text("Username")?);
        let profile = need_id(&row, "ProfileId")?;
        holders
            .entry(profile)
            .or_default()
            .insert(username, need_id(&row, "Id")?);
    }
    let mut profiles = BTreeMap::new();
    for row in rows {
        let mut profile = header(row, names)?;
        if !scope.declares_profile(&profile.name) && !scope.is_ours(profile.mark.as_ref()) {
            continue;
        }
        profile.holders = Complete::read_to_the_end(holders.remove(&profile.id).unwrap_or_default());
        if let Some(set) = sets.remove(&profile.id) {
            profile.custom = set.custom.into();
            profile.grants = Seen::Known(of_grants(grants.get(&set.id)));
        }
        fill(&mut profile, files);
        profiles.insert(ApiName::from(profile.name.as_str()), profile);
    }
    Ok(profiles)
}

/// What a profile grants, without user permissions: those stand in its file.
fn of_grants(grants: Option<&BTreeMap<Target, LiveGrant>>) -> Grants {
    let rows = plain(grants.cloned().unwrap_or_default()).into_iter();
    rows.filter(|(target, _)| !matches!(target, Target::SystemPermission(_)))
        .collect()
}

fn header(row: &Record, names: &ProfileNames) -> Result<LiveProfile, ReadError> {
    let (description, mark) = split_mark(row.text("Description").unwrap_or_default());
    let description = Some(description.to_owned()).filter(|text| !text.is_empty());
    let unread = || "its file was not retrieved".to_owned();
    Ok(LiveProfile {
        id: need_id(row, "Id")?,
        name: names.name(row.need_text("Name")?).to_owned(),
        license: seen_text(row, "UserLicense.Name"),
        description: description.into(),
        mark,
        custom: Seen::Unknown(unread()),
        ip_ranges: Seen::Unknown(unread()),
        hours: Seen::Unknown(unread()),
        permissions: Seen::Unknown(unread()),
        grants: Seen::Unknown("the set that it owns was not found".to_owned()),
        holders: Complete::default(),
    })
}

fn fill(profile: &mut LiveProfile, files: &Result<Vec<MetadataFile>, String>) {
    let full_name = profile_full_name(&profile.name);
    let root = match files {
        Err(why) => Err(why.clone()),
        Ok(files) => {
            let mut files = files.iter().filter(|file| file.component == PROFILE);
            let Some(file) = files.find(|file| file.full_name.eq_ignore_ascii_case(&full_name)) else {
                return;
            };
            Tree::parse(&file.xml)
                .map(|tree| tree.root)
                .map_err(|error| format!("{PROFILE} {full_name}: {error}"))
        }
    };
    match root {
        Ok(root) => read(profile, &root),
        Err(why) => {
            if !matches!(profile.custom, Seen::Known(_)) {
                profile.custom = Seen::Unknown(why.clone());
            }
            profile.ip_ranges = Seen::Unknown(why.clone());
            profile.hours = Seen::Unknown(why.clone());
            profile.permissions = Seen::Unknown(why);
        }
    }
}

fn read(profile: &mut LiveProfile, root: &Element) {
    if let Some(custom) = flag_at(root, "custom") {
        profile.custom = Seen::Known(custom);
    }
    profile.ip_ranges = ranges(root);
    profile.hours = hours(root);
    let enabled = root
        .all("userPermissions")
        .filter(|permission| flag_at(permission, "enabled") == Some(true));
    let names: BTreeSet<ApiName> = enabled
        .filter_map(|permission| text_at(permission, "name"))
        .map(ApiName::new)
        .collect();
    profile.permissions = Seen::Known(names);
}

fn ranges(root: &Element) -> Seen<BTreeSet<IpRange>> {
    let mut ranges = BTreeSet::new();
    for range in root.all("loginIpRanges") {
        let (Some(start), Some(end)) = (text_at(range, "startAddress"), text_at(range, "endAddress")) else {
            continue;
        };
        let read = start.parse().ok().zip(end.parse().ok());
        match read.and_then(|(start, end)| IpRange::new(start, end)) {
            Some(range) => {
                ranges.insert(range);
            }
            None => return Seen::Unknown(format!("{start} to {end} is no range that is known")),
        }
    }
    Some(ranges).filter(|ranges| !ranges.is_empty()).into()
}

fn hours(root: &Element) -> Seen<LoginHours> {
    match root.child("loginHours").map(profile_hours) {
        None => Seen::Absent,
        Some(None) => Seen::Unknown("its login hours cannot be read".to_owned()),
        Some(Some(hours)) if hours.are_all() => Seen::Absent,
        Some(Some(hours)) => Seen::Known(hours),
    }
}
