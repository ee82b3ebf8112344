//! What 400,000 rows of field permissions cost over HTTP: calls, chain of waiting, bytes, time and memory.
//!
//! `cargo bench -p hallpass --bench cost`. Serves a local org, fills it by one apply of 1,600 integrations with 250 field
//! grants each, and plans again. Prints a table, and fails when a limit is passed. Linux alone tells how much memory a
//! process has had at most. With a number as argument, so many integrations.

#![expect(clippy::print_stdout, reason = "a bench is read where it runs")]
#![expect(clippy::unwrap_used, reason = "a bench may end where it stands")]

#[expect(dead_code, unused_imports, reason = "tests use more of it")]
#[path = "../support/mod.rs"]
mod support;

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use support::{Folder, Grantable, Http, Served};

const INTEGRATIONS: usize = 1_600;
const FIELDS: usize = 250;
/// The most memory that reading may take, in times of what was read.
const MOST_MEMORY: f64 = 3.0;

fn main() {
    let integrations = std::env::args().find_map(|argument| argument.parse().ok());
    let integrations = integrations.unwrap_or(INTEGRATIONS);
    let folder = Folder::with(&[("specs/hallpass.yaml", &fleet())]);
    let http = Http::new();
    let seats = (integrations + 10).to_string();
    let org = Served::start(
        &folder,
        &["--dir", "specs/.hallpass/local-org", "--seats", &seats],
    );
    let grantable = Grantable::of(&http, &org, FIELDS);
    let (fields, rows) = (integrations * grantable.fields(), integrations * grantable.rows());
    grantable.write(&folder, integrations);
    println!("{integrations} integrations, {fields} rows of field permissions, {rows} rows in all");
    println!(
        "{:<10} {:>8} {:>8} {:>7} {:>9} {:>9} {:>9} {:>7}",
        "", "calls", "at most", "chain", "MB read", "peak MB", "seconds", "times"
    );

    let create = measured(&folder, &["apply", "--auto-approve", "--json"]);
    create.line("create", 30 + rows.div_ceil(1_000));
    let plan = measured(&folder, &["plan", "--json"]);
    let most = 12 + fields.div_ceil(10_000);
    plan.line("plan", most);

    assert_eq!(plan.changes, 0, "what was applied is planned again");
    assert!(
        create.calls <= 30 + rows.div_ceil(1_000),
        "creating makes too many calls"
    );
    assert!(plan.calls <= most, "planning makes too many calls");
    let times = plan.memory_by_bytes();
    assert!(
        times <= MOST_MEMORY,
        "planning takes {times:.2} times the bytes read, the most is {MOST_MEMORY}"
    );
}

fn fleet() -> String {
    "version: 1\nfleet: acme\norgs:\n  local: { local: .hallpass/local-org }\nsafety: { max_api_calls: 5000 }\n"
        .to_owned()
}

/// What a command took.
struct Measured {
    calls: usize,
    round_trips: u64,
    changes: usize,
    bytes: u64,
    peak: u64,
    took: Duration,
}

impl Measured {
    fn memory_by_bytes(&self) -> f64 {
        self.peak as f64 / self.bytes as f64
    }

    fn line(&self, what: &str, most: usize) {
        let mega = |bytes: u64| bytes as f64 / 1e6;
        println!(
            "{what:<10} {:>8} {most:>8} {:>7} {:>9.1} {:>9.1} {:>9.1} {:>7.2}",
            self.calls,
            self.round_trips,
            mega(self.bytes),
            mega(self.peak),
            self.took.as_secs_f64(),
            self.memory_by_bytes()
        );
    }
}

/// Runs a command, and counts by the org's log and by what the command says of itself. Calls that ask whether a retrieve
/// is done are not counted.
fn measured(folder: &Folder, arguments: &[&str]) -> Measured {
    let before = folder.log().len();
    let start = Instant::now();
    let all = [&["-v", "--log-format", "json", "--org", "local"], arguments].concat();
    let (stdout, stderr) = (folder.path("stdout"), folder.path("stderr"));
    let mut child = folder
        .command(&all)
        .stdout(Stdio::from(std::fs::File::create(&stdout).unwrap()))
        .stderr(Stdio::from(std::fs::File::create(&stderr).unwrap()))
        .spawn()
        .unwrap();
    let peak = peak_until_end(&mut child);
    let took = start.elapsed();
    let told = std::fs::read_to_string(stderr).unwrap();
    assert!(child.wait().unwrap().success(), "{told}");
    let lines = told
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let bytes = lines.filter_map(|line| line["fields"]["bytes"].as_u64()).sum();
    let result: Value = serde_json::from_str(&std::fs::read_to_string(stdout).unwrap()).unwrap();
    let is_counted = |call: &&Value| {
        let path = call["path"].as_str().unwrap();
        path != "/services/data" && path != "/services/oauth2/token"
    };
    let log = folder.log();
    let calls = log[before..].iter().filter(is_counted).count();
    // A retrieve and one question after it are what reading needs.
    let polls = told.matches("\"message\":\"retrieve\"").count().saturating_sub(2);
    Measured {
        calls: calls - polls,
        round_trips: result["api"]["round_trips"].as_u64().unwrap_or(0),
        changes: result["changes"].as_array().map_or(0, Vec::len),
        bytes,
        peak,
        took,
    }
}

/// Waits for the end of a process and returns the most memory that it was seen to have had, in bytes.
fn peak_until_end(child: &mut Child) -> u64 {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let high = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = high.and_then(|high| high.trim().trim_end_matches(" kB").parse::<u64>().ok());
        peak = peak.max(kilobytes.unwrap_or(0) * 1_024);
        std::thread::sleep(Duration::from_millis(2));
    }
    peak
}
