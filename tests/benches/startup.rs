//! How long it takes to start, and to validate 1,000 specs, beside check-jsonschema on the same files.
//!
//! `cargo bench -p hallpass --bench startup`. Installs check-jsonschema from PyPI into `target/`; where that fails, only
//! hallpass is measured. hallpass is run some times and the shortest is shown; the other takes long, and is run once.

#![expect(clippy::print_stdout, reason = "a bench is read where it runs")]
#![expect(clippy::unwrap_used, reason = "a bench may end where it stands")]

#[expect(dead_code, unused_imports, reason = "tests use more of it")]
#[path = "../support/mod.rs"]
mod support;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use support::{Folder, repository};

const SPECS: usize = 1_000;
const CHECK_JSONSCHEMA: &str = "check-jsonschema==0.39.0";
/// The best of so many runs of hallpass is taken.
const ROUNDS: usize = 5;

fn main() {
    let tools = installed();
    println!(
        "{:<44} {:>12} {:>18} {:>7}",
        "", "hallpass", "check-jsonschema", "times"
    );
    let nothing = Folder::with(&[]);
    line(
        "--version",
        &mut nothing.command(&["--version"]),
        tools.as_deref().map(|tools| checker(tools, &["--version"])),
    );
    for (what, spec) in [
        (
            "1,000 specs like the sample's",
            like_the_sample as fn(usize) -> String,
        ),
        ("1,000 specs with 400 fields each", with_many_fields),
    ] {
        let folder = Folder::with_sample_fleet();
        std::fs::remove_file(folder.path("specs/billing.yaml")).unwrap();
        std::fs::remove_file(folder.path("specs/postman.yaml")).unwrap();
        let names: Vec<String> = (0..SPECS)
            .map(|number| format!("specs/load-{number}.yaml"))
            .collect();
        let mut bytes = 0;
        for (number, name) in names.iter().enumerate() {
            let text = spec(number);
            bytes += text.len();
            folder.write(name, &text);
        }
        let check = tools.as_deref().map(|tools| {
            let schema = repository().join("docs/schema/integration.schema.json");
            let mut check = checker(tools, &["--schemafile", schema.to_str().unwrap()]);
            check.args(&names).current_dir(folder.path("."));
            check
        });
        let what = format!("{what} ({} kB)", bytes / 1_000);
        line(&what, &mut folder.command(&["validate"]), check);
    }
}

/// A copy of the first of the sample fleet, with names of its own.
fn like_the_sample(number: usize) -> String {
    let sample = std::fs::read_to_string(repository().join("specs/billing.yaml")).unwrap();
    sample
        .replace("integration: billing", &format!("integration: load-{number}"))
        .replace("billing.api@", &format!("load-{number}@"))
        .replace("Billing_Integration", &format!("Load_{number}_Integration"))
}

fn with_many_fields(number: usize) -> String {
    let mut spec = format!(
        "integration: load-{number}\nowner: load@example.com\ndescription: One of many\n\
         user: {{ username: load-{number}@example.com, email: load@example.com }}\napps: []\npermissions:\n  objects:\n"
    );
    for object in 0..20 {
        writeln!(spec, "    Object_{object}__c: [read]").unwrap();
    }
    spec.push_str("  fields:\n");
    let fields: Vec<String> = (0..20).map(|field| format!("Some_Field_{field}__c")).collect();
    for object in 0..20 {
        writeln!(
            spec,
            "    Object_{object}__c: {{ read: [{}] }}",
            fields.join(", ")
        )
        .unwrap();
    }
    spec
}

/// Installs the other program below `target/`, and returns where.
fn installed() -> Option<PathBuf> {
    let tools = repository().join("target/bench-tools");
    let pip = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--upgrade",
        "--target",
    ];
    let mut install = Command::new("python3");
    install.args(pip).arg(&tools).arg(CHECK_JSONSCHEMA);
    let is_there = install.stdout(Stdio::null()).stderr(Stdio::null()).status();
    is_there.is_ok_and(|status| status.success()).then_some(tools)
}

fn checker(tools: &Path, arguments: &[&str]) -> Command {
    let mut check = Command::new("python3");
    check
        .env("PYTHONPATH", tools)
        .args(["-m", "check_jsonschema"])
        .args(arguments);
    check
}

fn line(what: &str, ours: &mut Command, other: Option<Command>) {
    let ours = best(ours, ROUNDS);
    let millis = |took: Duration| format!("{:.1} ms", took.as_secs_f64() * 1_000.0);
    let (other, times) = match other.map(|mut other| best(&mut other, 1)) {
        Some(other) => (
            millis(other),
            format!("{:.0} ×", other.as_secs_f64() / ours.as_secs_f64()),
        ),
        None => ("not installed".to_owned(), String::new()),
    };
    println!("{what:<44} {:>12} {other:>18} {times:>7}", millis(ours));
}

/// Runs it so many times and returns the shortest.
fn best(command: &mut Command, rounds: usize) -> Duration {
    let mut once = || {
        let start = Instant::now();
        let output = command.output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        start.elapsed()
    };
    (0..rounds).map(|_| once()).min().unwrap()
}
