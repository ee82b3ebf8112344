//! The data of the page: small, and in a form that no HTML parser takes for anything else.
//!
//! Names are said once and referred to by number, so that a matrix of 200 × 100 stays small.

use std::collections::BTreeMap;

use hallpass_model::{Risk, Verb, Verbs};
use serde::Serialize;

use super::access::{AccessDocument, AccessEntry, Basis, OrgEntry};
use super::coverage::CoverageEntry;

/// What the script of the page reads.
#[derive(Debug, Serialize)]
struct Island<'d> {
    basis: Basis,
    made_at: &'d str,
    fleet: &'d str,
    org: &'d Option<OrgEntry>,
    fields: bool,
    verbs: Vec<&'static str>,
    risks: [&'static str; 3],
    integrations: Vec<Integration<'d>>,
    targets: Vec<(&'static str, &'d str)>,
    /// Through what, and why.
    sources: Vec<(&'d str, &'d str)>,
    access: Vec<Row>,
    coverage: &'d Option<CoverageEntry>,
}

/// Integration, target, what it can do, what is declared, what is beyond that, risk, sources with their verbs; verbs are
/// bits.
type Row = (usize, usize, u32, u32, u32, usize, Vec<(usize, u32)>);

#[derive(Debug, Serialize)]
struct Integration<'d> {
    name: &'d str,
    owner: &'d str,
    username: &'d str,
    risk: usize,
    notes: &'d [String],
}

/// Numbers for things in the order in which they come.
struct Numbers<K> {
    of: BTreeMap<K, usize>,
    all: Vec<K>,
}

impl<K: Ord + Copy> Numbers<K> {
    const fn new() -> Self {
        Self {
            of: BTreeMap::new(),
            all: Vec::new(),
        }
    }

    fn number(&mut self, of: K) -> usize {
        *self.of.entry(of).or_insert_with(|| {
            self.all.push(of);
            self.all.len() - 1
        })
    }
}

/// Returns the data as JSON in which nothing can end the element that it stands in.
pub(super) fn island(document: &AccessDocument) -> String {
    let mut subjects: Numbers<&str> = Numbers::new();
    for one in &document.integrations {
        subjects.number(one.name.as_str());
    }
    let (mut targets, mut sources) = (Numbers::new(), Numbers::new());
    let access = document.access.iter().map(|one| {
        row(
            one,
            subjects.number(one.integration.as_str()),
            &mut targets,
            &mut sources,
        )
    });
    let access = access.collect();
    let integrations = document.integrations.iter().map(|one| Integration {
        name: one.name.as_str(),
        owner: &one.owner,
        username: one.username.as_str(),
        risk: level(one.risk),
        notes: &one.notes,
    });
    let island = Island {
        basis: document.basis,
        made_at: &document.made_at,
        fleet: document.fleet.as_str(),
        org: &document.org,
        fields: document.fields,
        verbs: Verb::ALL.map(Verb::word).to_vec(),
        risks: ["low", "medium", "high"],
        integrations: integrations.collect(),
        targets: targets.all,
        sources: sources.all,
        access,
        coverage: &document.coverage,
    };
    inert(&serde_json::to_string(&island).expect("the data has text keys and no failing parts"))
}

fn row<'d>(
    one: &'d AccessEntry,
    subject: usize,
    targets: &mut Numbers<(&'static str, &'d str)>,
    sources: &mut Numbers<(&'d str, &'d str)>,
) -> Row {
    let through = one.sources.iter().map(|source| {
        let number = sources.number((source.through.as_str(), source.because.as_str()));
        (number, bits(source.verbs))
    });
    (
        subject,
        targets.number((one.kind.word(), one.target.as_str())),
        bits(one.allowed),
        bits(one.declared),
        bits(one.beyond),
        level(one.risk),
        through.collect(),
    )
}

/// The verbs as bits, in the order of [`Verb::ALL`].
fn bits(verbs: Verbs) -> u32 {
    let all = Verb::ALL.into_iter().enumerate();
    all.filter(|(_, verb)| verbs.has(*verb))
        .fold(0, |bits, (at, _)| bits | 1 << at)
}

const fn level(risk: Risk) -> usize {
    match risk {
        Risk::Low => 0,
        Risk::Medium => 1,
        Risk::High => 2,
    }
}

/// Within JSON these characters stand in texts alone, where an escape is the same text.
fn inert(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                safe.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            _ => safe.push(c),
        }
    }
    safe
}
