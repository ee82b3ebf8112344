//! Fields and enumerations of the types, parsed once from two embedded tables.
//!
//! `fields.tsv` holds the sequence order of the metadata WSDL (API 66.0) with the additions of the published type
//! sets up to API 68.0; `enums.tsv` the closed value lists.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// One field of a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    /// Element name.
    pub(crate) name: &'static str,
    /// `string`, `boolean`, `int`, `double`, an enumeration, another type, or `any` for what is kept unread.
    pub(crate) field_type: &'static str,
    /// May repeat.
    pub(crate) many: bool,
    /// Must be there.
    pub(crate) required: bool,
    /// First API version that knows it; 0 for always.
    pub(crate) since: u32,
}

/// All types and enumerations.
#[derive(Debug)]
pub(crate) struct Catalogue {
    types: BTreeMap<&'static str, Vec<Field>>,
    enums: BTreeMap<&'static str, Vec<&'static str>>,
}

/// The catalogue.
pub(crate) fn catalogue() -> &'static Catalogue {
    static CATALOGUE: LazyLock<Catalogue> =
        LazyLock::new(|| Catalogue::parse(include_str!("fields.tsv"), include_str!("enums.tsv")));
    &CATALOGUE
}

impl Catalogue {
    fn parse(fields: &'static str, enums: &'static str) -> Self {
        let mut types: BTreeMap<&'static str, Vec<Field>> = BTreeMap::new();
        for line in fields.lines().skip(1) {
            if let [owner, name, field_type, many, required, since] =
                line.split('\t').collect::<Vec<_>>().as_slice()
            {
                types.entry(owner).or_default().push(Field {
                    name,
                    field_type,
                    many: *many == "1",
                    required: *required == "1",
                    since: since.parse().unwrap_or(0),
                });
            }
        }
        let enums = enums
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once('\t'))
            .map(|(name, values)| (name, values.split('|').collect()))
            .collect();
        Self { types, enums }
    }

    /// The fields of a type in sequence order; empty for what is no known type.
    pub(crate) fn fields(&self, type_name: &str) -> &[Field] {
        self.types.get(type_name).map_or(&[], Vec::as_slice)
    }

    /// The allowed values, if `name` is an enumeration.
    pub(crate) fn values(&self, name: &str) -> Option<&[&'static str]> {
        self.enums.get(name).map(Vec::as_slice)
    }

    /// Whether `name` is a type with fields.
    pub(crate) fn is_type(&self, name: &str) -> bool {
        self.types.contains_key(name)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Kind;
    use super::*;

    #[test]
    fn every_field_type_is_known() {
        let catalogue = catalogue();
        for (owner, fields) in &catalogue.types {
            for field in fields {
                assert!(
                    ["string", "boolean", "int", "double", "any"].contains(&field.field_type)
                        || catalogue.is_type(field.field_type)
                        || catalogue.values(field.field_type).is_some(),
                    "{owner}.{}: {}",
                    field.name,
                    field.field_type
                );
            }
        }
    }

    #[test]
    fn every_kind_has_fields() {
        for kind in Kind::all(u32::MAX).filter(|kind| *kind != Kind::Settings) {
            assert!(!catalogue().fields(kind.root()).is_empty(), "{kind:?}");
        }
    }
}
