//! From request to answer: version, envelope, session, operation.

use super::flavour::Flavour;
use super::{changes, describe, envelope, fault, login, people, query, rows};
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::rules::settle_groups;
use crate::server::{Request, Response};
use crate::services::metadata::xml::Element;
use crate::services::metadata::{Envelope, Fault, soap_caller, soap_version};
use crate::sessions::Source;
use crate::store::{Org, Tx};

/// One call of somebody who is signed in.
pub(super) struct Call<'c> {
    pub(super) flavour: Flavour,
    pub(super) caller: &'c Caller,
    pub(super) version: u32,
    pub(super) envelope: &'c Envelope,
}

impl Call<'_> {
    /// The operation's element.
    pub(super) fn operation(&self) -> &Element {
        &self.envelope.operation
    }
}

/// The children of an answer, or why there is none.
pub(super) type Answer = Result<Vec<Element>, ApiError>;

type Operation = fn(&mut Tx<'_>, &Call<'_>) -> Answer;

/// The calls that need a session, in the order of the guide.
const OPERATIONS: &[(&str, Operation)] = &[
    ("create", rows::create),
    ("delete", rows::delete),
    ("describeGlobal", describe::global),
    ("describeSObject", describe::one),
    ("describeSObjects", describe::several),
    ("emptyRecycleBin", rows::empty_recycle_bin),
    ("getDeleted", changes::deleted),
    ("getServerTimestamp", people::timestamp),
    ("getUpdated", changes::updated),
    ("getUserInfo", people::info),
    ("invalidateSessions", people::invalidate_sessions),
    ("logout", people::logout),
    ("query", query::query),
    ("queryAll", query::query_all),
    ("queryMore", query::query_more),
    ("resetPassword", people::reset_password),
    ("retrieve", rows::retrieve),
    ("setPassword", people::set_password),
    ("undelete", rows::undelete),
    ("update", rows::update),
    ("upsert", rows::upsert),
];

/// Answers `/services/Soap/u/{version}` and `/services/Soap/c/{version}`, whatever follows.
pub(crate) fn handle(org: &Org, request: &Request) -> Response {
    let segments = request.segments();
    let flavour = Flavour::of(segments.get(2).map_or("u", String::as_str));
    let mut user = None;
    let (status, body) = match answer(org, request, flavour, &mut user) {
        Ok(body) => (200, body),
        Err(refusal) => (500, fault::render(&refusal, flavour)),
    };
    let mut response = Response::text(status, "text/xml;charset=UTF-8", body);
    // The call log names who was refused, too.
    response.user = user;
    response
}

fn answer(
    org: &Org,
    request: &Request,
    flavour: Flavour,
    user: &mut Option<String>,
) -> Result<String, Fault> {
    let version = soap_version(request)?;
    let envelope = Envelope::parse(&request.body).map_err(|error| Fault::client(error.to_string()))?;
    let name = envelope.operation.name.clone();
    if name == "login" {
        let source = Source::of(org, request);
        // A refused login is written down, so its transaction commits.
        let told: Result<_, Fault> =
            org.transaction(|tx| Ok(login::answer(tx, flavour, version, &envelope, &source)));
        let (results, who) = told??;
        *user = Some(who);
        return Ok(envelope::render(flavour, &name, &results, None));
    }
    let Some((_, operation)) = OPERATIONS.iter().find(|(known, _)| *known == name) else {
        return Err(no_operation(flavour, &name));
    };
    org.transaction(|tx| {
        let caller = soap_caller(tx, &envelope, version, request.remote)?;
        *user = Some(caller.username.clone());
        tx.act_as(&caller.user_id);
        settle_groups(tx);
        let call = Call {
            flavour,
            caller: &caller,
            version,
            envelope: &envelope,
        };
        let results = operation(tx, &call).map_err(|error| fault::of(&error))?;
        let used = Org::calls_counted(tx) + 1;
        Ok(envelope::render(flavour, &name, &results, Some(used)))
    })
}

fn no_operation(flavour: Flavour, name: &str) -> Fault {
    Fault::client(format!(
        "No operation available for request {{{}}}{name}, please check the WSDL for the service.",
        flavour.api()
    ))
}
