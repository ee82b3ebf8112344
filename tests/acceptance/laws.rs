//! Laws over random orgs and specs, through the binary and over HTTP.
//!
//! A few by default; with `HALLPASS_HTTP_LAWS=100` a hundred, and with `HALLPASS_HTTP_LAWS=17..18` that of one seed. A
//! failure prints the seed.

mod held;
mod random;
mod wanted;

use std::ops::Range;

use serde_json::Value;

use crate::access::credentials;
use crate::support::{Folder, Http, Run, Served};
use held::{Admin, Held};
use random::Random;
use wanted::{Enforce, Wanted};

/// A fleet in an org where others live too.
struct World {
    folder: Folder,
    http: Http,
    org: Served,
    random: Random,
    fleet: Vec<Wanted>,
}

#[test]
fn random_orgs_and_specs_obey_the_laws() {
    for seed in seeds() {
        println!("HALLPASS_HTTP_LAWS={seed}..{} is where it failed", seed + 1);
        let mut world = World::of(seed);
        world.settles();
        world.somebody_meddles();
        world.reports_without_a_write();
        world.plans_alike_in_any_order();
        world.closes_what_differs();
        world.ends_and_comes_back();
    }
}

fn seeds() -> Range<u64> {
    let asked = std::env::var("HALLPASS_HTTP_LAWS").unwrap_or_else(|_| "2".to_owned());
    let number = |text: &str| text.parse().expect("HALLPASS_HTTP_LAWS is a number or a range");
    match asked.split_once("..") {
        Some((start, end)) => number(start)..number(end),
        None => 0..number(&asked),
    }
}

impl World {
    fn of(seed: u64) -> Self {
        let mut random = Random::of(seed);
        let fleet = wanted::fleet(&mut random);
        let folder = Folder::with(&[]);
        wanted::write(&folder, &fleet);
        let org = Served::start(&folder, &["--dir", "specs/.hallpass/local-org"]);
        let http = Http::new();
        Admin::of(&org, &http).settle(&mut random);
        Self {
            folder,
            http,
            org,
            random,
            fleet,
        }
    }

    fn held(&self) -> Held {
        Held::by(&self.org, &self.http)
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.folder.run(&[&["--org", "local"], arguments].concat())
    }

    fn apply(&self, more: &[&str]) -> Run {
        self.run(&[&["apply", "--auto-approve"], more].concat()).exits(0)
    }

    fn plan(&self, more: &[&str]) -> Value {
        self.run(&[&["plan", "--json"], more].concat()).exits(0).json()
    }

    /// Convergence: what was applied is not planned again, and applying it again calls the org no more than planning.
    fn has_converged(&self, more: &[&str]) {
        let plan = self.plan(more);
        assert_eq!(plan["changes"], serde_json::json!([]), "{plan:#}");
        let calls = &plan["api"]["calls"];
        self.apply(more)
            .says("No changes.")
            .complains(&format!("{calls} API calls"));
    }

    /// Everybody's integration comes to be, beside what others have.
    fn settles(&self) {
        let before = self.held();
        self.apply(&[]);
        self.has_converged(&[]);
        let after = self.held();
        assert_eq!(after.without(&self.fleet), before.without(&self.fleet));
    }

    /// The specs change, and so does the org.
    fn somebody_meddles(&mut self) {
        let admin = Admin::of(&self.org, &self.http);
        for one in &self.fleet {
            admin.meddle(one, &mut self.random);
        }
        self.fleet = wanted::changed(&self.fleet, &mut self.random);
        wanted::write(&self.folder, &self.fleet);
    }

    /// *report* never writes.
    fn reports_without_a_write(&self) {
        let mut quiet = self.fleet.clone();
        for one in &mut quiet {
            one.enforce = Enforce::Report;
        }
        wanted::write(&self.folder, &quiet);
        let before = self.held();
        self.has_converged(&[]);
        assert_eq!(self.held(), before);
        wanted::write(&self.folder, &self.fleet);
    }

    /// Order independence: of files, of what stands in them, and so of what is asked.
    fn plans_alike_in_any_order(&self) {
        let parts = ["changes", "blocked", "unmanaged", "summary", "fingerprint"];
        let forwards = self.plan(&[]);
        wanted::write_backwards(&self.folder, &self.fleet);
        let backwards = self.plan(&[]);
        wanted::write_forwards(&self.folder, &self.fleet);
        for part in parts {
            assert_eq!(forwards[part], backwards[part], "{part}");
        }
    }

    /// What is not ours stays; *additive* removes nothing; *report* touches nothing; a saved plan is
    /// the same each time, and serves once.
    fn closes_what_differs(&self) {
        let before = self.held();
        let is_empty = self.plan(&["--out", "plan.json"])["changes"] == serde_json::json!([]);
        let _ = self.plan(&["--out", "again.json"]);
        let saved = |name| std::fs::read(self.folder.path(name)).unwrap();
        assert!(saved("plan.json") == saved("again.json"), "one input, two plans");
        self.run(&["apply", "plan.json"]).exits(0);
        let again = self.run(&["apply", "plan.json"]);
        assert!(again.code == 6 || is_empty, "{}\n{}", again.stdout, again.stderr);
        self.has_converged(&[]);
        let after = self.held();
        assert_eq!(after.without(&self.fleet), before.without(&self.fleet));
        for one in &self.fleet {
            let (before, after) = (before.of(one), after.of(one));
            match one.enforce {
                Enforce::Exact => {}
                Enforce::Additive => assert_eq!(before.lost_in(&after), Vec::<String>::new()),
                Enforce::Report => assert_eq!(after, before),
            }
        }
    }

    /// An integration ends and takes nothing of others with it; with its spec back it works as before.
    fn ends_and_comes_back(&self) {
        let one = &self.fleet[0];
        let before = self.held();
        let end = ["--prune", "--grace", "0d"];
        wanted::remove(&self.folder, one);
        self.apply(&end);
        self.has_converged(&end);
        let ended = self.held();
        let others = std::slice::from_ref(one);
        assert_eq!(ended.without(others), before.without(others));
        assert_ne!(ended.of(one), before.of(one));

        wanted::write(&self.folder, &self.fleet);
        self.apply(&[]);
        self.has_converged(&[]);
        assert_eq!(self.held(), before);
        let (key, secret) = credentials(&self.org, &self.http, &one.set());
        let answer = self.http.token(self.org.url(), &key, &secret).expect(200);
        let token = answer.body["access_token"].as_str().unwrap();
        let _ = self
            .http
            .query(self.org.url(), token, "SELECT Id FROM Organization")
            .expect(200);
    }
}
