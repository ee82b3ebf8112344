//! Which view was asked for, and in which form.

use super::{access, usage, who};
use crate::arguments::{Global, ReportArguments, ReportFormat};
use crate::error::{Ended, Failure};
use crate::exit::Exit;
use crate::terminal::Terminal;

pub(in crate::commands) async fn run(
    terminal: Terminal,
    global: &Global,
    arguments: &ReportArguments,
) -> Ended {
    let format = match global.json {
        true => ReportFormat::Json,
        false => arguments.format,
    };
    match (arguments.who.as_deref(), format) {
        (_, ReportFormat::Csv | ReportFormat::Html) if arguments.usage => {
            Err(no_such_form("--usage", "text and json"))
        }
        _ if arguments.usage => usage::run(terminal, global, arguments, format).await,
        (Some(_), ReportFormat::Html) => Err(no_such_form("--who", "text, csv and json")),
        (Some(target), format) => who::run(terminal, global, arguments, target, format).await,
        (None, format) if arguments.desired => access::of_specs(terminal, global, arguments, format),
        (None, format) => access::of_org(terminal, global, arguments, format).await,
    }
}

fn no_such_form(view: &str, forms: &str) -> Failure {
    Failure::new(Exit::Usage, format!("{view} has no such format")).hint(format!("it has {forms}"))
}

/// CSV is made in memory, where writing cannot fail but for a fault of ours.
pub(super) fn csv(made: std::io::Result<String>) -> Result<String, Failure> {
    made.map_err(|error| Failure::because("write CSV".to_owned(), &error))
}
