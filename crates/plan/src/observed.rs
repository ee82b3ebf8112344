//! Entities as attributes: what was seen of a user, a set or an app, by name.
//!
//! Structs are taken apart exhaustively, so that a new field does not compile until somebody decides whether it is
//! an attribute. `diff` compares these with what is wanted, and `fingerprint` reads them again before a write.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{
    ApiName, AppKind, Attribute, Attributes, Grants, IpRange, IpRelaxation, LiveApp, LivePermissionSet,
    LiveProfile, LiveUser, LoginHours, Mark, Scope, Seen, Target, Value,
};

/// What was seen, by attribute.
pub(crate) type Observed = BTreeMap<Attribute, Seen<Value>>;

/// What stands where a user has no role.
pub(crate) const NO_ROLE: &str = "none";
/// Who may use an app, as attribute values.
pub(crate) const ADMIN_PRE_AUTHORIZED: &str = "admin_pre_authorized";
const SELF_AUTHORIZED: &str = "self_authorized";
/// The flows, as attribute values.
pub(crate) const CLIENT_CREDENTIALS: &str = "client_credentials";
pub(crate) const JWT_BEARER: &str = "jwt_bearer";

/// Returns the attributes of a user; the profile's licence is a fact of the profile and not one of them.
pub(crate) fn user(live: &LiveUser) -> Observed {
    let LiveUser {
        id: _,
        username,
        last_name,
        email,
        alias,
        profile,
        license: _,
        role,
        time_zone,
        locale,
        language,
        email_encoding,
        active,
        frozen: _,
        about_me: _,
        last_login: _,
        created: _,
        mark,
        licenses: _,
        joined: _,
        password: _,
        assignments: _,
        unsettled: _,
        activated: _,
        runs: _,
    } = live;
    BTreeMap::from([
        (Attribute::Username, known(username.as_str())),
        (Attribute::LastName, text(last_name)),
        (Attribute::Email, text(email)),
        (Attribute::Alias, text(alias)),
        (Attribute::Profile, text(profile)),
        (Attribute::Role, self::role(role)),
        (Attribute::TimeZone, text(time_zone)),
        (Attribute::Locale, text(locale)),
        (Attribute::Language, text(language)),
        (Attribute::EmailEncoding, text(email_encoding)),
        (Attribute::Active, Seen::Known(Value::Flag(*active))),
        (Attribute::Mark, of_mark(mark.as_ref())),
    ])
}

/// That a user has no role is a value too: it can be wanted.
fn role(role: &Seen<ApiName>) -> Seen<Value> {
    match role {
        Seen::Absent => known(NO_ROLE),
        role => seen(role, |role| role.as_str().into()),
    }
}

/// Returns the attributes of a user's login: whether it is frozen, and the mark that says since when. Sessions come and
/// go, so nothing is known of them.
pub(crate) fn login(live: &LiveUser) -> Observed {
    BTreeMap::from([
        (Attribute::Frozen, seen(&live.frozen, |yes| Value::Flag(*yes))),
        (Attribute::Mark, of_mark(live.mark.as_ref())),
    ])
}

/// Returns the attributes of a profile; hours hold in the org's time zone, which is shown with them.
pub(crate) fn profile(live: &LiveProfile, zone: &str) -> Observed {
    let LiveProfile {
        id: _,
        name,
        license,
        description: _,
        mark,
        custom: _,
        ip_ranges,
        hours,
        permissions,
        grants,
        holders: _,
    } = live;
    let names = |names: &BTreeSet<ApiName>| names.iter().map(ToString::to_string).collect();
    BTreeMap::from([
        (Attribute::Name, known(name)),
        (Attribute::UserLicense, text(license)),
        (Attribute::IpRanges, seen(ip_ranges, ranges)),
        (Attribute::Hours, seen(hours, |hours| self::hours(hours, zone))),
        (
            Attribute::UserPermissions,
            seen(permissions, |all| Value::List(names(all))),
        ),
        (Attribute::Grants, seen(grants, grants_of_profile)),
        (Attribute::Mark, of_mark(mark.as_ref())),
    ])
}

/// Returns what a profile grants as an attribute's value, such as `read Account` and `apex_class CustomerWS`. User
/// permissions are an attribute of their own; apps stand in no file of a profile, so nobody can take those away there.
pub(crate) fn grants_of_profile(grants: &Grants) -> Value {
    let rows = grants.iter().filter_map(|(target, verbs)| match target {
        Target::Object(_) | Target::Field { .. } => Some(format!("{verbs} {target}")),
        Target::SystemPermission(_) | Target::App(..) => None,
        _ => Some(format!("{} {target}", target.kind())),
    });
    let mut rows: Vec<String> = rows.collect();
    rows.sort_unstable();
    Value::List(rows)
}

/// Returns ranges as an attribute's value.
pub(crate) fn ranges(ranges: &BTreeSet<IpRange>) -> Value {
    let mut texts: Vec<String> = ranges.iter().map(ToString::to_string).collect();
    texts.sort_unstable();
    Value::List(texts)
}

