//! `hallpass report`: what the fleet may touch, and who and what is under management.

use hallpass_lifecycle::reach::{Entry, Subject, coverage, of_desired, of_live, read_census};
use hallpass_model::{Desired, IntegrationName};

use super::views::csv;
use crate::arguments::{Global, ReportArguments, ReportFormat};
use crate::commands::connection::Connection;
use crate::commands::look::read;
use crate::commands::{desired as offline, fleet};
use crate::error::{Ended, Failure};
use crate::exit::Exit;
use crate::progress::Progress;
use crate::terminal::Terminal;
use crate::view::{
    AccessDocument, CoverageEntry, Matrix, access_as_csv, access_as_html, access_as_text, pretty, spent,
};

/// The specs alone: nothing is asked for and nothing is sent.
pub(super) fn of_specs(
    terminal: Terminal,
    global: &Global,
    arguments: &ReportArguments,
    format: ReportFormat,
) -> Ended {
    let loaded = fleet::load(terminal, global)?;
    let org = offline::org(global, &loaded)?;
    let desired = match &org {
        Some(org) => loaded.variant(org).desired(),
        None => loaded.common().desired(),
    };
    let desired = desired.ok_or_else(|| Failure::new(Exit::Error, "the specs cannot be resolved"))?;
    let matrix = only(arguments, &desired, of_desired(&desired, arguments.fields))?;
    let document = AccessDocument::of_desired(&desired.fleet, org.as_ref(), matrix);
    show(terminal, &document, format)?;
    Ok(Exit::Done)
}

/// The org: the whole fleet is read, since what nobody manages is told by all that somebody does.
pub(super) async fn of_org(
    terminal: Terminal,
    global: &Global,
    arguments: &ReportArguments,
    format: ReportFormat,
) -> Ended {
    let loaded = fleet::load(terminal, global)?;
    let resolved = fleet::resolve(terminal, global, &loaded, &[])?;
    let (desired, settings) = (resolved.desired, resolved.org);
    drop(loaded);
    let connection = Connection::open(terminal, &settings, desired.limits.max_api_calls).await?;
    let live = read(terminal, &connection, &settings, &desired).await?;
    let census = Progress::start(terminal, "counting integration users and apps")
        .during(read_census(&connection.reader()))
        .await
        .map_err(|error| Failure::because(format!("read the users of org {}", settings.name), &error))?;
    let desired = desired.in_org(&live);
    let matrix = only(arguments, &desired, of_live(&desired, &live, arguments.fields))?;
    let covered = coverage(&desired, &live, &census);
    let document = AccessDocument::of_live(&desired.fleet, &settings.name, &live, matrix)
        .with_coverage(CoverageEntry::new(&covered));
    show(terminal, &document, format)?;
    terminal.note(&spent(connection.usage().into()));
    connection.close().await;
    Ok(Exit::Done)
}

fn now() -> String {
    let now = jiff::Timestamp::now();
    now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Keeps the integrations that were named.
fn only(
    arguments: &ReportArguments,
    desired: &Desired,
    (mut subjects, mut entries): (Vec<Subject>, Vec<Entry>),
) -> Result<Matrix, Failure> {
    let named = &arguments.integration;
    let known = |name: &String| desired.integrations.keys().any(|one| one.as_str() == name);
    if let Some(unknown) = named.iter().find(|name| !known(name)) {
        let all: Vec<_> = desired.integrations.keys().map(IntegrationName::as_str).collect();
        return Err(
            Failure::new(Exit::Error, format!("there is no integration {unknown:?}"))
                .hint(format!("the specs have: {}", all.join(", "))),
        );
    }
    let is_kept = |name: &IntegrationName| named.is_empty() || named.iter().any(|one| one == name.as_str());
    subjects.retain(|one| is_kept(&one.name));
    entries.retain(|one| is_kept(&one.integration));
    Ok(Matrix {
        made_at: now(),
        fields: arguments.fields,
        subjects,
        entries,
    })
}

fn show(terminal: Terminal, document: &AccessDocument, format: ReportFormat) -> Result<(), Failure> {
    terminal.result(&match format {
        ReportFormat::Text => access_as_text(document, terminal.out),
        ReportFormat::Csv => csv(access_as_csv(document))?,
        ReportFormat::Json => pretty(document),
        ReportFormat::Html => access_as_html(document),
    });
    Ok(())
}
