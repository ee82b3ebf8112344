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

    #[test]
    fn every_refusal_that_is_told_is_in_the_code() {
        let Source { code, .. } = Source::read();
        for (fact, refused) in registry()
            .iter()
            .filter_map(|fact| Some((fact.id, fact.refusal?)))
        {
            assert!(
                code.contains(refused.code),
                "{fact}: nothing answers {}",
                refused.code
            );
            let words = constant_words(refused.words);
            let parts: Vec<&str> = words.split(' ').collect();
            // Words may be put together in the code, so some three in a row have to do.
            let is_said = parts
                .windows(parts.len().min(3))
                .any(|part| code.contains(&part.join(" ")));
            assert!(is_said, "{fact}: nothing says {words:?}");
        }
    }

    /// The longest run of words that stand in no place of what differs.
    fn constant_words(text: &str) -> String {
        let is_word = |word: &&str| {
            let rest = word
                .strip_prefix(|first: char| first.is_ascii_alphabetic())
                .unwrap_or_default();
            !rest.is_empty()
                && rest
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || b",;".contains(&byte))
        };
        let words: Vec<&str> = text.split(' ').collect();
        let runs = words.split(|word| !is_word(word)).map(|run| run.join(" "));
        runs.max_by_key(String::len).unwrap_or_default()
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
            // What is refused about a query is said by the crate that reads queries.
            for root in [here.join("src"), here.join("../soql/src")] {
                read_all(&root, &mut |path, text| {
                    if path.starts_with(here.join("src/facts")) {
                        facts.push_str(text);
                    } else {
                        code.push_str(text);
                    }
                });
            }
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
