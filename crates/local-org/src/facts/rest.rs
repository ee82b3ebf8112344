//! What the REST API answers.

use super::{Fact, Sureness, Switch};

/// Whether the list of versions ends with an alias for the newest.
pub(crate) const VERSIONS_LIST_LATEST: Switch = Switch::one_of("versions_list_latest", &["on", "off"], "on");

/// Whether describe tells the targets of references that the caller can't read.
pub(crate) const DESCRIBE_REFERENCES: Switch =
    Switch::one_of("describe_references", &["readable", "all"], "readable");

const REST_GUIDE: &str = "REST API Developer Guide";

pub(super) const FACTS: &[Fact] = &[
    Fact::fixed(
        "rest.graph_urls",
        Sureness::Documented,
        "nodes of a composite graph are records, or create one; the words are a guess",
        "REST API Developer Guide, Using Composite Graphs",
    )
    .refusing(400, "INVALID_INPUT", "The url isn't supported in a composite graph: URL"),
    Fact::fixed(
        "rest.reference_size",
        Sureness::Unverified,
        "what the references of a composite subrequest stand for has a limit; number and words are ours",
        "a guard against endless answers",
    )
    .refusing(400, "LIMIT_EXCEEDED", "The values of the references are longer than NUMBER bytes."),
    Fact::switched(
        "rest.describe_references",
        Sureness::Unverified,
        DESCRIBE_REFERENCES,
        "`referenceTo` and `relationshipName` of describe leave out objects that the caller cannot read",
        "platform knowledge",
    ),
    Fact::fixed(
        "rest.hidden_is_unknown",
        Sureness::Reported,
        "an object, field, relationship or Id that the caller cannot read is refused in the words for one that does not exist",
        "jsforce issue #1672; platform knowledge",
    ),
    Fact::fixed(
        "rest.cross_reference",
        Sureness::Reported,
        "a reference to a row of an object that the caller cannot read; the HTTP status is unverified",
        "public error reports of simple-salesforce",
    )
    .refusing(
        400,
        "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
        "insufficient access rights on cross-reference id: ID",
    ),
    Fact::switched(
        "rest.versions_list_latest",
        Sureness::Reported,
        VERSIONS_LIST_LATEST,
        "the list of versions ends with `Latest Release` at `/services/data/latest`",
        "Winter '27 release notes as quoted by public code",
    ),
    Fact::fixed(
        "rest.retired_versions",
        Sureness::Documented,
        "versions 7.0 to 30.0 are retired",
        "help article 005321531",
    )
    .refusing(410, "GONE", "The requested resource is no longer available"),
    Fact::fixed(
        "rest.limit_info",
        Sureness::Documented,
        "every answer but the list of versions carries `Sforce-Limit-Info`",
        REST_GUIDE,
    ),
    Fact::fixed(
        "rest.compression",
        Sureness::Documented,
        "bodies may be gzip or deflate, and so are answers for whoever asks",
        REST_GUIDE,
    ),
    Fact::fixed(
        "rest.conditions",
        Sureness::Documented,
        "rows take `If-Modified-Since` and `If-Unmodified-Since`, Account rows tags besides; describe is always answered in full",
        REST_GUIDE,
    ),
    Fact::fixed(
        "rest.replication",
        Sureness::Documented,
        "`updated` and `deleted` reach back 30 days, in whole minutes; the words of their `INVALID_REPLICATION_DATE` are a guess",
        REST_GUIDE,
    ),
    Fact::fixed(
        "rest.tree_reference",
        Sureness::Reported,
        "a record of a tree without a reference",
        "public code of a client",
    )
    .refusing(403, "INVALID_INPUT", "Include a reference ID for each record in the request."),
    Fact::fixed(
        "rest.tree_duplicate",
        Sureness::Reported,
        "two records of a tree with one reference; inside `results`",
        "public code of clients",
    )
    .refusing(400, "INVALID_INPUT", "Duplicate ReferenceId provided in the request."),
    Fact::fixed(
        "rest.recent",
        Sureness::Unverified,
        "`recent` is empty: only looking at a page counts, and there are none",
        "ours",
    ),
    Fact::fixed(
        "rest.whole_seconds",
        Sureness::Recorded,
        "rows keep whole seconds: every datetime of an answer ends in `.000+0000`",
        "recorded answers of real orgs",
    ),
    Fact::fixed(
        "rest.error_shape",
        Sureness::Documented,
        "errors are a list of `message`, `errorCode` and `fields`; inside create and collections answers the code is `statusCode`",
        REST_GUIDE,
    ),
    Fact::fixed(
        "rest.required_field_missing",
        Sureness::Unverified,
        "a missing field",
        "the code is reported, the words are a guess",
    )
    .refusing(400, "REQUIRED_FIELD_MISSING", "Required fields are missing: [X]"),
    Fact::fixed(
        "rest.field_not_writable",
        Sureness::Unverified,
        "a field that the caller cannot write",
        "the code is reported, the words are a guess",
    )
    .refusing(400, "INVALID_FIELD_FOR_INSERT_UPDATE", "Unable to create/update fields: X. Please check the security settings of this field and verify that it is read/write for your profile or permission set."),
    Fact::fixed(
        "rest.insufficient_access_status",
        Sureness::Unverified,
        "`INSUFFICIENT_ACCESS_OR_READONLY` is 403 for one row",
        "some surfaces report 400",
    ),
    Fact::fixed(
        "rest.deleted_row",
        Sureness::Unverified,
        "touching a deleted row",
        "the status is a guess",
    )
    .refusing(404, "ENTITY_IS_DELETED", "entity is deleted"),
    Fact::fixed(
        "rest.query_locator",
        Sureness::Unverified,
        "a query locator that is not known",
        "400 is reported too",
    )
    .refusing(404, "INVALID_QUERY_LOCATOR", "invalid query locator"),
    Fact::fixed(
        "rest.collections_mixed_setup",
        Sureness::Unverified,
        "a collections call with several types of which one is Setup is refused as a whole",
        "REST API Developer Guide, sObject Collections; the exact error is a guess",
    ),
    Fact::fixed(
        "rest.composite_rolled_back",
        Sureness::Reported,
        "a subrequest of a composite that was rolled back",
        "ten public notes",
    )
    .refusing(400, "PROCESSING_HALTED", "The transaction was rolled back since another operation in the same transaction failed."),
    Fact::fixed(
        "rest.collections_rolled_back",
        Sureness::Unverified,
        "a row of a collection that was rolled back",
        "the words are a guess",
    )
    .refusing(200, "ALL_OR_NONE_OPERATION_ROLLED_BACK", "Record rolled back because not all records were valid and the request was using AllOrNone header"),
    Fact::fixed(
        "rest.composite_bad_reference",
        Sureness::Unverified,
        "a reference into a failed subrequest",
        "CumulusCI knows the opening; the full words are a guess",
    )
    .refusing(400, "PROCESSING_HALTED", "Invalid reference specified. No value for X found in Y"),
    Fact::fixed(
        "rest.composite_query_members",
        Sureness::Documented,
        "at most 5 of the 25 subrequests are queries or collections; a further page counts among them (a guess)",
        REST_GUIDE,
    ),
    Fact::fixed(
        "rest.no_retry_after",
        Sureness::Documented,
        "answers about limits and unavailability carry no `Retry-After`",
        "no page mentions one",
    ),
    Fact::fixed(
        "rest.conditional_requests",
        Sureness::Documented,
        "ETags work for Account rows only",
        "REST API Developer Guide, sObject Rows",
    ),
];
