//! Names in files of their own. They are part of what is desired, so they are read with the specs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::decode::{At, Cx, Decode, Text, Unique};
use crate::diagnostic::{Problem, Problems, code};
use crate::files::{self, MAX_SPEC_BYTES};
use crate::format::{FieldNames, Names, PermissionsSpec};
use crate::load::World;
use crate::load::finds::Finds;
use crate::source::{Place, Sources};
use crate::text::{ApiNameRule, Line};
use crate::yaml::{self, Node, Scalar, Value};

type Listed = Arc<Unique<Text<ApiNameRule>>>;

/// The files that were read, each once, however many specs name it.
#[derive(Default)]
pub(super) struct Lists(BTreeMap<PathBuf, Option<Listed>>);

/// Reads every file of names that an integration or a bundle names.
pub(super) fn read_lists(world: &mut World, finds: &mut Finds<'_>) {
    let own = world.integrations.iter().map(|one| one.spec.permissions.as_ref());
    let shared = world.bundles.iter().map(|one| one.spec.permissions.as_ref());
    let paths: Vec<At<Text<Line>>> = own
        .chain(shared)
        .flatten()
        .flat_map(|permissions| paths(&permissions.value))
        .filter(|path| !world.lists.contains_key(&path.place))
        .cloned()
        .collect();
    for path in paths {
        if let Some(names) = read(&path, finds) {
            world.lists.insert(path.place, names);
        }
    }
}

fn paths(permissions: &PermissionsSpec) -> impl Iterator<Item = &At<Text<Line>>> {
    let fields = permissions.fields.iter().flat_map(|fields| &fields.value.entries);
    fields.flat_map(|(_, fields)| {
        let lists = [
            fields.value.read.as_ref().and_then(named),
            fields.value.edit.as_ref().and_then(named),
            fields.value.except.as_ref().map(|names| &names.value),
        ];
        lists.into_iter().flatten().filter_map(|names| match names {
            Names::File(path) => Some(path),
            Names::Listed(_) => None,
        })
    })
}

fn named(names: &At<FieldNames>) -> Option<&Names> {
    match &names.value {
        FieldNames::All => None,
        FieldNames::Named(names) => Some(names),
    }
}

fn read(path: &At<Text<Line>>, finds: &mut Finds<'_>) -> Option<Listed> {
    let folder = finds.folders.get(path.place.file as usize);
    let full = folder
        .map_or(Path::new(""), PathBuf::as_path)
        .join(path.value.as_str());
    let found = within(&full, finds.root).and_then(|whole| {
        let known = finds.lists.0.get(&whole).cloned();
        known.map_or_else(|| open(&full, whole, path, finds), Ok)
    });
    match found {
        Ok(names) => names,
        Err(why) => {
            finds.problems.push(
                Problem::error(
                    code::NAMES_FILE,
                    path.place,
                    format!("`{}` gives no names: {why}", path.value.as_str()),
                )
                .label("no names")
                .hint("the path is relative to the file that names it"),
            );
            None
        }
    }
}

/// Returns the one path of a file. What lies outside of the folder stays unread: messages show what they are about, and
/// a spec that comes from anywhere must not make them show any file of the machine.
fn within(path: &Path, root: &Path) -> Result<PathBuf, String> {
    let whole = |path: &Path| {
        path.canonicalize()
            .map_err(|error| files::reason(&files::ReadFault::Io(error)))
    };
    let path = whole(path)?;
    match path.starts_with(whole(root)?) {
        true => Ok(path),
        false => Err("it lies outside of the folder of the specs".to_owned()),
    }
}

fn open(
    full: &Path,
    whole: PathBuf,
    path: &At<Text<Line>>,
    finds: &mut Finds<'_>,
) -> Result<Option<Listed>, String> {
    let text = files::read_text(full, MAX_SPEC_BYTES).map_err(|fault| files::reason(&fault))?;
    finds.digest.file(path.value.as_str(), &text);
    let shown = full
        .strip_prefix(finds.root)
        .map(|below| finds.called.join(below));
    let shown = shown.unwrap_or_else(|_| full.to_owned());
    let names = names(&shown, &text, finds.sources, finds.problems);
    if names.as_ref().is_some_and(|names| names.0.is_empty()) {
        return Err("it is empty".to_owned());
    }
    let names = names.map(Arc::new);
    finds.lists.0.insert(whole, names.clone());
    Ok(names)
}

fn names(
    path: &Path,
    text: &str,
    sources: &mut Sources,
    problems: &mut Problems,
) -> Option<Unique<Text<ApiNameRule>>> {
    let shown = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    let file = sources.add(shown, text.to_owned());
    let tree = match is_yaml(text) {
        true => yaml::parse(text, file, problems).documents.into_iter().next()?,
        false => lines(text, file),
    };
    Unique::decode(&tree, &mut Cx::new(problems, &[]))
}

/// Returns whether the first thing in a text begins a YAML list.
fn is_yaml(text: &str) -> bool {
    let first = text.lines().map(bare).find(|line| !line.is_empty());
    first.is_some_and(|line| line.starts_with(['-', '[']))
}

fn bare(line: &str) -> &str {
    line.split_once('#').map_or(line, |(before, _)| before).trim()
}

fn lines(text: &str, file: u32) -> Node {
    let mut items = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let name = bare(line);
        if !name.is_empty() {
            let at = start + line.find(name).unwrap_or_default();
            let scalar = Scalar {
                text: name.to_owned(),
                quoted: true,
            };
            let place = Place::new(file, at..at + name.len());
            items.push(Arc::new(Node::new(place, Value::Scalar(scalar))));
        }
        start += line.len();
    }
    Node::new(Place::top(file), Value::List(items))
}
