//! How long 1,000 specs take from files to what is desired: what `hallpass validate` does but for policy.
//!
//! `cargo bench -p hallpass-spec`. With the argument `--keep DIR` the files are left in `DIR`, for another program to be
//! run on the same.

#![expect(clippy::print_stdout, reason = "a bench is read where it runs")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use hallpass_model::OrgName;

const SPECS: usize = 1_000;
const OBJECTS: usize = 20;
const FIELDS: usize = 20;
/// The best of so many is taken.
const ROUNDS: usize = 5;

fn main() {
    let kept = std::env::args()
        .skip_while(|argument| argument != "--keep")
        .nth(1);
    let scratch = tempfile::tempdir().expect("a folder");
    let folder = kept.map_or_else(|| scratch.path().to_owned(), PathBuf::from);
    let bytes = write(&folder);
    println!(
        "{SPECS} specs, {} kB, {} field grants",
        bytes / 1_000,
        SPECS * OBJECTS * FIELDS
    );
    let local = OrgName::new("local").expect("local is a name");
    line("load: read, parse, check", best(|| hallpass_spec::load(&folder)));
    let loaded = hallpass_spec::load(&folder);
    assert!(loaded.diagnostics().is_empty(), "the specs are sound");
    let resolve = || {
        hallpass_spec::resolve(&loaded, &local, &|_| None)
            .map_err(|_| ())
            .expect("sound")
    };
    line("resolve for an org", best(resolve));
}

/// Runs it some times and returns the shortest.
fn best<T>(work: impl Fn() -> T) -> Duration {
    let once = || {
        let start = Instant::now();
        let result = black_box(work());
        let took = start.elapsed();
        drop(result);
        took
    };
    (0..ROUNDS).map(|_| once()).min().unwrap_or_default()
}

fn line(what: &str, took: Duration) {
    println!("{what:<30} {:>8.1} ms", took.as_secs_f64() * 1_000.0);
}

/// Writes the fleet and returns how many bytes it has.
fn write(folder: &Path) -> usize {
    std::fs::create_dir_all(folder).expect("a folder");
    let fleet = "version: 1\nfleet: acme\norgs:\n  local: { local: .hallpass/local-org }\n".to_owned();
    let specs = (0..SPECS).map(|number| (format!("load-{number}.yaml"), spec(number)));
    let files = std::iter::once(("hallpass.yaml".to_owned(), fleet)).chain(specs);
    files
        .map(|(name, text)| {
            std::fs::write(folder.join(name), &text).expect("written");
            text.len()
        })
        .sum()
}

fn spec(number: usize) -> String {
    let mut spec = format!(
        "integration: load-{number}\nowner: load@example.com\ndescription: One of many\n\
         user: {{ username: load-{number}@example.com, email: load@example.com }}\n\
         apps:\n  - {{ external_client_app: Load_{number}, contact_email: load@example.com, \
         callback_url: \"https://localhost/callback\", flow: client_credentials, scopes: [api] }}\n\
         permissions:\n  objects:\n"
    );
    for object in 0..OBJECTS {
        let _ = writeln!(spec, "    Object_{object}__c: [read]");
    }
    spec.push_str("  fields:\n");
    for object in 0..OBJECTS {
        let fields: Vec<String> = (0..FIELDS)
            .map(|field| format!("Some_Field_{field}__c"))
            .collect();
        let _ = writeln!(
            spec,
            "    Object_{object}__c: {{ read: [{}] }}",
            fields.join(", ")
        );
    }
    spec
}
