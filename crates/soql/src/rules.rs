//! Objects with rules of their own for queries, as a table.

/// What is special about querying an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ObjectRule {
    /// The object.
    pub object: &'static str,
    /// Whether it belongs to the metadata catalogue: only AND and equality, no aggregates, and
    /// LIMIT and OFFSET are ignored (SOQL and SOSL Reference, "SOQL Operation Limitations").
    pub catalogue: bool,
    /// The columns of which one must be filtered by; empty when none need be.
    pub reified: &'static [&'static str],
    /// Whether aggregate functions (other than `COUNT()`) are refused.
    pub no_aggregates: bool,
    /// Where not empty: the only fields that may be filtered by.
    pub filterable: &'static [&'static str],
}

const PLAIN: ObjectRule = ObjectRule {
    object: "",
    catalogue: false,
    reified: &[],
    no_aggregates: false,
    filterable: &[],
};

const CATALOGUE: ObjectRule = ObjectRule {
    catalogue: true,
    ..PLAIN
};

/// The objects with rules of their own.
pub const RULES: &[ObjectRule] = &[
    ObjectRule {
        object: "EntityDefinition",
        ..CATALOGUE
    },
    // "a filter on a reified column is required": as live orgs answer.
    ObjectRule {
        object: "FieldDefinition",
        reified: &["EntityDefinitionId", "DurableId"],
        ..CATALOGUE
    },
    ObjectRule {
        object: "EntityParticle",
        reified: &["EntityDefinitionId", "FieldDefinitionId", "DurableId"],
        ..CATALOGUE
    },
    ObjectRule {
        object: "RelationshipInfo",
        ..CATALOGUE
    },
    ObjectRule {
        object: "UserEntityAccess",
        reified: &["UserId", "DurableId"],
        ..CATALOGUE
    },
    ObjectRule {
        object: "UserFieldAccess",
        reified: &["DurableId"],
        ..CATALOGUE
    },
    // Object Reference, LoginHistory: the fields with the property Filter.
    ObjectRule {
        object: "LoginHistory",
        filterable: &[
            "AuthenticationServiceId",
            "CipherSuite",
            "CountryIso",
            "ForwardedForIp",
            "Id",
            "LoginSubType",
            "LoginTime",
            "LoginType",
            "LoginUrl",
            "NetworkId",
            "OptionsIsGet",
            "OptionsIsPost",
            "SourceIp",
            "TlsProtocol",
            "UserId",
        ],
        ..PLAIN
    },
    // Live orgs: "field Id does not support aggregate operator COUNT"; `COUNT()` works.
    ObjectRule {
        object: "SetupAuditTrail",
        no_aggregates: true,
        ..PLAIN
    },
    ObjectRule {
        object: "OauthToken",
        no_aggregates: true,
        ..PLAIN
    },
    ObjectRule {
        object: "FlowDefinitionView",
        no_aggregates: true,
        ..PLAIN
    },
];

/// Returns the rules of an object; most have none.
#[must_use]
pub fn rule_of(object: &str) -> &'static ObjectRule {
    RULES
        .iter()
        .find(|rule| rule.object.eq_ignore_ascii_case(object))
        .unwrap_or(&PLAIN)
}

impl ObjectRule {
    pub(crate) fn may_filter(&self, field: &str) -> bool {
        self.filterable.is_empty()
            || self
                .filterable
                .iter()
                .any(|known| known.eq_ignore_ascii_case(field))
    }
}
