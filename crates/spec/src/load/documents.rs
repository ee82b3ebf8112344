//! The documents of a fleet.

use std::collections::BTreeMap;
use std::sync::Arc;

use hallpass_model::Certificate;

use crate::decode::{At, Cx, Decode, Mapping, Text, Unique};
use crate::diagnostic::{Problem, Problems, code};
use crate::files::FLEET_FILE;
use crate::format::{
    BUNDLE_HOMES, BundleSpec, FLEET_HOMES, FleetSpec, INTEGRATION_HOMES, IntegrationSpec, NamedOrg, Names,
    PermissionsSpec,
};
use crate::load::blot::blot_secrets;
use crate::source::{Place, Sources};
use crate::text::ApiNameRule;
use crate::yaml::{self, Node};

/// All documents that could be read.
#[derive(Default)]
pub(crate) struct World {
    pub(crate) fleet: Option<Arc<FleetSpec>>,
    pub(crate) integrations: Vec<Arc<Document>>,
    pub(crate) bundles: Vec<Arc<Bundle>>,
    /// The names in the files that specs name, by the place of the path.
    pub(crate) lists: BTreeMap<Place, Arc<Unique<Text<ApiNameRule>>>>,
    /// The certificates that apps name, by the place of the path.
    pub(crate) certificates: BTreeMap<Place, Certificate>,
}

/// An integration, with the tree that it was read from.
pub(crate) struct Document {
    pub(crate) spec: IntegrationSpec,
    pub(crate) tree: Node,
}

/// Shared permissions, with the tree that they were read from.
pub(crate) struct Bundle {
    pub(crate) spec: BundleSpec,
    pub(crate) tree: Node,
}

impl Bundle {
    pub(crate) fn name(&self) -> Option<&At<Text<crate::text::BundleRule>>> {
        self.spec.bundle.as_ref()
    }
}

impl Document {
    pub(crate) fn name(&self) -> Option<&str> {
        self.spec.integration.as_ref().map(|name| name.value.as_str())
    }

    /// Returns the place that stands for the integration as a whole.
    pub(crate) fn place(&self) -> Place {
        self.spec
            .integration
            .as_ref()
            .map_or(self.spec.place(), |name| name.place)
    }
}

impl World {
    pub(crate) fn orgs(&self) -> impl Iterator<Item = &NamedOrg> {
        let orgs = self.fleet.as_ref().and_then(|fleet| fleet.orgs.as_ref());
        orgs.into_iter().flat_map(|orgs| &orgs.value.entries)
    }

    /// Returns the bundles that an integration uses; those that are unknown are told elsewhere.
    pub(crate) fn used<'w>(&'w self, one: &'w Document) -> impl Iterator<Item = &'w Bundle> {
        let names = one.spec.r#use.iter().flat_map(|names| &names.value.0);
        names.filter_map(|name| self.bundle(name.value.as_str()))
    }

    pub(crate) fn bundle(&self, name: &str) -> Option<&Bundle> {
        let found = self
            .bundles
            .iter()
            .find(|bundle| bundle.name().is_some_and(|own| own.value.as_str() == name));
        found.map(|bundle| &**bundle)
    }

