//! Orgs: what belongs together in one, and what excludes the other.

use crate::decode::Mapping;
use crate::diagnostic::{Problem, Problems, code};
use crate::format::{AuthSpec, OrgSpec};
use crate::load::World;
use crate::source::Place;

pub(crate) fn check(world: &World, problems: &mut Problems) {
    let Some(fleet) = &world.fleet else { return };
    if let Some(orgs) = &fleet.orgs {
        if orgs.value.entries.is_empty() {
            problems.push(
                Problem::error(code::MISSING_KEY, orgs.place, "the fleet has no org")
                    .hint("`local: { local: .hallpass/local-org }` is one that needs no account"),
            );
        }
        for (name, org) in &orgs.value.entries {
            one_org(&name.value, &org.value, problems);
        }
    }
}

fn one_org(name: &str, org: &OrgSpec, problems: &mut Problems) {
    match (&org.local, &org.url) {
        _ if !org.has("local") && !org.has("url") => problems.push(
            Problem::error(
                code::ONE_OF,
                org.place(),
                format!("the org `{name}` has neither `local` nor `url`"),
            )
            .label("needs `local` or `url`")
            .hint("`local` is the folder of a local org, `url` the My Domain of another"),
        ),
        (Some(local), Some(url)) => problems.push(
            Problem::error(
                code::ONE_OF,
                url.place,
                format!("the org `{name}` has both `local` and `url`"),
            )
            .label("one too many")
            .related(local.place, "the other"),
        ),
        _ if org.has("local") => {
            if let Some(auth) = &org.auth {
                problems.push(
                    Problem::error(code::USELESS_KEY, auth.place, "a local org needs no `auth`")
                        .label("of no use here")
                        .hint("hallpass makes the credentials of a local org itself"),
                );
            }
            if let Some(ca) = &org.ca_file {
                problems.push(
                    Problem::error(code::USELESS_KEY, ca.place, "a local org needs no `ca_file`")
                        .label("of no use here")
                        .hint("the folder of a local org tells whom to trust"),
                );
            }
        }
        _ => match &org.auth {
            Some(auth) => one_auth(&auth.value, problems),
            None if org.has("auth") => {}
            None => problems.push(
                Problem::error(
                    code::MISSING_KEY,
                    org.place(),
                    format!("the org `{name}` needs `auth`"),
                )
                .label("`auth` is missing from this mapping")
                .hint("`auth: { sf_cli: ALIAS }` uses a login of the Salesforce CLI"),
            ),
        },
    }
}

fn one_auth(auth: &AuthSpec, problems: &mut Problems) {
    let given: Vec<(&str, Place)> = [
        auth.sf_cli.as_ref().map(|at| ("sf_cli", at.place)),
        auth.access_token.as_ref().map(|at| ("access_token", at.place)),
        auth.client_credentials
            .as_ref()
            .map(|at| ("client_credentials", at.place)),
        auth.jwt.as_ref().map(|at| ("jwt", at.place)),
        auth.auth_url.as_ref().map(|at| ("auth_url", at.place)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if let [first, second, ..] = given[..] {
        problems.push(
            Problem::error(
                code::ONE_OF,
                second.1,
                format!("`auth` has both `{}` and `{}`", first.0, second.0),
            )
            .label("one too many")
            .related(first.1, "the other"),
        );
    }
    if !AuthSpec::KEYS.iter().any(|key| auth.has(key)) {
        problems.push(
            Problem::error(code::ONE_OF, auth.place(), "`auth` is empty")
                .hint("it holds one of `sf_cli`, `access_token`, `client_credentials`, `jwt`, `auth_url`"),
        );
    }
    let Some(jwt) = &auth.jwt else { return };
    match (&jwt.value.key_file, &jwt.value.key) {
        _ if !jwt.value.has("key_file") && !jwt.value.has("key") => problems.push(
            Problem::error(code::ONE_OF, jwt.place, "`jwt` has no key").label("needs `key_file` or `key`"),
        ),
        (Some(file), Some(key)) => problems.push(
            Problem::error(code::ONE_OF, key.place, "`jwt` has both `key_file` and `key`")
                .label("one too many")
                .related(file.place, "the other"),
        ),
        _ => {}
    }
}
