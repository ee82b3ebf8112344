//! The reading of an import: names first, then all that has them.

use hallpass_model::{Desired, Live};
use hallpass_reconcile::{ReadError, Survey, Wanted, read, survey};
use hallpass_salesforce::Reader;

use super::sketch::sketch;

/// What an import read.
#[derive(Debug)]
pub struct Looked {
    /// The names.
    pub survey: Survey,
    /// What has them; nothing where no user was found.
    pub live: Option<Live>,
}

/// Reads what specs can be made of.
///
/// # Errors
/// When the org refuses or cannot be reached, and when an answer is not whole.
pub async fn look(reader: &Reader, fleet: &Desired, wanted: &Wanted) -> Result<Looked, ReadError> {
    let survey = survey(reader, fleet, wanted).await?;
    let live = match survey.users.is_empty() {
        true => None,
        false => Some(read(reader, &sketch(fleet, &survey)).await?),
    };
    Ok(Looked { survey, live })
}
