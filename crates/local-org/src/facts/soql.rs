//! What queries may ask and how they answer.

use super::{Fact, Sureness};

const SOQL_REFERENCE: &str = "SOQL and SOSL Reference";

pub(super) const FACTS: &[Fact] = &[
    Fact::fixed(
        "soql.catalogue_filters",
        Sureness::Documented,
        "catalogue objects need a filter on their key column; COUNT, GROUP BY, OR, NOT and != are refused and LIMIT is ignored",
        "SOQL and SOSL Reference, SOQL Operation Limitations",
    ),
    Fact::fixed(
        "soql.reified_column",
        Sureness::Reported,
        "without it: `FieldDefinition: a filter on a reified column is required [EntityDefinitionId,DurableId]`; a path through EntityDefinition with IN or LIKE counts",
        "two public notes",
    ),
    Fact::fixed(
        "soql.aggregate_paging",
        Sureness::Reported,
        "more than 2,000 groups: `EXCEEDED_ID_LIMIT`",
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
        "OFFSET above 2,000: `NUMBER_OUTSIDE_VALID_RANGE`",
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
];
