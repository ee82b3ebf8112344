//! `DeployMessage`: what became of one component.

use serde::{Deserialize, Serialize};

use crate::services::metadata::components::Saved;
use crate::services::metadata::types::{Kind, Problem};

/// What became of one component, or of the manifest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Message {
    /// It differs from what the org had.
    pub(crate) changed: bool,
    /// It was not there before.
    pub(crate) created: bool,
    /// It is gone.
    pub(crate) deleted: bool,
    /// It is no failure.
    pub(crate) success: bool,
    /// Type; empty for the manifest.
    pub(crate) component_type: String,
    /// Full name.
    pub(crate) full_name: String,
    /// Its file in the archive.
    pub(crate) file_name: String,
    /// Its Id.
    pub(crate) id: Option<String>,
    /// The org's words.
    pub(crate) problem: Option<String>,
    /// `Error` or `Warning`.
    pub(crate) problem_type: Option<String>,
    /// Line and column of the problem.
    pub(crate) place: Option<(usize, usize)>,
}

impl Message {
    /// The manifest appears among the successes with an empty type (recorded).
    pub(super) fn manifest(file_name: &str) -> Self {
        Self {
            success: true,
            full_name: "package.xml".to_owned(),
            file_name: file_name.to_owned(),
            ..Self::default()
        }
    }

    /// A component that was saved.
    pub(super) fn saved(kind: Kind, name: &str, file_name: &str, saved: Saved) -> Self {
        Self {
            changed: saved.changed,
            created: saved.created,
            success: true,
            component_type: kind.xml_name().to_owned(),
            full_name: name.to_owned(),
            file_name: file_name.to_owned(),
            id: Some(saved.id.to_string()),
            problem_type: saved.warning.as_ref().map(|_| "Warning".to_owned()),
            problem: saved.warning,
            ..Self::default()
        }
    }

    /// A component that was refused: recorded failures are neither changed nor created.
    pub(super) fn failure(component_type: &str, name: &str, file_name: &str, problem: &Problem) -> Self {
        Self {
            component_type: component_type.to_owned(),
            full_name: name.to_owned(),
            file_name: file_name.to_owned(),
            problem: Some(problem.message()),
            problem_type: Some("Error".to_owned()),
            place: problem.place,
            ..Self::default()
        }
    }

    /// Whether it counts as a component.
    pub(super) fn is_component(&self) -> bool {
        self.full_name != "package.xml" || !self.component_type.is_empty() || !self.success
    }
}
