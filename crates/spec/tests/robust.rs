//! Whatever the text, there is an answer: no panic, every place inside of the file, the same answer twice.

use proptest::prelude::*;

use hallpass_spec::{Loaded, load, render_text, to_json, to_sarif};

const FLEET: &str = "version: 1\nfleet: acme\norgs: { local: { local: x } }\n";

fn loaded(fleet: &str, spec: &str) -> Loaded {
    let folder = tempfile::tempdir().expect("a test has a folder");
    std::fs::write(folder.path().join("hallpass.yaml"), fleet).expect("a test can write");
    std::fs::write(folder.path().join("spec.yaml"), spec).expect("a test can write");
    load(folder.path())
}

fn check(fleet: &str, spec: &str) {
    let one = loaded(fleet, spec);
    for diagnostic in one.diagnostics() {
        let source = one.sources().get(&diagnostic.path).expect("a test can write");
        assert!(
            source.text().get(diagnostic.range.clone()).is_some(),
            "{diagnostic:?}"
        );
        assert!(diagnostic.start <= diagnostic.end, "{diagnostic:?}");
    }
    // All three ways of showing have to come to an end as well.
    let text = render_text(one.diagnostics(), one.sources(), false);
    assert_eq!(text.is_empty(), one.diagnostics().is_empty());
    assert!(to_json(one.diagnostics()).is_object() && to_sarif(one.diagnostics(), &[]).is_object());
    let messages = |loaded: &Loaded| {
        loaded
            .diagnostics()
            .iter()
            .map(|one| one.message.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(messages(&one), messages(&loaded(fleet, spec)));
}

/// Pieces of which YAML is made, so that most texts get past the scanner.
fn yaml_like() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "integration: a\n",
        "owner: me\n",
        "user: ",
        "permissions: ",
        "objects: ",
        "fields: ",
        "apps:\n  - ",
        "{",
        "}",
        "[",
        "]",
        ", ",
        ": ",
        "- ",
        "\n",
        "  ",
        "    ",
        "read",
        "edit",
        "Account",
        "Phone",
        "~",
        "true",
        "1",
        "\"",
        "'",
        "&a ",
        "*a",
        "<<: ",
        "---\n",
        "...\n",
        "|\n",
        ">\n",
        "# x\n",
        "!!str ",
        "!x ",
        "? ",
        "é",
        "\t",
        "${env:X}",
        "${",
        "%YAML 1.2\n",
        "external_client_app: ",
        "flow: client_credentials\n",
        "\u{202e}",
        "\u{1b}[31m",
        "\r\n",
        "username: a@example.com\n",
        "auth: ",
        "url: ",
        "client_secret: ",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_answered(spec in any::<String>()) {
        check(FLEET, &spec);
        check(&spec, "");
    }

    #[test]
    fn anything_like_yaml_is_answered(spec in yaml_like()) {
        check(FLEET, &spec);
        check(&spec, "");
        check(FLEET, &format!("integration: a\nowner: me\nuser: {{ username: a@example.com, email: a@example.com }}\npermissions:\n  {spec}"));
    }

    #[test]
    fn a_terminal_gets_no_control_characters_from_a_spec(spec in yaml_like()) {
        let loaded = loaded(FLEET, &spec);
        let text = render_text(loaded.diagnostics(), loaded.sources(), false);
        prop_assert!(!text.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}'), "{text:?}");
    }
}
