//! Where something stands that other parts of hallpass speak of by name.

use hallpass_model::{Address, IntegrationName, Kind};

use crate::diagnostic::{Diagnostic, Severity};
use crate::load::{Document, Variant};
use crate::source::Place;
use crate::yaml::{Node, Value};

impl Variant<'_> {
    /// Returns where a managed thing is declared, or the nearest place around it.
    #[must_use]
    pub fn locate(&self, address: &Address) -> Option<Place> {
        let name = address.name.as_ref().map_or("", |name| name.as_str());
        self.locate_path(&address.integration, &declared_at(address.kind, name))
    }

    /// Returns where a path of keys and names leads in an integration, or the nearest place on the way.
    ///
    /// A step is a key of a mapping, or an item of a list: its text, a text that it holds, or its number. Case makes no
    /// difference.
    #[must_use]
    pub fn locate_path(&self, integration: &IntegrationName, path: &[&str]) -> Option<Place> {
        let document = self
            .world
            .integrations
            .iter()
            .find(|one| one.name() == Some(integration.as_str()))?;
        Some(place_in(document, path))
    }

    /// Makes a diagnostic at a place, for what other parts of hallpass find in specs.
    #[must_use]
    pub fn diagnostic(
        &self,
        code: &'static str,
        severity: Severity,
        place: Place,
        message: String,
    ) -> Diagnostic {
        Diagnostic::at(code, severity, place, message, self.loaded.sources())
    }
}

/// Returns the keys and names under which a thing of a kind is declared.
pub(crate) fn declared_at(kind: Kind, name: &str) -> Vec<&str> {
    let (object, field) = name.split_once('.').unwrap_or((name, ""));
    match kind {
        Kind::Profile => vec!["login"],
        Kind::User | Kind::Login => vec!["user"],
        Kind::License => vec!["user", "permission_set_licenses", name],
        Kind::PermissionSet | Kind::Holder => vec!["permission_set"],
        Kind::Object => vec!["permissions", "objects", name],
        Kind::Field => vec!["permissions", "fields", object, field],
        Kind::ApexClass => vec!["permissions", "apex_classes", name],
        Kind::CustomPermission => vec!["permissions", "custom_permissions", name],
        Kind::SystemPermission => vec!["permissions", "system", name],
        Kind::App | Kind::AppLink => vec!["apps", name],
        Kind::Assignment => vec!["also_assigned", name],
    }
}

/// Returns where a path of keys and names leads in a document, or the nearest place on the way.
pub(crate) fn place_in(document: &Document, path: &[&str]) -> Place {
    let mut place = document.place();
    let mut node = &document.tree;
    for step in path {
        let Some((found, below)) = find(node, step) else {
            break;
        };
        place = found;
        node = below;
    }
    place
}

fn find<'n>(node: &'n Node, step: &str) -> Option<(Place, &'n Node)> {
    match &node.value {
        Value::Nothing | Value::Scalar(_) => None,
        Value::List(items) => items
            .iter()
            .find(|item| says(item, step))
            .or_else(|| items.get(step.parse::<usize>().ok()?))
            .map(|item| (item.place, &**item)),
        Value::Mapping(entries) => {
            let own = entries.iter().find(|entry| entry.key.eq_ignore_ascii_case(step));
            match own {
                Some(entry) => Some((entry.key_place, &*entry.value)),
                // The fields of an object stand one level deeper, under `read` or `edit`.
                None => entries
                    .iter()
                    .filter(|entry| matches!(entry.value.value, Value::List(_)))
                    .find_map(|entry| find(&entry.value, step)),
            }
        }
    }
}

fn says(node: &Node, text: &str) -> bool {
    match &node.value {
        Value::Scalar(scalar) => scalar.text.eq_ignore_ascii_case(text),
        Value::Mapping(entries) => entries
            .iter()
            .any(|entry| matches!(entry.value.value, Value::Scalar(_)) && says(&entry.value, text)),
        Value::Nothing | Value::List(_) => false,
    }
}
