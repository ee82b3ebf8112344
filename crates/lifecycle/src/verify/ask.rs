//! What is asked with the integration's own token. Nothing here writes; declared calls alone run code of the org.

use std::collections::BTreeSet;

use futures_util::future::{join3, join5};
use hallpass_model::ApiName;
use hallpass_salesforce::rows::Described;
use hallpass_salesforce::soql::{Soql, eq};
use hallpass_salesforce::{Org, QueryResult, Reader, Record, RecordId, Result};

use super::Answer;
use super::seen::{Seen, Who};
use super::subject::Subject;

/// The prefix of the columns of user permissions.
const PERMISSIONS: &str = "Permissions";
/// The object that shows a user its own permissions.
const OWN_PERMISSIONS: &str = "UserPermissionAccess";
/// The object that shows a user its own custom permissions (Object Reference, UserSetupEntityAccess; API version 48.0).
const OWN_CUSTOM_PERMISSIONS: &str = "UserSetupEntityAccess";

/// A setup object, and the user permissions of which one opens it (Object Reference, "Special Access Rules").
pub(super) struct SetupObject {
    pub(super) name: &'static str,
    pub(super) opened_by: &'static [&'static str],
}

const SETS: &[&str] = &[
    "ViewSetup",
    "AssignPermissionSets",
    "ManageProfilesPermissionsets",
];

/// The setup objects that are asked for: one of each sort, all closed to whoever may not look at setup.
pub(super) const SETUP: &[SetupObject] = &[
    SetupObject {
        name: "SetupAuditTrail",
        opened_by: &["ViewSetup"],
    },
    SetupObject {
        name: "ObjectPermissions",
        opened_by: SETS,
    },
    SetupObject {
        name: "FieldPermissions",
        opened_by: SETS,
    },
    SetupObject {
        name: "SetupEntityAccess",
        opened_by: SETS,
    },
    SetupObject {
        name: "ConnectedApplication",
        opened_by: &["ViewSetup", "CustomizeApplication", "ManageRemoteAccess"],
    },
    SetupObject {
        name: "UserLogin",
        opened_by: &["ManageUsers", "ManageInternalUsers", "FreezeUsers"],
    },
    SetupObject {
        name: "EventLogFile",
        opened_by: &["ViewEventLogFiles"],
    },
    SetupObject {
        name: "ApexClass",
        opened_by: &["ViewSetup", "AuthorApex"],
    },
];

/// What of Apex is to be found closed.
#[derive(Clone, Debug, Default)]
pub(super) struct Probes {
    pub(super) classes: Vec<ApiName>,
    pub(super) paths: Vec<String>,
}

/// Asks everything there is to ask as the integration.
pub(super) async fn ask(org: &Org, subject: &Subject<'_>, probes: &Probes) -> Seen {
    let reader = org.reader();
    let (identity, rows, global, objects, queries) = join5(
        who(org),
        rows(&reader, subject),
        reader.describe_global(),
        objects(&reader, subject),
        queries(&reader, subject),
    )
    .await;
    let (called, closed_apex, metadata) = join3(
        declared_apex(&reader, subject),
        closed_apex(&reader, probes),
        reader.describe_metadata(),
    )
    .await;
    let (apex_rest, apex_soap) = called;
    let Rows {
        permissions,
        custom_permissions,
        login,
        setup,
    } = rows;
    Seen {
        identity,
        permissions,
        custom_permissions,
        login,
        queries,
        apex_rest,
        apex_soap,
        objects,
        global: Answer::of(global),
        closed_apex,
        setup,
        metadata: Answer::of(metadata).map(|types| format!("{} types", types.len())),
    }
}

/// A token whose scopes do not reach the user info endpoint says by its own identity address who it is; the name comes
/// from the user's own row then.
async fn who(org: &Org) -> Answer<Who> {
    let reader = org.reader();
    let told = Answer::of(reader.identity().await).map(|identity| Who {
        user_id: identity.user_id.to_string(),
        username: identity.username,
    });
    match (&told, org.token_identity()) {
        (Answer::Refused { .. }, Some(identity)) => own_row(&reader, &identity.user_id).await,
        _ => told,
    }
}

async fn own_row(reader: &Reader, user: &RecordId) -> Answer<Who> {
    let soql = Soql::select(["Id", "Username"])
        .from("User")
        .filter(eq("Id", user));
    let row = reader.query(&soql).await.and_then(|found| {
        let row = found.rows.first().cloned().unwrap_or_default();
        Ok(Who {
            user_id: row.need_id("Id")?.to_string(),
            username: row.need_text("Username")?.to_owned(),
        })
    });
    Answer::of(row)
}

