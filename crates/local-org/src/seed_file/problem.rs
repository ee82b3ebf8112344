//! What is wrong with a seed file, and where.

use std::fmt;

use super::node::Place;
use crate::store::StoreError;

/// One thing that is wrong with a seed file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeedProblem {
    /// The line, counted from one; zero for what is wrong with the org and not with the file.
    pub line: usize,
    /// The column, counted from one.
    pub column: usize,
    /// What is wrong.
    pub message: String,
}

impl SeedProblem {
    pub(super) fn at(place: Place, message: impl Into<String>) -> SeedProblem {
        SeedProblem {
            line: place.line,
            column: place.column,
            message: message.into(),
        }
    }
}

/// Everything that is wrong with a seed file; nothing of it was done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct SeedError {
    /// The file, as it was named.
    pub file: String,
    /// What is wrong, in the order of the file.
    pub problems: Vec<SeedProblem>,
}

impl SeedError {
    pub(super) fn new(file: &str, mut problems: Vec<SeedProblem>) -> SeedError {
        problems.sort_by_key(|problem| (problem.line, problem.column));
        SeedError {
            file: file.to_owned(),
            problems,
        }
    }
}

/// A seed that is put into an org has been read before, so what failed is told in its place.
impl From<StoreError> for SeedError {
    fn from(failure: StoreError) -> SeedError {
        SeedError {
            file: String::new(),
            problems: vec![SeedProblem {
                line: 0,
                column: 0,
                message: failure.to_string(),
            }],
        }
    }
}

impl fmt::Display for SeedError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SeedError { file, problems } = self;
        for (number, problem) in problems.iter().enumerate() {
            let SeedProblem {
                line,
                column,
                message,
            } = problem;
            let before = if number == 0 { "" } else { "\n" };
            match line {
                0 => write!(formatter, "{before}{message}")?,
                _ => write!(formatter, "{before}{file}:{line}:{column}: {message}")?,
            }
        }
        Ok(())
    }
}
