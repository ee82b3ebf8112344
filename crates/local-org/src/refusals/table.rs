//! The shape of the files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use crate::facts::{Fact, registry};
use crate::rules::duties::Duty;

/// One file: what one surface refuses.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Surface {
    /// The heading.
    pub(super) surface: String,
    /// What the rows are about, in a sentence or two.
    pub(super) about: String,
    /// The rows.
    pub(super) rows: Vec<Row>,
}

/// One refusal.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    /// What is refused.
    pub(super) refused: String,
    /// The fact that it rests on, which has source and sureness.
    pub(super) fact: Option<String>,
    /// Where it is known from, where no fact says it.
    pub(super) source: Option<String>,
    /// How well it is known, where no fact says it.
    pub(super) sureness: Option<String>,
    /// Behaviours that the org is started with.
    #[serde(default)]
    pub(super) with: BTreeMap<String, String>,
    /// What happens before.
    #[serde(default)]
    pub(super) given: Vec<Given>,
    /// The request.
    pub(super) ask: Ask,
    /// The answer, where no switch decides about it.
    pub(super) answer: Option<Answer>,
    /// The answers for each value of the fact's switch.
    #[serde(default)]
    pub(super) answers: BTreeMap<String, Answer>,
}

/// Something that happens before: a setup of `setups.yaml`, or a step of its own.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Given {
    /// The name of a setup.
    Setup(String),
    /// One step.
    Step(Box<Step>),
}

/// One step of a setup. It must succeed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    /// Moves the clock ahead by so many seconds.
    #[serde(default)]
    pub(super) clock: i64,
    /// Notes that so many calls were made today.
    #[serde(default)]
    pub(super) calls: i64,
    /// Puts so many rows into objects, each with a name.
    #[serde(default)]
    pub(super) rows: BTreeMap<String, usize>,
    /// What Setup makes of users, by username: duties that keep them from being deactivated.
    #[serde(default)]
    pub(super) duties: BTreeMap<String, Duty>,
    /// Creates so many integration users, `bot0@example.com` and so on.
    #[serde(default)]
    pub(super) people: usize,
    /// A request.
    pub(super) ask: Option<Ask>,
    /// Names for values of the answer, by JSON pointer.
    #[serde(default)]
    pub(super) keep: BTreeMap<String, String>,
}

/// One request. Exactly one of `http`, `soql`, `soap` and `deploy` is given.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Ask {
    /// Method and target; a target without `/` in front lies below `/services/data/v66.0/`.
    pub(super) http: Option<String>,
    /// A query.
    pub(super) soql: Option<String>,
    /// The inside of a SOAP body.
    pub(super) soap: Option<String>,
    /// Where the SOAP body goes to; `/services/Soap/m/66.0` where absent.
    pub(super) endpoint: Option<String>,
    /// A package.
    pub(super) deploy: Option<Package>,
    /// Whose session: a username, `runner`, `nobody`, or the administrator where absent.
    pub(super) caller: Option<String>,
    /// A token, whoever has it.
    pub(super) token: Option<String>,
    /// Headers.
    pub(super) headers: BTreeMap<String, String>,
    /// A JSON body.
    pub(super) body: Option<Value>,
    /// A form.
    pub(super) form: BTreeMap<String, String>,
    /// Claims of an assertion that the test key signs and that goes into the form.
    pub(super) assertion: Option<Value>,
    /// A body as it is.
    pub(super) text: Option<String>,
}

/// A package to deploy.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Package {
    /// The members that `package.xml` names, by type.
    pub(super) members: BTreeMap<String, Vec<String>>,
    /// The members that `destructiveChanges.xml` names, by type.
    pub(super) destroy: BTreeMap<String, Vec<String>>,
    /// The version in `package.xml`; 66.0 where absent.
    pub(super) version: Option<String>,
    /// The files; namespaces are added to their root elements.
    pub(super) files: BTreeMap<String, String>,
    /// Further elements of `DeployOptions`.
    pub(super) options: String,
}

/// An answer. What is absent is not looked at, but for the code of a refusal.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    /// The HTTP status.
    pub(super) status: u16,
    /// Where in the answer the error stands, as a JSON pointer.
    #[serde(default)]
    pub(super) at: String,
    /// The error code, or the code of the fault.
    pub(super) code: Option<String>,
    /// The text, to the letter.
    pub(super) text: Option<String>,
    /// The fields that the error names.
    pub(super) fields: Option<Vec<String>>,
    /// Parts of the body: objects may hold more, lists may not, and `${any}` stands for anything.
    pub(super) body: Option<Value>,
    /// The failures of a deployment, as `type component name: problem`.
    pub(super) problems: Option<Vec<String>>,
    /// The status of the row that the login history gets.
    pub(super) login: Option<String>,
}

/// Returns the folder of the table.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/refusals")
}

/// Returns the surfaces with the stems of their files, in the order of these.
pub(super) fn surfaces() -> Vec<(String, Surface)> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder())
        .expect("the folder of the table")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    let stem = |path: &Path| path.file_stem().expect("a name").to_string_lossy().into_owned();
    let is_surface = |path: &PathBuf| stem(path) != "setups";
    let surfaces = paths.iter().filter(|path| is_surface(path));
    surfaces.map(|path| (stem(path), read(path))).collect()
}

/// Returns one surface.
pub(super) fn surface(stem: &str) -> Surface {
    read(&folder().join(format!("{stem}.yaml")))
}

/// Returns the setups that rows share.
pub(super) fn setups() -> BTreeMap<String, Vec<Step>> {
    read(&folder().join("setups.yaml"))
}

fn read<T: serde::de::DeserializeOwned>(path: &Path) -> T {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

impl Row {
    /// Returns the fact of the row.
    pub(super) fn fact(&self) -> Option<&'static Fact> {
        let id = self.fact.as_deref()?;
        let found = registry().iter().find(|fact| fact.id == id);
        Some(found.unwrap_or_else(|| panic!("{}: there is no fact {id}", self.refused)))
    }
}
