//! What the Bulk API answers.

use super::{Fact, Sureness};

const GUIDE: &str = "Bulk API 2.0 and Bulk API Developer Guide";

pub(super) const FACTS: &[Fact] = &[
    Fact::fixed(
        "bulk.at_once",
        Sureness::Unverified,
        "a job is worked off when it is handed over; the next question finds it complete",
        "ours: real jobs wait in a queue",
    ),
    Fact::fixed(
        "bulk.batches",
        Sureness::Documented,
        "the older API below `/services/async`: batches of CSV, JSON and XML, worked off when they are added, told as JSON or XML as the client writes; zipped batches and chunking by primary key are not there",
        GUIDE,
    ),
    Fact::fixed(
        "bulk.batch_session",
        Sureness::Reported,
        "a bad session at the older API, in its own form of refusal",
        "jsforce 3.10",
    ),
    Fact::fixed(
        "bulk.empty_values",
        Sureness::Documented,
        "an empty value leaves its field alone, `#N/A` empties it",
        GUIDE,
    ),
    Fact::fixed(
        "bulk.results",
        Sureness::Documented,
        "results start with `sf__Id` and `sf__Created` or `sf__Error`; the last page has the locator `null`",
        GUIDE,
    ),
    Fact::fixed(
        "bulk.quoted",
        Sureness::Reported,
        "every value of an answer is quoted, moments end with `Z`",
        "answers shown in public notes",
    ),
    Fact::fixed(
        "bulk.row_error",
        Sureness::Reported,
        "a refused row reads `CODE:words:Fields --`",
        "answers shown in public notes",
    ),
    Fact::fixed(
        "bulk.line_ending",
        Sureness::Reported,
        "data whose lines end otherwise than the job says fails the job: `ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF`",
        "many public reports",
    ),
    Fact::fixed(
        "bulk.field_not_found",
        Sureness::Reported,
        "a column that is no field, or that the caller can't see, fails the job: `InvalidBatch : Field name not found : X`",
        "many public reports",
    ),
    Fact::fixed(
        "bulk.entity",
        Sureness::Reported,
        "an object that only SOQL reaches",
        "public connectors' error tables",
    ),
    Fact::fixed(
        "bulk.unknown_object",
        Sureness::Unverified,
        "a job on an unknown object",
        "the words are reported, the code is a guess",
    ),
    Fact::fixed(
        "bulk.two_uploads",
        Sureness::Reported,
        "a second upload to one job",
        "the words are reported, the code is a guess",
    ),
    Fact::fixed(
        "bulk.children",
        Sureness::Reported,
        "a query job with a child query; the code is reported by one test only",
        "OpenFn adaptors issue #395",
    ),
    Fact::fixed(
        "bulk.compound",
        Sureness::Reported,
        "a query job for a compound field",
        "Airbyte pull request #8206",
    ),
    Fact::fixed(
        "bulk.hard_delete",
        Sureness::Reported,
        "hardDelete without its permission; code and words as the older API has them",
        GUIDE,
    ),
    Fact::fixed(
        "bulk.state",
        Sureness::Unverified,
        "what a job's state does not allow",
        "the code is the older API's, the words are a guess",
    ),
];
