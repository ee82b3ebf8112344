//! Folders and files that can't lie in a repository, or that a test has to make.

use std::path::Path;

use hallpass_spec::{Loaded, load, render_text};

const FLEET: &str = "version: 1\nfleet: acme\norgs: { local: { local: x } }\n";
const PLAIN: &str = "integration: plain\nowner: me\nuser: { username: p@example.com, email: p@example.com }\npermissions: {}\n";

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a test has a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("files lie in a folder")).expect("a test can write");
        std::fs::write(path, text).expect("a test can write");
    }
    folder
}

/// The codes and places of all diagnostics, such as `HS006 a.yaml:2:3`.
fn told(loaded: &Loaded, folder: &Path) -> Vec<String> {
    let prefix = format!("{}/", folder.display());
    let all = loaded.diagnostics().iter();
    all.map(|one| {
        let path = one.path.strip_prefix(&prefix).unwrap_or("");
        format!("{} {path}:{}:{}", one.code, one.start.line, one.start.column)
    })
    .collect()
}

fn check(files: &[(&str, &[u8])], expected: &[&str]) {
    let folder = folder(files);
    let loaded = load(folder.path());
    assert_eq!(told(&loaded, folder.path()), expected);
    // Every one can be shown, whatever the file was.
    for line in expected {
        let code = line.split(' ').next().expect("a test can write");
        assert!(render_text(loaded.diagnostics(), loaded.sources(), false).contains(code));
    }
}

#[test]
fn an_absent_folder_is_told_by_its_name() {
    let loaded = load(Path::new("no/such/folder"));
    let text = render_text(loaded.diagnostics(), loaded.sources(), false);
    assert!(
        text.starts_with("error[HS001]: `no/such/folder` can't be read: there is no such folder\n"),
        "{text}"
    );
    assert!(text.contains("no/such/folder:1:1"), "{text}");
    assert!(loaded.has_errors());
}

#[test]
fn a_file_is_no_folder() {
    let folder = folder(&[("specs", b"x")]);
    let loaded = load(&folder.path().join("specs"));
    assert_eq!(loaded.diagnostics()[0].code, "HS001");
}

#[test]
fn an_empty_folder_and_one_without_a_fleet_are_told() {
    check(&[], &["HS002 hallpass.yaml:1:1"]);
    check(&[("plain.yaml", PLAIN.as_bytes())], &["HS002 hallpass.yaml:1:1"]);
    check(
        &[("hallpass.yaml", FLEET.as_bytes())],
        &["HS003 hallpass.yaml:1:1"],
    );
    check(&[("hallpass.yaml", b"")], &["HS021 hallpass.yaml:1:1"]);
}

#[test]
fn a_file_that_is_not_utf8_is_told_with_the_first_wrong_byte() {
    let text = [PLAIN.as_bytes(), b"description: abc\xe9\n"].concat();
    check(
        &[("hallpass.yaml", FLEET.as_bytes()), ("plain.yaml", &text)],
        &["HS006 plain.yaml:5:17"],
    );
}

#[test]
fn a_file_of_ten_megabytes_is_refused_before_it_is_parsed() {
    let text = "# a comment that fills the line\n".repeat(10_000_000 / 32);
    check(
        &[("big.yaml", text.as_bytes()), ("hallpass.yaml", FLEET.as_bytes())],
        &["HS005 big.yaml:1:1"],
    );
}

#[test]
fn nesting_without_end_is_refused() {
    for text in ["[".repeat(100_000), "- ".repeat(100_000), "{a: ".repeat(100_000)] {
        let folder = folder(&[
            ("deep.yaml", text.as_bytes()),
            ("hallpass.yaml", FLEET.as_bytes()),
        ]);
        let loaded = load(folder.path());
        assert_eq!(loaded.diagnostics()[0].code, "HS010");
    }
}

#[test]
fn what_looks_like_a_spec_and_is_not_read_is_told() {
    check(
        &[
            (".hidden/x.yaml", b"nonsense"),
            ("README.md", b"nonsense"),
            ("hallpass.yaml", FLEET.as_bytes()),
            ("more.yml", PLAIN.as_bytes()),
            ("team/plain.yaml", PLAIN.as_bytes()),
        ],
        &["HS007 more.yml:1:1"],
    );
}

