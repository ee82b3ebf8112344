//! What an integration saw with its own token.

use std::collections::BTreeSet;

use hallpass_model::ApiName;
use hallpass_salesforce::RecordId;
use hallpass_salesforce::rows::{Described, GlobalObject};
use serde::Serialize;

use super::Answer;

/// What an integration saw with its own token.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    /// Who it is.
    pub(super) identity: Answer<Who>,
    /// The user permissions that it has in effect.
    pub(super) permissions: Answer<BTreeSet<ApiName>>,
    /// The custom permissions that it has in effect.
    pub(super) custom_permissions: Answer<BTreeSet<ApiName>>,
    /// The row of its own login: none where the org shows no session.
    pub(super) login: Answer<Option<RecordId>>,
    /// What the declared queries gave.
    pub(super) queries: Vec<(String, Answer)>,
    /// What the declared Apex REST services gave.
    pub(super) apex_rest: Vec<(String, Answer)>,
    /// What the declared Apex web services gave.
    pub(super) apex_soap: Vec<(String, Answer)>,
    /// The declared objects.
    pub(super) objects: Answer<Vec<(ApiName, Described)>>,
    /// All objects that it sees.
    pub(super) global: Answer<Vec<GlobalObject>>,
    /// What Apex that is not declared said: class or path, and the answer.
    pub(super) closed_apex: Vec<(String, Answer)>,
    /// What setup objects said: how many rows of each.
    pub(super) setup: Vec<(&'static str, Answer<usize>)>,
    /// What the Metadata API said.
    pub(super) metadata: Answer,
}

/// Whom a token stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Who {
    /// The user.
    pub(super) user_id: String,
    /// By the name it signs in with.
    pub(super) username: String,
}
