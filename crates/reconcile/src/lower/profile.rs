//! Profiles: files that are laid over what is there. What a file does not name stays, so only what changes is sent.

use hallpass_model::{
    API_ONLY_PROFILES, Attribute, Change, IpRange, LiveProfile, LoginHours, MetadataFile, State, Value,
};
use hallpass_salesforce::metadata::{Element, Tree};

use super::context::{Context, after, not_in_org, not_in_plan};
use super::profile_grants::without_grants;
use super::rows::{OneRow, Step, id, preparing, step, update};
use super::text::{MAX_DESCRIPTION, known, marked};
use super::{AppDeploy, Link, LowerError, Thing};
use crate::metadata::{PROFILE, profile_full_name, profile_hours_element};

pub(super) fn lower(context: &Context<'_>, change: &Change) -> Result<AppDeploy, LowerError> {
    let name = context.bearer(&change.address)?.profile.clone();
    let full_name = profile_full_name(&name);
    let deploy = AppDeploy {
        address: change.address.clone(),
        app: Thing::Profile(name),
        creates: false,
        files: Vec::new(),
        removals: Vec::new(),
    };
    Ok(match step(change)? {
        Step::Make => AppDeploy {
            creates: true,
            files: vec![file(change, None, full_name)?],
            ..deploy
        },
        Step::Change => {
            let live = context.live_profile(&change.address)?;
            AppDeploy {
                files: vec![file(change, Some(live), full_name)?],
                ..deploy
            }
        }
        Step::Take => AppDeploy {
            removals: vec![(PROFILE.to_owned(), full_name)],
            ..deploy
        },
    })
}

/// Nobody can be without a profile: those who have one that goes get that of all API-only users first. The rows belong to
/// no change of their own; where one fails, the org says so when it refuses to delete the profile.
pub(super) fn moves(context: &Context<'_>, change: &Change) -> Result<Vec<OneRow>, LowerError> {
    if !matches!(step(change)?, Step::Take) {
        return Ok(Vec::new());
    }
    let live = context.live_profile(&change.address)?;
    let license = live.license.known();
    let profiles = &context.live.catalog.profiles;
    let other = API_ONLY_PROFILES
        .iter()
        .filter_map(|name| profiles.get(*name))
        .find(|facts| Some(&facts.license) == license);
    let stay = live
        .holders
        .iter()
        .filter(|(holder, _)| !context.gets_profile(holder));
    stay.map(|(_, user)| {
        let other = other.ok_or_else(|| not_in_org(&change.address, "another profile for its users"))?;
        let profile = id("ProfileId", Link::Known(other.id.clone()));
        let row = update(&change.address, "User", Link::Known(user.clone()), [profile]);
        Ok(preparing(row, change))
    })
    .collect()
}

fn file(change: &Change, live: Option<&LiveProfile>, full_name: String) -> Result<MetadataFile, LowerError> {
    let after = after(change);
    let mut root = Tree::of_type(PROFILE)
        .root
        .with(Element::with_text("custom", "true"));
    if after.contains_key(&Attribute::Mark) || after.contains_key(&Attribute::Description) {
        let text = live.and_then(|live| known(&live.description));
        let mark = live.and_then(|live| live.mark.as_ref()).map(ToString::to_string);
        let description = marked(
            &change.address,
            &without_empty_mark(after),
            text,
            mark.filter(|_| !gives_up(change)),
            MAX_DESCRIPTION,
        )?;
        root = root.with(Element::with_text("description", &description));
    }
    if let Some(hours) = after.get(&Attribute::Hours) {
        let hours = hours_of(change, hours.text().unwrap_or_default())?;
        root = root.with(profile_hours_element(hours.as_ref()));
    }
    if let Some(Value::List(ranges)) = after.get(&Attribute::IpRanges) {
        root = with_ranges(change, ranges, root)?;
    }
    if let Some(license) = after.get(&Attribute::UserLicense).and_then(Value::text) {
        root = root.with(Element::with_text("userLicense", license));
    }
    if let Some(Value::List(wanted)) = after.get(&Attribute::UserPermissions) {
        root = with_permissions(change, wanted, root);
    }
    if let (true, Some(grants)) = (
        after.contains_key(&Attribute::Grants),
        live.and_then(|live| live.grants.known()),
    ) {
        root = without_grants(grants, root);
    }
    Ok(MetadataFile {
        component: PROFILE.to_owned(),
        full_name,
        xml: Tree { root }.to_string(),
    })
}

/// An empty mark is none.
fn gives_up(change: &Change) -> bool {
    after(change).get(&Attribute::Mark).and_then(Value::text) == Some("")
}

fn without_empty_mark(after: &hallpass_model::Attributes) -> hallpass_model::Attributes {
    let mut after = after.clone();
    after.retain(|attribute, value| *attribute != Attribute::Mark || value.text() != Some(""));
    after
}

/// The time zone that is shown behind the hours is the org's, and no part of them.
fn hours_of(change: &Change, text: &str) -> Result<Option<LoginHours>, LowerError> {
    let text = text.split(" (").next().unwrap_or_default();
    if text.is_empty() {
        return Ok(None);
    }
    let hours = text.parse();
    hours
        .map(Some)
        .map_err(|_| not_in_plan(&change.address, "login hours"))
}

/// The list is always sent as a whole. An empty element clears it (Metadata API Developer Guide, Profile).
fn with_ranges(change: &Change, ranges: &[String], mut root: Element) -> Result<Element, LowerError> {
    if ranges.is_empty() {
        return Ok(root.with(Element::new("loginIpRanges")));
    }
    for range in ranges {
        let range: IpRange = range
            .parse()
            .map_err(|_| not_in_plan(&change.address, "a range of addresses"))?;
        let element = Element::new("loginIpRanges")
            .with(Element::with_text("endAddress", &range.end().to_string()))
            .with(Element::with_text("startAddress", &range.start().to_string()));
        root = root.with(element);
    }
    Ok(root)
}

/// What a file leaves out stays, so what goes is named too.
fn with_permissions(change: &Change, wanted: &[String], root: Element) -> Element {
    let before = change.before.as_ref().and_then(State::attributes);
    let had = match before.and_then(|before| before.get(&Attribute::UserPermissions)) {
        Some(Value::List(had)) => had.clone(),
        _ => Vec::new(),
    };
    let gone = had
        .iter()
        .filter(|name| !wanted.contains(name))
        .map(|name| (name, "false"));
    let all = wanted.iter().map(|name| (name, "true")).chain(gone);
    all.fold(root, |root, (name, enabled)| {
        let permission = Element::new("userPermissions")
            .with(Element::with_text("enabled", enabled))
            .with(Element::with_text("name", name));
        root.with(permission)
    })
}
