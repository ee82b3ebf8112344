//! What a refresh of a sandbox does to users: each gets another name and an address that no mail reaches, and keeps its mark.
//!
//! Salesforce puts the name of the sandbox behind usernames, and random characters in front where the result is taken
//! (Salesforce DX Developer Guide, "Clone a Sandbox"). So the mark, which is a copy, says whose the user is: nobody needs a
//! second one.

use std::collections::BTreeMap;

use hallpass_model::{
    ApiName, Complete, Desired, Integration, Live, LiveUser, Mark, RecordId, Username, split_mark,
};

use super::answers::{Answers, Topic};

/// Returns the names of users whom a sandbox has renamed, as far as their marks tell.
pub(super) fn renamed(answers: &Answers) -> impl Iterator<Item = Username> {
    let rows = answers
        .peek(Topic::Users)
        .chain(answers.peek(Topic::HoldersOfMarkedSets));
    rows.filter_map(|row| {
        let username = Username::new(row.text("Username")?);
        let (_, mark) = split_mark(row.text("AboutMe")?);
        is_copy(&username, &mark?).then_some(username)
    })
}

/// Gives users whom a sandbox has renamed the marks of their new names, and files those under the names that specs
/// declare whose integration has no other user. The name within stays the one that the org has, so the two differ, and
/// a plan closes that.
pub(super) fn follow(desired: &Desired, mut live: Live) -> Live {
    if !live.org.is_sandbox {
        return live;
    }
    let mut users = live.users.into_inner();
    let mut copies = Vec::new();
    for user in users.values_mut() {
        let username = user.username.clone();
        if let Some(mark) = user.mark.as_mut().filter(|mark| is_copy(&username, mark)) {
            mark.object = ApiName::new(username.as_str());
            copies.push(username);
        }
    }
    live.users = Complete::read_to_the_end(users);
    for one in desired.integrations.values() {
        if let Some(old) = user_of(desired, one, &live, &copies) {
            live = refile(live, &old, &one.user.username);
        }
    }
    live
}

/// Whether a user's name is what a sandbox makes of the name for which its mark was made: `X.dev1` or `00x7VqX.dev1` of `X`.
pub(super) fn is_copy(username: &Username, mark: &Mark) -> bool {
    let (name, made_for) = (
        username.as_str().to_lowercase(),
        mark.object.as_str().to_lowercase(),
    );
    let Some((before, after)) = name.split_once(&made_for) else {
        return false;
    };
    let is_random = before.chars().all(|c| c.is_ascii_alphanumeric());
    !made_for.is_empty() && is_random && (after.len() > 1 && after.starts_with('.'))
}

/// The one user who carries the integration's mark under another name than the declared one; of several those who are
/// active. Of two nobody knows which: both stay, and are told.
fn user_of(desired: &Desired, one: &Integration, live: &Live, copies: &[Username]) -> Option<Username> {
    if live.users.contains_key(&one.user.username) {
        return None;
    }
    let is_declared = |username: &Username| {
        desired
            .integrations
            .values()
            .any(|one| one.user.username == *username)
    };
    let is_theirs = |user: &LiveUser| {
        let owner = user.mark.as_ref().and_then(|mark| desired.owner_of(mark));
        owner.is_some_and(|owner| owner.name == one.name)
    };
    let found: Vec<&LiveUser> = copies
        .iter()
        .filter(|username| !is_declared(username))
        .filter_map(|username| live.users.get(username))
        .filter(|user| is_theirs(user))
        .collect();
    let active: Vec<&LiveUser> = found.iter().copied().filter(|user| user.active).collect();
    match (found.as_slice(), active.as_slice()) {
        ([only], _) | (_, [only]) => Some(only.username.clone()),
        _ => None,
    }
}

