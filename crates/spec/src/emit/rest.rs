//! What few specs have: logins, proof, promises, waivers.

use std::collections::BTreeSet;

use hallpass_model::{ApexRest, ApexSoap, GrantPattern, LoginPolicy, Managed, MigrateFrom, Verify, Waiver};

use super::Given;
use super::lines::Lines;
use super::scalar::scalar;

pub(super) fn never(lines: &mut Lines, never: &BTreeSet<GrantPattern>) {
    if never.is_empty() {
        return;
    }
    let texts: Vec<String> = never.iter().map(ToString::to_string).collect();
    lines.line(&["assert"], 0, "assert:");
    lines.list(&["assert", "never"], 1, "never", texts.iter().map(String::as_str));
}

pub(super) fn migrate_from(lines: &mut Lines, from: Option<&MigrateFrom>, given: &Given) {
    let Some(MigrateFrom { user, connected_app }) = from else {
        return;
    };
    let user = given.declared(user.as_str()).unwrap_or(user.as_str());
    lines.line(&["migrate_from"], 0, "migrate_from:");
    lines.text(&["migrate_from", "user"], 1, "user", user);
    if let Some(app) = connected_app {
        lines.text(&["migrate_from", "connected_app"], 1, "connected_app", app);
    }
}

pub(super) fn login(lines: &mut Lines, login: &Managed<LoginPolicy>) {
    let Managed::Set(LoginPolicy { ip_ranges, hours }) = login else {
        return;
    };
    if ip_ranges.is_empty() && hours.is_none() {
        lines.line(&["login"], 0, "login: none");
        return;
    }
    lines.line(&["login"], 0, "login:");
    if !ip_ranges.is_empty() {
        let texts: Vec<String> = ip_ranges.iter().map(ToString::to_string).collect();
        let texts = texts.iter().map(String::as_str);
        lines.list(&["login", "ip_ranges"], 1, "ip_ranges", texts);
    }
    let Some(hours) = hours else { return };
    lines.line(&["login", "hours"], 1, "hours:");
    for (day, (start, end)) in hours.days().filter(|(_, (start, end))| start < end) {
        let (from, to) = (start / 60, end / 60);
        let window = format!("{from:02}:{:02}-{to:02}:{:02}", start % 60, end % 60);
        lines.text(&["login", "hours", day], 2, day, &window);
    }
}

pub(super) fn verify(lines: &mut Lines, verify: &Verify) {
    let Verify {
        queries,
        apex_rest,
        apex_soap,
    } = verify;
    if *verify == Verify::default() {
        return;
    }
    lines.line(&["verify"], 0, "verify:");
    if !queries.is_empty() {
        lines.list(
            &["verify", "queries"],
            1,
            "queries",
            queries.iter().map(String::as_str),
        );
    }
    let path = ["verify", "apex_rest"];
    for (at, ApexRest { get }) in apex_rest.iter().enumerate() {
        if at == 0 {
            lines.line(&path, 1, "apex_rest:");
        }
        lines.line(&path, 2, &format!("- get: {}", scalar(get)));
    }
    let path = ["verify", "apex_soap"];
    for (at, ApexSoap { class, operation }) in apex_soap.iter().enumerate() {
        if at == 0 {
            lines.line(&path, 1, "apex_soap:");
        }
        let (class, operation) = (scalar(class.as_str()), scalar(operation));
        lines.line(
            &path,
            2,
            &format!("- {{ class: {class}, operation: {operation} }}"),
        );
    }
}

pub(super) fn waivers(lines: &mut Lines, waivers: &[Waiver]) {
    if waivers.is_empty() {
        return;
    }
    lines.line(&["waivers"], 0, "waivers:");
    for Waiver {
        rule,
        owner,
        reason,
        expires,
    } in waivers
    {
        let path = ["waivers", rule.as_str()];
        lines.line(&path, 1, &format!("- rule: {}", scalar(rule)));
        for (key, text) in [("owner", owner), ("reason", reason), ("expires", expires)] {
            lines.text(&path, 2, key, text);
        }
    }
}
