//! What to make: as flags say it, or as somebody at a terminal answers.

use hallpass_model::{FleetName, IntegrationName, OrgName};

use crate::arguments::{CiSystem, Global, InitArguments};
use crate::error::Failure;
use crate::exit::Exit;
use crate::terminal::Terminal;
use crate::view::for_terminal;

/// What to make.
#[derive(Debug)]
pub(super) struct Wanted {
    /// The fleet, where there is none yet.
    pub(super) fleet: Option<NewFleet>,
    pub(super) integration: Option<NewIntegration>,
    /// The system that runs the pipeline, and the org that it is for.
    pub(super) pipeline: Option<(CiSystem, OrgName)>,
}

/// A fleet.
#[derive(Debug)]
pub(super) struct NewFleet {
    pub(super) name: FleetName,
    /// An org besides the local one.
    pub(super) org: Option<NewOrg>,
}

/// An org with an address.
#[derive(Debug)]
pub(super) struct NewOrg {
    pub(super) name: OrgName,
    pub(super) url: String,
    pub(super) alias: Option<String>,
}

/// An integration.
#[derive(Debug)]
pub(super) struct NewIntegration {
    pub(super) name: IntegrationName,
    pub(super) email: String,
    pub(super) objects: Vec<String>,
}

/// Finds out what to make. Where a fleet is there already, nothing is asked: what flags do not say stays as it is.
pub(super) fn wanted(
    terminal: Terminal,
    global: &Global,
    arguments: &InitArguments,
    orgs_there: Option<&[OrgName]>,
) -> Result<Wanted, Failure> {
    let Some(orgs_there) = orgs_there else {
        return all(terminal, global, arguments);
    };
    if arguments.fleet.is_some() || arguments.url.is_some() {
        return Err(Failure::new(
            Exit::Usage,
            format!("{} holds a fleet already", global.specs.display()),
        )
        .hint("its hallpass.yaml is yours to edit; `--integration` and `--ci` add to it"));
    }
    let questions = Questions {
        terminal,
        silent: true,
    };
    Ok(Wanted {
        fleet: None,
        integration: match arguments.integration {
            Some(_) => Some(integration(&questions, arguments)?),
            None => None,
        },
        pipeline: match arguments.ci {
            Some(system) => Some((system, piped(global, orgs_there)?)),
            None => None,
        },
    })
}

fn all(terminal: Terminal, global: &Global, arguments: &InitArguments) -> Result<Wanted, Failure> {
    let questions = Questions {
        terminal,
        silent: false,
    };
    let name = questions.needed(
        arguments.fleet.as_deref(),
        "--fleet",
        "A name for the fleet, which is all that your team manages",
        &folder_name(),
        |text| FleetName::new(text).map_err(|error| error.to_string()),
    )?;
    let integration = integration(&questions, arguments)?;
    let org = org(&questions, global, arguments)?;
    let system = match arguments.ci {
        Some(system) => Some(system),
        // The local org is on one machine: a pipeline has another one each time.
        None if org.is_none() => None,
        None => questions.optional(
            None,
            "--ci",
            "Files for a pipeline: github, gitlab or none",
            "none",
            system,
        )?,
    };
    let orgs: Vec<_> = org.iter().map(|org| org.name.clone()).collect();
    let pipeline = match system {
        Some(system) => Some((system, piped(global, &orgs)?)),
        None => None,
    };
    Ok(Wanted {
        fleet: Some(NewFleet { name, org }),
        integration: Some(integration),
        pipeline,
    })
}

fn integration(questions: &Questions, arguments: &InitArguments) -> Result<NewIntegration, Failure> {
    let name = questions.needed(
        arguments.integration.as_deref(),
        "--integration",
        "A system that talks to Salesforce",
        "billing",
        |text| IntegrationName::new(text).map_err(|error| error.to_string()),
    )?;
    let listed = arguments.objects.join(",");
    let objects = questions.optional(
        (!listed.is_empty()).then_some(listed.as_str()),
        "--objects",
        "What it may read, by API name, with commas between",
        "Account",
        objects,
    )?;
    let email = questions.optional(
        arguments.email.as_deref(),
        "--email",
        "The address of the team that answers for it",
        "integrations@example.com",
        address,
    )?;
    Ok(NewIntegration { name, email, objects })
}

fn org(questions: &Questions, global: &Global, arguments: &InitArguments) -> Result<Option<NewOrg>, Failure> {
    let url = questions.optional(
        arguments.url.as_deref(),
        "--url",
        "The My Domain address of an org of yours; none for the local org alone",
        "none",
        url,
    )?;
    let Some(url) = url else { return Ok(None) };
    let otherwise = if is_sandbox(&url) { "uat" } else { "prod" };
    let name = questions.optional(
        global.org.first().map(String::as_str),
        "--org",
        "What to call that org",
        otherwise,
        |text| OrgName::new(text).map_err(|error| error.to_string()),
    )?;
    let alias = match arguments.ci {
        // A pipeline has no signed-in CLI.
        Some(_) => arguments.alias.clone(),
        None => questions.optional(
            arguments.alias.as_deref(),
            "--alias",
            "Its alias in the sf CLI; none where key and secret come from the environment",
            "none",
            |text| Ok((text != "none").then(|| text.to_owned())),
        )?,
    };
    Ok(Some(NewOrg { name, url, alias }))
}

/// Sandboxes say so in their address.
pub(super) fn is_sandbox(url: &str) -> bool {
    url.contains(".sandbox.")
}

