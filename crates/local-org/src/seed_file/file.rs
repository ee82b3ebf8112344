//! A seed file that has been read.

use std::path::Path;

use super::additions;
use super::node::Node;
use super::problem::{SeedError, SeedProblem};
use super::{parse, shape};
use crate::schema::Additions;

/// Larger files are refused; `repeat` makes many rows of few lines.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// What a seed file says: users, licences, objects, permission sets, rows and more, to be put into a local org.
#[derive(Clone, Debug)]
pub struct Seed {
    pub(super) file: String,
    text: String,
    pub(super) root: Node,
    additions: Additions,
}

impl Seed {
    /// Reads a seed from YAML; `name` stands in messages.
    ///
    /// # Errors
    /// Everything that can be told without an org: what is not YAML, unknown keys, values of the wrong type.
    pub fn parse(text: &str, name: &str) -> Result<Seed, SeedError> {
        let refused = |problems| SeedError::new(name, problems);
        let root = parse::parse(text).map_err(refused)?;
        let problems = shape::check(&root);
        if !problems.is_empty() {
            return Err(refused(problems));
        }
        let additions = additions::of(&root).map_err(refused)?;
        Ok(Seed {
            file: name.to_owned(),
            text: text.to_owned(),
            root,
            additions,
        })
    }

    /// Reads a seed file.
    ///
    /// # Errors
    /// As [`Seed::parse`], and when the file can't be read.
    pub fn read(path: &Path) -> Result<Seed, SeedError> {
        let name = path.display().to_string();
        let refused = |message: String| {
            let place = SeedProblem {
                line: 1,
                column: 1,
                message,
            };
            SeedError::new(&name, vec![place])
        };
        let size =
            std::fs::metadata(path).map_err(|error| refused(format!("could not read the file: {error}")))?;
        if size.len() > MAX_BYTES {
            return Err(refused(format!("the file is larger than {MAX_BYTES} bytes")));
        }
        let text = std::fs::read_to_string(path)
            .map_err(|error| refused(format!("could not read the file: {error}")))?;
        Seed::parse(&text, &name)
    }

    /// Returns the name that stands in messages.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    pub(crate) fn additions(&self) -> &Additions {
        &self.additions
    }

    /// Returns the YAML.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}
