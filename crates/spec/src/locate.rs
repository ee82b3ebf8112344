//! Where something stands that other parts of hallpass speak of by name.

use hallpass_model::{Address, IntegrationName, Kind};

use crate::diagnostic::{Diagnostic, Severity};
use crate::format::FieldNames;
use crate::load::{Document, Variant, World};
use crate::source::Place;
use crate::yaml::{Node, Value};

impl Variant<'_> {
    /// Returns where a managed thing is declared, or the nearest place around it.
    #[must_use]
    pub fn locate(&self, address: &Address) -> Option<Place> {
        let name = address.name.as_ref().map_or("", |name| name.as_str());
        self.locate_path(&address.integration, &declared_at(address.kind, name))
    }

    /// Returns where a path of keys and names leads in an integration, or the nearest place on the way. Where its own
    /// keys do not lead to the end and those of a bundle do, that is the place.
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
        Some(place_in(self.world, document, path))
    }

    /// Returns where the fleet says how strict a rule is, or the file that says nothing of it.
    #[must_use]
    pub fn locate_rule(&self, code: &str) -> Place {
        let fleet = self.loaded.world.fleet.as_ref();
        let policy = fleet.and_then(|fleet| fleet.policy.as_ref());
        let rules = policy.and_then(|policy| policy.value.rules.as_ref());
        let mut entries = rules.into_iter().flat_map(|rules| &rules.value.entries);
        let found = entries.find(|(key, _)| key.value == code);
        found.map_or(Place::top(self.loaded.fleet_file), |(key, _)| key.place)
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
        Kind::PackageLicense => vec!["user", "package_licenses", name],
        Kind::PublicGroup => vec!["user", "public_groups", name],
        Kind::Queue => vec!["user", "queues", name],
        Kind::PermissionSet | Kind::Holder => vec!["permission_set"],
        Kind::Object => vec!["permissions", "objects", name],
        Kind::Field => vec!["permissions", "fields", object, field],
        Kind::ApexClass => vec!["permissions", "apex_classes", name],
        Kind::CustomPermission => vec!["permissions", "custom_permissions", name],
        Kind::Flow => vec!["permissions", "flows", name],
        Kind::ExternalCredential => vec!["permissions", "external_credentials", name],
        Kind::CustomMetadataType => vec!["permissions", "custom_metadata_types", name],
        Kind::CustomSetting => vec!["permissions", "custom_settings", name],
        Kind::SystemPermission => vec!["permissions", "system", name],
        Kind::App | Kind::AppLink => vec!["apps", name],
        Kind::Assignment => vec!["also_assigned", name],
    }
}

/// Returns where a path of keys and names leads in a document and its bundles, or the nearest place on the way.
pub(crate) fn place_in(world: &World, document: &Document, path: &[&str]) -> Place {
    let own = follow(&document.tree, path);
    let trees = world.used(document).map(|bundle| &bundle.tree);
    let bundled = trees
        .map(|tree| follow(tree, path))
        .max_by_key(|found| found.steps)
        .filter(|found| found.steps > own.steps && path.first() == Some(&"permissions"));
    let best = bundled.unwrap_or(own);
    let place = match best.steps == path.len() {
        true => best.place,
        false => listed(world, document, path).or(best.place),
    };
    place.unwrap_or(document.place())
}

/// Returns where a field stands in a file of names.
fn listed(world: &World, document: &Document, path: &[&str]) -> Option<Place> {
    let ["permissions", "fields", object, field] = path else {
        return None;
    };
    let entries = world
        .permissions(document)
        .flat_map(|permissions| &permissions.fields)
        .flat_map(|fields| &fields.value.entries);
    let of_object = entries.filter(|(name, _)| name.value.eq_ignore_ascii_case(object));
    let names = of_object.flat_map(|(_, fields)| [&fields.value.edit, &fields.value.read]);
    let named = names.flatten().filter_map(|names| match &names.value {
        FieldNames::Named(names) => Some(world.names(names)),
        FieldNames::All => None,
    });
    named
        .flatten()
        .find(|name| name.value.as_str().eq_ignore_ascii_case(field))
        .map(|name| name.place)
}

/// How far a path leads, and where.
#[derive(Default)]
struct Followed {
    steps: usize,
    place: Option<Place>,
}

fn follow(tree: &Node, path: &[&str]) -> Followed {
    let mut followed = Followed::default();
    let mut node = tree;
    for step in path {
        let Some((found, below)) = find(node, step) else {
            break;
        };
        followed.place = Some(found);
        followed.steps += 1;
        node = below;
    }
    followed
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
