//! What the SOAP API answers.

use super::{Fact, Sureness};

const GUIDE: &str = "SOAP API Developer Guide";

pub(super) const FACTS: &[Fact] = &[
    Fact::fixed(
        "soap.no_login",
        Sureness::Recorded,
        "`login` of version 65.0 and later, HTTP 500; the second sentence is ours",
        "Web Services Connector issue #363",
    ),
    Fact::fixed(
        "soap.bad_login",
        Sureness::Recorded,
        "a wrong password, an unknown, inactive or frozen user, HTTP 500",
        "answers shown in public tests of clients",
    ),
    Fact::fixed(
        "soap.no_security_token",
        Sureness::Documented,
        "no security token is asked for: callers are on a trusted network",
        GUIDE,
    ),
    Fact::fixed(
        "soap.restricted_login",
        Sureness::Documented,
        "outside login ranges or hours: `LOGIN_DURING_RESTRICTED_DOMAIN`, `LOGIN_DURING_RESTRICTED_TIME`; the words are a guess",
        GUIDE,
    ),
    Fact::fixed(
        "soap.partner_record",
        Sureness::Reported,
        "records of the partner API begin with `type` and `Id`; a selected Id stands there twice",
        "public clients that work around it",
    ),
    Fact::fixed(
        "soap.fault_kinds",
        Sureness::Documented,
        "faults have a detail whose kind goes with the code; those of queries tell row and column",
        GUIDE,
    ),
    Fact::fixed(
        "soap.nil_is_no_change",
        Sureness::Documented,
        "a nil field is passed over, `fieldsToNull` empties",
        GUIDE,
    ),
    Fact::fixed(
        "soap.undelete",
        Sureness::Unverified,
        "`undelete` of a row that is not in the recycle bin",
        "the code is the WSDL's, the words are a guess",
    ),
];
