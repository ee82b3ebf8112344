//! Counting the lines of an ApiTotalUsage file (Object Reference, EventLogFile, API Total Usage).

use std::collections::{BTreeMap, BTreeSet};

/// Calls of one user by object and verb.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CallKey {
    /// The first 15 characters of the user's id.
    pub user: String,
    /// The object, or the resource in brackets where the line names no object.
    pub object: String,
    /// The HTTP method; of SOAP calls their name.
    pub verb: String,
}

/// How many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// All of them.
    pub calls: u64,
    /// Those that were refused or failed.
    pub failed: u64,
}

/// What files hold of some users.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// The calls.
    pub calls: BTreeMap<CallKey, Count>,
    /// Calls by user, through which app.
    pub apps: BTreeMap<(String, String), u64>,
}

/// Adds what a file holds of these users, who are named by the first 15 characters of their ids.
///
/// # Errors
/// When the file is no CSV with the columns that are needed.
pub fn tally(csv: &[u8], users: &BTreeSet<String>, into: &mut Tally) -> Result<(), String> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(csv);
    let columns = Columns::of(reader.headers().map_err(|error| error.to_string())?)?;
    for line in reader.records() {
        let line = line.map_err(|error| error.to_string())?;
        let field = |column: Option<usize>| column.and_then(|at| line.get(at)).unwrap_or_default();
        let user: String = field(Some(columns.user)).chars().take(15).collect();
        if !users.contains(&user) {
            continue;
        }
        let failed = field(columns.status).starts_with(['4', '5']);
        let is_soap = field(columns.family).eq_ignore_ascii_case("SOAP");
        let verb = match is_soap {
            true => field(columns.resource),
            false => field(columns.method),
        };
        let app = field(columns.app).to_owned();
        *into.apps.entry((user.clone(), app)).or_default() += 1;
        for object in objects(field(columns.entity), field(columns.resource), is_soap) {
            let key = CallKey {
                user: user.clone(),
                object,
                verb: verb.to_owned(),
            };
            let count = into.calls.entry(key).or_default();
            count.calls += 1;
            count.failed += u64::from(failed);
        }
    }
    Ok(())
}

/// Where the columns are; those that are `None` may be missing.
struct Columns {
    user: usize,
    method: Option<usize>,
    status: Option<usize>,
    entity: Option<usize>,
    resource: Option<usize>,
    family: Option<usize>,
    app: Option<usize>,
}

impl Columns {
    fn of(header: &csv::StringRecord) -> Result<Self, String> {
        let at = |name: &str| header.iter().position(|one| one.eq_ignore_ascii_case(name));
        let user = at("USER_ID").ok_or("the file has no column USER_ID")?;
        Ok(Self {
            user,
            method: at("HTTP_METHOD"),
            status: at("STATUS_CODE"),
            entity: at("ENTITY_NAME"),
            resource: at("API_RESOURCE"),
            family: at("API_FAMILY"),
            app: at("CONNECTED_APP_NAME"),
        })
    }
}

/// A set of objects is one text. A line without any is about its resource.
fn objects(entity: &str, resource: &str, is_soap: bool) -> Vec<String> {
    let named: BTreeSet<&str> = entity
        .split([';', ','])
        .map(str::trim)
        .filter(|one| !one.is_empty())
        .collect();
    if !named.is_empty() {
        return named.into_iter().map(str::to_owned).collect();
    }
    let parts: Vec<&str> = resource.split('/').filter(|part| !part.is_empty()).collect();
    let rest = match parts.as_slice() {
        // `/v66.0/sobjects/Account/001…`
        [version, rest @ ..] if is_version(version) => rest,
        all => all,
    };
    let text = match rest {
        ["sobjects", object, ..] | ["composite", "sobjects", object, ..] => {
            return vec![(*object).to_owned()];
        }
        _ if is_soap => String::new(),
        [] => String::new(),
        [first, ..] => (*first).to_owned(),
    };
    vec![format!("({})", if text.is_empty() { "none" } else { &text })]
}

fn is_version(part: &str) -> bool {
    let number = part.strip_prefix('v').unwrap_or(part);
    number.parse::<f64>().is_ok()
}
