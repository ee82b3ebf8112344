//! The checked-in schemas and the sample fleet are what the code says they are.

use std::path::{Path, PathBuf};

use hallpass_spec::{load, render_text, resolve, schemas};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// With `UPDATE_SCHEMAS=1` the files are written instead.
#[test]
fn the_checked_in_schemas_are_those_of_the_types() {
    let schemas = schemas();
    for (name, text) in [
        ("fleet.schema.json", schemas.fleet),
        ("integration.schema.json", schemas.integration),
        ("bundle.schema.json", schemas.bundle),
    ] {
        let path = root().join("docs/schema").join(name);
        if std::env::var_os("UPDATE_SCHEMAS").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        let checked_in = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            checked_in == text,
            "docs/schema/{name} is stale: run `UPDATE_SCHEMAS=1 cargo test -p hallpass-spec`"
        );
    }
}

#[test]
fn the_sample_fleet_is_clean_and_resolves_without_any_environment() {
    let loaded = load(&root().join("specs"));
    assert_eq!(render_text(loaded.diagnostics(), loaded.sources(), false), "");
    let [local] = &loaded.org_names()[..] else {
        panic!("the sample fleet has one org")
    };
    let resolved = resolve(&loaded, local, &|_| None)
        .map_err(|errors| errors[0].message.clone())
        .unwrap();
    assert!(resolved.warnings.is_empty());
    let names: Vec<_> = resolved
        .desired
        .integrations
        .keys()
        .map(ToString::to_string)
        .collect();
    assert_eq!(names, ["billing", "postman"]);
}

#[test]
fn every_sample_names_its_schema() {
    for entry in std::fs::read_dir(root().join("specs")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "yaml") {
            let text = std::fs::read_to_string(&path).unwrap();
            let line = text.lines().next().unwrap();
            let schema = line.strip_prefix("# yaml-language-server: $schema=").unwrap();
            assert!(path.parent().unwrap().join(schema).is_file(), "{line}");
        }
    }
}
