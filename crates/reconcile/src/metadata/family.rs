//! The metadata types that make up an app.

/// A type of the External Client App family, or a connected app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Family {
    /// The header of an External Client App.
    Header,
    /// Callback, certificate, flow switches.
    Global,
    /// Scopes.
    Settings,
    /// Permitted users, run-as user, IP relaxation.
    Policies,
    /// Whether an External Client App and its plugins are switched on.
    General,
    /// A connected app: all in one file.
    Connected,
}

impl Family {
    /// All of them, in the order of deployment.
    pub(crate) const ALL: [Family; 6] = [
        Family::Header,
        Family::Global,
        Family::Settings,
        Family::Policies,
        Family::General,
        Family::Connected,
    ];

    /// Returns the metadata type's name.
    pub(crate) const fn component(self) -> &'static str {
        match self {
            Family::Header => "ExternalClientApplication",
            Family::Global => "ExtlClntAppGlobalOauthSettings",
            Family::Settings => "ExtlClntAppOauthSettings",
            Family::Policies => "ExtlClntAppOauthConfigurablePolicies",
            Family::General => "ExtlClntAppConfigurablePolicies",
            Family::Connected => "ConnectedApp",
        }
    }

    /// Reads a metadata type's name.
    pub(crate) fn of(component: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|family| family.component() == component)
    }

    /// Returns the full name of a satellite of a new app, as Setup would call it.
    pub(crate) fn name_for(self, app: &str) -> String {
        match self {
            Family::Header | Family::Connected => app.to_owned(),
            Family::Global => format!("{app}_glbloauth"),
            Family::Settings => format!("{app}_oauth"),
            Family::Policies => format!("{app}_oauthPlcy"),
            Family::General => format!("{app}_plcy"),
        }
    }
}

/// Reads a list such as `Api, RefreshToken`.
pub(crate) fn listed(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|word| !word.is_empty())
}

/// Writes a list as the org does.
pub(crate) fn list<S: AsRef<str>>(words: impl IntoIterator<Item = S>) -> String {
    words
        .into_iter()
        .map(|word| word.as_ref().to_owned())
        .collect::<Vec<_>>()
        .join(", ")
}