    /// Returns all that an integration may do: what its spec says, and what its bundles say.
    pub(crate) fn permissions<'w>(
        &'w self,
        one: &'w Document,
    ) -> impl Iterator<Item = &'w PermissionsSpec> + Clone {
        let own = one.spec.permissions.as_ref();
        let used: Vec<_> = self
            .used(one)
            .filter_map(|bundle| bundle.spec.permissions.as_ref())
            .collect();
        own.into_iter().chain(used).map(|permissions| &permissions.value)
    }

    /// Returns the names that are meant, those of a file as far as it could be read.
    pub(crate) fn names<'w>(&'w self, names: &'w Names) -> &'w [At<Text<ApiNameRule>>] {
        match names {
            Names::Listed(names) => &names.0,
            Names::File(path) => self.lists.get(&path.place).map_or(&[], |names| &names.0),
        }
    }

    pub(crate) fn fleet_name(&self) -> Option<&str> {
        Some(self.fleet.as_ref()?.fleet.as_ref()?.value.as_str())
    }

    /// Reads the documents of a file.
    pub(crate) fn read(
        &mut self,
        name: &str,
        file: u32,
        text: &str,
        problems: &mut Problems,
        sources: &mut Sources,
    ) {
        let mut own = Problems::default();
        let parsed = yaml::parse(text, file, &mut own);
        blot_secrets(text, file, &parsed, sources);
        let trees = parsed.documents;
        let is_broken = own.has_errors();
        problems.append(own);
        if name == FLEET_FILE {
            self.read_fleet(file, &trees, is_broken, problems);
        } else if name.ends_with(&format!("/{FLEET_FILE}")) {
            problems.push(
                Problem::error(
                    code::SECOND_FLEET_FILE,
                    Place::top(file),
                    format!("a second {FLEET_FILE} lies below the first"),
                )
                .hint("a folder holds one fleet; keep another fleet in a folder beside it"),
            );
        } else {
            self.read_documents(file, trees, is_broken, problems);
        }
    }

    fn read_fleet(&mut self, file: u32, trees: &[Node], is_broken: bool, problems: &mut Problems) {
        let Some((first, more)) = trees.split_first() else {
            if !is_broken {
                problems.push(
                    Problem::error(
                        code::MISSING_KEY,
                        Place::top(file),
                        format!("{FLEET_FILE} is empty"),
                    )
                    .hint("it needs `version: 1`, `fleet` and `orgs`"),
                );
            }
            return;
        };
        for tree in more {
            problems.push(
                Problem::error(
                    code::SECOND_FLEET,
                    tree.place,
                    format!("{FLEET_FILE} holds one document"),
                )
                .label("a second one")
                .hint("write integrations into files of their own"),
            );
        }
        if let Some(entry) = first.get("integration").filter(|_| first.get("fleet").is_none()) {
            problems.push(
                Problem::error(
                    code::WRONG_FILE,
                    entry.key_place,
                    format!("an integration can't stand in {FLEET_FILE}"),
                )
                .hint("write it into a file of its own, such as `billing.yaml`"),
            );
            return;
        }
        self.fleet = FleetSpec::decode(first, &mut Cx::new(problems, FLEET_HOMES)).map(Arc::new);
    }

    fn read_documents(&mut self, file: u32, trees: Vec<Node>, is_broken: bool, problems: &mut Problems) {
        if trees.is_empty() && !is_broken {
            problems.push(
                Problem::warning(
                    code::EMPTY_FILE,
                    Place::top(file),
                    "the file holds no integration and no bundle",
                )
                .hint("delete the file, if that is meant"),
            );
        }
        for tree in trees {
            if tree.get("bundle").is_some() && tree.get("integration").is_none() {
                let spec = BundleSpec::decode(&tree, &mut Cx::new(problems, BUNDLE_HOMES));
                let bundle = spec.map(|spec| Arc::new(Bundle { spec, tree }));
                self.bundles.extend(bundle);
                continue;
            }
            let fleet_key = tree.get("fleet").or_else(|| tree.get("orgs"));
            if let Some(entry) = fleet_key.filter(|_| tree.get("integration").is_none()) {
                problems.push(
                    Problem::error(
                        code::WRONG_FILE,
                        entry.key_place,
                        format!("`{}` belongs into {FLEET_FILE}", entry.key),
                    )
                    .hint(format!(
                        "only the {FLEET_FILE} at the top of the folder describes the fleet"
                    )),
                );
                continue;
            }
            let spec = IntegrationSpec::decode(&tree, &mut Cx::new(problems, INTEGRATION_HOMES));
            if let Some(spec) = spec {
                self.integrations.push(Arc::new(Document { spec, tree }));
            }
        }
    }
}
