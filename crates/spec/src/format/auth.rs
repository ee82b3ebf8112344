//! How hallpass itself logs in to an org.

use schemars::{Schema, SchemaGenerator, json_schema};
use secrecy::SecretString;

use crate::decode::{At, Cx, Decode, EnvText, check_placeholders, has_placeholder, mapping};
use crate::diagnostic::{Problem, code};
use crate::source::Place;
use crate::text::{Line, UsernameRule};
use crate::yaml::{Node, Value};

mapping! {
    /// How hallpass itself logs in; exactly one of these. Values may hold `${env:NAME}` or stand in a file.
    struct AuthSpec = "`auth`" {
        /// The alias of an org that the Salesforce CLI (`sf`) is logged in to.
        optional sf_cli: EnvText<Line>,
        /// An access token that was got elsewhere.
        optional access_token: ValueSource,
        /// Key and secret of an app whose run-as user may manage access.
        optional client_credentials: ClientCredentialsSpec,
        /// An assertion signed with a private key.
        optional jwt: JwtSpec,
        /// An SFDX auth URL (`force://…`).
        optional auth_url: ValueSource,
    }
    also { "minProperties": 1, "maxProperties": 1 }
}

mapping! {
    /// Key and secret of an app with the client credentials flow.
    struct ClientCredentialsSpec = "`client_credentials`" {
        /// The consumer key.
        required client_id: EnvText<Line>,
        /// The consumer secret.
        required client_secret: ValueSource,
    }
}

mapping! {
    /// The JWT bearer flow. The key stands in the file `key_file`, or in `key`.
    struct JwtSpec = "`jwt`" {
        /// The consumer key.
        required client_id: EnvText<Line>,
        /// The user to log in as.
        required username: EnvText<UsernameRule>,
        /// The file of the private key, in PEM form. Relative to this file.
        optional key_file: EnvText<Line>,
        /// The private key itself, in PEM form.
        optional key: ValueSource,
    }
    also { "oneOf": [{ "required": ["key_file"] }, { "required": ["key"] }] }
}

/// Where a secret value comes from.
#[derive(Debug, Clone)]
pub(crate) enum ValueSource {
    /// The spec itself, possibly with placeholders.
    Text(SecretString),
    /// A file.
    File(At<EnvText<Line>>),
}

impl Decode for ValueSource {
    const WHAT: &'static str = "a text, or `{ file: PATH }`";

    fn decode(node: &Node, cx: &mut Cx<'_>) -> Option<Self> {
        if let Value::Mapping(_) = &node.value {
            let source = FileSpec::decode(node, cx)?;
            return source.file.map(ValueSource::File);
        }
        let Value::Scalar(scalar) = &node.value else {
            cx.wrong_type(
                node,
                Self::WHAT,
                Some("leave the key out where there is nothing to say"),
            );
            return None;
        };
        // A secret of digits alone is a secret still: numbers and booleans are taken as they are written.
        if has_placeholder(&scalar.text) {
            check_placeholders(&scalar.text, node.place, cx)?;
        } else {
            literal(node.place, cx);
        }
        Some(ValueSource::Text(SecretString::from(scalar.text.clone())))
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        let file = FileSpec::schema(generator);
        json_schema!({ "anyOf": [{ "type": "string", "minLength": 1 }, file] })
    }
}

fn literal(place: Place, cx: &mut Cx<'_>) {
    cx.push(
        Problem::warning(code::LITERAL_SECRET, place, "a secret stands in the spec")
            .label("everyone who reads the repository has it")
            .hint("write `${env:NAME}`, or `{ file: PATH }` with a file that git ignores"),
    );
}

mapping! {
    /// A file whose content is the value.
    struct FileSpec = "a file" {
        /// Its path, relative to this file.
        required file: EnvText<Line>,
    }
}
