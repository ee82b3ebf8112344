//! What an integration may do.

use schemars::{Schema, SchemaGenerator, json_schema};

use hallpass_model::Verb;

use crate::decode::{At, Cx, Decode, Map, Text, Unique, mapping, words};
use crate::text::{ApiNameRule, Line, PrincipalRule};
use crate::yaml::{Node, Value};

mapping! {
    /// The whole of what an integration may do. What is absent or empty means no access.
    struct PermissionsSpec = "`permissions`" {
        /// Objects by API name, each with what may be done: `Account: [read, create, edit]`.
        optional objects: Map<ApiNameRule, Unique<VerbWord>>,
        /// Fields, by object: `Account: { edit: [Phone], read: [AnnualRevenue] }`, or
        /// `Account: { read: all, except: [AnnualRevenue] }`. Fields that every reader of the
        /// object sees, such as required ones, need no grant.
        optional fields: Map<ApiNameRule, FieldsSpec>,
        /// Apex classes by name: those with a web service, a REST resource, or invocable methods.
        optional apex_classes: Unique<Text<ApiNameRule>>,
        /// Custom permissions by API name.
        optional custom_permissions: Unique<Text<ApiNameRule>>,
        /// Flows by API name, for the permission to run a flow that asks for it.
        optional flows: Unique<Text<ApiNameRule>>,
        /// Principals of external credentials, with which Apex and flows call out: `Credential-Principal`.
        optional external_credentials: Unique<Text<PrincipalRule>>,
        /// Custom metadata types by API name, such as `Routing_Rule__mdt`, whose records may be read.
        optional custom_metadata_types: Unique<Text<ApiNameRule>>,
        /// Custom settings by API name, such as `Settings__c`, whose values may be read.
        optional custom_settings: Unique<Text<ApiNameRule>>,
        /// User permissions by API name, with those that they depend on: `ViewSetup` needs `ViewRoles`. `ApiEnabled` comes
        /// with the API-only profile.
        optional system: Unique<Text<ApiNameRule>>,
    }
}

mapping! {
    /// What may be done with fields of an object.
    struct FieldsSpec = "the fields of an object" {
        /// Fields whose values may be seen; `all` for every field that the object has when a plan is made.
        optional read: FieldNames,
        /// Fields whose values may be changed, and so seen; `all` as under `read`.
        optional edit: FieldNames,
        /// Fields that are not meant by `all`. A plan tells those that the object does not have.
        optional except: Names,
    }
}

/// Which fields are meant.
#[derive(Debug, Clone)]
pub(crate) enum FieldNames {
    /// All that the org has, but those of `except`.
    All,
    /// These.
    Named(Names),
}

impl Decode for FieldNames {
    const WHAT: &'static str = "a list, `all`, or a file";

    fn decode(node: &Node, cx: &mut Cx<'_>) -> Option<Self> {
        match &node.value {
            Value::Scalar(scalar) if scalar.text == "all" => Some(FieldNames::All),
            Value::Scalar(_) | Value::Nothing => {
                let hint = "write a list such as `[Phone, Website]`, or `all`";
                cx.wrong_type(node, Self::WHAT, Some(hint));
                None
            }
            Value::List(_) | Value::Mapping(_) => Names::decode(node, cx).map(FieldNames::Named),
        }
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        let names = Names::schema(generator);
        json_schema!({ "anyOf": [{ "const": "all" }, names] })
    }
}

/// Names, in the spec or in a file.
#[derive(Debug, Clone)]
pub(crate) enum Names {
    /// In the spec.
    Listed(Unique<Text<ApiNameRule>>),
    /// In the file of this path.
    File(At<Text<Line>>),
}

mapping! {
    /// Names in a file of their own.
    struct NamesFile = "a file of names" {
        /// Its path, relative to this file and within the folder of the specs. It holds one name a line, or a YAML list;
        /// what follows a `#` is a comment.
        required file: Text<Line>,
    }
}

impl Decode for Names {
    const WHAT: &'static str = "a list, or a file";

    fn decode(node: &Node, cx: &mut Cx<'_>) -> Option<Self> {
        match &node.value {
            Value::Mapping(_) => NamesFile::decode(node, cx)?.file.map(Names::File),
            _ => Unique::decode(node, cx).map(Names::Listed),
        }
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        let listed = Unique::<Text<ApiNameRule>>::schema(generator);
        let file = NamesFile::schema(generator);
        json_schema!({ "anyOf": [listed, file] })
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
