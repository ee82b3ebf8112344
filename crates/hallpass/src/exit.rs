//! Exit codes: one meaning each, the same for every command.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done, or nothing to do.
    Done,
    /// An error, or a change that is blocked.
    Error,
    /// Differences were found (`drift`, `plan --detailed-exitcode`).
    Differences,
    /// Some changes are done and some are not.
    Partial,
    /// A policy rule refuses.
    Policy,
    /// The saved plan no longer fits.
    Stale,
    /// A safety limit refuses.
    Limit,
    /// The command line is wrong.
    Usage,
}

impl Exit {
    /// Returns the number that the shell sees.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Error => 1,
            Exit::Differences => 2,
            Exit::Partial => 3,
            Exit::Policy => 5,
            Exit::Stale => 6,
            Exit::Limit => 7,
            Exit::Usage => 64,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit.code())
    }
}
