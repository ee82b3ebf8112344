//! What the REST API answers.

use super::{Fact, Sureness, Switch};

/// Whether the list of versions ends with an alias for the newest.
pub(crate) const VERSIONS_LIST_LATEST: Switch = Switch::one_of("versions_list_latest", &["on", "off"], "on");

/// Whether describe tells the targets of references that the caller can't read.
pub(crate) const DESCRIBE_REFERENCES: Switch =
    Switch::one_of("describe_references", &["readable", "all"], "readable");
/// Whether calls beyond the daily limit are refused.
pub(crate) const DAILY_LIMIT: Switch = Switch::one_of("daily_limit", &["told", "enforced"], "told");

/// For how many days the org keeps event log files.
pub(crate) const EVENT_LOG_RETENTION: Switch = Switch::one_of("event_log_retention", &["1", "30"], "1");

const EVENT_LOG: &str = "Object Reference, EventLogFile, API Total Usage";
const REST_GUIDE: &str = "REST API Developer Guide";

pub(super) const FACTS: &[Fact] = &[
    Fact::fixed(
        "rest.graph_urls",
        Sureness::Documented,
        "nodes of a composite graph are records, or create one; the words are a guess",
        "REST API Developer Guide, Using Composite Graphs",
    ),
    Fact::fixed(
        "rest.reference_size",
        Sureness::Unverified,
        "what the references of a composite subrequest stand for has a limit; number and words are ours",
        "a guard against endless answers",
    ),
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
    ),
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
        "rows and describes take `If-Modified-Since` and `If-Unmodified-Since`, Account rows tags besides; a describe has changed when the schema or anybody's access has",
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
    ),
    Fact::fixed(
        "rest.tree_duplicate",
        Sureness::Reported,
        "two records of a tree with one reference; inside `results`",
        "public code of clients",
    ),
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
        Sureness::Recorded,
        "a missing or emptied field that is required",
        "recorded answers in public client code",
    ),
    Fact::fixed(
        "rest.field_not_writable",
        Sureness::Recorded,
        "fields that the caller cannot write, all of them in one refusal",
        "recorded answers in public client code",
    ),
    Fact::fixed(
        "rest.insufficient_access_status",
        Sureness::Unverified,
        "`INSUFFICIENT_ACCESS_OR_READONLY` is 403 for one row that the caller may not change or delete",
        "some surfaces report 400",
    ),
    Fact::fixed(
        "rest.deleted_row",
        Sureness::Recorded,
        "touching a deleted row",
        "recorded answers in public client code and notes",
    ),
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
    ),
    Fact::fixed(
        "rest.collections_rolled_back",
        Sureness::Documented,
        "a row of a collection that was rolled back",
        "REST API Developer Guide, sObject Collections",
    ),
    Fact::fixed(
        "rest.composite_bad_reference",
        Sureness::Recorded,
        "a reference into a failed subrequest",
        "REST API Developer Guide, Composite; a recorded answer of an integration",
    ),
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
    Fact::switched(
        "rest.daily_limit",
        Sureness::Documented,
        DAILY_LIMIT,
        "the daily limit of calls is told in `Sforce-Limit-Info` and not enforced: production orgs may exceed it for a while, others may not",
        "Salesforce Developer Limits and Allocations, API Request Limits and Allocations; the words from ten public sources",
    ),
    Fact::fixed(
        "rest.long_address",
        Sureness::Unverified,
        "an address longer than 16,384 bytes",
        "REST API Developer Guide, Status Codes and Error Responses; code and words are a guess",
    ),
    Fact::fixed(
        "rest.long_headers",
        Sureness::Unverified,
        "address and headers longer than 16,384 bytes",
        "REST API Developer Guide, Status Codes and Error Responses; code and words are a guess",
    ),
    Fact::fixed(
        "rest.limits_permission",
        Sureness::Unverified,
        "the limits need View Setup and Configuration",
        "REST API Developer Guide, Limits; code and words are a guess",
    ),
    Fact::fixed(
        "rest.missing_row_read",
        Sureness::Recorded,
        "reading a row that never was",
        "recorded answers in public client code",
    ),
    Fact::fixed(
        "rest.missing_row_written",
        Sureness::Recorded,
        "changing or deleting a row that never was, also within composite and batch",
        "two recorded answers in public code",
    ),
    Fact::fixed(
        "rest.cannot_create",
        Sureness::Recorded,
        "creating a row of a business object without Create",
        "a recorded answer to an integration user; tests of a public driver against a real org",
    ),
    Fact::fixed(
        "rest.object_not_writable",
        Sureness::Recorded,
        "creating a row of an object that nobody creates rows of",
        "recorded answers in public notes; the name is the label",
    ),
    Fact::fixed(
        "rest.unknown_field",
        Sureness::Recorded,
        "a field that does not exist or that the caller may not read, where a single row is read or written",
        "recorded answers in public client code",
    ),
    Fact::fixed(
        "rest.unknown_reference",
        Sureness::Recorded,
        "a reference to a row that never was",
        "recorded answers in public client code",
    ),
    Fact::fixed(
        "rest.deleted_reference",
        Sureness::Unverified,
        "a reference to a deleted row",
        "by analogy with touching the row itself",
    ),
    Fact::fixed(
        "rest.malformed_reference",
        Sureness::Recorded,
        "a reference that is no Id, or the Id of another object; the words have the label of the field",
        "recorded answers in public client code",
    ),
    Fact::fixed(
        "rest.unknown_external_reference",
        Sureness::Reported,
        "a reference by an external id that no row has",
        "public notes of imports",
    ),
    Fact::fixed(
        "rest.string_too_long",
        Sureness::Recorded,
        "a text longer than its field, quoted up to 255 characters",
        "recorded answers in public client code",
    ),
    Fact::fixed(
        "rest.restricted_picklist",
        Sureness::Recorded,
        "a value that a restricted picklist does not have",
        "recorded answers in public client code",
    ),
    Fact::fixed(
        "rest.number_range",
        Sureness::Recorded,
        "a number with more digits than its field",
        "messages of a real org in public UI tests",
    ),
    Fact::fixed(
        "rest.duplicate_value",
        Sureness::Recorded,
        "a value of a unique field that another row has; the Id has 15 characters",
        "recorded answers in public client code",
    ),
    Fact::fixed(
        "rest.wrong_type",
        Sureness::Recorded,
        "a value of another JSON type than the field's; the place is always the first column here",
        "restforce issues #592 and #897, verbb/formie issue #2124",
    ),
    Fact::fixed(
        "rest.not_json",
        Sureness::Recorded,
        "a body that is no JSON, in the words of the Jackson reader",
        "recorded answers in public device code; other expectations of the same reader are platform knowledge",
    ),
    Fact::fixed(
        "rest.no_body",
        Sureness::Recorded,
        "no body where one is needed",
        "recorded answers in public notes",
    ),
    Fact::fixed(
        "rest.media_type",
        Sureness::Unverified,
        "a body that is declared as something else than JSON",
        "REST API Developer Guide, status 415; code and words are a guess",
    ),
    Fact::fixed(
        "rest.upsert_key_in_body",
        Sureness::Unverified,
        "an upsert whose body holds the key of its address, too",
        "REST API Developer Guide, upsert, for the rule; the words are a guess",
    ),
    Fact::fixed(
        "rest.composite_shape",
        Sureness::Unverified,
        "composite requests whose parts are malformed",
        "REST API Developer Guide, Composite, for the rules; the words about reference Ids are recorded of trees, the rest is a guess",
    ),
    Fact::fixed(
        "rest.composite_reference_ids",
        Sureness::Recorded,
        "a reference Id with other characters, from 52.0",
        "guardian/support-service-lambdas pull request #1512; the code is a guess",
    ),
    Fact::fixed(
        "rest.composite_limits",
        Sureness::Unverified,
        "more than 25 subrequests",
        "REST API Developer Guide, Composite and Batch; code and words are a guess",
    ),
    Fact::fixed(
        "rest.batch_halted",
        Sureness::Unverified,
        "what follows a failure in a batch that halts on errors",
        "REST API Developer Guide, Batch; the words are a guess",
    ),
    Fact::fixed(
        "rest.collections_limits",
        Sureness::Documented,
        "more than 200 rows in a collection",
        "REST API Developer Guide, sObject Collections; code and words are those of other calls",
    ),
    Fact::fixed(
        "rest.collections_chunks",
        Sureness::Unverified,
        "more than ten changes of type in a collection",
        "one public note; the code is a guess",
    ),
    Fact::fixed(
        "rest.collections_ids",
        Sureness::Reported,
        "rows of a collection whose Ids are missing, malformed or unknown",
        "by analogy with single rows; MISSING_ARGUMENT is reported",
    ),
    Fact::fixed(
        "rest.collections_shape",
        Sureness::Unverified,
        "a row of a collection without its type",
        "code and words are a guess",
    ),
    Fact::fixed(
        "rest.graph_limits",
        Sureness::Unverified,
        "more than 75 graphs or 500 nodes",
        "REST API Developer Guide, Composite Graph; code and words are a guess",
    ),
    Fact::fixed(
        "rest.graph_failures",
        Sureness::Unverified,
        "after 14 failed graphs the others are halted",
        "REST API Developer Guide, Composite Graph; the words are a guess",
    ),
    Fact::switched(
        "rest.event_log_retention",
        Sureness::Reported,
        EVENT_LOG_RETENTION,
        "event log files are kept for one day; with the Event Monitoring add-on for thirty",
        "REST API Developer Guide, Using Event Monitoring; one day is documented for Developer Edition and reported for others",
    ),
    Fact::fixed(
        "rest.event_log_file",
        Sureness::Documented,
        "the calls of a day over REST, Bulk, Apex REST and SOAP stand in an ApiTotalUsage file of the next; composite is one call",
        EVENT_LOG,
    ),
    Fact::fixed(
        "rest.event_log_when",
        Sureness::Unverified,
        "the file of a day is there as soon as the day is over in UTC; real ones come some hours later",
        "REST API Developer Guide, Using Event Monitoring",
    ),
    Fact::fixed(
        "rest.event_log_entity",
        Sureness::Unverified,
        "ENTITY_NAME is the object of a row's address or behind a query's FROM, and empty for composite calls",
        EVENT_LOG,
    ),
];
