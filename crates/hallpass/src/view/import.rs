//! What was imported, for a terminal and for programs.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use hallpass_lifecycle::import::{Imported, LeftOut, Remark};
use hallpass_model::{ApiName, FORMAT_VERSION, IntegrationName, OrgName, Username};
use serde::Serialize;

use super::{Styles, for_terminal};

/// What `import --json` prints.
#[derive(Debug, Serialize)]
pub(crate) struct ImportDocument<'i> {
    format_version: &'static str,
    /// Nothing where files were read.
    org: Option<&'i OrgName>,
    integrations: Vec<Entry<'i>>,
    left_out: &'i [LeftOut],
}

#[derive(Debug, Serialize)]
struct Entry<'i> {
    integration: &'i IntegrationName,
    file: String,
    user: &'i Username,
    permission_set: &'i ApiName,
    also_assigned: &'i BTreeSet<ApiName>,
    apps: Vec<&'i ApiName>,
    remarks: &'i [Remark],
}

impl<'i> ImportDocument<'i> {
    /// Puts together what was written and what was not.
    pub(crate) fn new(
        org: Option<&'i OrgName>,
        folder: &Path,
        specs: &'i [Imported],
        left_out: &'i [LeftOut],
    ) -> Self {
        let entries = specs.iter().map(|Imported { integration, remarks }| Entry {
            integration: &integration.name,
            file: folder
                .join(format!("{}.yaml", integration.name))
                .display()
                .to_string(),
            user: &integration.user.username,
            permission_set: &integration.permission_set.name,
            also_assigned: &integration.also_assigned,
            apps: integration.apps.iter().map(|app| &app.name).collect(),
            remarks,
        });
        Self {
            format_version: FORMAT_VERSION,
            org,
            integrations: entries.collect(),
            left_out,
        }
    }
}

/// Prints it as text, with a line feed at its end.
pub(crate) fn import_as_text(document: &ImportDocument<'_>, styles: Styles) -> String {
    let mut out = String::new();
    for entry in &document.integrations {
        let _ = writeln!(
            out,
            "{}  {}",
            styles.bold(entry.integration),
            for_terminal(&entry.file)
        );
        let names = |names: &mut dyn Iterator<Item = &ApiName>| {
            let names: Vec<&str> = names.map(ApiName::as_str).collect();
            names.join(", ")
        };
        for (what, text) in [
            ("user", entry.user.to_string()),
            ("permission set", entry.permission_set.to_string()),
            ("also assigned", names(&mut entry.also_assigned.iter())),
            ("apps", names(&mut entry.apps.iter().copied())),
            ("policy", findings(entry.remarks)),
        ] {
            if !text.is_empty() {
                let _ = writeln!(out, "    {what:<16}{}", for_terminal(&text));
            }
        }
    }
    let (count, left) = (document.integrations.len(), document.left_out.len());
    let plural = if count == 1 { "" } else { "s" };
    let _ = writeln!(
        out,
        "\n{}",
        styles.bold(format!("Imported: {count} integration{plural}, {left} left out."))
    );
    let _ = match document.org {
        _ if count == 0 => Ok(()),
        Some(org) => writeln!(out, "Next: hallpass plan --org {org}"),
        None => writeln!(
            out,
            "Next: write their users into the specs, then hallpass validate"
        ),
    };
    out
}

/// The codes of what policy found, each with how often.
fn findings(remarks: &[Remark]) -> String {
    let code = |remark: &Remark| {
        let word = remark.text.split(' ').next()?;
        let digits = word.strip_prefix("HP")?;
        digits
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| word.to_owned())
    };
    let codes: Vec<String> = remarks.iter().filter_map(code).collect();
    let unique: BTreeSet<&String> = codes.iter().collect();
    let counted = unique
        .into_iter()
        .map(|code| match codes.iter().filter(|other| *other == code).count() {
            1 => code.clone(),
            count => format!("{code} × {count}"),
        });
    counted.collect::<Vec<_>>().join(", ")
}
