//! Which view was asked for. The arguments see to it that it is one.

use super::usage;
use crate::arguments::{Global, ReportArguments};
use crate::error::Ended;
use crate::terminal::Terminal;

pub(in crate::commands) async fn run(
    terminal: Terminal,
    global: &Global,
    arguments: &ReportArguments,
) -> Ended {
    usage::run(terminal, global, arguments).await
}
