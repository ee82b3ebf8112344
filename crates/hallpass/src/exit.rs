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
    /// A proof failed.
    Verification,
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
            Exit::Verification => 4,
            Exit::Policy => 5,
            Exit::Stale => 6,
            Exit::Limit => 7,
            Exit::Usage => 64,
        }
    }

    /// All codes, from the best to the worst: last comes what somebody has to look at first.
    const BY_WORTH: [Exit; 9] = [
        Exit::Done,
        Exit::Differences,
        Exit::Stale,
        Exit::Limit,
        Exit::Policy,
        Exit::Usage,
        Exit::Verification,
        Exit::Error,
        Exit::Partial,
    ];

    /// Returns the exit of a code.
    pub(crate) fn of(code: u8) -> Option<Self> {
        Self::BY_WORTH.into_iter().find(|exit| exit.code() == code)
    }

    /// Returns the worse of two.
    pub(crate) fn worse(self, other: Self) -> Self {
        let worth = |exit: Self| Self::BY_WORTH.iter().position(|one| *one == exit);
        if worth(other) > worth(self) { other } else { self }
    }

    /// Returns whether something did not go as it should; differences are an answer.
    pub(crate) const fn is_failure(self) -> bool {
        !matches!(self, Exit::Done | Exit::Differences)
    }

    /// Returns the exit in words, for summaries.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Exit::Done => "done",
            Exit::Error => "failed",
            Exit::Differences => "differences",
            Exit::Partial => "applied in part",
            Exit::Verification => "verification failed",
            Exit::Policy => "refused by policy",
            Exit::Stale => "plan is stale",
            Exit::Limit => "refused by a limit",
            Exit::Usage => "wrong usage",
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit.code())
    }
}
