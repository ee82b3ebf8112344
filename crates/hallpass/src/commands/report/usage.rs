//! `hallpass report --usage`: what integrations do with their access.

use hallpass_lifecycle::usage::{Asked, read as read_usage, subjects, weigh};

use crate::arguments::{Global, ReportArguments, ReportFormat};
use crate::commands::connection::Connection;
use crate::commands::fleet;
use crate::commands::look::read;
use crate::error::{Ended, Failure};
use crate::exit::Exit;
use crate::progress::Progress;
use crate::terminal::Terminal;
use crate::view::{UsageDocument, pretty, spent, usage_as_text};

/// The largest log file that is downloaded. A file of that size holds about a million calls.
const MAX_FILE_BYTES: u64 = 256 * 1024 * 1024;

pub(super) async fn run(
    terminal: Terminal,
    global: &Global,
    arguments: &ReportArguments,
    format: ReportFormat,
) -> Ended {
    let loaded = fleet::load(terminal, global)?;
    let resolved = fleet::resolve(terminal, global, &loaded, &arguments.integration)?;
    let (desired, settings) = (resolved.desired, resolved.org);
    drop(loaded);
    let connection = Connection::open(terminal, &settings, desired.limits.max_api_calls).await?;
    let live = read(terminal, &connection, &settings, &desired).await?;
    let subjects = subjects(&desired, &live);
    let asked = Asked {
        now: jiff::Timestamp::now(),
        days: arguments.days,
        max_file_bytes: MAX_FILE_BYTES,
    };
    let reader = connection.reader();
    let records = Progress::start(terminal, "reading logins and logs")
        .during(read_usage(&reader, &subjects, &asked))
        .await
        .map_err(|error| {
            Failure::because(format!("read the logins of org {}", settings.name), &error).hint(
                "it needs the permission Monitor Login History or Manage Users; --days N reads fewer of them",
            )
        })?;
    let document = UsageDocument::new(&settings.name, &live, weigh(&subjects, &records, &asked));
    terminal.result(&match format == ReportFormat::Json {
        true => pretty(&document),
        false => usage_as_text(&document, terminal.out),
    });
    terminal.note(&spent(connection.usage().into()));
    connection.close().await;
    Ok(Exit::Done)
}
