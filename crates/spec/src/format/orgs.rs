//! What of an integration differs between orgs.

use std::fmt;

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::decode::{Cx, Decode, listed};
use crate::diagnostic::{Problem, code};
use crate::format::IntegrationSpec;
use crate::yaml::Node;

/// The keys that say what the integration is, and where. They are the same in every org.
const SAME_EVERYWHERE: [&str; 4] = ["integration", "only", "except", "overrides"];

/// The keys of an integration that are laid over it in one org.
///
/// Kept as a tree: only together with what it is laid over can it be read, and is it right or wrong.
#[derive(Clone)]
pub(crate) struct OverrideSpec {
    pub(crate) tree: Node,
}

impl fmt::Debug for OverrideSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OverrideSpec").finish_non_exhaustive()
    }
}

impl Decode for OverrideSpec {
    const WHAT: &'static str = "keys of the integration";

    fn decode(node: &Node, cx: &mut Cx<'_>) -> Option<Self> {
        for entry in cx.mapping(node, "a mapping")? {
            if SAME_EVERYWHERE.contains(&entry.key.as_str()) {
                cx.push(
                    Problem::error(
                        code::USELESS_KEY,
                        entry.key_place,
                        format!("`{}` is the same in every org", entry.key),
                    )
                    .label("can't be overridden")
                    .note(format!("an override can't have {}", listed(&SAME_EVERYWHERE))),
                );
            }
        }
        Some(Self { tree: node.clone() })
    }

    /// Describes the keys of an integration, none of them required.
    fn schema(generator: &mut SchemaGenerator) -> Schema {
        // What is described here is the integration, which holds overrides: the inner ones are left open, and out.
        if generator.settings().inline_subschemas {
            return Schema::default();
        }
        let inline = SchemaSettings::draft07().with(|settings| settings.inline_subschemas = true);
        let mut schema = IntegrationSpec::json_schema(&mut inline.into_generator());
        RecursiveTransform(|schema: &mut Schema| {
            schema.remove("required");
        })
        .transform(&mut schema);
        schema.remove("anyOf");
        schema.insert(
            "description".to_owned(),
            "Keys of the integration that are laid over it in this org.".into(),
        );
        if let Some(properties) = schema
            .get_mut("properties")
            .and_then(serde_json::Value::as_object_mut)
        {
            for key in SAME_EVERYWHERE {
                properties.remove(key);
            }
        }
        schema
    }
}
