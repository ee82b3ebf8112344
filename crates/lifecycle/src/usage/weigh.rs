//! From what was read to what it says.

use std::collections::BTreeMap;

use hallpass_salesforce::RecordId;
use jiff::Timestamp;

use super::read::{Asked, LoginRow, UsageRecords};
use super::report::{
    AddressUse, CallUse, CallWindow, ElsewhereLogin, Failure, IntegrationUsage, LastLogin, LoginWindow,
    UsageReport, Verdict,
};
use super::subjects::Subject;

/// Says what integrations did. Pure: the time is in what was asked.
#[must_use]
pub fn weigh(subjects: &[Subject], records: &UsageRecords, asked: &Asked) -> UsageReport {
    UsageReport {
        logins: LoginWindow {
            from: minute(asked.since()),
            to: minute(asked.now),
            days: asked.days.min(Asked::MAX_DAYS),
        },
        calls: call_window(records),
        integrations: subjects
            .iter()
            .map(|subject| one(subject, records, asked))
            .collect(),
    }
}

fn call_window(records: &UsageRecords) -> CallWindow {
    let mut window = CallWindow {
        unreadable: records.no_files.clone(),
        ..CallWindow::default()
    };
    for file in &records.files {
        match &file.skipped {
            None => window.days.push(file.day.clone()),
            Some(why) => window.skipped.push((file.day.clone(), why.clone())),
        }
    }
    // Large days come in several files.
    window.days.dedup();
    window
}

fn one(subject: &Subject, records: &UsageRecords, asked: &Asked) -> IntegrationUsage {
    let logins: Vec<&LoginRow> = records
        .logins
        .iter()
        .filter(|login| Some(&login.user) == subject.user.as_ref())
        .collect();
    let (good, refused): (Vec<&LoginRow>, Vec<&LoginRow>) =
        logins.iter().copied().partition(|login| is_good(login));
    let (made, last_ever) = subject
        .user
        .as_ref()
        .and_then(|user| records.users.get(user))
        .copied()
        .unwrap_or_default();
    let total_calls = total(subject.user.as_ref(), records);
    let verdict = match &subject.user {
        None => Verdict::Missing,
        Some(_) if !good.is_empty() || total_calls > 0 => Verdict::Used,
        Some(_) if !refused.is_empty() => Verdict::Failing,
        Some(_) if made.is_some_and(|made| made > asked.since()) => Verdict::New,
        Some(_) => Verdict::Unused,
    };
    IntegrationUsage {
        name: subject.integration.clone(),
        username: subject.username.clone(),
        verdict,
        last_login: good.iter().max_by_key(|login| login.at).map(|login| LastLogin {
            at: minute(login.at),
            address: login.address.clone(),
            app: login.app.clone(),
        }),
        last_login_ever: last_ever.map(minute),
        logins: good.len() as u64,
        failures: failures(&refused),
        addresses: addresses(&logins),
        elsewhere: elsewhere(subject, &logins),
        total_calls,
        calls: calls(subject.user.as_ref(), records),
    }
}

/// Live rows write it so; others name a reason.
fn is_good(login: &LoginRow) -> bool {
    login.status.eq_ignore_ascii_case("success")
}

/// Counts by a key, the most first.
fn counted<K: Ord + Clone>(logins: &[&LoginRow], key: impl Fn(&LoginRow) -> K) -> Vec<(K, u64, Timestamp)> {
    let mut found: BTreeMap<K, (u64, Timestamp)> = BTreeMap::new();
    for login in logins {
        let (count, last) = found.entry(key(login)).or_insert((0, login.at));
        *count += 1;
        *last = (*last).max(login.at);
    }
    let mut all: Vec<_> = found
        .into_iter()
        .map(|(key, (count, last))| (key, count, last))
        .collect();
    all.sort_by_key(|(_, count, _)| std::cmp::Reverse(*count));
    all
}

fn failures(refused: &[&LoginRow]) -> Vec<Failure> {
    let counted = counted(refused, |login| login.status.clone());
    let failure = |(reason, count, last): (String, u64, Timestamp)| Failure {
        reason,
        count,
        last: minute(last),
    };
    counted.into_iter().map(failure).collect()
}

fn addresses(logins: &[&LoginRow]) -> Vec<AddressUse> {
    let counted = counted(logins, |login| login.address.clone());
    let address = |(address, count, last): (String, u64, Timestamp)| AddressUse {
        address,
        count,
        last: minute(last),
    };
    counted.into_iter().map(address).collect()
}

fn elsewhere(subject: &Subject, logins: &[&LoginRow]) -> Vec<ElsewhereLogin> {
    let is_other = |login: &&&LoginRow| !subject.apps.contains(&login.app.to_lowercase());
    let others: Vec<&LoginRow> = logins.iter().filter(is_other).copied().collect();
    let by_app = |login: &LoginRow| (login.app.clone(), login.kind.clone());
    let counted = counted(&others, by_app);
    counted
        .into_iter()
        .map(|((app, kind), count, last)| {
            let good = others
                .iter()
                .filter(|login| is_good(login) && by_app(login) == (app.clone(), kind.clone()));
            let succeeded = good.count() as u64;
            ElsewhereLogin {
                app,
                kind,
                succeeded,
                refused: count - succeeded,
                last: minute(last),
            }
        })
        .collect()
}

fn short(user: Option<&RecordId>) -> Option<String> {
    user.map(|user| user.as_str().chars().take(15).collect())
}

fn total(user: Option<&RecordId>, records: &UsageRecords) -> u64 {
    let Some(user) = short(user) else { return 0 };
    let own = records.tally.apps.iter().filter(|((of, _), _)| *of == user);
    own.map(|(_, count)| count).sum()
}

fn calls(user: Option<&RecordId>, records: &UsageRecords) -> Vec<CallUse> {
    let Some(user) = short(user) else {
        return Vec::new();
    };
    let own = records.tally.calls.iter().filter(|(key, _)| key.user == user);
    let mut calls: Vec<CallUse> = own
        .map(|(key, count)| CallUse {
            object: key.object.clone(),
            verb: key.verb.clone(),
            calls: count.calls,
            failed: count.failed,
        })
        .collect();
    calls.sort_by(|a, b| (&a.object, &a.verb).cmp(&(&b.object, &b.verb)));
    calls
}

/// `2026-11-22T10:00Z`: seconds say nothing here.
fn minute(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%MZ").to_string()
}
