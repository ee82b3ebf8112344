//! What commands cost in API calls, by the org's own log: formulas over the rows, whatever the number of integrations.

use serde_json::Value;

use crate::support::{Folder, Grantable, Http, Run, Served};

const FLEET: &str = "version: 1
fleet: acme
orgs:
  local: { local: .hallpass/local-org }
safety: { max_deletes: 10, max_delete_percent: 30, max_api_calls: 500 }
";

/// A run of the binary, and the calls after its token.
struct Cost {
    run: Run,
    calls: Vec<Value>,
}

/// Runs the binary and cuts what it did out of the org's log.
fn cost(folder: &Folder, code: i32, arguments: &[&str]) -> Cost {
    let before = folder.log().len();
    let run = folder.run(&[&["--org", "local"], arguments].concat()).exits(code);
    // Signing in is the token and, beside it, the list of versions.
    let is_sign_in =
        |call: &Value| call["path"] == "/services/oauth2/token" || call["path"] == "/services/data";
    let log = folder.log().split_off(before);
    let calls = log.into_iter().filter(|call| !is_sign_in(call)).collect();
    Cost { run, calls }
}

impl Cost {
    fn calls(&self) -> usize {
        self.calls.len()
    }

    /// Asserts that reading so many rows cost no more than it may.
    #[track_caller]
    fn fits_reading(self, rows: usize) -> Self {
        let most = 12 + rows.div_ceil(10_000);
        assert!(
            self.calls() <= most,
            "{} calls for {rows} rows:\n{}",
            self.calls(),
            self.shown()
        );
        self
    }

    /// Asserts that reading and writing so many rows cost no more than it may.
    #[track_caller]
    fn fits_creating(self, rows: usize) -> Self {
        let most = 30 + rows.div_ceil(1_000);
        assert!(
            self.calls() <= most,
            "{} calls for {rows} rows:\n{}",
            self.calls(),
            self.shown()
        );
        self
    }

    /// Asserts that the plan tells as many calls as the org's log.
    #[track_caller]
    fn tells_truly(self) -> Self {
        let api = &self.run.json()["api"];
        assert_eq!(api["calls"], self.calls(), "{api}:\n{}", self.shown());
        self
    }

    fn shown(&self) -> String {
        let line = |call: &Value| format!("{} {} {}", call["method"], call["path"], call["status"]);
        self.calls.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

/// Asserts that no more than three calls of reading wait for one another.
///
/// On a busy machine a call that waits for nothing may be sent when no other is under way, and counts as waiting. A
/// chain of four is four each time, so that one reading of three proves that there is none.
#[track_caller]
fn waits_three_times(folder: &Folder) {
    let waits = || {
        let plan = folder.run(&["--org", "local", "plan", "--json"]).exits(0).json();
        plan["api"]["round_trips"].as_u64().unwrap()
    };
    let least = (0..5).map(|_| waits()).find(|waits| *waits <= 3);
    assert!(least.is_some(), "reading always waits more than three times");
}

/// Plans, applies, applies again and changes a field, with so many integrations that may all there is.
fn costs_hold(integrations: impl FnOnce(&Grantable) -> usize) {
    let folder = Folder::with(&[("specs/hallpass.yaml", FLEET)]);
    let http = Http::new();
    let org = Served::start(
        &folder,
        &["--dir", "specs/.hallpass/local-org", "--seats", "1000"],
    );
    let grantable = Grantable::of(&http, &org, usize::MAX);
    let integrations = integrations(&grantable);
    let (fields, rows) = (integrations * grantable.fields(), integrations * grantable.rows());
    grantable.write(&folder, integrations);

    let empty = cost(&folder, 0, &["plan", "--json"])
        .fits_reading(0)
        .tells_truly();
    assert_eq!(empty.run.json()["summary"]["create"], rows + integrations);

    cost(&folder, 0, &["apply", "--auto-approve"])
        .fits_creating(rows)
        .run
        .says("Applied:");

    let plan = cost(&folder, 0, &["plan", "--json"])
        .fits_reading(fields)
        .tells_truly();
    assert_eq!(plan.run.json()["changes"].as_array().unwrap().len(), 0);
    waits_three_times(&folder);
    let nothing = cost(&folder, 0, &["apply", "--auto-approve"]);
    assert_eq!(nothing.calls(), plan.calls(), "{}", nothing.shown());
    nothing
        .run
        .says("No changes.")
        .complains(&format!("{} API calls; the org has ", plan.calls()))
        .complains(" left today");

    folder.edit(
        "specs/load-0.yaml",
        "    Account: { read: [",
        "    Account: { edit: [Phone], read: [",
    );
    folder.edit("specs/load-0.yaml", ", Phone,", ",");
    let one = cost(&folder, 0, &["apply", "--auto-approve"]);
    assert_eq!(one.calls(), plan.calls() + 1, "{}", one.shown());
    one.run.says("1 done");
}

#[test]
fn ten_integrations_cost_what_their_rows_cost() {
    costs_hold(|_| 10);
}

#[test]
fn forty_thousand_field_rows_cost_what_rows_cost() {
    costs_hold(|grantable| 40_000_usize.div_ceil(grantable.fields()).max(100));
}

#[test]
fn the_sample_fleet_costs_no_more_than_its_rows() {
    let folder = Folder::with_sample_fleet();
    cost(&folder, 0, &["plan", "--json"])
        .fits_reading(0)
        .tells_truly();
    cost(&folder, 0, &["apply", "--auto-approve"]).fits_creating(25);
    let plan = cost(&folder, 0, &["plan", "--json"])
        .fits_reading(25)
        .tells_truly();
    let nothing = cost(&folder, 0, &["apply", "--auto-approve"]);
    assert_eq!(nothing.calls(), plan.calls(), "{}", nothing.shown());
}

#[test]
fn the_most_api_calls_stop_a_run_before_the_next_one() {
    let folder = Folder::with_sample_fleet();
    let read = cost(&folder, 0, &["plan"]).calls();
    let most = read + 4;
    folder.edit(
        "specs/hallpass.yaml",
        "max_api_calls: 500",
        &format!("max_api_calls: {most}"),
    );
    let stopped = cost(&folder, 3, &["apply", "--auto-approve"]);
    assert_eq!(stopped.calls(), most, "{}", stopped.shown());
    stopped
        .run
        .says(&format!("may make {most} API calls"))
        .says("done");

    folder.edit(
        "specs/hallpass.yaml",
        &format!("max_api_calls: {most}"),
        "max_api_calls: 500",
    );
    cost(&folder, 0, &["apply", "--auto-approve"]);
    cost(&folder, 0, &["plan", "--detailed-exitcode"])
        .run
        .says("No changes.");
}
