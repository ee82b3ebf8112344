//! What a fleet and an org give to every spec, so that none of it need be written.

use crate::defaults;
use crate::format::UserDefaults;
use crate::load::Loaded;
use crate::resolve::text;

/// What holds for users that say nothing else, and what stands behind their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// What the org puts behind every username; empty for nothing.
    pub username_suffix: String,
    /// Their time zone.
    pub time_zone: String,
    /// Their locale.
    pub locale: String,
    /// Their language.
    pub language: String,
    /// The encoding of their mails.
    pub email_encoding: String,
}

impl Default for Given {
    fn default() -> Self {
        Self {
            username_suffix: String::new(),
            time_zone: defaults::TIME_ZONE.to_owned(),
            locale: defaults::LOCALE.to_owned(),
            language: defaults::LOCALE.to_owned(),
            email_encoding: defaults::EMAIL_ENCODING.to_owned(),
        }
    }
}

impl Given {
    /// Returns a username as a spec has it; nothing where it does not end in the suffix of the org.
    #[must_use]
    pub fn declared<'u>(&self, username: &'u str) -> Option<&'u str> {
        let at = username.len().checked_sub(self.username_suffix.len())?;
        let (declared, suffix) = username.split_at_checked(at)?;
        suffix
            .eq_ignore_ascii_case(&self.username_suffix)
            .then_some(declared)
    }
}

impl Loaded {
    /// Returns what the fleet gives to its specs, in an org with this suffix.
    #[must_use]
    pub fn given(&self, username_suffix: &str) -> Given {
        let fleet = self.world.fleet.as_ref();
        let of_users = fleet
            .and_then(|fleet| fleet.defaults.as_ref())
            .and_then(|defaults| defaults.value.user.as_ref())
            .map(|user| &user.value);
        let plain = Given::default();
        let or =
            |pick: fn(&UserDefaults) -> Option<String>, default| of_users.and_then(pick).unwrap_or(default);
        Given {
            username_suffix: username_suffix.to_owned(),
            time_zone: or(|user| text(&user.time_zone), plain.time_zone),
            locale: or(|user| text(&user.locale), plain.locale),
            language: or(|user| text(&user.language), plain.language),
            email_encoding: or(|user| text(&user.email_encoding), plain.email_encoding),
        }
    }
}
