//! Questions with a topic, and their answers by topic.

use std::collections::BTreeMap;

use hallpass_salesforce::soql::Soql;
use hallpass_salesforce::{Error, QueryResult, Record};

use super::ReadError;

/// What a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(test, derive(serde::Deserialize))]
pub(super) enum Topic {
    Organization,
    Users,
    HoldersOfMarkedSets,
    FrozenLogins,
    PermissionSets,
    AlsoAssignedSets,
    AlsoAssignedGroups,
    UserLicenses,
    PermissionSetLicenses,
    Profiles,
    Assignments,
    LicenseAssignments,
    GroupMembers,
    CountedObjectPermissions,
    CountedFieldPermissions,
    CountedEntityAccess,
    ObjectPermissions,
    FieldPermissions,
    EntityAccess,
    SystemPermissions,
    RunningUserPermissions,
    DeclaredApexClasses,
    GrantedApexClasses,
    DeclaredCustomPermissions,
    GrantedCustomPermissions,
    ExternalClientApps,
    ConnectedApps,
    AppLinks,
    Classifications,
    FieldClassifications,
}

/// A question.
#[derive(Debug, Clone)]
pub(super) struct Ask {
    pub(super) topic: Topic,
    pub(super) soql: Soql,
}

/// Makes one question of a topic.
pub(super) fn ask(topic: Topic, soql: Soql) -> Ask {
    Ask { topic, soql }
}

/// The answers to a round of questions.
#[derive(Default)]
pub(super) struct Answers(BTreeMap<Topic, Vec<Result<Vec<Record>, Error>>>);

impl Answers {
    /// Takes the answers, which are in the order of the questions.
    pub(super) fn new(
        asks: &[Ask],
        answers: impl IntoIterator<Item = Result<QueryResult<Record>, Error>>,
    ) -> Self {
        let mut all = Self::default();
        for (ask, answer) in asks.iter().zip(answers) {
            all.0
                .entry(ask.topic)
                .or_default()
                .push(answer.map(|result| result.rows));
        }
        all
    }

    /// Adds the answers of another round.
    pub(super) fn extend(&mut self, more: Self) {
        for (topic, answers) in more.0 {
            self.0.entry(topic).or_default().extend(answers);
        }
    }

    /// Looks at the rows of a topic without taking them; those of refused questions are not among them.
    pub(super) fn peek(&self, topic: Topic) -> impl Iterator<Item = &Record> {
        self.0.get(&topic).into_iter().flatten().flatten().flatten()
    }

    /// Takes all rows of a topic; a refused question is an error.
    pub(super) fn rows(&mut self, topic: Topic) -> Result<Vec<Record>, ReadError> {
        let mut rows = Vec::new();
        for answer in self.0.remove(&topic).unwrap_or_default() {
            rows.extend(answer?);
        }
        Ok(rows)
    }

    /// Takes all rows of a topic whose object not every org has; nothing where the org, or this user, has no such object.
    pub(super) fn rows_if_there(&mut self, topic: Topic) -> Result<Option<Vec<Record>>, ReadError> {
        match self.rows(topic) {
            Ok(rows) => Ok(Some(rows)),
            Err(ReadError::Org(Error::Api(refusal))) if refusal.is_missing() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Takes all rows of a topic that not every org has or every user may see: what the org says when it refuses
    /// is an answer too.
    pub(super) fn rows_or_refusal(&mut self, topic: Topic) -> Result<Result<Vec<Record>, String>, ReadError> {
        match self.rows(topic) {
            Ok(rows) => Ok(Ok(rows)),
            Err(ReadError::Org(Error::Api(refusal))) => Ok(Err(refusal.words())),
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
impl Answers {
    /// Answers as data: a JSON object of rows by topic.
    pub(super) fn recorded(text: &str) -> Self {
        let topics: BTreeMap<Topic, Vec<Record>> = serde_json::from_str(text).unwrap();
        Self(
            topics
                .into_iter()
                .map(|(topic, rows)| (topic, vec![Ok(rows)]))
                .collect(),
        )
    }

    /// The same with a topic that the org does not know.
    pub(super) fn without(mut self, topic: Topic) -> Self {
        let refusal = hallpass_salesforce::ApiError {
            operation: "query".to_owned(),
            status: 400,
            code: "INVALID_TYPE".to_owned(),
            message: "sObject type is not supported".to_owned(),
            fields: Vec::new(),
            request_id: None,
        };
        self.0.insert(topic, vec![Err(refusal.into())]);
        self
    }
}
