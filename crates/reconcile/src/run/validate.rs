//! Having the org check the files of a plan without deploying any of them.
//!
//! A check-only deployment knows nothing of the rows that an apply would write before: files that name a user or a set
//! that is still to be made cannot be checked, and are told as such. Rows have no such check at all.

use std::collections::BTreeSet;

use hallpass_model::{Action, Address, Kind, MetadataFile, Plan};
use hallpass_salesforce::metadata::{ComponentResult, DeployOptions, DeployResult, Element, Tree};
use hallpass_salesforce::transport::{Patience, Progress};
use hallpass_salesforce::{Error, Reader};
use serde::Serialize;

use super::deploys::{deployment, is_of};
use crate::lower::{AppDeploy, Operation, Wave};
use crate::metadata::{listed, text_at, texts_of};

/// What an org says of the files of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Validation {
    /// The files that it looked at.
    pub components: Vec<Checked>,
    /// What it says of them together, where it refuses them and names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// The files that it could not look at yet.
    pub waiting: Vec<Waiting>,
    /// How many changes are rows, which no org checks before they are written.
    pub rows: usize,
}

/// What an org says of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// The change that it belongs to.
    pub address: Address,
    /// Its type.
    pub component: String,
    /// Its full name.
    pub name: String,
    /// What is wrong, in the org's words; nothing where it would be taken.
    pub problem: Option<String>,
}

/// A file that cannot be checked yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Waiting {
    /// The change that it belongs to.
    pub address: Address,
    /// Its type.
    pub component: String,
    /// Its full name.
    pub name: String,
    /// What it names that apply makes before.
    pub needs: String,
}

impl Validation {
    /// Returns whether the org would refuse something.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.problem.is_some() || self.components.iter().any(|checked| checked.problem.is_some())
    }
}

/// Has the org check what the waves of a plan would deploy. Nothing is written.
///
/// # Errors
/// When the org cannot be asked. What it refuses is no error.
pub async fn validate(reader: &Reader, plan: &Plan, waves: &[Wave]) -> Result<Validation, Error> {
    let (apps, waiting) = ready(plan, waves);
    let mut validation = Validation {
        waiting,
        rows: rows(waves),
        ..Validation::default()
    };
    let apps: Vec<&AppDeploy> = apps.iter().collect();
    if apps.is_empty() {
        return Ok(validation);
    }
    let version = plan.org.api_version.parse().unwrap_or_else(|_| reader.version());
    let options = DeployOptions::default();
    let quiet = |_: &Progress| {};
    let deployment = deployment(version, &apps)?;
    let result = reader
        .check_deploy(&deployment, options, Patience::default(), &quiet)
        .await?;
    validation.components = apps.iter().flat_map(|app| checked(app, &result)).collect();
    if !result.success && !validation.is_refused() {
        validation.problem = Some(as_a_whole(&result));
    }
    Ok(validation)
}

fn rows(waves: &[Wave]) -> usize {
    let operations = waves.iter().flat_map(|wave| &wave.operations);
    let closed = operations.map(|operation| match operation {
        Operation::Rows(rows) => rows.rows.iter().map(|row| row.addresses.len()).sum(),
        Operation::Logins(logins) => logins.len(),
        Operation::Deploy(_) => 0,
    });
    closed.sum()
}

/// Parts the files that can be checked now from those that name what is still to be made.
fn ready(plan: &Plan, waves: &[Wave]) -> (Vec<AppDeploy>, Vec<Waiting>) {
    let made = made(plan);
    let (mut ready, mut waiting) = (Vec::new(), Vec::new());
    for operation in waves.iter().flat_map(|wave| &wave.operations) {
        let Operation::Deploy(deploy) = operation else {
            continue;
        };
        for app in &deploy.apps {
            let mut app = app.clone();
            app.files.retain(|file| {
                let needs = named(file)
                    .into_iter()
                    .find(|name| made.contains(&name.to_ascii_lowercase()));
                waiting.extend(needs.iter().map(|needs| Waiting {
                    address: app.address.clone(),
                    component: file.component.clone(),
                    name: file.full_name.clone(),
                    needs: needs.clone(),
                }));
                needs.is_none()
            });
            // A profile goes when nobody has it any more, and those who have it are moved by rows.
            app.removals.clear();
            if !app.files.is_empty() {
                ready.push(app);
            }
        }
    }
    (ready, waiting)
}

/// The users and sets that the plan makes, in lower case.
fn made(plan: &Plan) -> BTreeSet<String> {
    let creates = plan
        .changes
        .iter()
        .filter(|change| change.action == Action::Create);
    let names = creates.filter_map(|change| {
        let bearer = plan.bearer_of(&change.address)?;
        match change.kind {
            Kind::User => Some(bearer.username.as_str().to_owned()),
            Kind::PermissionSet => Some(bearer.permission_set.as_str().to_owned()),
            _ => None,
        }
    });
    names.map(|name| name.to_ascii_lowercase()).collect()
}

/// The users and sets that a file names.
fn named(file: &MetadataFile) -> Vec<String> {
    let Ok(tree) = Tree::parse(&file.xml) else {
        return Vec::new();
    };
    let root: &Element = &tree.root;
    let users = [
        "clientCredentialsFlowUser",
        "oauthConfig/oauthClientCredentialUser",
    ];
    let sets = text_at(root, "commaSeparatedPermissionSet").unwrap_or_default();
    let mut names: Vec<String> = users.iter().filter_map(|path| text_at(root, path)).collect();
    names.extend(listed(&sets).map(str::to_owned));
    names.extend(texts_of(root, "permissionSetName"));
    names
}

fn checked(app: &AppDeploy, result: &DeployResult) -> Vec<Checked> {
    let of_file = |file: &MetadataFile| {
        let one = AppDeploy {
            files: vec![file.clone()],
            ..app.clone()
        };
        let problems: Vec<String> = result
            .failures()
            .iter()
            .filter(|failure| is_of(&one, failure))
            .map(words)
            .collect();
        Checked {
            address: app.address.clone(),
            component: file.component.clone(),
            name: file.full_name.clone(),
            problem: (!problems.is_empty()).then(|| problems.join("; ")),
        }
    };
    app.files.iter().map(of_file).collect()
}

fn words(failure: &ComponentResult) -> String {
    let problem = failure.problem.as_deref().unwrap_or("refused without a reason");
    match failure.line_number {
        Some(line) => format!("{problem} (line {line})"),
        None => problem.to_owned(),
    }
}

fn as_a_whole(result: &DeployResult) -> String {
    let words = result.error_message.clone();
    let unnamed = || {
        result
            .failures()
            .iter()
            .map(words_of_unnamed)
            .collect::<Vec<_>>()
            .join("; ")
    };
    words.unwrap_or_else(|| format!("{} {}", result.status, unnamed()).trim().to_owned())
}

fn words_of_unnamed(failure: &ComponentResult) -> String {
    format!(
        "{} {}: {}",
        failure.component_type,
        failure.full_name,
        words(failure)
    )
}
