//! Deploying: an archive of files that the org takes as a whole or not at all.
//!
//! By REST, because that takes every kind of token (Metadata API Developer Guide, deployRequest).

use http::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Archive, Component, DeployResult, MetadataFile, Package, Tree, package_xml};
use crate::error::{Error, Result};
use crate::org::{Reader, Writer};
use crate::transport::{Call, Connection, Effect, Patience, Polled, Progress, Reply, until};
use crate::version::ApiVersion;

/// Files to be put into an org, and components to be taken out of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployment {
    version: ApiVersion,
    files: Vec<MetadataFile>,
    removals: Vec<(Removal, Component)>,
}

/// When a component is taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// Before the files are put in.
    First,
    /// After the files were put in.
    Last,
}

/// How a deployment is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeployOptions {
    /// Take it back as a whole when one component fails. Production insists on it.
    pub rollback_on_error: bool,
    /// Take components in spite of warnings.
    pub ignore_warnings: bool,
}

impl Default for DeployOptions {
    fn default() -> Self {
        Self {
            rollback_on_error: true,
            ignore_warnings: false,
        }
    }
}

impl Deployment {
    /// An empty one. The version decides which elements a file may hold, and an element that it may and
    /// does not hold takes its default; so it is pinned to the one that the file was read with.
    #[must_use]
    pub fn new(version: ApiVersion) -> Self {
        Self {
            version,
            files: Vec::new(),
            removals: Vec::new(),
        }
    }

    /// The same with one more file.
    #[must_use]
    pub fn with(mut self, component: Component, path: &str, tree: &Tree) -> Self {
        self.files.push(MetadataFile {
            component,
            path: path.to_owned(),
            xml: tree.to_string(),
        });
        self
    }

    /// The same with one more component to be taken out.
    #[must_use]
    pub fn without(mut self, when: Removal, component: Component) -> Self {
        self.removals.push((when, component));
        self
    }

    /// The files, in the order they were added.
    #[must_use]
    pub fn files(&self) -> &[MetadataFile] {
        &self.files
    }

    /// The archive that is sent.
    #[must_use]
    pub fn archive(&self) -> Archive {
        let package: Package = self.files.iter().map(|file| file.component.clone()).collect();
        let mut archive = Archive::default().with("package.xml", package_xml(&package, Some(self.version)));
        for file in &self.files {
            archive = archive.with(&file.path, file.xml.clone());
        }
        for (when, path) in [
            (Removal::First, "destructiveChangesPre.xml"),
            (Removal::Last, "destructiveChangesPost.xml"),
        ] {
            let removed = self.removals.iter().filter(|(then, _)| *then == when);
            let package: Package = removed.map(|(_, component)| component.clone()).collect();
            if !package.is_empty() {
                archive = archive.with(path, package_xml(&package, None));
            }
        }
        archive
    }
}

#[derive(Deserialize)]
struct StartResponse {
    id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StatusResponse {
    deploy_result: DeployResult,
}

impl Writer {
    /// Deploys and waits for the end. A deployment that the org refused is a result, not an error.
    ///
    /// # Errors
    /// [`Error::OutcomeUnknown`] when it may run, or have run, without our seeing its end: the answer to its
    /// start was lost, or it takes longer than `patience`.
    pub async fn deploy(
        &self,
        deployment: &Deployment,
        options: DeployOptions,
        patience: Patience,
        progress: &(dyn Fn(&Progress) + Send + Sync),
    ) -> Result<DeployResult> {
        let call = start_call(&self.connection, deployment, options, false)?;
        run(&self.connection, &call, patience, progress).await
    }
}

impl Reader {
    /// Has the org check a deployment without doing any of it, and waits for the end.
    ///
    /// # Errors
    /// Those of any call; [`Error::TimedOut`] when it takes too long. A refusal is a result.
    pub async fn check_deploy(
        &self,
        deployment: &Deployment,
        options: DeployOptions,
        patience: Patience,
        progress: &(dyn Fn(&Progress) + Send + Sync),
    ) -> Result<DeployResult> {
        let call = start_call(&self.connection, deployment, options, true)?;
        run(&self.connection, &call, patience, progress).await
    }
}

async fn run(
    connection: &Connection,
    start: &Call,
    patience: Patience,
    progress: &(dyn Fn(&Progress) + Send + Sync),
) -> Result<DeployResult> {
    let reply = connection.call(start).await?;
    watch(connection, start, &reply, patience, progress)
        .await
        .map_err(|error| match start.effect {
            Effect::Read => error,
            // It began, and nobody saw its end.
            Effect::Idempotent | Effect::Write => Error::OutcomeUnknown {
                operation: start.operation.to_string(),
                source: Box::new(error),
            },
        })
}

async fn watch(
    connection: &Connection,
    start: &Call,
    reply: &Reply,
    patience: Patience,
    progress: &(dyn Fn(&Progress) + Send + Sync),
) -> Result<DeployResult> {
    let id = read_start(start, reply)?;
    let path = connection.data(&format!("/metadata/deployRequest/{id}?includeDetails=true"));
    let poll = Call::get(start.operation.clone(), &path)?;
    let env = &*connection.courier.env;
    until(env, "the deployment", patience, progress, || async {
        let reply = connection.call(&poll).await?;
        let result = reply.json::<StatusResponse>(&poll.operation)?.deploy_result;
        Ok(if result.done {
            Polled::Done(result)
        } else {
            Polled::Waiting(progress_of(&result))
        })
    })
    .await
}

fn progress_of(result: &DeployResult) -> String {
    format!(
        "{}, {} of {} components",
        result.status, result.number_components_deployed, result.number_components_total
    )
}

fn read_start(call: &Call, reply: &Reply) -> Result<String> {
    let started: StartResponse = reply.json(&call.operation)?;
    if started.id.is_empty() || !started.id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(reply.unreadable(&call.operation, "its id is none"));
    }
    Ok(started.id)
}

