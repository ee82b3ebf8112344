//! Apps of the seed, made through the same storage as deployed ones.

use secrecy::ExposeSecret as _;

use super::{App, by_id};
use crate::enforce::{Access, Caller};
use crate::services::metadata::xml::Element;
use crate::services::metadata::{Kind, Problem, Work, complete_apps, save};
use crate::store::Tx;
use crate::value::Id;

/// The version whose fields the seed uses.
const VERSION: u32 = 66;

/// What an app of the seed is: client credentials for one user.
#[derive(Debug, Clone)]
pub(crate) struct SeedApp<'s> {
    /// Developer name.
    pub(crate) name: &'s str,
    /// Label.
    pub(crate) label: &'s str,
    /// Contact e-mail.
    pub(crate) contact_email: &'s str,
    /// Username that tokens stand for.
    pub(crate) run_as: &'s str,
    /// Scopes, such as `Api`.
    pub(crate) scopes: &'s [&'s str],
    /// Permission sets whose users are pre-authorized; with any, only admin-approved users may use the app.
    pub(crate) permission_sets: &'s [&'s str],
}

/// Makes an external client app with its settings and policies and returns it, or what refused it.
///
/// # Errors
/// When the run-as user or a permission set is not there yet.
pub(crate) fn create_seed_app(tx: &mut Tx<'_>, app: &SeedApp<'_>) -> Result<App, Problem> {
    let caller = org_itself(tx);
    let mut work = Work {
        tx,
        caller: &caller,
        version: VERSION,
        ignore_warnings: true,
    };
    let header = Element::new("ExternalClientApplication")
        .with("contactEmail", app.contact_email)
        .with("distributionState", "Local")
        .with("label", app.label);
    let id = save(&mut work, Kind::ExternalClientApplication, app.name, &header)?.id;
    let satellite = |root: &str| Element::new(root).with("externalClientApplication", app.name);
    let settings =
        satellite("ExtlClntAppOauthSettings").with("commaSeparatedOauthScopes", app.scopes.join(", "));
    save(
        &mut work,
        Kind::OauthSettings,
        &format!("{}_oauth", app.name),
        &settings,
    )?;
    let global = satellite("ExtlClntAppGlobalOauthSettings")
        .with("callbackUrl", "https://localhost/callback")
        .with("isClientCredentialsFlowEnabled", "true");
    save(
        &mut work,
        Kind::GlobalOauthSettings,
        &format!("{}_glbloauth", app.name),
        &global,
    )?;
    let mut policies = satellite("ExtlClntAppOauthConfigurablePolicies")
        .with("clientCredentialsFlowUser", app.run_as)
        .with("isClientCredentialsFlowEnabled", "true");
    if !app.permission_sets.is_empty() {
        policies.set("permittedUsersPolicyType", "AdminApprovedPreAuthorized");
        policies.set("commaSeparatedPermissionSet", app.permission_sets.join(", "));
    }
    save(
        &mut work,
        Kind::OauthPolicies,
        &format!("{}_oauthPlcy", app.name),
        &policies,
    )?;
    let general = satellite("ExtlClntAppConfigurablePolicies").with("isEnabled", "true");
    save(&mut work, Kind::Policies, &format!("{}_plcy", app.name), &general)?;
    complete_apps(&mut work);
    by_id(work.tx, &id)
        .filter(|app| {
            app.consumer
                .as_ref()
                .is_some_and(|consumer| !consumer.secret.expose_secret().is_empty())
        })
        .ok_or_else(|| Problem::of_file("the app was not stored"))
}

/// The org's own work: nobody's session, access to everything.
fn org_itself(tx: &Tx<'_>) -> Caller {
    Caller {
        user_id: tx.actor().cloned().unwrap_or_else(|| Id::make("005", 0)),
        username: String::new(),
        session: None,
        access: Access::all(tx.org.schema()),
    }
}
