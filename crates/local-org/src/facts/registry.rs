//! The whole table, put together from the surfaces.

use std::sync::LazyLock;

use super::{
    Fact, Switch, apex, apps, bulk, connect, metadata, oauth, permissions, rest, sessions, soap, soql, users,
};

/// The surfaces in the order of the documentation page: heading and facts.
pub(super) const SURFACES: &[(&str, &[Fact])] = &[
    ("OAuth", oauth::FACTS),
    ("Sessions and logins", sessions::FACTS),
    ("REST", rest::FACTS),
    ("SOQL", soql::FACTS),
    ("Bulk API", bulk::FACTS),
    ("SOAP API", soap::FACTS),
    ("Users and licences", users::FACTS),
    ("Permission sets", permissions::FACTS),
    ("Apps", apps::FACTS),
    ("Metadata API", metadata::FACTS),
    ("Connect: consumer credentials", connect::FACTS),
    ("Apex services", apex::FACTS),
];

static ALL: LazyLock<Vec<Fact>> = LazyLock::new(|| {
    SURFACES
        .iter()
        .flat_map(|(_, facts)| facts.iter().copied())
        .collect()
});

/// Every fact that the local org rests on, surface by surface.
#[must_use]
pub fn registry() -> &'static [Fact] {
    &ALL
}

/// Every switch there is, each once.
pub(super) fn switches() -> impl Iterator<Item = Switch> {
    let mut seen = std::collections::BTreeSet::new();
    registry()
        .iter()
        .filter_map(|fact| fact.behaviour)
        .filter(move |switch| seen.insert(switch.name))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;

    use super::{registry, switches};

    #[test]
    fn ids_are_unique_and_say_their_surface() {
        let mut seen = BTreeSet::new();
        for fact in registry() {
            assert!(seen.insert(fact.id), "{} stands twice", fact.id);
            assert!(fact.id.contains('.'), "{} lacks its surface", fact.id);
            assert!(
                !fact.source.is_empty() && !fact.what.is_empty(),
                "{} is incomplete",
                fact.id
            );
        }
    }

    #[test]
    fn every_default_is_a_value_of_its_switch() {
        for switch in switches() {
            assert!(
                switch.values.accept(switch.default),
                "{}={}",
                switch.name,
                switch.default
            );
        }
    }

    /// A switch that nothing asks would be a promise on the documentation page and nowhere else.
    #[test]
    fn every_switch_is_asked_by_code() {
        let Source { facts, code } = Source::read();
        let declared = facts
            .lines()
            .filter_map(|line| line.strip_prefix("pub(crate) const "));
        let names: Vec<&str> = declared
            .filter_map(|rest| rest.split_once(": Switch"))
            .map(|(name, _)| name)
            .collect();
        assert_eq!(
            names.len(),
            switches().count(),
            "each switch has one constant: {names:?}"
        );
        for name in names {
            assert!(code.contains(name), "nothing asks {name}");
        }
    }

    /// The source: facts and the rest.
    struct Source {
        facts: String,
        code: String,
    }

    impl Source {
        fn read() -> Self {
            let here = Path::new(env!("CARGO_MANIFEST_DIR"));
            let (mut facts, mut code) = (String::new(), String::new());
            read_all(&here.join("src"), &mut |path, text| {
                if path.starts_with(here.join("src/facts")) {
                    facts.push_str(text);
                } else {
                    code.push_str(text);
                }
            });
            Self { facts, code }
        }
    }

    fn read_all(folder: &Path, take: &mut impl FnMut(&Path, &str)) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read_all(&path, take);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                take(&path, &std::fs::read_to_string(&path).unwrap());
            }
        }
    }

    #[test]
    fn facts_that_share_a_switch_mean_the_same_switch() {
        let mut by_name = BTreeMap::new();
        for switch in registry().iter().filter_map(|fact| fact.behaviour) {
            assert_eq!(*by_name.entry(switch.name).or_insert(switch), switch);
        }
    }
}
