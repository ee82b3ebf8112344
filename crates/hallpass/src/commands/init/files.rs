//! The files that are made: their paths, and what stands in them.

use std::path::{Path, PathBuf};

use super::wanted::{NewFleet, NewIntegration, NewOrg, is_sandbox};

/// A file to make.
#[derive(Debug)]
pub(super) struct NewFile {
    pub(super) path: PathBuf,
    pub(super) text: String,
}

/// The file of a fleet.
pub(super) fn fleet(specs: &Path, fleet: &NewFleet) -> NewFile {
    let name = yaml(fleet.name.as_str());
    let org = match &fleet.org {
        Some(org) => real_org(org),
        None => SAMPLE_ORG.to_owned(),
    };
    NewFile {
        path: specs.join("hallpass.yaml"),
        text: format!(
            "\
# The fleet: which orgs there are, and what holds for every integration. Each other .yaml file in this folder is an
# integration. `hallpass validate` checks all of it, offline.

version: 1      # of this format
fleet: {name}     # part of the mark on everything that hallpass owns, so no other team's fleet may have this name

orgs:
  # An org inside of hallpass: no account, no network. Its state lies in .hallpass, which git ignores.
  local: {{ local: .hallpass/local-org }}
{org}
# What a user gets where its spec says nothing.
defaults:
  user: {{ time_zone: GMT, locale: en_US, language: en_US, email_encoding: UTF-8 }}

# What one apply may do at most. More is refused, not cut.
safety: {{ max_deletes: 10, max_delete_percent: 30, max_api_calls: 500 }}
"
        ),
    }
}

const SAMPLE_ORG: &str = "
  # A real org looks like this. Secrets stay out of the file.
  # uat:
  #   url: https://acme--uat.sandbox.my.salesforce.com    # its My Domain, not login.salesforce.com
  #   kind: sandbox                                       # production takes saved plans only
  #   username_suffix: .uat                               # usernames are unique in all of Salesforce
  #   auth: { sf_cli: acme-uat }                          # or client_credentials, jwt, auth_url, access_token
";

fn real_org(NewOrg { name, url, alias }: &NewOrg) -> String {
    let kind = match is_sandbox(url) {
        true => format!(
            "    kind: sandbox\n    username_suffix: .{name}     # usernames are unique in all of Salesforce\n"
        ),
        false => "    kind: production     # takes saved plans only\n".to_owned(),
    };
    let auth = match alias {
        Some(alias) => format!("    auth: {{ sf_cli: {} }}\n", yaml(alias)),
        None => "    auth:     # of an app whose run-as user may read, or may manage, access\n      client_credentials:\n        \
                 client_id: \"${env:HALLPASS_CLIENT_ID}\"\n        \
                 client_secret: \"${env:HALLPASS_CLIENT_SECRET}\"\n"
            .to_owned(),
    };
    format!("\n  {name}:\n    url: {url}\n{kind}{auth}")
}

/// The file of an integration.
pub(super) fn integration(specs: &Path, one: &NewIntegration) -> NewFile {
    let NewIntegration { name, email, objects } = one;
    let domain = email.split_once('@').map_or(email.as_str(), |(_, domain)| domain);
    let app = app_name(name.as_str());
    let quoted = yaml(name.as_str());
    let reads: String = objects
        .iter()
        .map(|object| format!("    {}: [read]\n", yaml(object)))
        .collect();
    let first = objects.first().map_or("Account", String::as_str);
    NewFile {
        path: specs.join(format!("{name}.yaml")),
        text: format!(
            "\
# An integration: one external system with its own user, its own permission set, its app, and nothing more.

integration: {quoted}     # the names of what it owns follow from this one
owner: {email}     # who answers for it

# A user that no human uses. It is API-only: it has an integration licence and cannot log in to the pages.
user:
  username: {name}.api@{domain}     # looks like an address and need not be one; unique in all of Salesforce
  email: {email}     # where mails about the user go

# The whole of what it may do. Taking a line out takes the access away with the next apply.
permissions:
  objects:
{reads}  # An object alone opens only its required fields; every other field is granted by name. `edit` includes `read`.
  # fields:
  #   Account: {{ edit: [Phone], read: [AnnualRevenue] }}

# How it gets its tokens: with key and secret, and always as its own user. Nobody else may use the app.
apps:
  - external_client_app: {app}
    contact_email: {email}
    callback_url: https://localhost/callback     # Salesforce asks for one; with this flow nothing ever calls back
    flow: client_credentials
    scopes: [api]

# From where it may log in. Without this a stolen credential works from everywhere, and `validate` says so.
# login: {{ ip_ranges: [203.0.113.10] }}

# What `hallpass verify` tries with the integration's own token.
verify:
  queries: [\"SELECT Id FROM {first} LIMIT 1\"]
"
        ),
    }
}

/// `load-0` is `Load_0_Integration`, as its permission set.
fn app_name(name: &str) -> String {
    let words = name.split('-').filter(|word| !word.is_empty()).map(|word| {
        let (first, rest) = word.split_at(1);
        format!("{}{rest}_", first.to_ascii_uppercase())
    });
    words.collect::<String>() + "Integration"
}

/// Writes a text as a scalar; what YAML would read as something else than text stands in quotes.
fn yaml(text: &str) -> String {
    let is_plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
    let is_word = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word));
    match is_plain && !is_word {
        true => text.to_owned(),
        false => serde_json::Value::from(text).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{app_name, yaml};

    #[test]
    fn names_follow_from_the_integration() {
        assert_eq!(app_name("billing"), "Billing_Integration");
        assert_eq!(app_name("load-0"), "Load_0_Integration");
        assert_eq!(app_name("a--b-"), "A_B_Integration");
    }

    #[test]
    fn what_yaml_would_read_otherwise_stands_in_quotes() {
        for (text, written) in [
            ("acme", "acme"),
            ("no", "\"no\""),
            ("my org", "\"my org\""),
            ("1e3", "\"1e3\""),
        ] {
            assert_eq!(yaml(text), written);
        }
    }
}
