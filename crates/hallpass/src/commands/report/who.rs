//! `hallpass report --who TARGET`: who can touch it, in the fleet and besides.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_lifecycle::reach::{Entry, Holder, holders_of, of_live, read_holders};
use hallpass_model::{ApiName, Catalog, GrantPattern, Username};

use super::views::csv;
use crate::arguments::{Global, ReportArguments, ReportFormat};
use crate::commands::connection::Connection;
use crate::commands::explain::{asked, is_there, parse};
use crate::commands::fleet;
use crate::commands::look::read;
use crate::error::{Ended, Failure};
use crate::exit::Exit;
use crate::progress::Progress;
use crate::terminal::Terminal;
use crate::view::{WhoDocument, pretty, spent, who_as_csv, who_as_text};

pub(super) async fn run(
    terminal: Terminal,
    global: &Global,
    arguments: &ReportArguments,
    target: &str,
    format: ReportFormat,
) -> Ended {
    if !arguments.integration.is_empty() {
        return Err(Failure::new(Exit::Usage, "--who is about everybody")
            .hint("leave the names of integrations out, or ask `hallpass explain NAME TARGET`"));
    }
    let pattern = parse(target)?;
    let loaded = fleet::load(terminal, global)?;
    let resolved = fleet::resolve(terminal, global, &loaded, &[])?;
    let (desired, settings) = (resolved.desired, resolved.org);
    drop(loaded);
    let connection = Connection::open(terminal, &settings, desired.limits.max_api_calls).await?;
    let live = read(terminal, &connection, &settings, &asked(&desired, Some(&pattern))).await?;
    if !is_known(&live.catalog, &pattern) {
        return Err(Failure::new(
            Exit::Error,
            format!(
                "the org has no {}, or hides it from the running user",
                pattern.name
            ),
        )
        .hint("write the API name; that of a package's thing carries its namespace"));
    }
    let apps: BTreeMap<ApiName, String> = live
        .apps
        .iter()
        .map(|(name, app)| (name.clone(), app.id.to_string()))
        .collect();
    let reader = connection.reader();
    let holdings = Progress::start(terminal, "reading who holds it")
        .during(read_holders(&reader, &live.catalog, &apps, &pattern))
        .await
        .map_err(|error| {
            Failure::because(
                format!("read who holds {} in org {}", pattern.name, settings.name),
                &error,
            )
        })?;
    let desired = desired.in_org(&live);
    let (subjects, entries) = of_live(&desired, &live, true);
    let owners: BTreeMap<_, _> = subjects.iter().map(|one| (&one.name, &one.username)).collect();
    let ours: Vec<(Username, Entry)> = entries
        .into_iter()
        .filter_map(|one| Some(((*owners.get(&one.integration)?).clone(), one)))
        .collect();
    let mut others = holders_of(&live.catalog, &pattern, &holdings);
    let ours_by_name: BTreeSet<&Username> = owners.into_values().collect();
    others.retain(|one: &Holder| !ours_by_name.contains(&one.username));
    let document = WhoDocument::new(&settings.name, &live, &pattern, &ours, &others, holdings.inactive);
    terminal.result(&match format {
        ReportFormat::Csv => csv(who_as_csv(&document))?,
        ReportFormat::Json => pretty(&document),
        ReportFormat::Text | ReportFormat::Html => who_as_text(&document, terminal.out),
    });
    terminal.note(&spent(connection.usage().into()));
    connection.close().await;
    Ok(Exit::Done)
}

/// Whether anything in the org is meant; a typo must not read as "nobody".
fn is_known(catalog: &Catalog, pattern: &GrantPattern) -> bool {
    pattern.targets().iter().any(|target| is_there(catalog, target))
}
