//! Which components and which types an org has.

use std::sync::Arc;

use super::Element;
use crate::error::Result;
use crate::org::Reader;
use crate::transport::all_in_parallel;

/// The most types that one list call takes (Metadata API Developer Guide, listMetadata()).
const MAX_QUERIES: usize = 3;

/// What the org says about a component without its content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileProperties {
    /// Its type.
    pub type_name: String,
    /// Its full name.
    pub full_name: String,
    /// The path of its file.
    pub file_name: String,
    /// Its id.
    pub id: String,
    /// The namespace of the package it came with.
    pub namespace_prefix: Option<String>,
    /// Who changed it last.
    pub last_modified_by_name: Option<String>,
    /// When.
    pub last_modified_date: Option<String>,
}

impl FileProperties {
    pub(super) fn read(element: &Element) -> Self {
        let text = |name| element.child_text(name).filter(|text| !text.is_empty());
        Self {
            type_name: text("type").unwrap_or_default(),
            full_name: text("fullName").unwrap_or_default(),
            file_name: text("fileName").unwrap_or_default(),
            id: text("id").unwrap_or_default(),
            namespace_prefix: text("namespacePrefix"),
            last_modified_by_name: text("lastModifiedByName"),
            last_modified_date: text("lastModifiedDate"),
        }
    }
}

/// A type of metadata that the org knows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MetadataType {
    /// Its name.
    pub name: String,
    /// The directory of its files.
    pub directory: String,
    /// How its files end.
    pub suffix: Option<String>,
}

impl Reader {
    /// The components of these types, without their content.
    ///
    /// # Errors
    /// Those of any call.
    pub async fn list_metadata(&self, type_names: &[&str]) -> Result<Vec<FileProperties>> {
        let version = self.connection.version.to_string();
        let calls: Vec<_> = type_names
            .chunks(MAX_QUERIES)
            .map(|group| {
                let query = |name: &&str| Element::new("queries").with(Element::with_text("type", name));
                let request = group
                    .iter()
                    .map(query)
                    .fold(Element::new("listMetadata"), Element::with)
                    .with(Element::with_text("asOfVersion", &version));
                let operation = format!("list {}", group.join(", "));
                let connection = Arc::clone(&self.connection);
                async move { connection.ask_metadata(operation, &request).await }
            })
            .collect();
        let found = all_in_parallel("list metadata", calls).await?;
        Ok(found.iter().flatten().map(FileProperties::read).collect())
    }

    /// The types of metadata that the org knows in this version.
    ///
    /// # Errors
    /// Those of any call.
    pub async fn describe_metadata(&self) -> Result<Vec<MetadataType>> {
        let version = Element::with_text("asOfVersion", &self.connection.version.to_string());
        let request = Element::new("describeMetadata").with(version);
        let found = self
            .connection
            .ask_metadata("list the metadata types".into(), &request)
            .await?;
        Ok(found
            .iter()
            .flat_map(|result| result.all("metadataObjects"))
            .map(read_type)
            .collect())
    }
}

fn read_type(element: &Element) -> MetadataType {
    MetadataType {
        name: element.child_text("xmlName").unwrap_or_default(),
        directory: element.child_text("directoryName").unwrap_or_default(),
        suffix: element.child_text("suffix").filter(|suffix| !suffix.is_empty()),
    }
}
