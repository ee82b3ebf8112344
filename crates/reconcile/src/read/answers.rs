//! Questions with a topic, and their answers by topic.

use std::collections::BTreeMap;

#[cfg(test)]
use hallpass_salesforce::rows::Shape as _;
use hallpass_salesforce::soql::Soql;
use hallpass_salesforce::{Error, QueryResult, Record};

use super::ReadError;
#[cfg(test)]
use super::rows::Shapes;
use super::rows::{FieldRow, Row, SystemRow};

/// What a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(test, derive(serde::Deserialize))]
pub(super) enum Topic {
    Organization,
    Users,
    HoldersOfMarkedSets,
    FrozenLogins,
    PermissionSets,
    Tabs,
    AlsoAssignedSets,
    AlsoAssignedGroups,
    UserLicenses,
    PermissionSetLicenses,
    Profiles,
    ProfileHolders,
    SetsOfProfiles,
    Assignments,
    LicenseAssignments,
    GroupMembers,
    Activations,
    MutingSets,
    GroupMemberships,
    PackageMemberships,
    DeclaredGroups,
    DeclaredRoles,
    PackageLicenses,
    PasswordChanges,
    PasswordLogins,
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
    GrantedEntities,
    Flows,
    Principals,
    Definitions,
    ExternalClientApps,
    ConnectedApps,
    AppLinks,
    TokenHolders,
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
pub(super) struct Answers {
    records: BTreeMap<Topic, Vec<Result<Vec<Record>, Error>>>,
    fields: Vec<Result<Vec<FieldRow>, Error>>,
    systems: Vec<Result<Vec<SystemRow>, Error>>,
}

impl Answers {
    /// Takes the answers, which are in the order of the questions.
    pub(super) fn new(
        asks: &[Ask],
        answers: impl IntoIterator<Item = Result<QueryResult<Row>, Error>>,
    ) -> Self {
        let mut all = Self::default();
        for (ask, answer) in asks.iter().zip(answers) {
            all.take(ask.topic, answer);
        }
        all
    }

    fn take(&mut self, topic: Topic, answer: Result<QueryResult<Row>, Error>) {
        match topic {
            Topic::FieldPermissions => self
                .fields
                .push(answer.map(|found| picked(found.rows, Row::field))),
            Topic::SystemPermissions => self
                .systems
                .push(answer.map(|found| picked(found.rows, Row::system))),
            _ => {
                let records = answer.and_then(|found| {
                    let whole = QueryResult {
                        rows: picked(found.rows, Row::record),
                        total_size: found.total_size,
                    };
                    whole.with_whole_children()
                });
                let of_topic = self.records.entry(topic).or_default();
                of_topic.push(records.map(|found| found.rows));
            }
        }
    }

    /// Adds the answers of another round.
    pub(super) fn extend(&mut self, more: Self) {
        let Self {
            records,
            fields,
            systems,
        } = more;
        for (topic, answers) in records {
            self.records.entry(topic).or_default().extend(answers);
        }
        self.fields.extend(fields);
        self.systems.extend(systems);
    }

    /// Looks at the rows of a topic without taking them; those of refused questions are not among them.
    pub(super) fn peek(&self, topic: Topic) -> impl Iterator<Item = &Record> {
        self.records.get(&topic).into_iter().flatten().flatten().flatten()
    }

    /// Takes the rows of the granted fields, answer by answer, so that each goes when it has been looked at.
    pub(super) fn fields(&mut self) -> impl Iterator<Item = Result<Vec<FieldRow>, Error>> {
        std::mem::take(&mut self.fields).into_iter()
    }

    /// Takes the user permissions of the sets.
    pub(super) fn systems(&mut self) -> impl Iterator<Item = Result<Vec<SystemRow>, Error>> {
        std::mem::take(&mut self.systems).into_iter()
    }

    /// Takes all rows of a topic; a refused question is an error.
    pub(super) fn rows(&mut self, topic: Topic) -> Result<Vec<Record>, ReadError> {
        let mut rows = Vec::new();
        for answer in self.records.remove(&topic).unwrap_or_default() {
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

fn picked<T>(rows: Vec<Row>, pick: impl Fn(Row) -> Option<T>) -> Vec<T> {
    rows.into_iter().filter_map(pick).collect()
}

#[cfg(test)]
impl Answers {
    /// Answers as data: a JSON object of rows by topic.
    pub(super) fn recorded(text: &str) -> Self {
        let topics: BTreeMap<Topic, Vec<serde_json::Value>> = serde_json::from_str(text).unwrap();
        let shapes = Shapes::default();
        let mut all = Self::default();
        for (topic, rows) in topics {
            let shape = shapes.of(topic);
            let rows: Vec<Row> = rows.into_iter().map(|row| shape.row(row).unwrap()).collect();
            let total_size = rows.len() as u64;
            all.take(topic, Ok(QueryResult { rows, total_size }));
        }
        all
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
        self.records.insert(topic, vec![Err(refusal.into())]);
        self
    }
}
