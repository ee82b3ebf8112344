//! The JSON Schemas of the format, for editors and other tools.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};

use crate::format::{BundleSpec, FleetSpec, IntegrationSpec};

/// The schemas, as JSON texts with a line end at their end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schemas {
    /// Of `hallpass.yaml`.
    pub fleet: String,
    /// Of an integration, in the other files.
    pub integration: String,
    /// Of a bundle, in the other files.
    pub bundle: String,
}

/// Returns the schemas of the very types that specs are decoded to.
#[must_use]
pub fn schemas() -> Schemas {
    Schemas {
        fleet: schema::<FleetSpec>("hallpass fleet"),
        integration: schema::<IntegrationSpec>("hallpass integration"),
        bundle: schema::<BundleSpec>("hallpass bundle"),
    }
}

/// Draft 7 is what the YAML language server and check-jsonschema both know well.
fn schema<T: JsonSchema>(title: &str) -> String {
    let generator: SchemaGenerator = SchemaSettings::draft07().into_generator();
    let mut schema = generator.into_root_schema_for::<T>();
    schema.insert("title".to_owned(), title.into());
    let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    format!("{text}\n")
}
