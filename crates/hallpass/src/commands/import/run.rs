//! The road from an org to files. It has no way to write to the org.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use hallpass_lifecycle::import::{Found, Imported, LeftOut, Remark, Wanted, group, group_files, look};
use hallpass_model::{ApiName, Desired, Live, OrgName, Username};
use hallpass_spec::{Given, Loaded, Note, Resolved, Severity, emit, load_with};

use super::files::files_in;
use super::write::{File, write};
use crate::arguments::{Global, ImportArguments};
use crate::commands::connection::Connection;
use crate::commands::{fleet, look as road, policy};
use crate::error::{Ended, Failure};
use crate::exit::Exit;
use crate::progress::Progress;
use crate::terminal::Terminal;
use crate::view::{ImportDocument, for_terminal, import_as_text, pretty, spent};

pub(in crate::commands) async fn run(
    terminal: Terminal,
    global: &Global,
    arguments: &ImportArguments,
) -> Ended {
    if let Some(folder) = &arguments.from {
        return offline(terminal, global, arguments, folder);
    }
    let loaded = fleet::load(terminal, global)?;
    let Resolved { desired, org, .. } = fleet::resolve(terminal, global, &loaded, &[])?;
    let wanted = wanted(arguments);
    let connection = Connection::open(terminal, &org, desired.limits.max_api_calls).await?;
    let looked = Progress::start(terminal, "reading the org")
        .during(look(&connection.reader(), &desired, &wanted))
        .await
        .map_err(|error| Failure::because(format!("read org {}", org.name), &error))?;
    let (usage, survey) = (connection.usage(), looked.survey);
    connection.close().await;
    if let Some(why) = &survey.apps_unread {
        let why = for_terminal(why);
        terminal.error(&format!(
            "{} apps are left out: {why}\n",
            terminal.err.warn("warning:")
        ));
    }
    let Some(live) = looked.live else {
        return Err(nobody(&wanted, &org.name));
    };
    road::is_pinned(&org, &live)?;
    let found = group(&live, &desired, &survey.users);
    let given = loaded.given(&org.username_suffix);
    let import = Import {
        global,
        desired: &desired,
        live: Some(&live),
        given,
        org: Some(&org.name),
    };
    let ended = import.end(terminal, arguments, found)?;
    terminal.note(&spent(usage.into()));
    Ok(ended)
}

/// Imports from files; specs that are there already are respected where they can be read.
fn offline(terminal: Terminal, global: &Global, arguments: &ImportArguments, folder: &Path) -> Ended {
    let files =
        files_in(folder).map_err(|error| Failure::because(format!("read {}", folder.display()), &error))?;
    if files.is_empty() {
        return Err(Failure::new(
            Exit::Error,
            format!("{} holds no permission sets", folder.display()),
        )
        .hint("they end in .permissionset-meta.xml, or .permissionset"));
    }
    let loaded = fleet::load(terminal, global)?;
    let desired = loaded.common().desired();
    let desired = desired.ok_or_else(|| Failure::new(Exit::Error, "the specs cannot be resolved"))?;
    let import = Import {
        global,
        desired: &desired,
        live: None,
        given: loaded.given(""),
        org: None,
    };
    import.end(terminal, arguments, group_files(&files, &desired))
}

fn wanted(arguments: &ImportArguments) -> Wanted {
    match (&arguments.user, &arguments.app, &arguments.permission_set) {
        (Some(user), ..) => Wanted::User(Username::new(user.as_str())),
        (_, Some(app), _) => Wanted::App(ApiName::new(app.as_str())),
        (_, _, Some(set)) => Wanted::PermissionSet(ApiName::new(set.as_str())),
        (None, None, None) => Wanted::All,
    }
}

fn nobody(wanted: &Wanted, org: &OrgName) -> Failure {
    let (message, hint) = match wanted {
        Wanted::All => (
            format!("nothing in org {org} looks like an integration"),
            "name users that are with --user: an integration on a person's licence looks like a person",
        ),
        Wanted::User(name) => (
            format!("org {org} has no user {name}, or hides it"),
            "usernames look like e-mail addresses; those of a sandbox end in its name",
        ),
        Wanted::App(name) => (
            format!(
                "no app {name} of org {org} runs as a user, or admits a permission set that somebody holds"
            ),
            "name its user with --user",
        ),
        Wanted::PermissionSet(name) => (
            format!("nobody in org {org} holds a permission set {name}"),
            "give its API name",
        ),
    };
    Failure::new(Exit::Error, message).hint(hint)
}

struct Import<'a> {
    global: &'a Global,
    desired: &'a Desired,
    /// Nothing where files were read.
    live: Option<&'a Live>,
    given: Given,
    org: Option<&'a OrgName>,
}

