//! The walk over all kinds: each operation is one exhaustive match.

use super::{
    apex_class, app_header, certificate, connected_app, custom_field, custom_object, documents,
    external_credential, flow, global_oauth, muting, named_rows, oauth_policies, oauth_settings,
    permission_set, permission_set_group, policies, profile, satellite, settings,
};
use crate::enforce::Caller;
use crate::services::metadata::types::{Kind, Problem};
use crate::services::metadata::xml::Element;
use crate::store::Tx;
use crate::value::{Id, Row, id, text};

/// What a save or delete works with.
pub(crate) struct Work<'w, 'o> {
    /// The transaction.
    pub(crate) tx: &'w mut Tx<'o>,
    /// Who deploys.
    pub(crate) caller: &'w Caller,
    /// API version that the file is written in.
    pub(crate) version: u32,
    /// Whether warnings are no failures.
    pub(crate) ignore_warnings: bool,
}

/// What a save did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Saved {
    /// Id of the component.
    pub(crate) id: Id,
    /// It was not there before.
    pub(crate) created: bool,
    /// It differs from what was there before.
    pub(crate) changed: bool,
    /// A warning to show.
    pub(crate) warning: Option<String>,
}

impl Saved {
    /// A save without warning.
    pub(crate) fn new(id: Id, created: bool, changed: bool) -> Self {
        Self {
            id,
            created,
            changed: created || changed,
            warning: None,
        }
    }
}

/// What a listing tells of a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listing {
    /// Full name.
    pub(crate) full_name: String,
    /// Id.
    pub(crate) id: Id,
    /// When and by whom it was made.
    pub(crate) created: (String, Option<Id>),
    /// When and by whom it last changed.
    pub(crate) modified: (String, Option<Id>),
}

impl Listing {
    /// The listing of a row under a full name.
    pub(super) fn of_row(full_name: String, row: &Row) -> Option<Self> {
        Some(Self {
            full_name,
            id: id(row, "Id")?,
            // Roles don't tell when they were made.
            created: if text(row, "CreatedDate").is_empty() {
                (
                    text(row, "LastModifiedDate").to_owned(),
                    id(row, "LastModifiedById"),
                )
            } else {
                (text(row, "CreatedDate").to_owned(), id(row, "CreatedById"))
            },
            modified: (
                text(row, "LastModifiedDate").to_owned(),
                id(row, "LastModifiedById"),
            ),
        })
    }

    pub(super) fn of_document(document: documents::Document) -> Self {
        Self {
            full_name: document.name,
            id: document.id,
            created: (document.created_at, document.created_by),
            modified: (document.modified_at, document.modified_by),
        }
    }
}

/// All components of a kind.
pub(crate) fn list(tx: &Tx<'_>, kind: Kind) -> Vec<Listing> {
    match kind {
        Kind::Settings => settings::list(tx),
        Kind::CustomObject => custom_object::list(tx),
        Kind::CustomField => custom_field::list(tx),
        Kind::ApexClass => apex_class::list(tx),
        Kind::Flow => flow::list(tx),
        Kind::Certificate => certificate::list(tx),
        Kind::ExternalCredential => external_credential::list(tx),
        Kind::CustomPermission | Kind::RemoteSiteSetting | Kind::Role | Kind::Group | Kind::Queue => {
            named_rows::list(tx, kind)
        }
        Kind::PermissionSet => permission_set::list(tx),
        Kind::MutingPermissionSet => muting::list(tx),
        Kind::PermissionSetGroup => permission_set_group::list(tx),
        Kind::Profile => profile::list(tx),
        Kind::ConnectedApp
        | Kind::ExternalClientApplication
        | Kind::OauthSettings
        | Kind::GlobalOauthSettings
        | Kind::OauthSecuritySettings
        | Kind::OauthPolicies
        | Kind::Policies => documents::all(tx, kind)
            .into_iter()
            .map(Listing::of_document)
            .collect(),
    }
}

/// The canonical name of a component that may be called otherwise, such as a profile by its label.
pub(crate) fn read_name(tx: &Tx<'_>, kind: Kind, name: &str) -> Option<String> {
    match kind {
        Kind::Profile => profile::canonical(tx, name),
        _ => None,
    }
}

/// Whether there is such a component.
pub(crate) fn exists(tx: &Tx<'_>, kind: Kind, name: &str) -> bool {
    match kind {
        Kind::PermissionSet => permission_set::find(tx, name).is_some(),
        Kind::Profile => profile::find(tx, name).is_some(),
        Kind::CustomField => custom_field::read(tx, name, u32::MAX).is_some(),
        Kind::Settings
        | Kind::CustomObject
        | Kind::ApexClass
        | Kind::CustomPermission
        | Kind::RemoteSiteSetting
        | Kind::Flow
        | Kind::Certificate
        | Kind::ExternalCredential
        | Kind::Role
        | Kind::Group
        | Kind::Queue
        | Kind::MutingPermissionSet
        | Kind::PermissionSetGroup => list(tx, kind)
            .iter()
            .any(|listing| listing.full_name.eq_ignore_ascii_case(name)),
        Kind::ConnectedApp
        | Kind::ExternalClientApplication
        | Kind::OauthSettings
        | Kind::GlobalOauthSettings
        | Kind::OauthSecuritySettings
        | Kind::OauthPolicies
        | Kind::Policies => documents::get(tx, kind, name).is_some(),
    }
}

