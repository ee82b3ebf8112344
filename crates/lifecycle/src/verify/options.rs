//! How a proof is to be had, and what is told while it is.

use std::time::Duration;

use hallpass_model::{ApiName, IntegrationName};

use super::Check;
use crate::credential::Credential;
use crate::token::{Interrupt, NEVER};

/// With whose eyes an integration is looked at.
#[derive(Clone, Debug)]
pub enum Source {
    /// Its own, with the credential that the org holds.
    Org,
    /// Its own, with this credential, such as one that is staged.
    Given(Credential),
    /// The administrator's alone.
    None,
}

/// How a proof is to be had.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// How long an app that changed lately is given until its token comes, counted from the change. Salesforce says that
    /// new settings of apps take up to ten minutes.
    pub propagation: Duration,
    /// Whether the credential itself was made just now: then it is given all of that time, whenever the app changed.
    pub is_new: bool,
    /// The app whose credential it is; else the one by which the integration gets its tokens.
    pub app: Option<&'a ApiName>,
    /// How long the row of a login is waited for.
    pub record: Duration,
    /// How many days of logins are looked at.
    pub days: u32,
    /// The most Apex classes that are probed.
    pub probes: usize,
    /// Classes that are known to be services, to be probed before others.
    pub services: &'a [ApiName],
    /// Paths of Apex REST services that are known, to be probed where they are not declared.
    pub rest: &'a [String],
    /// Whether somebody wants the program to end.
    pub interrupt: &'a Interrupt,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            propagation: Duration::from_secs(600),
            is_new: false,
            app: None,
            record: Duration::from_secs(60),
            days: 7,
            probes: 10,
            services: &[],
            rest: &[],
            interrupt: NEVER,
        }
    }
}

/// What is told while a proof is under way.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// Something is being done.
    Doing {
        /// The integration.
        integration: IntegrationName,
        /// What, such as `getting a token`.
        what: &'static str,
    },
    /// The org takes its time.
    Waiting {
        /// The integration.
        integration: IntegrationName,
        /// For what.
        what: String,
        /// For how long already.
        waited: Duration,
        /// For how long at most.
        at_most: Duration,
    },
    /// A check is made.
    Checked {
        /// The integration.
        integration: IntegrationName,
        /// The check.
        check: Check,
    },
}