impl Import<'_> {
    /// Writes what can be a spec, tells what cannot.
    fn end(&self, terminal: Terminal, arguments: &ImportArguments, found: Found) -> Ended {
        let Found {
            mut integrations,
            mut left_out,
        } = found;
        self.judge(&mut integrations);
        let mut specs = Vec::new();
        for one in integrations {
            match self.given.declared(one.integration.user.username.as_str()) {
                Some(_) => specs.push(one),
                None => left_out.push(LeftOut {
                    what: format!("user {}", one.integration.user.username),
                    why: format!(
                        "its name does not end in {}, as all of this org do",
                        self.given.username_suffix
                    ),
                }),
            }
        }
        let files = self.valid(&mut specs, &mut left_out);
        let folder = arguments.out.as_ref().unwrap_or(&self.global.specs);
        write(folder, &files)?;
        let warning = terminal.err.warn("left out:");
        for LeftOut { what, why } in &left_out {
            terminal.error(&format!(
                "{warning} {}\n",
                for_terminal(&format!("{what}: {why}"))
            ));
        }
        let document = ImportDocument::new(self.org, folder, &specs, &left_out);
        terminal.result(&match self.global.json {
            true => pretty(&document),
            false => import_as_text(&document, terminal.out),
        });
        match specs.is_empty() {
            true => Err(Failure::new(Exit::Error, "nothing could become a spec")),
            false => Ok(Exit::Done),
        }
    }

    /// Adds what policy has to say, as it would of the specs and of the org.
    fn judge(&self, integrations: &mut [Imported]) {
        let by_name = integrations
            .iter()
            .map(|one| (one.integration.name.clone(), one.integration.clone()));
        let judged = Desired {
            integrations: by_name.collect(),
            ..self.desired.clone()
        };
        let mut found = hallpass_policy::judge(&judged, policy::today());
        if let Some(live) = self.live {
            found.extend(hallpass_policy::judge_org(&judged, live, policy::today()));
        }
        for one in integrations {
            let own = found
                .iter()
                .filter(|finding| finding.integration.as_ref() == Some(&one.integration.name));
            let own = own.map(|finding| Remark {
                subject: finding.subject.clone(),
                text: format!("{} {}", finding.code, finding.message),
            });
            one.remarks.extend(own);
        }
    }

    /// Returns the files of those that are specs without errors, beside the specs that are there already.
    fn valid(&self, specs: &mut Vec<Imported>, left_out: &mut Vec<LeftOut>) -> Vec<File> {
        loop {
            let files: Vec<File> = specs.iter().map(|one| self.file(one)).collect();
            let texts: Vec<(String, String)> = files
                .iter()
                .map(|file| (file.name.clone(), file.text.clone()))
                .collect();
            let faults = faults(&load_with(&self.global.specs, &texts), self.global);
            let before = specs.len();
            specs.retain(|one| {
                let fault = faults.get(&file_name(one));
                if let Some(why) = fault {
                    left_out.push(LeftOut {
                        what: format!("user {}", one.integration.user.username),
                        why: format!("no spec can say it: {why}"),
                    });
                }
                fault.is_none()
            });
            if specs.len() == before {
                return files;
            }
        }
    }

    fn file(&self, one: &Imported) -> File {
        let source = self
            .org
            .map_or_else(|| "metadata files".to_owned(), |org| format!("org {org}"));
        let head = format!(
            "Imported from {source}. It only reports; docs: adopting. Comments that begin with HP are findings of policy."
        );
        let mut notes = vec![Note {
            subject: String::new(),
            text: head,
        }];
        let mut told = BTreeSet::new();
        notes.extend(
            one.remarks
                .iter()
                .filter(|remark| told.insert(*remark))
                .map(|remark| Note {
                    subject: remark.subject.clone(),
                    text: remark.text.clone(),
                }),
        );
        File {
            name: file_name(one),
            text: emit(&one.integration, &self.given, &notes).text,
        }
    }
}

fn file_name(one: &Imported) -> String {
    format!("{}.yaml", one.integration.name)
}

/// The first error of each file.
fn faults(loaded: &Loaded, global: &Global) -> BTreeMap<String, String> {
    let errors = loaded
        .diagnostics()
        .iter()
        .filter(|one| one.severity == Severity::Error);
    let mut faults = BTreeMap::new();
    for error in errors {
        let folder = global.specs.to_string_lossy();
        let name = error.path.strip_prefix(&*folder).unwrap_or(&error.path);
        faults
            .entry(name.trim_start_matches('/').to_owned())
            .or_insert_with(|| format!("{} [{}]", error.message, error.code));
    }
    faults
}
