//! The work of a deployment.

use super::message::Message;
use super::options::DeployOptions;
use super::package::{Component, Deletion, Package};
use super::record::Outcome;
use crate::enforce::Caller;
use crate::services::metadata::components::{self, Work, complete_apps};
use crate::services::metadata::types::{Kind, Problem};
use crate::services::metadata::wire::Archive;
use crate::store::Tx;

/// Deploys an archive: saves what stays, takes back what must not, and tells what became of each component.
///
/// A check-only run does all of the work and takes it back, so its `created` and `changed` are true comparisons.
pub(super) fn run(
    tx: &mut Tx<'_>,
    caller: &Caller,
    zip: &[u8],
    options: &DeployOptions,
    version: u32,
) -> Outcome {
    let zip_size = zip.len();
    let archive = match Archive::read(zip) {
        Ok(archive) => archive,
        Err(error) => return Outcome::unreadable(error.to_string(), zip_size),
    };
    let package = Package::read(&archive, version);
    tx.act_as(&caller.user_id);
    let done: Result<Vec<Message>, Vec<Message>> = tx.savepoint(|tx| {
        let messages = apply(tx, caller, &package, options);
        let failed = messages.iter().any(|message| !message.success);
        let take_back = options.check_only || (failed && options.rollback_on_error);
        if take_back { Err(messages) } else { Ok(messages) }
    });
    let kept = done.is_ok();
    let messages = done.unwrap_or_else(|messages| messages);
    if kept {
        audit(tx, caller, &messages);
    }
    Outcome::of(messages, options, archive.files.len(), zip_size)
}

fn apply(tx: &mut Tx<'_>, caller: &Caller, package: &Package, options: &DeployOptions) -> Vec<Message> {
    let mut messages = package.failures.clone();
    for deletion in &package.before {
        messages.push(delete(tx, caller, package, options, deletion));
    }
    for component in &package.components {
        messages.push(save(tx, caller, package, options, component));
    }
    for deletion in &package.after {
        messages.push(delete(tx, caller, package, options, deletion));
    }
    let mut work = Work {
        tx,
        caller,
        version: package.version,
        ignore_warnings: options.ignore_warnings,
    };
    complete_apps(&mut work);
    if package
        .failures
        .iter()
        .all(|failure| failure.full_name != package.manifest_file)
    {
        messages.push(Message::manifest(&package.manifest_file));
    }
    messages
}

fn save(
    tx: &mut Tx<'_>,
    caller: &Caller,
    package: &Package,
    options: &DeployOptions,
    component: &Component,
) -> Message {
    let Component {
        kind,
        name,
        file_name,
        file,
    } = component;
    // One that fails leaves nothing half done, also where the others are kept.
    let saved = tx.savepoint(|tx| {
        may_change(caller, *kind)?;
        let file = file.as_ref().map_err(Problem::clone)?;
        let mut work = Work {
            tx,
            caller,
            version: package.version,
            ignore_warnings: options.ignore_warnings,
        };
        components::save(&mut work, *kind, name, file)
    });
    match saved {
        Ok(saved) => Message::saved(*kind, name, file_name, saved),
        Err(problem) => Message::failure(kind.xml_name(), name, file_name, &problem),
    }
}

/// Deleting what does not exist is a warning on the component, not a failure of the rest (Metadata API Developer
/// Guide, Deleting Components from an Organization; the words are reported).
fn delete(
    tx: &mut Tx<'_>,
    caller: &Caller,
    package: &Package,
    options: &DeployOptions,
    deletion: &Deletion,
) -> Message {
    let Deletion {
        kind,
        name,
        file_name,
    } = deletion;
    let deleted = tx.savepoint(|tx| {
        may_change(caller, *kind)?;
        let mut work = Work {
            tx,
            caller,
            version: package.version,
            ignore_warnings: options.ignore_warnings,
        };
        components::delete(&mut work, *kind, name)
    });
    let mut message = Message {
        success: true,
        component_type: kind.xml_name().to_owned(),
        full_name: name.clone(),
        file_name: file_name.clone(),
        ..Message::default()
    };
    match deleted {
        Ok(Some(id)) => {
            message.deleted = true;
            message.changed = true;
            message.id = Some(id.to_string());
            message
        }
        Ok(None) => {
            message.problem = Some(format!("No {} named: {name} found", kind.xml_name()));
            message.problem_type = Some("Warning".to_owned());
            message
        }
        Err(problem) => Message::failure(kind.xml_name(), name, file_name, &problem),
    }
}

