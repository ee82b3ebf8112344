//! What an org shows of frozen users.

use hallpass_model::{ApiName, AppKind, IntegrationName, Kind, Live, LiveApp, Plan, Seen, Username};
use hallpass_salesforce::soql::{Soql, eq, is_in};
use hallpass_salesforce::{Error, Reader, RecordId};

/// Whose access is cut off.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frozen {
    /// The users.
    pub users: Vec<(Username, RecordId)>,
    /// The external client apps whose refresh tokens they may hold.
    pub apps: Vec<(ApiName, RecordId)>,
}

impl Frozen {
    /// Returns whom a plan freezes, with the apps that carry the integration's mark.
    #[must_use]
    pub fn by(plan: &Plan, live: &Live, name: &IntegrationName) -> Self {
        let logins = plan.changes.iter().filter(|change| change.kind == Kind::Login);
        let users = logins.filter_map(|change| {
            let user = live.users.get(&plan.bearer_of(&change.address)?.username)?;
            Some((user.username.clone(), RecordId::parse(user.id.as_str()).ok()?))
        });
        let is_ours = |app: &&LiveApp| {
            let mark = app.mark.as_ref();
            mark.is_some_and(|mark| mark.fleet == plan.fleet && mark.integration == *name)
        };
        let external = |app: &&LiveApp| app.kind == AppKind::ExternalClientApp;
        let apps = live.apps.values().filter(external).filter(is_ours);
        Self {
            users: users.collect(),
            apps: apps
                .filter_map(|app| Some((app.name.clone(), RecordId::parse(app.id.as_str()).ok()?)))
                .collect(),
        }
    }
}

/// What was seen of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Observed {
    /// The users whose logins the org does not refuse.
    pub open: Vec<Username>,
    /// The sessions over the API that live.
    pub sessions: Vec<RecordId>,
    /// The refresh tokens that they hold.
    pub tokens: Vec<Held>,
}

/// Refresh tokens of one app in the hands of one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The app.
    pub app: (ApiName, RecordId),
    /// The user.
    pub user: (Username, RecordId),
    /// How many there are.
    pub count: Seen<usize>,
}

/// Looks at the users.
pub(super) async fn observe(reader: &Reader, frozen: &Frozen) -> Result<Observed, Error> {
    let ids: Vec<&str> = frozen.users.iter().map(|(_, id)| id.as_str()).collect();
    let logins = Soql::select(["UserId"])
        .from("UserLogin")
        .filter(eq("IsFrozen", true))
        .filter(is_in("UserId", ids.iter().copied()));
    let sessions = Soql::select(["Id"])
        .from("AuthSession")
        .filter(eq("SessionType", "API"))
        .filter(is_in("UsersId", ids.iter().copied()));
    let found = reader.query_many(&[logins, sessions]).await?;
    let rows = |at: usize, column: &'static str| {
        let rows = found
            .get(at)
            .map(|result| result.rows.as_slice())
            .unwrap_or_default();
        rows.iter().filter_map(move |row| row.id(column))
    };
    let shut: Vec<RecordId> = rows(0, "UserId").collect();
    let open = frozen.users.iter().filter(|(_, id)| !shut.contains(id));
    Ok(Observed {
        open: open.map(|(name, _)| name.clone()).collect(),
        sessions: rows(1, "Id").collect(),
        tokens: tokens(reader, frozen).await,
    })
}

/// Not every user may see tokens; sessions are what client credentials and JWT bearer live by.
async fn tokens(reader: &Reader, frozen: &Frozen) -> Vec<Held> {
    let mut tokens = Vec::new();
    for app in &frozen.apps {
        for user in &frozen.users {
            let count = match reader.refresh_tokens(&app.1, &user.1).await {
                Ok(count) => Seen::Known(count),
                Err(error) => Seen::Unknown(error.to_string()),
            };
            tokens.push(Held {
                app: app.clone(),
                user: user.clone(),
                count,
            });
        }
    }
    tokens
}
