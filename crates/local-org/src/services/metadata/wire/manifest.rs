//! `package.xml` and the `destructiveChanges` files, which share its format.

use crate::services::metadata::xml::Element;

/// What a manifest names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Manifest {
    /// Type name and members, in the order of the file.
    pub(crate) types: Vec<(String, Vec<String>)>,
    /// API version, where given and a version.
    pub(crate) version: Option<u32>,
}

impl Manifest {
    /// Reads a manifest from its root element; `None` when it is no `Package`.
    pub(crate) fn of(root: &Element) -> Option<Self> {
        (root.name == "Package").then(|| Self::of_types(root))
    }

    /// Reads the `types` and `version` of any element, such as `unpackaged` of a retrieve call.
    pub(crate) fn of_types(element: &Element) -> Self {
        let types = element
            .all("types")
            .filter_map(|types| {
                let members = types
                    .all("members")
                    .map(|member| member.text.trim().to_owned())
                    .filter(|member| !member.is_empty())
                    .collect();
                Some((types.value("name")?.to_owned(), members))
            })
            .collect();
        Self {
            types,
            version: element.value("version").and_then(version),
        }
    }

    /// The element of a manifest.
    pub(crate) fn to_element(&self) -> Element {
        let mut root = Element::new("Package");
        for (name, members) in &self.types {
            let mut types = Element::new("types");
            for member in members {
                types.children.push(Element::leaf("members", member));
            }
            root.children.push(types.with("name", name));
        }
        match self.version {
            Some(version) => root.with("version", format!("{version}.0")),
            None => root,
        }
    }
}

/// `66.0` or `66` → 66.
pub(crate) fn version(text: &str) -> Option<u32> {
    let whole = text.strip_suffix(".0").unwrap_or(text);
    whole.parse().ok().filter(|version| (1..1000).contains(version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_round_trips() {
        let manifest = Manifest {
            types: vec![
                ("PermissionSet".into(), vec!["A".into(), "*".into()]),
                ("Profile".into(), vec![]),
            ],
            version: Some(66),
        };
        assert_eq!(Manifest::of(&manifest.to_element()), Some(manifest));
        assert_eq!(Manifest::of(&Element::new("Other")), None);
    }

    #[test]
    fn versions_are_whole() {
        for (text, expected) in [
            ("66.0", Some(66)),
            ("66", Some(66)),
            ("66.1", None),
            ("v66", None),
            ("", None),
            ("-1", None),
        ] {
            assert_eq!(version(text), expected, "{text}");
        }
    }
}
