//! What queries may ask and how they answer.

use super::{Fact, Sureness, Switch};

const SOQL_REFERENCE: &str = "SOQL and SOSL Reference";

/// Which rows of the metadata catalogue people without View Setup and Configuration see.
pub(crate) const CATALOGUE_ROWS: Switch = Switch::one_of("catalogue_rows", &["readable", "all"], "readable");

pub(super) const FACTS: &[Fact] = &[
    Fact::fixed(
        "soql.format",
        Sureness::Documented,
        "`FORMAT()` writes numbers, days, moments, times and money as the caller's locale has them, moments in the caller's time zone, and takes aggregates and `convertCurrency()`; text stays as it is; money has two decimals and other numbers have as many as they have (a guess); locales beyond the most used write as en_US does",
        "SOQL and SOSL Reference, \"FORMAT()\"; Salesforce help, \"Supported Date and Time Formats (ICU)\"",
    ),
    Fact::fixed(
        "soql.convert_currency",
        Sureness::Unverified,
        "the org has one currency, so `convertCurrency()` answers the amount itself; a field that is no money is refused",
        "SOQL and SOSL Reference, \"convertCurrency()\", speaks of currency fields; the words are ours",
    ),
    Fact::fixed(
        "soql.explain",
        Sureness::Documented,
        "`query?explain=` answers a plan by index, where a condition is on an Id, a reference, an external or a unique field, and one by table scan; costs and counts are those of the local org",
        "REST API Developer Guide, Query Performance Feedback",
    ),
    Fact::fixed(
        "soql.search",
        Sureness::Unverified,
        "there is no `search` and no `parameterizedSearch`: they are 404, as resources that an org lacks",
        "our own: the local org has no search index",
    ),
    Fact::switched(
        "soql.catalogue_rows",
        Sureness::Unverified,
        CATALOGUE_ROWS,
        "without View Setup and Configuration the catalogue has rows of readable objects and fields only",
        "Tooling API Developer Guide, EntityDefinition names View Setup; the rest is platform knowledge",
    ),
    Fact::fixed(
        "soql.user_access_rows",
        Sureness::Unverified,
        "UserEntityAccess and UserFieldAccess have rows of every user and of all objects and fields for everybody with the API",
        "Object Reference names no special access rule",
    ),
    Fact::fixed(
        "soql.catalogue_filters",
        Sureness::Documented,
        "catalogue objects take no OR, NOT, !=, INCLUDES, COUNT or GROUP BY, and ignore LIMIT and OFFSET",
        "SOQL and SOSL Reference, SOQL Operation Limitations",
    ),
    Fact::fixed(
        "soql.catalogue_equality",
        Sureness::Documented,
        "catalogue objects compare by equality",
        "SOQL and SOSL Reference, SOQL Operation Limitations; the code is platform knowledge",
    ),
    Fact::fixed(
        "soql.catalogue_groups",
        Sureness::Documented,
        "catalogue objects are neither counted nor grouped",
        "SOQL and SOSL Reference, SOQL Operation Limitations; the code is platform knowledge",
    ),
    Fact::fixed(
        "soql.reified_column",
        Sureness::Reported,
        "catalogue objects need a filter on a key column; a path through EntityDefinition with IN or LIKE counts",
        "two public notes",
    ),
    Fact::fixed(
        "soql.aggregate_paging",
        Sureness::Reported,
        "more than 2,000 groups have no further page",
        "restforce issue #726",
    ),
    Fact::fixed(
        "soql.key_case",
        Sureness::Unverified,
        "keys of an answer have the case of the schema, not of the query",
        "platform knowledge",
    ),
    Fact::fixed(
        "soql.offset_limit",
        Sureness::Documented,
        "OFFSET above 2,000",
        SOQL_REFERENCE,
    ),
    Fact::fixed(
        "soql.page_size",
        Sureness::Documented,
        "pages hold 2,000 rows, or what `Sforce-Query-Options: batchSize` asks for between 200 and 2,000",
        "REST API Developer Guide, Query Options Header",
    ),
    Fact::fixed(
        "soql.login_history_filters",
        Sureness::Documented,
        "Status, Application, Browser, Platform and ApiType of LoginHistory cannot be filtered",
        "Object Reference, LoginHistory",
    ),
    Fact::fixed(
        "soql.unknown_field",
        Sureness::Recorded,
        "a field that does not exist or that the caller may not read, wherever it stands",
        "recorded answers of orgs",
    ),
    Fact::fixed(
        "soql.unknown_object",
        Sureness::Recorded,
        "an object that does not exist or that the caller may not read",
        "recorded answers of orgs",
    ),
    Fact::fixed(
        "soql.unknown_relationship",
        Sureness::Reported,
        "a path through a relationship that does not exist or that the caller may not follow",
        "several public notes",
    ),
    Fact::fixed(
        "soql.mixed_operators",
        Sureness::Documented,
        "AND and OR beside each other need parentheses",
        SOQL_REFERENCE,
    ),
    Fact::fixed(
        "soql.sortable",
        Sureness::Reported,
        "long texts are not sorted by",
        "reproduced answers in public code",
    ),
    Fact::fixed(
        "soql.groupable",
        Sureness::Reported,
        "amounts and moments are not grouped by",
        "several public notes",
    ),
    Fact::fixed(
        "soql.ids",
        Sureness::Reported,
        "what an Id is compared with must be one; 15 and 18 characters and lost case compare equal",
        "several public notes",
    ),
    Fact::fixed(
        "soql.value_types",
        Sureness::Reported,
        "a value of the wrong type",
        "several public notes",
    ),
    Fact::fixed(
        "soql.semi_joins",
        Sureness::Documented,
        "at most two semi-joins, not with OR, not nested, not on the same object, on Ids of the same object only",
        "SOQL and SOSL Reference, Comparison Operators",
    ),
    Fact::fixed(
        "soql.fields_limit",
        Sureness::Documented,
        "FIELDS(ALL) and FIELDS(CUSTOM) need a LIMIT",
        SOQL_REFERENCE,
    ),
    Fact::fixed(
        "soql.duplicate_field",
        Sureness::Documented,
        "a field selected twice",
        "SOQL and SOSL Reference, FIELDS()",
    ),
    Fact::fixed(
        "soql.all_rows",
        Sureness::Unverified,
        "ALL ROWS is for Apex; over REST there is queryAll",
        "platform knowledge",
    ),
    Fact::fixed(
        "soql.locators",
        Sureness::Unverified,
        "a locator that never was, is somebody else's, older than two days, or pushed out by ten newer ones; the status may be 400",
        "SOQL and SOSL Reference, SOQL Limits; REST API Developer Guide, API Query Cursor Limits",
    ),
    Fact::fixed(
        "soql.open_cursors",
        Sureness::Unverified,
        "a user has ten open cursors, and an eleventh releases the oldest; one that was read to its end is no longer open",
        "SOAP API Developer Guide, QueryLocator, for the number; that the last page closes a cursor is inferred",
    ),
    Fact::fixed(
        "soql.pages_under_writes",
        Sureness::Unverified,
        "a cursor holds which rows were found, in their order: later pages have their values of now, and leave deleted rows out",
        "inferred: `A QueryLocator represents a server-side cursor` (SOAP API Developer Guide, QueryLocator) says no more",
    ),
    Fact::fixed(
        "soql.text_case",
        Sureness::Unverified,
        "text compares without case in every script, in conditions, groups, LIKE and external ids; accents are told apart",
        "SOQL and SOSL Reference, Comparison Operators, for `=` without case; the scripts are inferred",
    ),
    Fact::fixed(
        "soql.empty_values",
        Sureness::Documented,
        "`!=`, NOT IN and NOT find empty values; an empty string is an empty value; a boolean is never empty",
        SOQL_REFERENCE,
    ),
    Fact::fixed(
        "soql.missing_parents",
        Sureness::Documented,
        "a condition on a parent that is not there sees empty values, and false for booleans",
        SOQL_REFERENCE,
    ),
    Fact::fixed(
        "soql.nulls_first",
        Sureness::Documented,
        "empty values are sorted first in both directions unless the query says NULLS LAST",
        SOQL_REFERENCE,
    ),
    Fact::fixed(
        "soql.rolling_spans",
        Sureness::Unverified,
        "`=` LAST_N_DAYS:n is a span that includes today; `>` and `<` count from its first day",
        "salesforce.stackexchange.com question 190643; public scripts that expect rows from `> LAST_N_DAYS:n`",
    ),
    Fact::fixed(
        "soql.unexpected_token",
        Sureness::Recorded,
        "text that is not SOQL, from the first word that does not fit",
        "recorded answers in public issues",
    ),
    Fact::fixed(
        "soql.no_query",
        Sureness::Unverified,
        "a query resource without a query",
        "the words are a guess",
    ),
    Fact::fixed(
        "soql.unknown_child_relationship",
        Sureness::Recorded,
        "a child relationship that does not exist or whose object the caller may not read",
        "recorded answers in public issues",
    ),
    Fact::fixed(
        "soql.not_grouped",
        Sureness::Recorded,
        "a field beside aggregates that is not grouped",
        "recorded answers in public notes",
    ),
    Fact::fixed(
        "soql.filterable",
        Sureness::Recorded,
        "long texts and the like are not filtered by",
        "recorded answers in public issues",
    ),
    Fact::fixed(
        "soql.page_again",
        Sureness::Unverified,
        "a page may be fetched again as long as its locator lives",
        "clients repeat requests that timed out",
    ),
];
