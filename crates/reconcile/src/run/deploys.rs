//! Deploying the files of apps.

use std::collections::BTreeMap;
use std::sync::Mutex;

use hallpass_model::OutcomeError;
use hallpass_salesforce::metadata::{
    Component, ComponentResult, DeployOptions, DeployResult, Deployment, Removal, Tree,
};
use hallpass_salesforce::transport::{Patience, Progress};
use hallpass_salesforce::{ApiVersion, Error};

use super::error::{is_final, of_call, worded};
use super::runner::Runner;
use super::{Event, app_ids};
use crate::lower::{AppDeploy, Deploy};

impl Runner<'_> {
    /// Deploys the apps of a wave in one deployment. When the org refuses some of them, it takes back all; those that it
    /// did not refuse are deployed again without the others.
    pub(super) async fn deploy(&mut self, deploy: &Deploy) {
        let mut apps: Vec<&AppDeploy> = deploy.apps.iter().filter(|app| self.may_deploy(app)).collect();
        // Each round either ends or leaves out an app, so there are no more rounds than apps.
        while !apps.is_empty() && self.halted.is_none() {
            let result = match self.deployed(&apps).await {
                // The same files twice are the same as once: whether the first was done need not be known.
                Err(error) if error.is_outcome_unknown() => self.deployed(&apps).await,
                other => other,
            };
            let refused = match result {
                Ok(result) if result.success => BTreeMap::new(),
                Ok(result) => refusals(&apps, &result),
                Err(error) => {
                    let told = of_call(&error);
                    self.halted = is_final(&error).then(|| told.clone());
                    apps.iter()
                        .map(|app| (app.address.clone(), told.clone()))
                        .collect()
                }
            };
            for (address, error) in &refused {
                self.fail(std::slice::from_ref(address), error);
            }
            let left = apps
                .iter()
                .copied()
                .filter(|app| !refused.contains_key(&app.address))
                .collect();
            if refused.is_empty() {
                self.deployed_well(&apps).await;
                return;
            }
            apps = left;
        }
    }

    fn may_deploy(&mut self, app: &AppDeploy) -> bool {
        let obstacle = self.ledger.obstacle(&app.address);
        if let Some(error) = &obstacle {
            self.skip(std::slice::from_ref(&app.address), error);
        }
        obstacle.is_none()
    }

    async fn deployed(&mut self, apps: &[&AppDeploy]) -> Result<DeployResult, Error> {
        let version = self
            .plan
            .org
            .api_version
            .parse()
            .unwrap_or_else(|_| self.writer.version());
        let deployment = deployment(version, apps)?;
        let mut options = DeployOptions::default();
        // What is gone already is told as a warning, and is what was wanted.
        options.ignore_warnings = apps.iter().any(|app| !app.removals.is_empty());
        self.before_deploy(apps)?;
        let events = Mutex::new(&mut *self.events);
        let tell = |progress: &Progress| {
            if let Ok(mut events) = events.lock() {
                events(Event::Waiting {
                    what: progress.what.clone(),
                    state: progress.state.clone(),
                    waited: progress.waited,
                });
            }
        };
        let answer = self
            .writer
            .deploy(&deployment, options, Patience::default(), &tell)
            .await;
        self.after_deploy(&answer);
        answer
    }

    async fn deployed_well(&mut self, apps: &[&AppDeploy]) {
        let created: Vec<&AppDeploy> = apps.iter().copied().filter(|app| app.creates).collect();
        match app_ids::read(&self.writer.reader(), &created).await {
            Ok(ids) => ids
                .into_iter()
                .for_each(|(thing, id)| self.made.insert(thing, id)),
            // The apps are there; what is linked to them will say that it cannot find them.
            Err(error) => tracing::warn!(%error, "the ids of new apps could not be read"),
        }
        for app in apps {
            self.done(std::slice::from_ref(&app.address));
        }
    }
}

pub(super) fn deployment(version: ApiVersion, apps: &[&AppDeploy]) -> Result<Deployment, Error> {
    let mut deployment = Deployment::new(version);
    for file in apps.iter().flat_map(|app| &app.files) {
        let bad = |problem: String| Error::BadRequest {
            operation: format!("deploy {} {}", file.component, file.full_name),
            problem,
        };
        let component = Component::new(&file.component, &file.full_name);
        let path = component
            .path()
            .ok_or_else(|| bad("its type has no known place".to_owned()))?;
        let tree = Tree::parse(&file.xml).map_err(|error| bad(error.to_string()))?;
        deployment = deployment.with(component, &path, &tree);
    }
    for (component, name) in apps.iter().flat_map(|app| &app.removals) {
        deployment = deployment.without(Removal::Last, Component::new(component, name));
    }
    Ok(deployment)
}

/// Returns which apps the org refused, with its words. Where it names none of them, all of them are refused.
fn refusals(apps: &[&AppDeploy], result: &DeployResult) -> BTreeMap<hallpass_model::Address, OutcomeError> {
    let mut refused = BTreeMap::new();
    for app in apps {
        let problems: Vec<String> = result
            .failures()
            .iter()
            .filter(|failure| is_of(app, failure))
            .map(problem)
            .collect();
        if !problems.is_empty() {
            refused.insert(app.address.clone(), worded("DEPLOY_FAILED", problems.join("; ")));
        }
    }
    if refused.is_empty() {
        let code = result.error_status_code.as_deref().unwrap_or("DEPLOY_FAILED");
        let words = result.error_message.clone();
        let problems: Vec<String> = result.failures().iter().map(problem).collect();
        let words = words.unwrap_or_else(|| {
            format!("{} {}", result.status, problems.join("; "))
                .trim()
                .to_owned()
        });
        refused.extend(
            apps.iter()
                .map(|app| (app.address.clone(), worded(code, words.clone()))),
        );
    }
    refused
}

pub(super) fn is_of(app: &AppDeploy, failure: &ComponentResult) -> bool {
    let files = app
        .files
        .iter()
        .map(|file| (file.component.as_str(), file.full_name.as_str()));
    let removals = app
        .removals
        .iter()
        .map(|(component, name)| (component.as_str(), name.as_str()));
    files.chain(removals).any(|(component, name)| {
        let place = Component::new(component, name).path();
        let by_name = failure.full_name == name
            && (failure.component_type.is_empty() || failure.component_type == component);
        by_name
            || place.is_some_and(|place| !failure.file_name.is_empty() && failure.file_name.ends_with(&place))
    })
}

fn problem(failure: &ComponentResult) -> String {
    let problem = failure.problem.as_deref().unwrap_or("refused without a reason");
    let place = failure
        .line_number
        .map(|line| format!(" (line {line})"))
        .unwrap_or_default();
    format!(
        "{} {}: {problem}{place}",
        failure.component_type, failure.full_name
    )
}
