//! The setting in the org: `ExternalClientAppSettings.enableClientSecretInRestApiAccess` (Metadata API Developer Guide,
//! ExternalClientAppSettings; from 62.0).

use hallpass_salesforce::metadata::{Component, DeployOptions, Deployment, MetadataFile, Package};
use hallpass_salesforce::transport::Patience;
use hallpass_salesforce::{Error, Reader, Writer};

use super::AccessError;

const TYPE: &str = "Settings";
const NAME: &str = "ExternalClientApp";
const SWITCH: &str = "enableClientSecretInRestApiAccess";

/// Reads whether the setting is on.
///
/// # Errors
/// When the org does not show it.
pub async fn is_open(reader: &Reader) -> Result<bool, AccessError> {
    let file = file(reader).await?;
    let tree = file.tree().map_err(|_| AccessError::Missing)?;
    tree.root.child_flag(SWITCH).ok_or(AccessError::Missing)
}

/// Turns the setting on or off, and leaves the rest of the file as it is.
pub(super) async fn turn(writer: &Writer, on: bool) -> Result<(), AccessError> {
    let file = file(&writer.reader()).await?;
    let mut tree = file.tree().map_err(|_| AccessError::Missing)?;
    tree.root.put(SWITCH, if on { "true" } else { "false" });
    let deployment = Deployment::new(writer.version()).with(Component::new(TYPE, NAME), &file.path, &tree);
    let failed = |source: Error| AccessError::Org {
        doing: if on { "turn on" } else { "turn off" },
        source,
    };
    let result = writer
        .deploy(
            &deployment,
            DeployOptions::default(),
            Patience::default(),
            &|_| {},
        )
        .await
        .map_err(failed)?;
    if result.success {
        return Ok(());
    }
    let mut problems: Vec<String> = result
        .failures()
        .iter()
        .filter_map(|failure| failure.problem.clone())
        .collect();
    problems.extend(result.error_message);
    Err(AccessError::Refused {
        on,
        problem: problems.join("; "),
    })
}

async fn file(reader: &Reader) -> Result<MetadataFile, AccessError> {
    let package = Package::default().with(TYPE, NAME);
    let failed = |source: Error| AccessError::Org {
        doing: "read",
        source,
    };
    let found = reader
        .retrieve(&package, Patience::default(), &|_| {})
        .await
        .map_err(failed)?;
    found
        .files
        .into_iter()
        .find(|file| file.component.type_name == TYPE)
        .ok_or(AccessError::Missing)
}