/// Besides Modify Metadata a component needs its own permission. Which of the two app permissions is needed for
/// which part is reported once only, so either will do; the code is reported, the words are the platform's.
pub(crate) fn may_change(caller: &Caller, kind: Kind) -> Result<(), Problem> {
    let needed: &[&str] = match kind {
        Kind::ExternalClientApplication
        | Kind::OauthSettings
        | Kind::GlobalOauthSettings
        | Kind::OauthSecuritySettings
        | Kind::OauthPolicies
        | Kind::Policies => &[
            "ExternalClientAppDeveloper",
            "ExternalClientAppAdmin",
            "ModifyAllData",
        ],
        Kind::ConnectedApp => &["ManageApplication", "CustomizeApplication", "ModifyAllData"],
        Kind::Settings => &["CustomizeApplication", "ModifyAllData"],
        Kind::CustomObject | Kind::CustomField | Kind::CustomPermission | Kind::RemoteSiteSetting => {
            &["CustomizeApplication", "ModifyAllData"]
        }
        Kind::ApexClass => &["AuthorApex"],
        Kind::Flow => &["ManageFlow", "CustomizeApplication", "ModifyAllData"],
        Kind::Certificate => &["ManageCertificates", "CustomizeApplication", "ModifyAllData"],
        Kind::ExternalCredential => &["ManageNamedCredentials", "CustomizeApplication", "ModifyAllData"],
        // Their rows are written as the caller, so the rows' own rules hold.
        Kind::PermissionSet
        | Kind::MutingPermissionSet
        | Kind::PermissionSetGroup
        | Kind::Profile
        | Kind::Role
        | Kind::Group
        | Kind::Queue => return Ok(()),
    };
    if needed
        .iter()
        .any(|permission| caller.access.permission(permission))
    {
        return Ok(());
    }
    Err(Problem::shown(
        "INSUFFICIENT_ACCESS_OR_READONLY",
        "insufficient access rights on object id",
    ))
}

/// Lines of the setup audit trail for what is no row of its own; the words are ours.
fn audit(tx: &mut Tx<'_>, caller: &Caller, messages: &[Message]) {
    for message in messages
        .iter()
        .filter(|message| message.success && message.changed)
    {
        let Some(kind) = Kind::named(&message.component_type, u32::MAX) else {
            continue;
        };
        if !kind.is_satellite()
            && !matches!(
                kind,
                Kind::ExternalClientApplication
                    | Kind::ConnectedApp
                    | Kind::Settings
                    | Kind::CustomObject
                    | Kind::CustomField
                    | Kind::ApexClass
                    | Kind::CustomPermission
                    | Kind::RemoteSiteSetting
                    | Kind::Flow
                    | Kind::Certificate
                    | Kind::ExternalCredential
            )
        {
            continue;
        }
        let (verb, past) = if message.deleted {
            ("deleted", "Deleted")
        } else if message.created {
            ("created", "Created")
        } else {
            ("changed", "Changed")
        };
        let section = match kind {
            Kind::ConnectedApp => "Connected Apps",
            Kind::CustomObject | Kind::CustomField => "Custom Objects",
            Kind::ApexClass => "Apex Class",
            Kind::CustomPermission => "Custom Permissions",
            Kind::RemoteSiteSetting => "Remote Site Settings",
            Kind::Flow => "Flows",
            Kind::Certificate => "Certificate and Key Management",
            Kind::ExternalCredential => "Named Credentials",
            Kind::Settings if message.full_name != "ExternalClientApp" => "Security Controls",
            _ => "External Client Apps",
        };
        let (type_name, name) = (kind.xml_name(), &message.full_name);
        tx.audit(
            caller,
            &format!("{verb}{type_name}"),
            section,
            format!("{past} {type_name}: {name}"),
        );
    }
}
