//! Which integration users and apps of an org are under management, and which are nobody's.

use hallpass_model::{AppKind, Desired, FleetName, Integration, IntegrationName, Live, Mark, Username};

use super::Census;

/// Users and apps, each with who manages it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coverage {
    /// Users that no human is, those that are declared and missing included.
    pub users: Vec<Covered>,
    /// Apps, likewise.
    pub apps: Vec<Covered>,
    /// What could not be seen.
    pub unseen: Vec<String>,
}

impl Coverage {
    /// Returns how many of these there are, and how many of them are managed.
    #[must_use]
    pub fn counts(of: &[Covered]) -> (usize, usize) {
        let there = of.iter().filter(|one| one.management != Management::Missing);
        let managed = there.clone().filter(|one| one.management.is_managed());
        (managed.count(), there.count())
    }
}

/// A user or an app, and who manages it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// Its name.
    pub name: String,
    /// What it is: the user's licence and profile, the kind of app.
    pub what: String,
    /// When the user last logged in.
    pub last_login: Option<String>,
    /// Who manages it.
    pub management: Management,
}

/// Who manages something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Management {
    /// This fleet: it is declared and carries our mark.
    Managed(IntegrationName),
    /// It is declared, and carries no mark of ours yet.
    Declared(IntegrationName),
    /// It is declared and not there.
    Missing,
    /// It carries our mark, and no spec has it any more.
    Left(IntegrationName),
    /// It carries the mark of another fleet.
    OtherFleet(FleetName),
    /// hallpass itself runs as it, or through it.
    Hallpass,
    /// No fleet has it.
    Nobody,
}

impl Management {
    /// Returns the word used in JSON.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Management::Managed(_) => "managed",
            Management::Declared(_) => "declared",
            Management::Missing => "missing",
            Management::Left(_) => "left",
            Management::OtherFleet(_) => "other_fleet",
            Management::Hallpass => "hallpass",
            Management::Nobody => "nobody",
        }
    }

    /// Returns whether some fleet answers for it.
    #[must_use]
    pub const fn is_managed(&self) -> bool {
        matches!(
            self,
            Management::Managed(_) | Management::OtherFleet(_) | Management::Hallpass
        )
    }
}

/// Compares what there is with what is declared. All of the fleet's integrations have to be in `desired`.
#[must_use]
pub fn coverage(desired: &Desired, live: &Live, census: &Census) -> Coverage {
    Coverage {
        users: users(desired, live, census),
        apps: apps(desired, live, census),
        unseen: census.unseen.clone(),
    }
}

fn users(desired: &Desired, live: &Live, census: &Census) -> Vec<Covered> {
    let declaring = |name: &Username| {
        let mut all = desired.integrations.values();
        all.find(|one| one.user.username == *name)
    };
    let found = census.users.iter().map(|(name, user)| Covered {
        name: name.to_string(),
        what: format!("{}, {}", user.license, user.profile),
        last_login: user.last_login.clone(),
        management: match *name == live.running_user.username {
            true => Management::Hallpass,
            false => management(desired, declaring(name), user.mark.as_ref()),
        },
    });
    let others = desired
        .integrations
        .values()
        .filter(|one| !census.users.contains_key(&one.user.username))
        .map(|one| declared_user(one, live));
    found.chain(others).collect()
}

/// A declared user that the census does not have: it is not there, not active, or may do more than use the API.
fn declared_user(one: &Integration, live: &Live) -> Covered {
    let there = live.users.get(&one.user.username);
    let known = |seen: &hallpass_model::Seen<String>| seen.known().cloned().unwrap_or_default();
    Covered {
        name: one.user.username.to_string(),
        what: there.map_or_else(String::new, |user| {
            format!("{}, {}", known(&user.license), known(&user.profile))
        }),
        last_login: there.and_then(|user| user.last_login.known().cloned()),
        management: match (there, there.and_then(|user| user.mark.as_ref())) {
            (None, _) => Management::Missing,
            (Some(_), Some(_)) => Management::Managed(one.name.clone()),
            (Some(_), None) => Management::Declared(one.name.clone()),
        },
    }
}

fn apps(desired: &Desired, live: &Live, census: &Census) -> Vec<Covered> {
    let mut covered: Vec<Covered> = Vec::new();
    for found in &census.apps {
        let id = |text: &str| text.chars().take(15).collect::<String>();
        // The row of a connected app has its label; what was read of the fleet's has name and mark.
        let read = live
            .apps
            .values()
            .find(|app| id(app.id.as_str()) == id(&found.id));
        let name = read.map_or(&found.name, |app| &app.name);
        let mark = read.map_or(found.mark.as_ref(), |app| app.mark.as_ref());
        let declaring = desired.integrations.values().find(|one| {
            one.apps
                .iter()
                .any(|app| app.kind == found.kind && app.name == *name)
        });
        covered.push(Covered {
            name: name.to_string(),
            what: kind(found.kind).to_owned(),
            last_login: None,
            management: match live.running_user.app.as_ref() == Some(name) {
                true => Management::Hallpass,
                false => management(desired, declaring, mark),
            },
        });
    }
    let declared = desired.integrations.values().flat_map(|one| &one.apps);
    let missing = declared.filter(|app| !live.apps.contains_key(&app.name));
    covered.extend(missing.map(|app| Covered {
        name: app.name.to_string(),
        what: kind(app.kind).to_owned(),
        last_login: None,
        management: Management::Missing,
    }));
    covered.sort_by(|one, other| one.name.cmp(&other.name));
    covered
}

fn management(desired: &Desired, declaring: Option<&Integration>, mark: Option<&Mark>) -> Management {
    match (declaring, mark) {
        (_, Some(mark)) if mark.fleet != desired.fleet => Management::OtherFleet(mark.fleet.clone()),
        (Some(one), Some(_)) => Management::Managed(one.name.clone()),
        (Some(one), None) => Management::Declared(one.name.clone()),
        (None, Some(mark)) => Management::Left(mark.integration.clone()),
        (None, None) => Management::Nobody,
    }
}

const fn kind(kind: AppKind) -> &'static str {
    match kind {
        AppKind::ExternalClientApp => "External Client App",
        AppKind::ConnectedApp => "connected app",
    }
}
