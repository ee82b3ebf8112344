//! `package.xml`: which components are meant.

use std::collections::{BTreeMap, BTreeSet};

use super::{Component, Element, NAMESPACE, Tree};
use crate::version::ApiVersion;

/// Names by type. `*` stands for all of a type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Package {
    members: BTreeMap<String, BTreeSet<String>>,
}

impl Package {
    /// The same with one more component.
    #[must_use]
    pub fn with(mut self, type_name: &str, full_name: &str) -> Self {
        self.members
            .entry(type_name.to_owned())
            .or_default()
            .insert(full_name.to_owned());
        self
    }

    /// The same with all components of a type. Not every type takes it.
    #[must_use]
    pub fn with_all(self, type_name: &str) -> Self {
        self.with(type_name, "*")
    }

    /// Whether it names nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The `types` elements, as manifests and retrieve requests hold them.
    pub(super) fn types(&self) -> impl Iterator<Item = Element> {
        self.members.iter().map(|(type_name, names)| {
            names
                .iter()
                .fold(Element::new("types"), |types, name| {
                    types.with(Element::with_text("members", name))
                })
                .with(Element::with_text("name", type_name))
        })
    }
}

impl FromIterator<Component> for Package {
    fn from_iter<I: IntoIterator<Item = Component>>(components: I) -> Self {
        components
            .into_iter()
            .fold(Self::default(), |package, component| {
                package.with(&component.type_name, &component.full_name)
            })
    }
}

/// The text of a `package.xml`, or without `version` that of a `destructiveChanges.xml`.
#[must_use]
pub fn package_xml(package: &Package, version: Option<ApiVersion>) -> String {
    let mut root = Element::new("Package").with_attribute("xmlns", NAMESPACE);
    for types in package.types() {
        root = root.with(types);
    }
    if let Some(version) = version {
        root = root.with(Element::with_text("version", &version.to_string()));
    }
    Tree { root }.to_string()
}

#[cfg(test)]
mod tests {
    use super::{Package, package_xml};
    use crate::version::ApiVersion;

    #[test]
    fn a_package_lists_names_by_type_and_its_version() {
        let package = Package::default()
            .with("PermissionSet", "B")
            .with("PermissionSet", "A")
            .with_all("Bot");
        let text = package_xml(&package, Some(ApiVersion::new(68)));
        let flat: String = text.lines().skip(1).map(str::trim).collect();
        assert_eq!(
            flat,
            "<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\"><types><members>*</members>\
             <name>Bot</name></types><types><members>A</members><members>B</members>\
             <name>PermissionSet</name></types><version>68.0</version></Package>"
        );
    }
}
