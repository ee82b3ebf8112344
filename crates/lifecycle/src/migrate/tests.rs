use hallpass_model::{ApiName, IntegrationName, Seen, Username};
use hallpass_salesforce::{Record, RecordId};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::app::{blind_to_logins, blind_to_tokens, count};
use super::{Note, Observed, OldApp, Stage, Step, Use, Way, Wish, next, obstacles};

fn now() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

fn ago(days: i64) -> Timestamp {
    now() - SignedDuration::from_hours(24 * days)
}

fn way(name: &str, uses: &[(&str, i64)]) -> Way {
    let one = |(app, days): &(&str, i64)| Use {
        app: (*app).to_owned(),
        how: "Remote Access 2.0".to_owned(),
        logins: 1,
        refused: 0,
        last: Some(ago(*days)),
    };
    Way {
        username: Username::from(name),
        id: RecordId::parse("005000000000001").unwrap(),
        active: true,
        frozen: Seen::Known(false),
        profile: "System Administrator".to_owned(),
        about_me: String::new(),
        note: None,
        last_login: uses.iter().map(|(_, days)| ago(*days)).max(),
        last_session: None,
        uses: Seen::Known(uses.iter().map(one).collect()),
        sessions: Vec::new(),
    }
}

fn observed(old: &[(&str, i64)], new: &[(&str, i64)]) -> Observed {
    Observed {
        now: now(),
        since: ago(7),
        old: Some(way("old@example.com", old)),
        new: Some(way("new@example.com", new)),
        changes: 0,
        is_own: false,
        owner: None,
        app: None,
    }
}

fn note(was_frozen: bool) -> Note {
    Note {
        fleet: "acme".to_owned(),
        integration: "billing".to_owned(),
        since: "2026-11-22T10:00:00Z".to_owned(),
        by: "ops@example.com".to_owned(),
        was_frozen,
    }
}

fn old(observed: &mut Observed) -> &mut Way {
    observed.old.as_mut().unwrap()
}

fn told(observed: &Observed) -> Vec<(String, bool)> {
    let all = obstacles(observed);
    all.iter().map(|one| (one.to_string(), one.yields())).collect()
}

#[test]
fn a_migration_goes_from_stage_to_stage() {
    let mut seen = observed(&[("Legacy", 0)], &[]);
    seen.changes = 3;
    assert_eq!(Stage::of(&seen), Stage::NotReady);
    seen.changes = 0;
    assert_eq!(Stage::of(&seen), Stage::BothAlive);
    assert_eq!(
        Stage::of(&observed(&[("Legacy", 2)], &[("Billing", 1)])),
        Stage::Switching
    );
    let mut seen = observed(&[("Legacy", 8)], &[("Billing", 1)]);
    assert_eq!(Stage::of(&seen), Stage::Quiet);
    old(&mut seen).note = Some(note(false));
    assert_eq!(Stage::of(&seen), Stage::HalfClosed);
    old(&mut seen).frozen = Seen::Known(true);
    assert_eq!(Stage::of(&seen), Stage::Closed);
    old(&mut seen).sessions = vec![RecordId::parse("0Ak000000000001").unwrap()];
    assert_eq!(Stage::of(&seen), Stage::HalfClosed);
    old(&mut seen).note = None;
    assert_eq!(Stage::of(&seen), Stage::ClosedByOthers);
    seen.old = None;
    assert_eq!(Stage::of(&seen), Stage::NoOldWay);
}

#[test]
fn a_way_that_is_silent_may_be_closed() {
    assert_eq!(told(&observed(&[("Legacy", 8)], &[("Billing", 1)])), []);
    assert_eq!(told(&observed(&[], &[("Billing", 1)])), []);
}

#[test]
fn a_way_that_is_in_use_stays_open_unless_somebody_insists() {
    let seen = observed(&[("Legacy", 1), ("Other", 30)], &[]);
    assert_eq!(
        told(&seen),
        [
            ("nobody has ever signed in the new way".to_owned(), true),
            ("the old way is still in use, through Legacy".to_owned(), true),
        ]
    );
    let mut shared = observed(&[("Legacy", 8), ("Other", 1)], &[("Billing", 1)]);
    shared.app = Some(OldApp {
        label: "Legacy".to_owned(),
        others: Seen::Known(Vec::new()),
        tokens_unseen: None,
    });
    assert_eq!(
        told(&shared),
        [(
            "somebody else signs in as the old user, through Other".to_owned(),
            true
        )]
    );
    let mut traceless = observed(&[], &[("Billing", 1)]);
    old(&mut traceless).last_login = Some(ago(1));
    assert_eq!(
        told(&traceless),
        [(
            "the old way is still in use, through something that left no trace".to_owned(),
            true
        )]
    );
    let mut lasting = observed(&[("Legacy", 30)], &[("Billing", 1)]);
    old(&mut lasting).last_session = Some(ago(1));
    assert_eq!(
        told(&lasting),
        [(
            "the old way is still in use, through a session that began before".to_owned(),
            true
        )]
    );
    assert_eq!(Stage::of(&lasting), Stage::Switching);
    let mut unseen = observed(&[], &[("Billing", 1)]);
    old(&mut unseen).uses = Seen::Unknown("INSUFFICIENT_ACCESS".to_owned());
    assert_eq!(
        told(&unseen),
        [(
            "what uses the old way cannot be seen: INSUFFICIENT_ACCESS".to_owned(),
            true
        )]
    );
    assert_eq!(Stage::of(&unseen), Stage::Switching);
}