struct Rows {
    permissions: Answer<BTreeSet<ApiName>>,
    custom_permissions: Answer<BTreeSet<ApiName>>,
    login: Answer<Option<RecordId>>,
    setup: Vec<(&'static str, Answer<usize>)>,
}

/// Own permissions, own session and setup objects ride together.
async fn rows(reader: &Reader, subject: &Subject<'_>) -> Rows {
    let permissions = Soql::select(own_permissions(reader, subject).await)
        .from(OWN_PERMISSIONS)
        .limit(1);
    let session = Soql::select(["Id", "LoginHistoryId"])
        .from("AuthSession")
        .filter(eq("IsCurrent", true))
        .limit(1);
    let setup = SETUP
        .iter()
        .map(|object| Soql::select(["Id"]).from(object.name).limit(1));
    let custom = Soql::select(["DeveloperName", "NamespacePrefix"]).from(OWN_CUSTOM_PERMISSIONS);
    let queries: Vec<Soql> = [permissions, custom, session].into_iter().chain(setup).collect();
    let mut answers = match reader.query_each(&queries).await {
        Ok(answers) => answers.into_iter(),
        Err(error) => {
            let lost = super::answer::chain(&error);
            return Rows {
                permissions: Answer::Lost(lost.clone()),
                custom_permissions: Answer::Lost(lost.clone()),
                login: Answer::Lost(lost.clone()),
                setup: vec![("setup objects", Answer::Lost(lost))],
            };
        }
    };
    let mut next = || -> Answer<QueryResult<Record>> {
        match answers.next() {
            Some(answer) => Answer::of(answer),
            None => Answer::Lost("no answer came".to_owned()),
        }
    };
    Rows {
        permissions: next().map(|found| held(&found.rows)),
        custom_permissions: next().map(|found| found.rows.iter().filter_map(custom_name).collect()),
        login: next().map(|found| found.rows.first().and_then(|row| row.id("LoginHistoryId"))),
        setup: SETUP
            .iter()
            .map(|object| (object.name, next().map(|found| found.rows.len())))
            .collect(),
    }
}

/// The name of a custom permission as specs write it.
fn custom_name(row: &Record) -> Option<ApiName> {
    let name = row.text("DeveloperName")?;
    Some(match row.text("NamespacePrefix") {
        Some(namespace) => ApiName::new(format!("{namespace}__{name}")),
        None => ApiName::from(name),
    })
}

/// The columns of the own permissions: not always those of permission sets.
async fn own_permissions(reader: &Reader, subject: &Subject<'_>) -> Vec<String> {
    let described = reader.describe(OWN_PERMISSIONS).await.ok();
    let object = described.as_ref().and_then(Described::object);
    let fields = object.into_iter().flat_map(|object| &object.fields);
    let columns: Vec<String> = fields
        .map(|field| field.name.clone())
        .filter(|name| name.starts_with(PERMISSIONS))
        .collect();
    if !columns.is_empty() {
        return columns;
    }
    let known = subject.live.catalog.system_permissions.iter();
    known.map(|name| format!("{PERMISSIONS}{name}")).collect()
}

fn held(rows: &[Record]) -> BTreeSet<ApiName> {
    let columns = rows.iter().flat_map(Record::columns);
    let held = columns.filter(|(_, value)| value.as_bool() == Some(true));
    held.filter_map(|(name, _)| name.strip_prefix(PERMISSIONS))
        .map(ApiName::from)
        .collect()
}

async fn objects(reader: &Reader, subject: &Subject<'_>) -> Answer<Vec<(ApiName, Described)>> {
    let names = subject.objects();
    let asked: Vec<&str> = names.iter().map(ApiName::as_str).collect();
    let described = match asked.is_empty() {
        true => Ok(Vec::new()),
        false => reader.describe_many(&asked).await,
    };
    Answer::of(described).map(|described| names.iter().cloned().zip(described).collect())
}

async fn queries(reader: &Reader, subject: &Subject<'_>) -> Vec<(String, Answer)> {
    let soqls = &subject.one.verify.queries;
    let replies = match reader.ask_queries(soqls).await {
        Ok(replies) => replies,
        Err(error) => {
            let lost = super::answer::chain(&error);
            return soqls
                .iter()
                .map(|soql| (soql.clone(), Answer::Lost(lost.clone())))
                .collect();
        }
    };
    let answers = replies.iter().map(|reply| match reply.error() {
        Some(error) => Answer::refused(&error),
        None => Answer::Given(counted(&reply.body)),
    });
    soqls.iter().cloned().zip(answers).collect()
}

/// How many rows an answer holds; the rows themselves are nobody's business here.
fn counted(body: &[u8]) -> String {
    let page: Option<serde_json::Value> = serde_json::from_slice(body).ok();
    match page.and_then(|page| page.get("totalSize")?.as_u64()) {
        Some(1) => "1 row".to_owned(),
        Some(rows) => format!("{rows} rows"),
        None => "an answer".to_owned(),
    }
}

type Calls = Vec<(String, Answer)>;

async fn declared_apex(reader: &Reader, subject: &Subject<'_>) -> (Calls, Calls) {
    let bytes = |reply: hallpass_salesforce::transport::Reply| {
        format!("HTTP {}, {} bytes", reply.status.as_u16(), reply.body.len())
    };
    let (mut rest, mut soap) = (Vec::new(), Vec::new());
    for call in &subject.one.verify.apex_rest {
        let answer = Answer::of(reader.get_apex_rest(&call.get).await);
        rest.push((call.get.clone(), answer.map(bytes)));
    }
    for call in &subject.one.verify.apex_soap {
        let answer = Answer::of(reader.call_apex_soap(call.class.as_str(), &call.operation).await);
        soap.push((format!("{}.{}", call.class, call.operation), answer.map(bytes)));
    }
    (rest, soap)
}

async fn closed_apex(reader: &Reader, probes: &Probes) -> Calls {
    let mut answers = Vec::new();
    let bytes = |reply: Result<hallpass_salesforce::transport::Reply>| {
        Answer::of(reply).map(|reply| format!("HTTP {}", reply.status.as_u16()))
    };
    for class in &probes.classes {
        let answer = bytes(reader.probe_apex_soap(class.as_str()).await);
        answers.push((class.to_string(), answer));
    }
    for path in &probes.paths {
        answers.push((path.clone(), bytes(reader.probe_apex_rest(path).await)));
    }
    answers
}