/// Files a user under another name, wherever it is spoken of.
fn refile(mut live: Live, old: &Username, new: &Username) -> Live {
    let mut users = live.users.into_inner();
    if let Some(user) = users.remove(old) {
        users.insert(new.clone(), user);
    }
    live.users = Complete::read_to_the_end(users);
    let mut sets = live.permission_sets.into_inner();
    for set in sets.values_mut() {
        set.holders = holders(std::mem::take(&mut set.holders), old, new);
    }
    live.permission_sets = Complete::read_to_the_end(sets);
    let mut profiles = live.profiles.into_inner();
    for profile in profiles.values_mut() {
        profile.holders = holders(std::mem::take(&mut profile.holders), old, new);
    }
    live.profiles = Complete::read_to_the_end(profiles);
    let mut apps = live.apps.into_inner();
    for app in apps.values_mut() {
        if app.run_as.known() == Some(old) {
            app.run_as = hallpass_model::Seen::Known(new.clone());
        }
    }
    live.apps = Complete::read_to_the_end(apps);
    live
}

fn holders(
    all: Complete<BTreeMap<Username, RecordId>>,
    old: &Username,
    new: &Username,
) -> Complete<BTreeMap<Username, RecordId>> {
    let mut all = all.into_inner();
    if let Some(held) = all.remove(old) {
        all.insert(new.clone(), held);
    }
    Complete::read_to_the_end(all)
}

#[cfg(test)]
mod tests {
    use hallpass_model::build::{desired, integration, live_of};
    use hallpass_model::{ApiName, Complete, Live, Username};

    use super::{follow, is_copy};

    #[test]
    fn a_copy_has_the_name_that_a_sandbox_gives() {
        let mut mark = live_of(&desired([integration("billing", &[])]))
            .users
            .values()
            .find_map(|user| user.mark.clone())
            .unwrap();
        mark.object = ApiName::from("billing.api@example.com");
        for (username, expected) in [
            ("billing.api@example.com.dev1", true),
            ("00x7Vqbilling.api@example.com.dev1", true),
            ("billing.api@example.com", false),
            ("billing.api@example.com.", false),
            ("billing.api@example.communism", false),
            ("not-billing.api@example.com.dev1", false),
            ("somebody@example.com", false),
        ] {
            assert_eq!(is_copy(&Username::from(username), &mark), expected, "{username}");
        }
    }

    fn refreshed(names: &[&str], is_sandbox: bool) -> Live {
        let mut one = integration("billing", &[]);
        one.user.username = Username::from("billing.api@example.com.uat");
        let fleet = desired([one]);
        let mut live = live_of(&fleet);
        live.org.is_sandbox = is_sandbox;
        let mut user = live.users.values().next().unwrap().clone();
        user.mark.as_mut().unwrap().object = ApiName::from("billing.api@example.com");
        let users = names.iter().map(|name| {
            let mut user = user.clone();
            user.username = Username::from(*name);
            (user.username.clone(), user)
        });
        live.users = Complete::read_to_the_end(users.collect());
        follow(&fleet, live)
    }

    fn filed(live: &Live) -> Vec<(&str, &str)> {
        let users = live.users.iter();
        users
            .map(|(filed, user)| (filed.as_str(), user.username.as_str()))
            .collect()
    }

    #[test]
    fn a_renamed_user_is_filed_under_its_declared_name_in_a_sandbox_alone() {
        let prefixed = "00x7vqbilling.api@example.com.dev1";
        let live = refreshed(&[prefixed], true);
        assert_eq!(filed(&live), [("billing.api@example.com.uat", prefixed)]);
        let mark = live.users.values().next().unwrap().mark.clone().unwrap();
        assert!(mark.is_of(&ApiName::from(prefixed)));

        assert_eq!(filed(&refreshed(&[prefixed], false)), [(prefixed, prefixed)]);
        let two = refreshed(&[prefixed, "billing.api@example.com.dev1"], true);
        assert_eq!(two.users.len(), 2, "of two nobody knows which");
        assert!(
            !two.users
                .contains_key(&Username::from("billing.api@example.com.uat"))
        );
        let named = refreshed(&["billing.api@example.com.uat"], true);
        assert_eq!(
            filed(&named),
            [("billing.api@example.com.uat", "billing.api@example.com.uat")]
        );
    }
}
