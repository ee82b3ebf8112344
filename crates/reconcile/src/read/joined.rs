//! What users are in besides sets: licences of packages, public groups, queues. And what of these, and of roles, a spec
//! can name.

use std::collections::BTreeMap;

use hallpass_model::{ApiName, Complete, Kind, LiveUser, RecordId, Seats, Seen, Username};
use hallpass_salesforce::Record;
use hallpass_salesforce::soql::{Condition, Soql, in_select, is_in};

use super::ReadError;
use super::answers::{Answers, Ask, Topic, ask};
use super::record::need_id;
use super::scope::Scope;

/// The types of groups that people make (Object Reference, `Group.Type`); roles and the org make the others.
const GROUPS: [(Kind, &str); 2] = [(Kind::PublicGroup, "Regular"), (Kind::Queue, "Queue")];

/// By the id of their user, by name, with their own ids.
type ByUser = BTreeMap<RecordId, BTreeMap<ApiName, RecordId>>;

pub(super) fn asks(scope: &Scope<'_>) -> Vec<Ask> {
    let held = scope.users("").into_iter().flat_map(|filter| {
        let users = Soql::select(["Id"]).from("User").filter(filter);
        [
            groups_of(in_select("UserOrGroupId", users.clone())),
            package_licenses_of(in_select("UserId", users)),
        ]
    });
    let groups = scope.groups("DeveloperName").into_iter().map(|filter| {
        let soql = Soql::select(["Id", "DeveloperName", "Type"]).from("Group");
        ask(
            Topic::DeclaredGroups,
            soql.filter(of_people("Type")).filter(filter),
        )
    });
    let roles = scope.roles("DeveloperName").into_iter().map(|filter| {
        let soql = Soql::select(["Id", "DeveloperName"]).from("UserRole");
        ask(Topic::DeclaredRoles, soql.filter(filter))
    });
    let packages = scope.declares(Kind::PackageLicense).then(|| {
        let soql = Soql::select(["Id", "NamespacePrefix", "AllowedLicenses", "UsedLicenses"]);
        ask(Topic::PackageLicenses, soql.from("PackageLicense"))
    });
    held.chain(groups).chain(roles).chain(packages).collect()
}

/// Asks about users who were found by nothing but a marked set that they hold.
pub(super) fn asks_about(users: &[String]) -> [Ask; 2] {
    [
        groups_of(is_in("UserOrGroupId", users)),
        package_licenses_of(is_in("UserId", users)),
    ]
}

fn groups_of(users: Condition) -> Ask {
    let soql = Soql::select(["Id", "UserOrGroupId", "Group.DeveloperName", "Group.Type"]).from("GroupMember");
    ask(
        Topic::GroupMemberships,
        soql.filter(of_people("Group.Type")).filter(users),
    )
}

fn package_licenses_of(users: Condition) -> Ask {
    let soql = Soql::select(["Id", "UserId", "PackageLicense.NamespacePrefix"]).from("UserPackageLicense");
    ask(Topic::PackageMemberships, soql.filter(users))
}

fn of_people(column: &str) -> Condition {
    is_in(column, GROUPS.map(|(_, word)| word))
}

/// Gives users what they are in. What the running user may not see is unknown, with the org's words.
pub(super) fn fill(users: &mut BTreeMap<Username, LiveUser>, answers: &mut Answers) -> Result<(), ReadError> {
    let members = answers.rows_or_refusal(Topic::GroupMemberships)?;
    for (kind, word) in GROUPS {
        let of_kind = members.as_ref().map(|rows| {
            let rows = rows.iter().filter(|row| row.text("Group.Type") == Some(word));
            by_user(rows, "UserOrGroupId", "Group.DeveloperName")
        });
        give(users, kind, of_kind)?;
    }
    let packages = answers.rows_or_refusal(Topic::PackageMemberships)?;
    let packages = packages
        .as_ref()
        .map(|rows| by_user(rows.iter(), "UserId", "PackageLicense.NamespacePrefix"));
    give(users, Kind::PackageLicense, packages)
}

fn by_user<'r>(rows: impl Iterator<Item = &'r Record>, user: &str, name: &str) -> Result<ByUser, ReadError> {
    let mut held = ByUser::new();
    for row in rows {
        let name = ApiName::from(row.need_text(name)?);
        let of_user = held.entry(need_id(row, user)?).or_default();
        of_user.insert(name, need_id(row, "Id")?);
    }
    Ok(held)
}

fn give(
    users: &mut BTreeMap<Username, LiveUser>,
    kind: Kind,
    held: Result<Result<ByUser, ReadError>, &String>,
) -> Result<(), ReadError> {
    let mut held = held
        .map_err(Clone::clone)
        .map_or_else(|why| Ok(Err(why)), |held| held.map(Ok))?;
    for user in users.values_mut() {
        let seen = match &mut held {
            Ok(held) => Seen::Known(Complete::read_to_the_end(
                held.remove(&user.id).unwrap_or_default(),
            )),
            Err(why) => Seen::Unknown(why.clone()),
        };
        user.joined.insert(kind, seen);
    }
    Ok(())
}

/// Returns the declared public groups and queues that exist, by kind.
pub(super) fn declared_groups(
    answers: &mut Answers,
) -> Result<BTreeMap<Kind, BTreeMap<ApiName, RecordId>>, ReadError> {
    let mut groups: BTreeMap<Kind, BTreeMap<ApiName, RecordId>> = BTreeMap::new();
    for row in answers.rows(Topic::DeclaredGroups)? {
        let word = row.need_text("Type")?;
        if let Some((kind, _)) = GROUPS.into_iter().find(|(_, known)| *known == word) {
            let name = ApiName::from(row.need_text("DeveloperName")?);
            groups.entry(kind).or_default().insert(name, need_id(&row, "Id")?);
        }
    }
    Ok(groups)
}

/// Returns the declared roles that exist.
pub(super) fn declared_roles(answers: &mut Answers) -> Result<BTreeMap<ApiName, RecordId>, ReadError> {
    let rows = answers.rows(Topic::DeclaredRoles)?;
    rows.iter()
        .map(|row| {
            Ok((
                ApiName::from(row.need_text("DeveloperName")?),
                need_id(row, "Id")?,
            ))
        })
        .collect()
}

/// Returns the licences of packages by namespace.
pub(super) fn package_licenses(answers: &mut Answers) -> Result<BTreeMap<ApiName, Seats>, ReadError> {
    let rows = answers.rows_if_there(Topic::PackageLicenses)?.unwrap_or_default();
    rows.iter()
        .map(|row| {
            let seats = Seats {
                id: need_id(row, "Id")?,
                total: row.number("AllowedLicenses").unwrap_or_default(),
                used: row.number("UsedLicenses").unwrap_or_default(),
            };
            Ok((ApiName::from(row.need_text("NamespacePrefix")?), seats))
        })
        .collect()
}
