//! The org: schema, store, behaviours and knobs.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};

use rusqlite::Connection;

use super::calls::{self, CallRecord};
use super::definitions;
use super::failure::{OrAbort as _, StoreError, caught};
use super::functions;
use super::knobs::Knobs;
use super::tx::Tx;
use super::{tables, text};
use crate::enforce::Access;
use crate::facts::Behaviours;
use crate::schema::{Additions, Schema};
use crate::seed_file::Seed;
use crate::services::event_log::{self, ApiEvent, Circumstances, Whose};
use crate::value::Id;

/// The objects whose rows make up effective access.
const ACCESS_OBJECTS: &[&str] = &[
    "PermissionSet",
    "Profile",
    "User",
    "ObjectPermissions",
    "FieldPermissions",
    "SetupEntityAccess",
    "PermissionSetAssignment",
    "PermissionSetGroup",
    "PermissionSetGroupComponent",
    "MutingPermissionSet",
];

/// The access of so many users is remembered: more than call at once, and far from what memory holds.
const MOST_CACHED: usize = 256;

/// What an org is opened with.
#[derive(Clone, Debug, Default)]
pub(crate) struct OrgSettings {
    /// Seats of the integration user licence and of its permission set licence; absent, they are left as they are.
    pub(crate) seats: Option<u32>,
    /// The switches for uncertain facts.
    pub(crate) behaviours: Behaviours,
    /// What it is to hold besides what every local org holds.
    pub(crate) seed: Option<Seed>,
}

/// The org.
pub(crate) struct Org {
    schema: RwLock<Arc<Schema>>,
    /// The schema of the data files and of the seed.
    pub(super) base: Arc<Schema>,
    /// The switches for uncertain facts.
    pub(crate) behaviours: Behaviours,
    /// What the control endpoints turn.
    pub(crate) knobs: Knobs,
    /// Seats of the integration licences.
    pub(crate) seats: Option<u32>,
    /// What it was started with, for resets.
    pub(crate) seed: Option<Seed>,
    /// Objects and fields besides those of every local org.
    pub(crate) additions: Additions,
    connection: Mutex<Connection>,
    url: OnceLock<String>,
    access: Mutex<HashMap<Id, (u64, Access)>>,
    access_version: AtomicU64,
}

