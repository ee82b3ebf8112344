//! What the specs want of an org, for programs: policy engines, reports, reviews.

use std::collections::BTreeMap;

use hallpass_model::{
    AllFields, ApiName, App, AppKind, Attributes, Certificate, Desired, Enforce, FORMAT_VERSION, FleetName,
    Flow, GrantPattern, Integration, IntegrationName, IpRange, Kind, LoginHours, Manage, Managed, OrgName,
    Profile, Role, Target, User, Verbs, Waiver,
};
use serde::Serialize;

/// What `desired` prints.
#[derive(Debug, Serialize)]
pub(crate) struct DesiredDocument {
    format_version: &'static str,
    fleet: FleetName,
    /// The org whose overrides hold; nothing where it is what all orgs without overrides have.
    org: Option<OrgName>,
    spec_digest: String,
    integrations: Vec<IntegrationEntry>,
    /// Integrations that their specs end.
    retired: Vec<IntegrationName>,
}

#[derive(Debug, Serialize)]
struct IntegrationEntry {
    name: IntegrationName,
    owner: String,
    description: Option<String>,
    enforce: Enforce,
    adopt: bool,
    protect: bool,
    user: UserEntry,
    permission_set: ApiName,
    grants: Vec<GrantEntry>,
    /// Objects of which all fields are granted, but some; what that comes to is in a plan.
    all_fields: BTreeMap<ApiName, AllFields>,
    never: Vec<GrantPattern>,
    also_assigned: Vec<ApiName>,
    permission_set_licenses: Vec<ApiName>,
    /// Nothing where it is not managed.
    login: Option<LoginEntry>,
    apps: Vec<AppEntry>,
    waivers: Vec<Waiver>,
}

#[derive(Debug, Serialize)]
struct UserEntry {
    username: String,
    email: Option<String>,
    license: String,
    /// Nothing where it is the API-only profile that the org has.
    profile: Option<String>,
    /// `none` where it shall have none; nothing where it is not managed.
    role: Option<String>,
    /// What it is in; nothing where a kind is not managed.
    package_licenses: Option<Vec<ApiName>>,
    public_groups: Option<Vec<ApiName>>,
    queues: Option<Vec<ApiName>>,
}

#[derive(Debug, Serialize)]
struct GrantEntry {
    kind: Kind,
    name: String,
    /// The object, of an object and of a field.
    #[serde(skip_serializing_if = "Option::is_none")]
    object: Option<String>,
    verbs: Verbs,
}

#[derive(Debug, Serialize)]
struct LoginEntry {
    ip_ranges: Vec<IpRange>,
    hours: Option<LoginHours>,
}

#[derive(Debug, Serialize)]
struct AppEntry {
    kind: AppKind,
    name: ApiName,
    manage: Manage,
    flow: Option<&'static str>,
    certificate: Option<CertificateEntry>,
    scopes: Option<Vec<String>>,
    callback_urls: Option<Vec<String>>,
    ip_relaxation: Option<&'static str>,
    contact_email: Option<String>,
    settings: Attributes,
}

#[derive(Debug, Serialize)]
struct CertificateEntry {
    sha256: String,
    not_before: String,
    not_after: String,
}

impl DesiredDocument {
    /// Makes the document of what is desired in an org, or in all that have no overrides.
    pub(crate) fn new(desired: &Desired, org: Option<&OrgName>) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            fleet: desired.fleet.clone(),
            org: org.cloned(),
            spec_digest: desired.spec_digest.clone(),
            integrations: desired.integrations.values().map(IntegrationEntry::new).collect(),
            retired: desired.retiring.declared.keys().cloned().collect(),
        }
    }
}

impl IntegrationEntry {
    fn new(one: &Integration) -> Self {
        Self {
            name: one.name.clone(),
            owner: one.owner.clone(),
            description: one.description.clone(),
            enforce: one.enforce,
            adopt: one.adopt,
            protect: one.protect,
            user: UserEntry::new(one),
            permission_set: one.permission_set.name.clone(),
            grants: one.grants.iter().map(GrantEntry::new).collect(),
            all_fields: one.all_fields.clone(),
            never: one.never.iter().cloned().collect(),
            also_assigned: one.also_assigned.iter().cloned().collect(),
            permission_set_licenses: one.licenses.iter().cloned().collect(),
            login: one.own_profile.login.wanted().map(|login| LoginEntry {
                ip_ranges: login.ip_ranges.iter().copied().collect(),
                hours: login.hours,
            }),
            apps: one.apps.iter().map(AppEntry::new).collect(),
            waivers: one.waivers.clone(),
        }
    }
}

impl UserEntry {
    fn new(one: &Integration) -> Self {
        let user: &User = &one.user;
        let joined = |kind| one.joins.get(&kind).map(|names| names.iter().cloned().collect());
        Self {
            username: user.username.to_string(),
            email: user.email.wanted().cloned(),
            license: user.license.clone(),
            profile: match &user.profile {
                Profile::ApiOnly => None,
                Profile::Named(name) => Some(name.clone()),
            },
            role: user.role.wanted().map(|role| match role {
                Role::None => "none".to_owned(),
                Role::Named(name) => name.to_string(),
            }),
            package_licenses: joined(Kind::PackageLicense),
            public_groups: joined(Kind::PublicGroup),
            queues: joined(Kind::Queue),
        }
    }
}

impl GrantEntry {
    fn new((target, verbs): (&Target, &Verbs)) -> Self {
        let object = match target {
            Target::Object(object) | Target::Field { object, .. } => Some(object.to_string()),
            _ => None,
        };
        Self {
            kind: target.kind(),
            name: target.name().to_string(),
            object,
            verbs: *verbs,
        }
    }
}

impl AppEntry {
    fn new(app: &App) -> Self {
        let (flow, certificate) = match &app.flow {
            Flow::ClientCredentials => (Some("client_credentials"), None),
            Flow::JwtBearer(certificate) => (Some("jwt_bearer"), Some(CertificateEntry::new(certificate))),
            Flow::AsItIs => (None, None),
        };
        let scopes = app.scopes.wanted();
        let callbacks = app.callback_urls.wanted();
        Self {
            kind: app.kind,
            name: app.name.clone(),
            manage: app.manage,
            flow,
            certificate,
            scopes: scopes.map(|scopes| scopes.iter().map(|scope| scope.0.clone()).collect()),
            callback_urls: callbacks.map(|urls| urls.iter().cloned().collect()),
            ip_relaxation: app.ip_relaxation.wanted().map(|word| word.word()),
            contact_email: wanted(&app.contact_email),
            settings: app.settings.clone(),
        }
    }
}

impl CertificateEntry {
    fn new(certificate: &Certificate) -> Self {
        Self {
            sha256: certificate.sha256.clone(),
            not_before: certificate.not_before.clone(),
            not_after: certificate.not_after.clone(),
        }
    }
}

fn wanted(text: &Managed<String>) -> Option<String> {
    text.wanted().cloned()
}
