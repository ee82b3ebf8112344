//! What an integration may do.

use hallpass_model::Verb;

use crate::decode::{Map, Text, Unique, mapping, words};
use crate::text::ApiNameRule;

mapping! {
    /// The whole of what an integration may do. What is absent or empty means no access.
    struct PermissionsSpec = "`permissions`" {
        /// Objects by API name, each with what may be done: `Account: [read, create, edit]`.
        optional objects: Map<ApiNameRule, Unique<VerbWord>>,
        /// Fields, by object: `Account: { edit: [Phone], read: [AnnualRevenue] }`. Fields that every reader of the
        /// object sees, such as required ones, need no grant.
        optional fields: Map<ApiNameRule, FieldsSpec>,
        /// Apex classes by name: those with a web service, a REST resource, or invocable methods.
        optional apex_classes: Unique<Text<ApiNameRule>>,
        /// Custom permissions by API name.
        optional custom_permissions: Unique<Text<ApiNameRule>>,
        /// User permissions by API name, with those that they depend on: `ViewSetup` needs `ViewRoles`. `ApiEnabled` comes
        /// with the API-only profile.
        optional system: Unique<Text<ApiNameRule>>,
    }
}

mapping! {
    /// What may be done with fields of an object.
    struct FieldsSpec = "the fields of an object" {
        /// Fields whose values may be seen.
        optional read: Unique<Text<ApiNameRule>>,
        /// Fields whose values may be changed, and so seen.
        optional edit: Unique<Text<ApiNameRule>>,
    }
}

/// What may be done with an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct VerbWord(pub(crate) Verb);

impl AsRef<str> for VerbWord {
    fn as_ref(&self) -> &str {
        self.0.word()
    }
}

words! {
    VerbWord = "something that may be done with an object" {
        "read" => VerbWord(Verb::Read), "See records.";
        "create" => VerbWord(Verb::Create), "Create records; needs `read`.";
        "edit" => VerbWord(Verb::Edit), "Change records; needs `read`.";
        "delete" => VerbWord(Verb::Delete), "Delete records; needs `read` and `edit`.";
        "view_all" => VerbWord(Verb::ViewAll), "See all records whatever the sharing says; needs `read`.";
        "modify_all" => VerbWord(Verb::ModifyAll), "Change and delete all records whatever the sharing says; needs `read`, `edit`, `delete` and `view_all`.";
        "view_all_fields" => VerbWord(Verb::ViewAllFields), "See all fields, those of tomorrow included; needs `read`.";
    }
}