/// The org of the pipeline: the one of `--org`, or the only one with an address.
fn piped(global: &Global, orgs: &[OrgName]) -> Result<OrgName, Failure> {
    let unclear = || {
        Failure::new(Exit::Usage, "it is not clear which org the pipeline is for")
            .hint("name it with --org; one that is not there yet needs its address in --url")
    };
    match (global.org.first(), orgs) {
        (Some(name), _) if name == LOCAL || orgs.iter().any(|org| org.as_str() == name) => {
            OrgName::new(name.as_str()).map_err(|_| unclear())
        }
        (None, [only]) => Ok(only.clone()),
        _ => Err(unclear()),
    }
}

/// What the local org is called.
pub(super) const LOCAL: &str = "local";

/// Flags first, then answers, then what holds otherwise.
struct Questions {
    terminal: Terminal,
    silent: bool,
}

impl Questions {
    /// Returns what a flag or somebody says; where nobody is there to be asked, the flag is needed.
    fn needed<T>(
        &self,
        flag: Option<&str>,
        name: &str,
        question: &str,
        otherwise: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, Failure> {
        self.said(flag, name, question, otherwise, &read)?.ok_or_else(|| {
            Failure::new(Exit::Usage, format!("nobody is there to be asked for {name}"))
                .hint("hallpass init --fleet NAME --integration NAME makes a fleet without asking")
        })
    }

    /// Returns what a flag or somebody says, or what holds otherwise.
    fn optional<T>(
        &self,
        flag: Option<&str>,
        name: &str,
        question: &str,
        otherwise: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, Failure> {
        match self.said(flag, name, question, otherwise, &read)? {
            Some(value) => Ok(value),
            None => read(otherwise).map_err(|why| Failure::new(Exit::Usage, format!("{name}: {why}"))),
        }
    }

    fn answer(&self, question: &str) -> Option<String> {
        match self.silent {
            true => None,
            false => self.terminal.ask(question),
        }
    }

    fn said<T>(
        &self,
        flag: Option<&str>,
        name: &str,
        question: &str,
        otherwise: &str,
        read: &dyn Fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Failure> {
        if let Some(text) = flag {
            let fault = |why: String| Failure::new(Exit::Usage, format!("{name} {text}: {why}"));
            return read(text).map(Some).map_err(fault);
        }
        let question = format!("{question}\n[{otherwise}] ");
        while let Some(answer) = self.answer(&question) {
            let answer = if answer.is_empty() { otherwise } else { &answer };
            match read(answer) {
                Ok(value) => return Ok(Some(value)),
                Err(why) => self.terminal.error(&format!("  {}\n", for_terminal(&why))),
            }
        }
        Ok(None)
    }
}

/// The folder's name as a fleet's, where it can be one.
fn folder_name() -> String {
    let folder = std::env::current_dir().ok();
    let name = folder.as_deref().and_then(|folder| folder.file_name()?.to_str());
    fleet_like(name.unwrap_or_default()).unwrap_or_else(|| "acme".to_owned())
}

fn fleet_like(name: &str) -> Option<String> {
    let name: String = name
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    FleetName::new(name.trim_matches('-')).ok().map(String::from)
}

fn objects(text: &str) -> Result<Vec<String>, String> {
    let names: Vec<_> = text
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect();
    let is_name = |name: &&str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    match names.iter().find(|name| !is_name(name)) {
        Some(wrong) => Err(format!(
            "{wrong} is no API name of an object, such as Account or Invoice__c"
        )),
        None if names.is_empty() => Err("name at least one object".to_owned()),
        None => Ok(names.into_iter().map(str::to_owned).collect()),
    }
}

fn address(text: &str) -> Result<String, String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "@._+-".contains(c);
    match text.split_once('@') {
        Some((name, domain)) if !name.is_empty() && domain.contains('.') && text.chars().all(is_plain) => {
            Ok(text.to_owned())
        }
        _ => Err("write it as name@domain".to_owned()),
    }
}

fn url(text: &str) -> Result<Option<String>, String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || ":/.-".contains(c);
    match text {
        "none" => Ok(None),
        _ if text.starts_with("https://") && text.chars().all(is_plain) => {
            Ok(Some(text.trim_end_matches('/').to_owned()))
        }
        _ => Err("write it as https://acme.my.salesforce.com".to_owned()),
    }
}

fn system(text: &str) -> Result<Option<CiSystem>, String> {
    match text {
        "none" => Ok(None),
        "github" => Ok(Some(CiSystem::Github)),
        "gitlab" => Ok(Some(CiSystem::Gitlab)),
        _ => Err("write github, gitlab or none".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::{address, fleet_like, objects, url};

    #[test]
    fn the_name_of_a_folder_becomes_that_of_a_fleet_where_it_can() {
        assert_eq!(fleet_like("Acme Platform").as_deref(), Some("acme-platform"));
        assert_eq!(fleet_like(".tmpX1_"), Some("tmpx1".to_owned()));
        assert_eq!(fleet_like("42"), None);
        assert_eq!(fleet_like(""), None);
    }

    #[test]
    fn nothing_that_is_answered_can_break_the_yaml() {
        for wrong in ["a b", "Account: x", "1st", "", "Kontø"] {
            assert!(objects(wrong).is_err(), "{wrong}");
        }
        assert_eq!(objects("Account, Invoice__c").unwrap(), ["Account", "Invoice__c"]);
        for wrong in ["x", "a@b", "a @b.example", "a@b.example # x", "\"a\"@b.example"] {
            assert!(address(wrong).is_err(), "{wrong}");
        }
        for wrong in ["acme.my.salesforce.com", "http://x", "https://x y", "https://x\n"] {
            assert!(url(wrong).is_err(), "{wrong}");
        }
    }
}