#[test]
fn what_leaves_nobody_a_way_in_is_refused_whoever_insists() {
    let quiet = || observed(&[("Legacy", 8)], &[("Billing", 1)]);
    let refused = |change: fn(&mut Observed)| {
        let mut seen = quiet();
        change(&mut seen);
        let told = told(&seen);
        assert!(told.iter().any(|(_, yields)| !yields), "{told:?}");
    };
    refused(|seen| seen.new = None);
    refused(|seen| seen.new.as_mut().unwrap().active = false);
    refused(|seen| seen.new.as_mut().unwrap().frozen = Seen::Known(true));
    refused(|seen| seen.is_own = true);
    refused(|seen| seen.owner = Some(IntegrationName::new("other").unwrap()));
    refused(|seen| seen.old.as_mut().unwrap().active = false);
    refused(|seen| seen.old = None);
}

/// The org after a step.
fn after(seen: &mut Observed, step: &Step) {
    let old = old(seen);
    match step {
        Step::Note { was_frozen } => old.note = Some(note(*was_frozen)),
        Step::Freeze => old.frozen = Seen::Known(true),
        Step::EndSessions(_) => old.sessions.clear(),
        Step::Thaw => old.frozen = Seen::Known(false),
        Step::Forget => old.note = None,
        Step::Done => {}
    }
}

#[test]
fn a_cut_over_goes_on_wherever_it_was_stopped_and_undoing_it_gives_back_what_was() {
    for was_frozen in [false, true] {
        let mut before = observed(&[("Legacy", 8)], &[("Billing", 1)]);
        old(&mut before).frozen = Seen::Known(was_frozen);
        old(&mut before).sessions = vec![RecordId::parse("0Ak000000000001").unwrap()];
        let mut all = vec![before.clone()];
        let mut seen = before.clone();
        loop {
            let step = next(Wish::CutOver, &seen);
            if step == Step::Done {
                break;
            }
            after(&mut seen, &step);
            all.push(seen.clone());
        }
        assert_eq!(Stage::of(&seen), Stage::Closed);
        for mut stopped in all {
            assert_eq!(
                obstacles(&stopped).is_empty(),
                stopped.old.as_ref().unwrap().note.is_some() || !was_frozen
            );
            while let step = next(Wish::Undo, &stopped)
                && step != Step::Done
            {
                after(&mut stopped, &step);
            }
            let left = stopped.old.unwrap();
            assert_eq!((left.frozen, left.note), (Seen::Known(was_frozen), None));
        }
    }
}

fn rows(all: serde_json::Value) -> Vec<Record> {
    serde_json::from_value(all).unwrap()
}

#[test]
fn whoever_else_uses_the_old_app_is_counted_and_the_old_user_and_refused_tries_are_not() {
    let old = RecordId::parse("005000000000001").unwrap();
    let login = |user: &str, app: &str, status: &str, n: u32, day: u32| {
        let latest = format!("2026-11-{day:02}T10:00:00.000+0000");
        json!({ "UserId": user, "Application": app, "Status": status, "n": n, "latest": latest })
    };
    let logins = rows(json!([
        login("005000000000001", "Legacy", "Success", 9, 20),
        login("005000000000002", "Legacy", "Success", 3, 10),
        login("005000000000002", "Legacy", "Invalid Password", 5, 21),
        login("005000000000003", "Other", "Success", 1, 20),
    ]));
    let tokens = rows(json!([
        { "UserId": "005000000000004", "LastUsedDate": "2026-11-15T10:00:00.000+0000" },
        { "UserId": "005000000000002", "LastUsedDate": null },
    ]));
    let found = count("Legacy", Some(&old), &logins, &tokens);
    let told: Vec<_> = found
        .iter()
        .map(|one| (one.id.as_str().contains("000004"), one.logins, one.tokens))
        .collect();
    assert_eq!(told, [(true, 0, 1), (false, 3, 1)], "the latest first");
    assert_eq!(
        found.iter().map(|one| one.last).collect::<Vec<_>>(),
        [Some(ago(7)), Some(ago(12))]
    );
}

#[test]
fn who_may_not_see_the_logins_or_tokens_of_others_does_not_say_that_there_are_none() {
    let held = |all: &[&str]| Seen::Known(all.iter().map(|one| ApiName::from(*one)).collect());
    let blind = |all: &[&str]| {
        (
            blind_to_logins(&held(all)).is_some(),
            blind_to_tokens(&held(all)).is_some(),
        )
    };
    assert_eq!(blind(&["CustomizeApplication"]), (true, false));
    assert_eq!(blind(&["ManageUsers"]), (false, true));
    assert_eq!(
        blind(&["MonitorLoginHistory", "CustomizeApplication"]),
        (false, false)
    );
}