#[cfg(unix)]
#[test]
fn a_link_into_the_void_is_left_out_and_a_loop_of_folders_ends() {
    let folder = folder(&[
        ("hallpass.yaml", FLEET.as_bytes()),
        ("plain.yaml", PLAIN.as_bytes()),
    ]);
    std::os::unix::fs::symlink("nowhere.yaml", folder.path().join("link.yaml")).unwrap();
    std::os::unix::fs::symlink(".", folder.path().join("loop")).unwrap();
    assert!(load(folder.path()).diagnostics().is_empty());
}

#[test]
fn line_ends_and_byte_order_marks_change_neither_places_nor_the_digest() {
    let unix = folder(&[
        ("hallpass.yaml", FLEET.as_bytes()),
        ("plain.yaml", PLAIN.as_bytes()),
    ]);
    let windows = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let other = folder(&[
        ("hallpass.yaml", windows(FLEET).as_bytes()),
        ("plain.yaml", windows(PLAIN).as_bytes()),
    ]);
    let (one, two) = (load(unix.path()), load(other.path()));
    assert!(two.diagnostics().is_empty());
    assert_eq!(one.digest(), two.digest());
    check(
        &[
            ("hallpass.yaml", FLEET.as_bytes()),
            ("a.yaml", windows("integration: a\nownr: x").as_bytes()),
        ],
        &["HS021 a.yaml:1:1", "HS021 a.yaml:1:1", "HS020 a.yaml:2:1"],
    );
}

#[test]
fn the_digest_knows_names_and_texts() {
    let digest = |files: &[(&str, &[u8])]| load(folder(files).path()).digest();
    let one = digest(&[("hallpass.yaml", FLEET.as_bytes()), ("a.yaml", PLAIN.as_bytes())]);
    let renamed = digest(&[("hallpass.yaml", FLEET.as_bytes()), ("b.yaml", PLAIN.as_bytes())]);
    let changed = digest(&[
        ("hallpass.yaml", FLEET.as_bytes()),
        ("a.yaml", format!("{PLAIN}# x").as_bytes()),
    ]);
    assert_eq!(one.len(), 64);
    assert!(one != renamed && one != changed && renamed != changed);
}

/// Each anchor is nested a little and holds the one before: deep without being large.
#[test]
fn nesting_behind_aliases_is_refused_like_any_other() {
    let mut text = "a0: &a0 x\n".to_owned();
    for n in 1..5_000 {
        text.push_str(&format!("a{n}: &a{n} [[[[*a{}]]]]\n", n - 1));
    }
    check(
        &[
            ("deep.yaml", text.as_bytes()),
            ("hallpass.yaml", FLEET.as_bytes()),
        ],
        &["HS012 deep.yaml:17:11"],
    );
}

#[test]
fn what_an_alias_repeats_a_million_times_fills_no_memory() {
    let long = "x".repeat(100_000);
    let keys = "- { *long : 1, <<: *many }\n".repeat(20_000);
    let many: String = (0..2_000).map(|n| format!("k{n}: 1, ")).collect();
    let text = format!("- &long {long}\n- &many {{ {many} }}\n{keys}");
    let folder = folder(&[
        ("wide.yaml", text.as_bytes()),
        ("hallpass.yaml", FLEET.as_bytes()),
    ]);
    let loaded = load(folder.path());
    assert!(loaded.has_errors() && loaded.diagnostics().len() < 2_000);
    assert!(loaded.diagnostics().iter().all(|one| one.message.len() < 2_000));
}

#[test]
fn there_are_never_more_problems_than_someone_may_want_to_see() {
    let text = format!(
        "integration: a\nowner: me\n{}",
        (0..50_000).map(|n| format!("k{n}: 1\n")).collect::<String>()
    );
    let folder = folder(&[("a.yaml", text.as_bytes()), ("hallpass.yaml", FLEET.as_bytes())]);
    assert_eq!(load(folder.path()).diagnostics().len(), 10_000);
}