/// A component as API `version` shows it, with its canonical name; secrets are left out.
pub(crate) fn read(tx: &Tx<'_>, kind: Kind, name: &str, version: u32) -> Option<(String, Element)> {
    match kind {
        Kind::Settings => settings::read(tx, name, version),
        Kind::CustomObject => custom_object::read(tx, name, version),
        Kind::CustomField => custom_field::read(tx, name, version),
        Kind::ApexClass => apex_class::read(tx, name),
        Kind::Flow => flow::read(tx, name, version),
        Kind::Certificate => certificate::read(tx, name, version),
        Kind::ExternalCredential => external_credential::read(tx, name, version),
        Kind::CustomPermission | Kind::RemoteSiteSetting | Kind::Role | Kind::Group | Kind::Queue => {
            named_rows::read(tx, kind, name, version)
        }
        Kind::PermissionSet => permission_set::read(tx, name, version),
        Kind::MutingPermissionSet => muting::read(tx, name, version),
        Kind::PermissionSetGroup => permission_set_group::read(tx, name, version),
        Kind::Profile => profile::read(tx, name, version),
        Kind::ConnectedApp => connected_app::read(tx, name, version),
        Kind::ExternalClientApplication
        | Kind::OauthSettings
        | Kind::OauthSecuritySettings
        | Kind::Policies => satellite::read_plain(tx, kind, name, version),
        Kind::GlobalOauthSettings => global_oauth::read(tx, name, version),
        Kind::OauthPolicies => oauth_policies::read(tx, name, version),
    }
}

/// Makes or changes a component to what `file` declares; `file` has passed the check against its type.
///
/// # Errors
/// What the type's own validation refuses.
pub(crate) fn save(
    work: &mut Work<'_, '_>,
    kind: Kind,
    name: &str,
    file: &Element,
) -> Result<Saved, Problem> {
    match kind {
        Kind::Settings => settings::save(work, name, file),
        Kind::CustomObject => custom_object::save(work, name, file),
        Kind::CustomField => custom_field::save(work, name, file),
        Kind::ApexClass => apex_class::save(work, name, file),
        Kind::Flow => flow::save(work, name, file),
        Kind::Certificate => certificate::save(work, name, file),
        Kind::ExternalCredential => external_credential::save(work, name, file),
        Kind::CustomPermission | Kind::RemoteSiteSetting | Kind::Role | Kind::Group | Kind::Queue => {
            named_rows::save(work, kind, name, file)
        }
        Kind::PermissionSet => permission_set::save(work, name, file),
        Kind::MutingPermissionSet => muting::save(work, name, file),
        Kind::PermissionSetGroup => permission_set_group::save(work, name, file),
        Kind::Profile => profile::save(work, name, file),
        Kind::ConnectedApp => connected_app::save(work, name, file),
        Kind::ExternalClientApplication => app_header::save(work, name, file),
        Kind::OauthSettings => oauth_settings::save(work, name, file),
        Kind::GlobalOauthSettings => global_oauth::save(work, name, file),
        Kind::OauthSecuritySettings => satellite::save_plain(work, kind, name, file),
        Kind::OauthPolicies => oauth_policies::save(work, name, file),
        Kind::Policies => policies::save(work, name, file),
    }
}

/// Deletes a component; `None` when there is none of that name.
///
/// # Errors
/// When it may not be deleted.
pub(crate) fn delete(work: &mut Work<'_, '_>, kind: Kind, name: &str) -> Result<Option<Id>, Problem> {
    match kind {
        Kind::Settings => Err(not_served(kind)),
        Kind::CustomObject => custom_object::delete(work, name),
        Kind::CustomField => custom_field::delete(work, name),
        Kind::ApexClass => Ok(apex_class::delete(work, name)),
        Kind::Flow => flow::delete(work, name),
        Kind::Certificate => certificate::delete(work, name),
        Kind::ExternalCredential => Ok(external_credential::delete(work, name)),
        Kind::CustomPermission | Kind::RemoteSiteSetting | Kind::Role | Kind::Group | Kind::Queue => {
            named_rows::delete(work, kind, name)
        }
        Kind::Profile => profile::delete(work, name),
        Kind::PermissionSet => permission_set::delete(work, name),
        Kind::MutingPermissionSet => muting::delete(work, name),
        Kind::PermissionSetGroup => permission_set_group::delete(work, name),
        Kind::ConnectedApp => Ok(connected_app::delete(work, name)),
        Kind::ExternalClientApplication => Ok(app_header::delete(work, name)),
        Kind::OauthSettings
        | Kind::GlobalOauthSettings
        | Kind::OauthSecuritySettings
        | Kind::OauthPolicies
        | Kind::Policies => Ok(satellite::delete(work, kind, name)),
    }
}

/// Gives a component another name.
///
/// # Errors
/// When there is none, or the kind can't be renamed.
pub(crate) fn rename(work: &mut Work<'_, '_>, kind: Kind, old: &str, new: &str) -> Result<(), Problem> {
    match kind {
        Kind::PermissionSet => permission_set::rename(work, old, new),
        Kind::OauthSettings
        | Kind::GlobalOauthSettings
        | Kind::OauthSecuritySettings
        | Kind::OauthPolicies
        | Kind::Policies => satellite::rename(work, kind, old, new),
        Kind::Settings
        | Kind::CustomObject
        | Kind::CustomField
        | Kind::ApexClass
        | Kind::CustomPermission
        | Kind::RemoteSiteSetting
        | Kind::Flow
        | Kind::Certificate
        | Kind::ExternalCredential
        | Kind::Role
        | Kind::Group
        | Kind::Queue
        | Kind::MutingPermissionSet
        | Kind::PermissionSetGroup
        | Kind::Profile
        | Kind::ConnectedApp
        | Kind::ExternalClientApplication => Err(not_served(kind)),
    }
}

/// A difference to the real service, told in its own words so that nobody takes it for Salesforce's.
fn not_served(kind: Kind) -> Problem {
    Problem::coded(
        "INVALID_TYPE_FOR_OPERATION",
        format!(
            "the local org does not support this operation on {}",
            kind.xml_name()
        ),
    )
}
