//! From groups of changes to waves.

use std::collections::BTreeMap;

use hallpass_model::{Change, Kind, Live, Plan};

use super::context::Context;
use super::rows::OneRow;
use super::schedule::schedule;
use super::{
    AppDeploy, Deploy, Login, LowerError, Operation, Row, RowVerb, Rows, Wave, access, app, assignment,
    field, joined, license, login, object, permission_set, profile, relicense, system_permission, user,
};

/// Turns a plan into waves of operations. Pure: the same plan and org give the same waves.
///
/// `live` is the org as it is now. The plan holds all the rest, so that a saved one needs no specs.
///
/// # Errors
/// When the plan does not fit the org: it changes or names what is not there, or its changes wait for one another.
pub fn lower(plan: &Plan, live: &Live) -> Result<Vec<Wave>, LowerError> {
    let context = Context::new(plan, live);
    let mut waves = Vec::new();
    for group in schedule(&plan.changes)? {
        waves.extend(relicense::cleared(&context, &group)?);
        waves.push(wave(&context, &group)?);
    }
    Ok(waves)
}

/// What one change is on the wire.
enum Lowered {
    Row(OneRow),
    App(AppDeploy),
    Login(Login),
}

fn lower_one(context: &Context<'_>, change: &Change) -> Result<Lowered, LowerError> {
    let row = match change.kind {
        Kind::User => user::lower(context, change),
        Kind::License => license::lower(context, change),
        Kind::PackageLicense | Kind::PublicGroup | Kind::Queue => joined::lower(context, change),
        Kind::PermissionSet => permission_set::lower(context, change),
        Kind::Object => object::lower(context, change),
        Kind::Field => field::lower(context, change),
        Kind::ApexClass => access::apex_class(context, change),
        Kind::CustomPermission => access::custom_permission(context, change),
        Kind::Flow | Kind::ExternalCredential | Kind::CustomMetadataType | Kind::CustomSetting => {
            access::entity(context, change)
        }
        Kind::SystemPermission => system_permission::lower(context, change),
        Kind::AppLink => access::app_link(context, change),
        Kind::Assignment => assignment::lower(context, change),
        Kind::Holder => assignment::lower_holder(context, change),
        Kind::Login => return login::lower(context, change).map(Lowered::Login),
        Kind::Profile => return profile::lower(context, change).map(Lowered::App),
        Kind::App => return app::lower(context, change).map(Lowered::App),
    };
    row.map(Lowered::Row)
}

fn wave(context: &Context<'_>, group: &[&Change]) -> Result<Wave, LowerError> {
    let mut rows: BTreeMap<(&'static str, RowVerb), Vec<Row>> = BTreeMap::new();
    let mut apps = Vec::new();
    let mut logins = Vec::new();
    for change in group {
        if change.kind == Kind::Profile {
            for one in profile::moves(context, change)? {
                rows.entry((one.object, one.verb)).or_default().push(one.row);
            }
        }
        match lower_one(context, change)? {
            Lowered::Row(one) => rows.entry((one.object, one.verb)).or_default().push(one.row),
            Lowered::App(app) => apps.push(app),
            Lowered::Login(login) => logins.push(login),
        }
    }
    let rows = rows.into_iter().map(|((object, verb), rows)| {
        let rows = if verb == RowVerb::Update {
            joined(rows)
        } else {
            rows
        };
        Operation::Rows(Rows { object, verb, rows })
    });
    let logins = (!logins.is_empty()).then_some(Operation::Logins(logins));
    let deploy = (!apps.is_empty()).then_some(Operation::Deploy(Deploy { apps }));
    Ok(Wave {
        operations: rows.chain(logins).chain(deploy).collect(),
    })
}

/// Puts changes of columns of one row into one row: a collection must not hold an id twice.
fn joined(rows: Vec<Row>) -> Vec<Row> {
    let mut joined: Vec<Row> = Vec::new();
    let mut places = BTreeMap::new();
    for row in rows {
        let place = *places.entry(row.id.clone()).or_insert(joined.len());
        match joined.get_mut(place) {
            Some(other) => {
                other.addresses.extend(row.addresses);
                other.fields.extend(row.fields);
            }
            None => joined.push(row),
        }
    }
    joined
}