/// Returns login hours as an attribute's value, with the time zone in which they hold.
pub(crate) fn hours(hours: &LoginHours, zone: &str) -> Value {
    match zone {
        "" => hours.to_string().into(),
        zone => format!("{hours} ({zone})").into(),
    }
}

/// Returns the attributes of a permission set.
pub(crate) fn permission_set(live: &LivePermissionSet) -> Observed {
    let LivePermissionSet {
        id: _,
        name,
        label,
        description,
        mark,
        namespace: _,
        license_id: _,
        needs_activation: _,
        grants: _,
        holders: _,
        groups: _,
        tabs: _,
    } = live;
    BTreeMap::from([
        (Attribute::Name, known(name.as_str())),
        (Attribute::Label, text(label)),
        (Attribute::Description, text(description)),
        (Attribute::Mark, of_mark(mark.as_ref())),
    ])
}

/// Returns the attributes of an app.
pub(crate) fn app(live: &LiveApp) -> Observed {
    let LiveApp {
        kind,
        id: _,
        name,
        label,
        description,
        mark,
        contact_email,
        callback_urls,
        scopes,
        client_credentials,
        run_as,
        certificate_sha256,
        admin_approved,
        ip_relaxation,
        enabled,
        settings,
        token_holders: _,
        admits: _,
        admits_profiles: _,
        files: _,
    } = live;
    let settings = settings
        .iter()
        .map(|(attribute, value)| (*attribute, value.clone()));
    let all = [
        (Attribute::Name, known(name.as_str())),
        (Attribute::AppKind, known(app_kind(*kind))),
        (Attribute::Label, text(label)),
        (Attribute::Description, text(description)),
        (Attribute::ContactEmail, text(contact_email)),
        (Attribute::CallbackUrl, seen(callback_urls, list)),
        (Attribute::Scopes, seen(scopes, scope_list)),
        (Attribute::Flow, flow(client_credentials, certificate_sha256)),
        (Attribute::RunAs, seen(run_as, |user| user.as_str().into())),
        (Attribute::Certificate, text(certificate_sha256)),
        (
            Attribute::PermittedUsers,
            seen(admin_approved, |yes| permitted(*yes)),
        ),
        (
            Attribute::IpRelaxation,
            seen(ip_relaxation, |word| relaxation(*word)),
        ),
        (Attribute::Enabled, seen(enabled, |on| Value::Flag(*on))),
        (Attribute::Mark, of_mark(mark.as_ref())),
    ];
    settings.chain(all).collect()
}

/// The flow is not stored as such: client credentials are a switch, and the certificate is the switch of JWT bearer.
fn flow(client_credentials: &Seen<bool>, certificate: &Seen<String>) -> Seen<Value> {
    match (client_credentials, certificate) {
        (Seen::Known(true), _) => known(CLIENT_CREDENTIALS),
        (Seen::Unknown(why), _) => Seen::Unknown(why.clone()),
        // A certificate that the org does not return: the switch that was seen is off, and no third flow exists.
        (_, Seen::Known(_) | Seen::Unknown(_)) => known(JWT_BEARER),
        (_, Seen::Absent) => Seen::Absent,
    }
}

pub(crate) fn app_kind(kind: AppKind) -> &'static str {
    match kind {
        AppKind::ExternalClientApp => "external_client_app",
        AppKind::ConnectedApp => "connected_app",
    }
}

pub(crate) fn relaxation(word: IpRelaxation) -> Value {
    word.word().into()
}

pub(crate) fn list(texts: &BTreeSet<String>) -> Value {
    Value::List(texts.iter().cloned().collect())
}

pub(crate) fn scope_list(scopes: &BTreeSet<Scope>) -> Value {
    Value::List(scopes.iter().map(|scope| scope.0.clone()).collect())
}

pub(crate) fn permitted(admin_approved: bool) -> Value {
    match admin_approved {
        true => ADMIN_PRE_AUTHORIZED.into(),
        false => SELF_AUTHORIZED.into(),
    }
}

/// Keeps of what was seen the known values of these attributes, as a side of a change shows them.
pub(crate) fn known_of(observed: Observed, wanted: impl Fn(Attribute) -> bool) -> Attributes {
    observed
        .into_iter()
        .filter(|(attribute, _)| wanted(*attribute))
        .filter_map(|(attribute, seen)| match seen {
            Seen::Known(value) => Some((attribute, value)),
            Seen::Absent | Seen::Unknown(_) => None,
        })
        .collect()
}

fn known(text: &str) -> Seen<Value> {
    Seen::Known(text.into())
}

fn text(seen: &Seen<String>) -> Seen<Value> {
    self::seen(seen, |text| text.as_str().into())
}

fn of_mark(mark: Option<&Mark>) -> Seen<Value> {
    mark.map(|mark| Value::Text(mark.to_string())).into()
}

fn seen<T>(seen: &Seen<T>, show: impl FnOnce(&T) -> Value) -> Seen<Value> {
    match seen {
        Seen::Known(value) => Seen::Known(show(value)),
        Seen::Absent => Seen::Absent,
        Seen::Unknown(why) => Seen::Unknown(why.clone()),
    }
}
