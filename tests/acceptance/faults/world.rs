//! A local org in this process, and the whole road to it without the binary.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use hallpass_local_org::{Credentials, LocalOrg, Options};
use hallpass_model::{ApiUse, Complete, Desired, Live, OrgName, Outcome, Plan, Seen};
use hallpass_salesforce::auth::ClientCredentials;
use hallpass_salesforce::soql::Soql;
use hallpass_salesforce::transport::HttpSend;
use hallpass_salesforce::{BoxFuture, Env, InstanceUrl, Login, Org, OrgOptions, SystemEnv};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;

use super::sabotage::Saboteur;
use crate::support::Folder;

/// Whose rows an apply makes; a duplicate or an orphan shows in their number.
const COUNTED: [&str; 10] = [
    "User",
    "PermissionSet",
    "PermissionSetAssignment",
    "PermissionSetLicenseAssign",
    "ObjectPermissions",
    "FieldPermissions",
    "SetupEntityAccess",
    "ExternalClientApplication",
    "ExtlClntAppOauthSettings",
    "ExtlClntAppOauthPlcyCnfg",
];

/// A local org at rest, to begin from again and again.
pub(super) struct AtRest(TempDir);

/// A local org that answers.
pub(super) struct World {
    org: LocalOrg,
    dir: TempDir,
}

/// What an org holds, without ids.
#[derive(Debug, PartialEq)]
pub(super) struct Held {
    live: String,
    rows: BTreeMap<&'static str, i64>,
}

impl AtRest {
    /// Wakes a copy of it.
    pub(super) async fn wake(&self) -> World {
        let dir = TempDir::new().unwrap();
        for file in std::fs::read_dir(self.0.path()).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), dir.path().join(file.file_name())).unwrap();
        }
        World::start(dir).await
    }
}

impl World {
    /// A new org.
    pub(super) async fn new() -> Self {
        Self::start(TempDir::new().unwrap()).await
    }

    async fn start(dir: TempDir) -> Self {
        // Another test of this process may have installed it already.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let options = Options {
            dir: Some(dir.path().to_owned()),
            ..Options::default()
        };
        let org = LocalOrg::start(options).await.unwrap();
        Self { org, dir }
    }

    /// Stops it.
    pub(super) async fn rest(self) -> AtRest {
        self.org.stop().await;
        AtRest(self.dir)
    }

    /// Signs in as the administrator, for what a test does to the org.
    pub(super) async fn admin(&self) -> Org {
        self.sign_in(self.org.admin(), Saboteur::harmless())
            .await
            .unwrap()
    }

    async fn sign_in(&self, who: &Credentials, network: Arc<dyn HttpSend>) -> Result<Org, String> {
        let login = Login::ClientCredentials(ClientCredentials {
            url: InstanceUrl::parse(self.org.url()).unwrap(),
            client_id: who.client_id.clone(),
            client_secret: who.client_secret.clone(),
        });
        let env = Arc::new(Hurried::default());
        let org = Org::connect_with(login, OrgOptions::default(), network, env).await;
        org.map_err(|error| format!("sign in: {error}"))
    }

    /// Reads and plans, as `hallpass plan` does.
    pub(super) async fn plan(&self, desired: &Desired) -> Result<(Plan, Live), String> {
        let org = self.sign_in(self.org.runner(), Saboteur::harmless()).await?;
        plan(&org, desired).await
    }

    /// Reads, plans, lowers and runs, as `hallpass apply` does.
    pub(super) async fn apply(
        &self,
        desired: &Desired,
        network: Arc<dyn HttpSend>,
    ) -> Result<Outcome, String> {
        let org = self.sign_in(self.org.runner(), network).await?;
        let (plan, live) = plan(&org, desired).await?;
        let waves = hallpass_reconcile::lower(&plan, &live).map_err(|error| format!("lower: {error}"))?;
        Ok(hallpass_reconcile::run(&org.writer(), &plan, &waves, &mut |_| ()).await)
    }

    /// Reads all that the plan is about, and counts the rows of the whole org.
    pub(super) async fn held(&self, mut live: Live) -> Held {
        live.api = ApiUse::default();
        live.org.url.clear();
        // When a user was made differs from run to run too.
        let mut users = live.users.into_inner();
        for user in users.values_mut() {
            user.created = Seen::Absent;
        }
        live.users = Complete::read_to_the_end(users);
        let queries = COUNTED.map(|object| Soql::select(["COUNT(Id) n"]).from(object));
        let counts = self.admin().await.reader().query_many(&queries).await.unwrap();
        let count = |found: &hallpass_salesforce::QueryResult<hallpass_salesforce::Record>| {
            found.rows[0].number("n").unwrap()
        };
        Held {
            live: without_ids(&format!("{live:#?}")),
            rows: COUNTED.into_iter().zip(counts.iter().map(count)).collect(),
        }
    }
}

impl Held {
    /// Tells what differs, for a failed test.
    pub(super) fn difference(&self, other: &Self) -> Option<String> {
        if self == other {
            return None;
        }
        let diff = similar::TextDiff::from_lines(&self.live, &other.live);
        let rows = format!("{:?}\n{:?}", self.rows, other.rows);
        Some(format!("{rows}\n{}", diff.unified_diff().context_radius(2)))
    }
}

async fn plan(org: &Org, desired: &Desired) -> Result<(Plan, Live), String> {
    let live = hallpass_reconcile::read(&org.reader(), desired)
        .await
        .map_err(|error| format!("read: {error}"))?;
    let plan = hallpass_plan::plan(&OrgName::new("local").unwrap(), desired, &live);
    assert!(plan.blocked.is_empty(), "{:?}", plan.blocked);
    let faults = hallpass_plan::check(&plan, desired, &live);
    assert!(faults.is_empty(), "{faults:?}");
    Ok((plan, live))
}

/// Resolves the specs of a folder for its local org.
pub(super) fn desired(folder: &Folder) -> Desired {
    let loaded = hallpass_spec::load(&folder.path("specs"));
    match hallpass_spec::resolve(&loaded, &OrgName::new("local").unwrap(), &|_| None) {
        Ok(resolved) => resolved.desired,
        Err(problems) => panic!("{problems:?}"),
    }
}

/// Ids differ from run to run.
fn without_ids(text: &str) -> String {
    let mut rest = text.split("RecordId(");
    let mut out = rest.next().unwrap_or_default().to_owned();
    for part in rest {
        out.push_str("RecordId");
        out.push_str(part.split_once(')').map_or(part, |(_, after)| after));
    }
    out
}

/// A clock that jumps instead of waiting.
#[derive(Default)]
pub(super) struct Hurried {
    milliseconds_ahead: AtomicI64,
}

impl Env for Hurried {
    fn now(&self) -> Timestamp {
        Timestamp::now() + SignedDuration::from_millis(self.milliseconds_ahead.load(Ordering::SeqCst))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let ahead = i64::try_from(duration.as_millis()).unwrap();
        self.milliseconds_ahead.fetch_add(ahead, Ordering::SeqCst);
        Box::pin(std::future::ready(()))
    }

    fn random(&self) -> u64 {
        SystemEnv.random()
    }
}
