//! Metadata files of apps and profiles: as ordered trees, in the org's words.
//!
//! What reads apps and what writes them meet here, so that each vocabulary and each element's place is
//! written down once.

mod certificate;
mod edit;
mod family;
mod ip_relaxation;
mod order;
mod profile;
mod ranges;
mod refresh;
mod scopes;
mod settings;

pub(crate) use certificate::fingerprint;
pub(crate) use edit::{flag_at, part_of, replace_all, set, set_flag, text_at, texts_of};
pub(crate) use family::{Family, list, listed};
pub(crate) use ip_relaxation::{ip_relaxation_from, ip_relaxation_of_connected, ip_relaxation_of_external};
pub(crate) use order::order_of;
pub(crate) use profile::{
    PROFILE, profile_full_name, profile_hours, profile_hours_element, standard_profile,
};
pub use scopes::scope_words;
pub(crate) use scopes::{connected_scope, external_scope, scope_from_connected, scope_from_external};
pub(crate) use settings::{read_setting, setting_family, write_setting};
