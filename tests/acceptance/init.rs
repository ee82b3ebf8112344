//! The first minutes: `hallpass` alone, `init`, and what it makes.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::Folder;

#[test]
fn from_nothing_to_an_org_as_the_first_spec_says() {
    let folder = Folder::with(&[]);
    folder.run(&[]).exits(0).says("Next: hallpass init");
    folder
        .run(&[
            "init",
            "--fleet",
            "acme",
            "--integration",
            "billing",
            "--objects",
            "Account,Contact",
        ])
        .exits(0)
        .says("+ specs/hallpass.yaml")
        .says("+ specs/billing.yaml")
        .says("Next: hallpass validate");
    folder.run(&["validate"]).exits(0);
    folder.run(&[]).exits(0).says("Next: hallpass plan --org local");
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    folder
        .run(&["plan", "--org", "local", "--detailed-exitcode"])
        .exits(0);
    folder.run(&["verify", "--org", "local"]).exits(0);
    folder.run(&[]).exits(0).says("hallpass drift --org local");
    let ignored = std::fs::read_to_string(folder.path(".gitignore")).unwrap();
    assert_eq!(ignored, ".hallpass/\n");
}

#[test]
fn init_overwrites_nothing_and_says_what_it_kept() {
    let folder = Folder::with(&[
        (
            "specs/hallpass.yaml",
            "version: 1\nfleet: mine\norgs: { local: { local: .hallpass/local-org } }\n",
        ),
        ("specs/billing.yaml", "# mine\n"),
        (".gitignore", "/target"),
        (".github/workflows/hallpass-plan.yml", "mine"),
    ]);
    let before = files(&folder);
    folder
        .run(&[
            "init",
            "--integration",
            "billing",
            "--org",
            "local",
            "--ci",
            "github",
        ])
        .exits(0)
        .says("specs/billing.yaml was there")
        .says("hallpass-plan.yml was there");
    let after = files(&folder);
    for (path, text) in &before {
        match path.as_str() {
            ".gitignore" => assert_eq!(after[path], "/target\n.hallpass/\n"),
            _ => assert_eq!(&after[path], text, "{path}"),
        }
    }
    let again = folder
        .run(&[
            "init",
            "--integration",
            "billing",
            "--org",
            "local",
            "--ci",
            "github",
            "--json",
        ])
        .exits(0)
        .json();
    assert_eq!(again["made"], serde_json::json!([]));
    assert_eq!(files(&folder), after);
    folder
        .run(&["init", "--fleet", "other"])
        .exits(64)
        .complains("holds a fleet already");
}

#[test]
fn a_second_integration_joins_a_fleet() {
    let folder = Folder::with_sample_fleet();
    folder
        .run(&["init", "--integration", "load-0"])
        .exits(0)
        .says("+ specs/load-0.yaml");
    folder.run(&["validate"]).exits(0);
    folder
        .run(&["plan", "--org", "local", "--integration", "load-0"])
        .exits(0)
        .says("Load_0_Integration");
}

#[test]
fn an_org_with_an_address_is_written_so_that_it_is_valid() {
    for (url, kind) in [
        ("https://acme--uat.sandbox.my.salesforce.com", "kind: sandbox"),
        ("https://acme.my.salesforce.com/", "kind: production"),
    ] {
        for login in [&["--alias", "acme"][..], &[]] {
            let folder = Folder::with(&[]);
            let fixed = [
                "init",
                "--fleet",
                "acme",
                "--integration",
                "no",
                "--org",
                "far",
                "--url",
                url,
            ];
            folder.run(&[&fixed, login].concat()).exits(0);
            folder.run(&["validate"]).exits(0);
            let text = std::fs::read_to_string(folder.path("specs/hallpass.yaml")).unwrap();
            assert!(text.contains(kind), "{text}");
            let orgs = folder.run(&["orgs", "--json"]).exits(0).json();
            assert_eq!(orgs["orgs"][1]["name"], "far");
        }
    }
}

#[test]
fn what_is_no_name_is_refused_before_anything_is_written() {
    for wrong in [
        &["init"][..],
        &["init", "--fleet", "acme"],
        &["init", "--fleet", "Acme Inc", "--integration", "billing"],
        &["init", "--fleet", "acme", "--integration", "billing: x"],
        &[
            "init",
            "--fleet",
            "acme",
            "--integration",
            "billing",
            "--objects",
            "Account: [read]",
        ],
        &[
            "init",
            "--fleet",
            "acme",
            "--integration",
            "billing",
            "--email",
            "x",
        ],
        &[
            "init",
            "--fleet",
            "acme",
            "--integration",
            "billing",
            "--url",
            "https://x.example",
        ],
        &[
            "init",
            "--fleet",
            "acme",
            "--integration",
            "billing",
            "--ci",
            "github",
        ],
        &[
            "init",
            "--fleet",
            "acme",
            "--integration",
            "billing",
            "--alias",
            "x",
        ],
    ] {
        let folder = Folder::with(&[]);
        folder.run(wrong).exits(64);
        assert_eq!(files(&folder), BTreeMap::new(), "{wrong:?}");
    }
}

#[test]
fn what_init_and_hallpass_alone_say_fits_80_columns() {
    for system in ["github", "gitlab"] {
        let folder = Folder::with(&[]);
        let init = [
            "init",
            "--fleet",
            "acme",
            "--integration",
            "billing",
            "--org",
            "local",
            "--ci",
            system,
        ];
        let runs = [folder.run(&init).exits(0), folder.run(&[]).exits(0)];
        for line in runs.iter().flat_map(|run| run.stdout.lines()) {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }
}

#[test]
fn broken_specs_are_the_next_thing_to_look_at() {
    let folder = Folder::with_sample_fleet();
    folder.edit("specs/billing.yaml", "Contact: [read]", "Contact: [raed]");
    folder
        .run(&[])
        .exits(0)
        .says("2 errors")
        .says("Next: hallpass validate");
    let json = folder.run(&["--json"]).exits(0).json();
    assert_eq!(json["next"][0]["command"], "hallpass validate");
}

/// All files of a folder with their texts, without what hallpass keeps for itself.
fn files(folder: &Folder) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    collect(&folder.path(""), "", &mut found);
    found
}

fn collect(folder: &Path, above: &str, found: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{above}{}", entry.file_name().to_str().unwrap());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), found);
        } else {
            found.insert(name, std::fs::read_to_string(entry.path()).unwrap());
        }
    }
}