fn start_call(
    connection: &Connection,
    deployment: &Deployment,
    options: DeployOptions,
    check_only: bool,
) -> Result<Call> {
    let operation = format!(
        "{} {} components",
        if check_only { "check" } else { "deploy" },
        deployment.files.len() + deployment.removals.len()
    );
    let zip = deployment.archive().pack().map_err(|error| Error::BadRequest {
        operation: operation.clone(),
        problem: format!("its files do not pack: {error}"),
    })?;
    let env = &connection.courier.env;
    let boundary = format!("part-{:016x}{:016x}", env.random(), env.random());
    let body = multipart(&boundary, &deploy_options(options, check_only), &zip);
    let path = connection.data("/metadata/deployRequest");
    let effect = if check_only { Effect::Read } else { Effect::Write };
    let content_type = format!("multipart/form-data; boundary={boundary}");
    Call::with_body(
        operation,
        Method::POST,
        &path,
        Some((&content_type, body)),
        effect,
    )
}

fn deploy_options(options: DeployOptions, check_only: bool) -> Value {
    json!({ "deployOptions": {
        "checkOnly": check_only,
        "rollbackOnError": options.rollback_on_error,
        "ignoreWarnings": options.ignore_warnings,
        "singlePackage": true,
        "allowMissingFiles": false,
        "autoUpdatePackage": false,
        "performRetrieve": false,
        "purgeOnDelete": false,
    }})
}

fn multipart(boundary: &str, json: &Value, zip: &[u8]) -> Vec<u8> {
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"json\"\r\nContent-Type: application/json\r\n\r\n\
         {json}\r\n--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"deploy.zip\"\r\n\
         Content-Type: application/zip\r\n\r\n"
    );
    [head.as_bytes(), zip, format!("\r\n--{boundary}--\r\n").as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::{DeployOptions, Deployment, Removal, deploy_options, multipart};
    use crate::metadata::{Component, Tree};
    use crate::version::ApiVersion;

    #[test]
    fn an_archive_holds_manifest_files_and_removals() {
        let app = Component::new("ExternalClientApplication", "A");
        let old = Component::new("ExternalClientApplication", "Old");
        let deployment = Deployment::new(ApiVersion::new(67))
            .with(
                app,
                "externalClientApps/A.eca",
                &Tree::of_type("ExternalClientApplication"),
            )
            .without(Removal::Last, old);
        let archive = deployment.archive();
        let paths: Vec<&str> = archive.files.keys().map(String::as_str).collect();
        assert_eq!(
            paths,
            [
                "destructiveChangesPost.xml",
                "externalClientApps/A.eca",
                "package.xml"
            ]
        );
        let text = |path: &str| String::from_utf8(archive.files[path].clone()).unwrap();
        assert!(text("package.xml").contains("<version>67.0</version>"));
        assert!(text("package.xml").contains("<members>A</members>"));
        assert!(text("destructiveChangesPost.xml").contains("<members>Old</members>"));
        assert!(!text("destructiveChangesPost.xml").contains("version>"));
    }

    #[test]
    fn the_multipart_body_has_options_and_raw_zip() {
        let json = deploy_options(DeployOptions::default(), true);
        let body = multipart("b", &json, b"PK\x03\x04");
        let text = String::from_utf8_lossy(&body);
        assert!(text.starts_with("--b\r\nContent-Disposition: form-data; name=\"json\"\r\n"));
        assert!(text.contains("\"checkOnly\":true") && text.contains("\"rollbackOnError\":true"));
        assert!(
            text.contains(
                "name=\"file\"; filename=\"deploy.zip\"\r\nContent-Type: application/zip\r\n\r\nPK"
            )
        );
        assert!(text.ends_with("\r\n--b--\r\n"));
    }
}
