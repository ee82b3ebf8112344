//! Descriptions: the mark of ownership has to fit behind them.

use std::collections::BTreeMap;

use hallpass_model::{ApiName, FleetName, IntegrationName, Mark};

use crate::decode::{At, Text};
use crate::diagnostic::{Problem, Problems, code};
use crate::load::{Document, World};
use crate::source::Place;
use crate::text::{Free, MAX_DESCRIPTION};

type Description = Option<At<Text<Free>>>;

pub(crate) fn check(world: &World, problems: &mut Problems) {
    for one in &world.integrations {
        own_marks(one, problems);
        lengths(world, one, problems);
    }
}

fn descriptions(one: &Document) -> impl Iterator<Item = &Description> {
    let set = one.spec.permission_set.iter().map(|set| &set.value.description);
    let apps = one.spec.apps.iter().flat_map(|apps| &apps.value);
    std::iter::once(&one.spec.description)
        .chain(set)
        .chain(apps.map(|app| &app.value.description))
}

fn own_marks(one: &Document, problems: &mut Problems) {
    for description in descriptions(one).flatten() {
        if description.value.as_str().contains("[hallpass ") {
            problems.push(
                Problem::error(
                    code::DESCRIPTION_MARK,
                    description.place,
                    "the description holds a mark",
                )
                .label("would be read as a sign of ownership")
                .hint("leave it out: hallpass writes marks itself"),
            );
        }
    }
}

fn lengths(world: &World, one: &Document, problems: &mut Problems) {
    let marked = Marked::of(world, one);
    let Some(marked) = marked else { return };
    let inherited = &one.spec.description;
    let set = one
        .spec
        .permission_set
        .as_ref()
        .and_then(|set| set.value.description.as_ref());
    if let Some((name, _)) = one.set_name() {
        marked.fits(
            set.or(inherited.as_ref()),
            &name,
            "permission set",
            one.place(),
            problems,
        );
    }
    for (app, name) in one.named_apps() {
        let description = app.description.as_ref().or(inherited.as_ref());
        marked.fits(description, name.value, "app", name.place, problems);
    }
}

/// Who marks.
struct Marked {
    fleet: FleetName,
    integration: IntegrationName,
    more: BTreeMap<String, String>,
}

impl Marked {
    fn of(world: &World, one: &Document) -> Option<Self> {
        let protect = one
            .spec
            .protect
            .as_ref()
            .filter(|protect| protect.value)
            .map(|_| ());
        Some(Self {
            fleet: FleetName::new(world.fleet_name()?).ok()?,
            integration: IntegrationName::new(one.name()?).ok()?,
            more: protect
                .map(|()| (Mark::PROTECT.to_owned(), "true".to_owned()))
                .into_iter()
                .collect(),
        })
    }

    fn fits(
        &self,
        description: Option<&At<Text<Free>>>,
        object: &str,
        what: &str,
        place: Place,
        problems: &mut Problems,
    ) {
        let mark = Mark {
            fleet: self.fleet.clone(),
            integration: self.integration.clone(),
            object: ApiName::new(object),
            more: self.more.clone(),
        };
        let mark = mark.to_string().chars().count();
        // A space stands between text and mark.
        let room = MAX_DESCRIPTION.saturating_sub(mark + 1);
        let length = description.map_or(0, |text| text.value.as_str().trim_end().chars().count());
        if length <= room && mark <= MAX_DESCRIPTION {
            return;
        }
        let problem = match description.filter(|_| mark <= MAX_DESCRIPTION) {
            Some(text) => Problem::error(
                code::DESCRIPTION_LENGTH,
                text.place,
                format!("the description has {length} characters, and {room} fit on the {what} `{object}`"),
            )
            .label("too long")
            .hint(format!(
                "shorten it by {}, or give the {what} a description of its own",
                length - room
            )),
            None => Problem::error(
                code::DESCRIPTION_LENGTH,
                place,
                format!("the mark of the {what} `{object}` does not fit into a description"),
            )
            .label("too long")
            .hint("choose shorter names"),
        };
        problems.push(problem.note(format!(
            "Salesforce takes {MAX_DESCRIPTION} characters, and {mark} of them are the mark of ownership"
        )));
    }
}
