//! Who is signed in where, and what is left.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::error::{Error, Result};
use crate::id::RecordId;
use crate::org::{OfferedVersion, Reader, versions};
use crate::soql::Soql;
use crate::transport::Call;

/// The signed-in user (`/services/oauth2/userinfo`).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Identity {
    /// The user.
    pub user_id: RecordId,
    /// The org.
    pub organization_id: RecordId,
    /// The user's name to sign in with.
    #[serde(rename = "preferred_username")]
    pub username: String,
    /// The user's full name.
    #[serde(default)]
    pub name: Option<String>,
}

/// The one row of the object Organization.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct Organization {
    /// Its id.
    pub id: RecordId,
    /// Its name.
    pub name: String,
    /// Its edition, such as `Enterprise Edition`.
    #[serde(default)]
    pub organization_type: Option<String>,
    /// Whether it is a sandbox. Scratch orgs are too.
    #[serde(default)]
    pub is_sandbox: bool,
    /// The instance that serves it.
    #[serde(default)]
    pub instance_name: Option<String>,
    /// Its own namespace, where packages are made.
    #[serde(default)]
    pub namespace_prefix: Option<String>,
    /// When it ends, for trials and scratch orgs.
    #[serde(default)]
    pub trial_expiration_date: Option<String>,
}

/// A limit of the org: the most, and what is left of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct OrgLimit {
    /// The most.
    pub max: i64,
    /// What is left; less than zero where the org lets it be exceeded.
    pub remaining: i64,
}

impl Reader {
    /// Who is signed in.
    ///
    /// # Errors
    /// Those of any call.
    pub async fn identity(&self) -> Result<Identity> {
        let call = Call::get("read who is signed in", "/services/oauth2/userinfo")?;
        let reply = self.connection.call(&call).await?;
        reply.json(&call.operation)
    }

    /// The query behind [`Reader::organization`], to ride along with others.
    #[must_use]
    pub fn organization_query() -> Soql {
        let columns = [
            "Id",
            "Name",
            "OrganizationType",
            "IsSandbox",
            "InstanceName",
            "NamespacePrefix",
            "TrialExpirationDate",
        ];
        Soql::select(columns).from("Organization")
    }

    /// The org's own row.
    ///
    /// # Errors
    /// Those of a query.
    pub async fn organization(&self) -> Result<Organization> {
        let mut found = self.query_as::<Organization>(&Self::organization_query()).await?;
        found.rows.pop().ok_or_else(|| Error::Truncated {
            operation: "query Organization".into(),
            problem: "the org has no row of itself".into(),
        })
    }

    /// The org's limits by name, such as `DailyApiRequests`. Needs View Setup and Configuration.
    /// Entries of another shape are left out.
    ///
    /// # Errors
    /// Those of any call.
    pub async fn limits(&self) -> Result<BTreeMap<String, OrgLimit>> {
        let found: BTreeMap<String, Value> = self.get_json("/limits").await?;
        let limit = |value| serde_json::from_value(value).ok();
        Ok(found
            .into_iter()
            .filter_map(|(name, value)| Some((name, limit(value)?)))
            .collect())
    }

    /// The versions that the org offers.
    ///
    /// # Errors
    /// Those of any call.
    pub async fn versions(&self) -> Result<Vec<OfferedVersion>> {
        let session = self.connection.session().await;
        versions::offered(&self.connection.courier, &session.url).await
    }
}
