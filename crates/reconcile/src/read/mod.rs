//! Reading an org: which questions to ask, and what the answers make of [`Live`](hallpass_model::Live).
//!
//! Questions never wait for the ids in another's answer: they name users and sets by declared name, licence and
//! mark, through relationships. So the first round asks everything at once; the second reads the rows that the
//! first has counted, and the columns it has described. Each file asks about one kind and understands its answers;
//! only [`driver`] and [`rounds`] do I/O.

mod activations;
mod answers;
mod apps;
mod assignments;
mod classification;
mod driver;
mod elsewhere;
mod entity_access;
mod error;
mod field_permissions;
mod groups;
mod joined;
mod licenses;
mod object_permissions;
mod objects;
mod organization;
mod parts;
mod passwords;
mod permission_sets;
mod profile_names;
mod profiles;
mod record;
mod record_types;
mod renames;
mod rounds;
mod rows;
mod running_user;
mod sandbox;
mod scope;
mod setup_entities;
mod survey;
mod system_permissions;
mod users;
mod world;

#[cfg(test)]
mod tests;

pub use driver::read;
pub use error::ReadError;
pub use groups::{read_groups, settled};
pub use record_types::read_record_types;
pub use survey::{Survey, SurveyedApp, Wanted, survey};