impl Org {
    /// Opens the org in a database file, or in memory. The tables are made, nothing is seeded.
    ///
    /// # Errors
    /// When SQLite can't open the file or make the tables.
    pub(crate) fn open(file: Option<&Path>, settings: OrgSettings) -> rusqlite::Result<Org> {
        let connection = match file {
            Some(path) => Connection::open(path)?,
            None => Connection::open_in_memory()?,
        };
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY;",
        )?;
        text::register(&connection)?;
        connection.set_prepared_statement_cache_capacity(256);
        functions::add(&connection)?;
        let mut additions = tables::additions(&connection)?;
        if let Some(seed) = &settings.seed {
            additions.join(seed.additions());
        }
        let base = Schema::with(&additions);
        let schema = definitions::applied(&connection, base.clone())?;
        tables::create(&connection, &schema)?;
        let org = Org {
            schema: RwLock::new(Arc::new(schema)),
            base: Arc::new(base),
            behaviours: settings.behaviours,
            knobs: Knobs::default(),
            seats: settings.seats,
            seed: settings.seed,
            additions,
            connection: Mutex::new(connection),
            url: OnceLock::new(),
            access: Mutex::default(),
            access_version: AtomicU64::new(0),
        };
        org.restore_clock()?;
        Ok(org)
    }

    /// Takes over all rows of a database file that an org was seeded in: tests start from one seed.
    #[cfg(test)]
    pub(crate) fn copy_from(&self, file: &Path) -> rusqlite::Result<()> {
        let guard = self.lock();
        guard.execute("ATTACH ?1 AS seeded", [file.display().to_string()])?;
        let tables: Vec<(String, String)> = guard
            .prepare("SELECT name, sql FROM seeded.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")?
            .query_map([], |found| Ok((found.get(0)?, found.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        guard.execute_batch("BEGIN")?;
        for (table, sql) in &tables {
            let made = guard
                .prepare("SELECT 1 FROM main.sqlite_schema WHERE name = ?1")?
                .exists([table])?;
            if !made {
                guard.execute_batch(sql)?;
            }
            guard.execute_batch(&format!(
                "INSERT OR REPLACE INTO main.\"{table}\" SELECT * FROM seeded.\"{table}\""
            ))?;
        }
        guard.execute_batch("COMMIT; DETACH seeded")
    }

    /// Does `work` in one transaction: commits when it succeeds, rolls back when it fails or panics.
    ///
    /// # Errors
    /// Those of `work`, and that the database failed.
    pub(crate) fn transaction<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        caught(|| self.unguarded(work)).unwrap_or_else(|failure| {
            let cause = std::error::Error::source(&failure);
            tracing::error!(error = %failure, cause = cause.map(tracing::field::display), "a transaction was taken back");
            Err(failure.into())
        })
    }

    fn unguarded<T, E>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let guard = self.lock();
        let open = Open {
            org: self,
            conn: &guard,
            schema: self.schema(),
            done: false,
        };
        open.conn.execute_batch("BEGIN IMMEDIATE").or_abort();
        let mut tx = Tx::new(self, &guard);
        let outcome = work(&mut tx);
        if outcome.is_ok() {
            tx.finish();
            open.commit();
        }
        outcome
    }

    /// Returns the objects and fields that there are now: deployments add to them.
    pub(crate) fn schema(&self) -> Arc<Schema> {
        Arc::clone(&self.schema.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes another schema: only what holds the one transaction may do so.
    pub(super) fn set_schema(&self, schema: Arc<Schema>) {
        *self.schema.write().unwrap_or_else(PoisonError::into_inner) = schema;
        self.access_rolled_back();
    }

    /// Goes back to the schema of before, if it has changed since.
    pub(super) fn restore_schema(&self, before: Arc<Schema>) {
        if !Arc::ptr_eq(&before, &self.schema()) {
            self.set_schema(before);
        }
    }

    /// Returns the address that clients use, without a trailing slash.
    pub(crate) fn url(&self) -> &str {
        self.url.get().map_or("http://127.0.0.1", String::as_str)
    }

    /// Tells the org its address, once.
    pub(crate) fn set_url(&self, url: String) {
        // A second call can only be a slip of ours; the first address stays.
        let _ = self.url.set(url);
    }

    /// Returns the org's time.
    pub(crate) fn now(&self) -> jiff::Timestamp {
        let offset = jiff::SignedDuration::from_millis(self.knobs.clock_offset());
        let now = jiff::Timestamp::now();
        now.checked_add(offset).unwrap_or(now)
    }

    /// Returns the organization's Id, which every org has in its one Organization row.
    pub(crate) fn id(tx: &Tx<'_>) -> Option<Id> {
        tx.find_one("Organization", &[])
            .and_then(|row| crate::value::id(&row, "Id"))
    }

    /// Writes the call log, outside the transactions that it logs.
    pub(crate) fn log_call(&self, call: &CallRecord) {
        if let Err(error) = calls::write(&self.lock(), call) {
            tracing::error!(%error, "the call log could not be written");
        }
    }

    /// Writes down what the event log of the day says of a call.
    pub(crate) fn log_event(&self, event: &ApiEvent, whose: &Whose, how: &Circumstances) {
        if let Err(error) = event_log::write(&self.lock(), event, whose, how) {
            tracing::error!(%error, "the event log could not be written");
        }
    }

    /// Returns the whole call log, oldest first.
    pub(crate) fn calls(&self) -> Vec<CallRecord> {
        calls::all(&self.lock()).unwrap_or_default()
    }

    /// Returns how many calls of the last 24 hours count against the daily limit.
    pub(crate) fn calls_today(&self) -> u64 {
        calls::of_a_day(&self.lock(), self.now())
    }

    /// Returns the same from within a transaction.
    pub(crate) fn calls_counted(tx: &Tx<'_>) -> u64 {
        calls::of_a_day(tx.conn(), tx.now())
    }

    /// Returns the effective access of a user, computed again only after rows that make it up have changed.
    pub(crate) fn cached_access(&self, user: &Id, compute: impl FnOnce() -> Access) -> Access {
        let version = self.access_version.load(Ordering::Acquire);
        if let Some((at, access)) = self.access_lock().get(user)
            && *at == version
        {
            return access.clone();
        }
        let access = compute();
        let mut cached = self.access_lock();
        if cached.len() >= MOST_CACHED {
            cached.clear();
        }
        cached.insert(user.clone(), (version, access.clone()));
        access
    }

    /// Returns a number that grows whenever access or the schema change.
    pub(super) fn access_version(&self) -> u64 {
        self.access_version.load(Ordering::Acquire)
    }

    pub(super) fn access_changed(&self, object: &str) {
        if ACCESS_OBJECTS.contains(&object) {
            self.access_version.fetch_add(1, Ordering::AcqRel);
        }
    }

    pub(super) fn access_rolled_back(&self) {
        self.access_version.fetch_add(1, Ordering::AcqRel);
    }

    fn access_lock(&self) -> MutexGuard<'_, HashMap<Id, (u64, Access)>> {
        self.access.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A panic rolls its transaction back (see [`Open`]), so a poisoned lock guards sound data.
    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn restore_clock(&self) -> Result<(), StoreError> {
        let offset: Option<String> =
            self.transaction(|tx| Ok::<_, StoreError>(tx.meta("clock_offset_ms")))?;
        if let Some(text) = offset {
            self.knobs.set_clock_offset(text.parse().unwrap_or_default());
        }
        Ok(())
    }
}

/// An open transaction that rolls back unless committed, also when the work panics.
struct Open<'c> {
    org: &'c Org,
    conn: &'c Connection,
    schema: Arc<Schema>,
    done: bool,
}

impl Open<'_> {
    fn commit(mut self) {
        self.conn.execute_batch("COMMIT").or_abort();
        self.done = true;
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        if !self.done {
            self.org.access_rolled_back();
            self.org.restore_schema(Arc::clone(&self.schema));
            // A database that failed may have ended the transaction on its own.
            if self.conn.is_autocommit() {
                return;
            }
            if let Err(error) = self.conn.execute_batch("ROLLBACK") {
                tracing::error!(%error, "a transaction could not be rolled back");
            }
        }
    }
}
