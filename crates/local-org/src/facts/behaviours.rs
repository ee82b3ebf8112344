//! The chosen values of the switches.

use std::collections::BTreeMap;

use super::{Switch, registry};

/// What the switches stand at: the defaults, and what was chosen instead.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Behaviours {
    chosen: BTreeMap<&'static str, String>,
}

/// Why a choice of behaviours was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BehaviourError {
    /// There is no switch of that name.
    #[error("there is no behaviour `{name}`; there are {known}")]
    UnknownName {
        /// The name as given.
        name: String,
        /// The names that exist.
        known: String,
    },
    /// The switch does not take that value.
    #[error("behaviour `{name}` cannot be `{value}`; it takes {values}")]
    UnknownValue {
        /// The name of the switch.
        name: &'static str,
        /// The value as given.
        value: String,
        /// The values that it takes.
        values: String,
    },
    /// The text has no `=`.
    #[error("`{text}` is not NAME=VALUE")]
    NotAPair {
        /// The text as given.
        text: String,
    },
}

impl Behaviours {
    /// Takes `NAME`, `VALUE` pairs; the last one of a name wins.
    ///
    /// # Errors
    /// When a name or a value does not exist; the error lists what does.
    pub fn choose<N: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, BehaviourError> {
        let mut chosen = BTreeMap::new();
        for (name, value) in pairs {
            let (name, value) = (name.as_ref(), value.as_ref());
            let switch = find(name)?;
            if !switch.values.accept(value) {
                let values = switch.values.to_string();
                return Err(BehaviourError::UnknownValue {
                    name: switch.name,
                    value: value.into(),
                    values,
                });
            }
            chosen.insert(switch.name, value.to_owned());
        }
        Ok(Self { chosen })
    }

    /// Cuts `NAME=VALUE` into its pair, without looking whether it exists.
    ///
    /// # Errors
    /// When there is no `=`.
    pub fn split(text: &str) -> Result<(String, String), BehaviourError> {
        let (name, value) = text.split_once('=').ok_or_else(|| BehaviourError::NotAPair {
            text: text.to_owned(),
        })?;
        Ok((name.trim().to_owned(), value.trim().to_owned()))
    }

    /// The value that `switch` stands at.
    #[must_use]
    pub fn value(&self, switch: &Switch) -> &str {
        self.chosen
            .get(switch.name)
            .map_or(switch.default, String::as_str)
    }

    /// Whether `switch` stands at `value`.
    #[must_use]
    pub fn is(&self, switch: &Switch, value: &str) -> bool {
        debug_assert!(switch.values.accept(value), "{} never is {value}", switch.name);
        self.value(switch) == value
    }

    /// The delay that `switch` stands at.
    #[must_use]
    pub fn delay(&self, switch: &Switch) -> jiff::SignedDuration {
        jiff::SignedDuration::from_secs(self.value(switch).parse().unwrap_or_default())
    }

    /// What was chosen, without the defaults.
    pub fn chosen(&self) -> impl Iterator<Item = (&str, &str)> {
        self.chosen.iter().map(|(name, value)| (*name, value.as_str()))
    }
}

fn find(name: &str) -> Result<Switch, BehaviourError> {
    registry::switches()
        .find(|switch| switch.name == name)
        .ok_or_else(|| {
            let mut known: Vec<_> = registry::switches().map(|switch| switch.name).collect();
            known.sort_unstable();
            BehaviourError::UnknownName {
                name: name.to_owned(),
                known: known.join(", "),
            }
        })
}

#[cfg(test)]
mod tests {
    use super::{BehaviourError, Behaviours};
    use crate::facts::{apps, metadata};

    #[test]
    fn nothing_chosen_means_the_defaults() {
        let behaviours = Behaviours::default();
        assert!(behaviours.is(&apps::CONNECTED_APP_CREATION, "blocked"));
        assert!(behaviours.delay(&metadata::DEPLOY_DELAY).is_zero());
    }

    #[test]
    fn a_choice_is_read_back_and_the_last_one_wins() {
        let behaviours = Behaviours::choose([
            ("connected_app_creation", "blocked"),
            ("connected_app_creation", "allowed"),
            ("deploy_delay", "7"),
        ])
        .unwrap();
        assert!(behaviours.is(&apps::CONNECTED_APP_CREATION, "allowed"));
        assert_eq!(behaviours.delay(&metadata::DEPLOY_DELAY).as_secs(), 7);
        assert_eq!(behaviours.chosen().count(), 2);
    }

    #[test]
    fn what_does_not_exist_is_refused_with_what_does() {
        let unknown = Behaviours::choose([("connected_app_creatoin", "allowed")])
            .unwrap_err()
            .to_string();
        assert!(unknown.contains("connected_app_creation"), "{unknown}");
        let value = Behaviours::choose([("connected_app_creation", "maybe")])
            .unwrap_err()
            .to_string();
        assert_eq!(
            value,
            "behaviour `connected_app_creation` cannot be `maybe`; it takes blocked, allowed"
        );
        assert!(Behaviours::choose([("deploy_delay", "-1")]).is_err());
        assert!(Behaviours::choose([("deploy_delay", "86401")]).is_err());
    }

    #[test]
    fn a_pair_is_cut_at_its_first_equals_sign() {
        assert_eq!(
            Behaviours::split("a=b=c").unwrap(),
            ("a".to_owned(), "b=c".to_owned())
        );
        let refused = Behaviours::split("alone").unwrap_err();
        assert_eq!(refused, BehaviourError::NotAPair { text: "alone".into() });
    }
}
