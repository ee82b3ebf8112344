//! Reading components one by one, without an archive.

use std::sync::Arc;

use super::Element;
use crate::error::Result;
use crate::org::Reader;
use crate::transport::all_in_parallel;

/// The most names that one read call takes (Metadata API Developer Guide, readMetadata()).
const MAX_NAMES: usize = 10;

impl Reader {
    /// Reads components of a type by name: ten to a call, the calls side by side. Gives an element for each
    /// that is there, with its `fullName`; names that the org does not have are left out, as it answers
    /// empty records for them.
    ///
    /// # Errors
    /// Those of any call.
    pub async fn read_metadata<S: AsRef<str>>(&self, type_name: &str, names: &[S]) -> Result<Vec<Element>> {
        let calls: Vec<_> = names
            .chunks(MAX_NAMES)
            .map(|group| {
                let request = group.iter().fold(
                    Element::new("readMetadata").with(Element::with_text("type", type_name)),
                    |request, name| request.with(Element::with_text("fullNames", name.as_ref())),
                );
                let operation = format!("read {} {type_name}", group.len());
                let connection = Arc::clone(&self.connection);
                async move { connection.ask_metadata(operation, &request).await }
            })
            .collect();
        let found = all_in_parallel("read metadata", calls).await?;
        Ok(found
            .iter()
            .flatten()
            .flat_map(|result| result.all("records"))
            .filter(is_there)
            .cloned()
            .collect())
    }
}

fn is_there(record: &&Element) -> bool {
    record.child_text("fullName").is_some_and(|name| !name.is_empty())
}
