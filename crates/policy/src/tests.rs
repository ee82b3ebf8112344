use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::build::{desired, integration, live_of};
use hallpass_model::{
    API_ONLY_PROFILES, Certificate, Complete, Enforce, Flow, HeldSet, Integration, IpRelaxation, Kind, Live,
    LiveUser, LoginPolicy, Manage, Managed, PolicyLevel, Role, Scope, Seen, Waiver,
};
use jiff::civil::{Date, date};

use crate::{Finding, Level, NewAccess, Sees, judge, judge_new_access, judge_org, refused, rules};

const TODAY: Date = date(2030, 6, 15);

/// Breaks no rule: its user may log in from somewhere, and nowhere else.
fn billing(lines: &[(&str, &str)]) -> Integration {
    let mut one = integration("billing", lines);
    one.own_profile.login = Managed::Set(LoginPolicy {
        ip_ranges: BTreeSet::from(["192.0.2.0/24".parse().unwrap()]),
        hours: None,
    });
    one
}

fn found(one: Integration) -> Vec<Finding> {
    judge(&desired([one]), TODAY)
}

fn codes(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.code).collect()
}

fn waiver(rule: &str, expires: &str) -> Waiver {
    Waiver {
        rule: rule.to_owned(),
        owner: "security@example.com".to_owned(),
        reason: "until the vendor asks for less".to_owned(),
        expires: expires.to_owned(),
    }
}

#[test]
fn codes_unique() {
    let all = rules();
    let codes: BTreeSet<_> = all.iter().map(|rule| rule.code).collect();
    let names: BTreeSet<_> = all.iter().map(|rule| rule.name).collect();
    assert_eq!((codes.len(), names.len()), (all.len(), all.len()));
    for rule in all {
        assert!(
            rule.code.starts_with("HP") && rule.code.len() == 5,
            "{}",
            rule.code
        );
        assert!(!rule.why.is_empty() && !rule.fix.is_empty(), "{}", rule.code);
    }
}

#[test]
fn a_modest_integration_gives_no_findings() {
    assert_eq!(
        found(billing(&[
            ("Account", "read create edit"),
            ("Account.Phone", "read")
        ])),
        []
    );
}

#[test]
fn editing_all_fields_is_told_and_reading_them_is_not() {
    let mut one = billing(&[("Account", "read edit"), ("Contact", "read edit")]);
    let mut of = |object: &str, verb| {
        let all = one.all_fields.entry(object.into()).or_default();
        all.add(verb, BTreeSet::new());
    };
    of("Account", hallpass_model::Verb::Read);
    of("Contact", hallpass_model::Verb::Edit);
    let found = found(one);
    assert_eq!(codes(&found), ["HP018"]);
    assert!(found[0].message.contains("Contact"), "{}", found[0].message);
}

#[test]
fn where_a_user_stands_opens_records_and_is_told() {
    let names = |names: &[&str]| names.iter().map(|name| (*name).into()).collect::<BTreeSet<_>>();
    let mut one = billing(&[]);
    one.joins = BTreeMap::from([
        (Kind::PackageLicense, names(&["acmepay"])),
        (Kind::PublicGroup, names(&[])),
        (Kind::Queue, names(&[])),
    ]);
    assert_eq!(
        found(one.clone()),
        [],
        "a package opens no records, and nothing no more"
    );
    one.user.role = Managed::Set(Role::Named("Sales".into()));
    one.joins.extend([
        (Kind::PublicGroup, names(&["Readers", "Writers"])),
        (Kind::Queue, names(&["Cases"])),
    ]);
    let found = found(one);
    assert_eq!(codes(&found), ["HP023"; 4]);
    let mut subjects: Vec<_> = found.iter().map(|finding| finding.subject.as_str()).collect();
    subjects.sort_unstable();
    subjects.dedup();
    assert_eq!(subjects, ["user.public_groups", "user.queues", "user.role"]);
    assert!(!refused(&found));
}

#[test]
fn each_permission_of_the_floor_is_refused_in_any_spelling() {
    for name in [
        "viewalldata",
        "ModifyAllData",
        "ManageUsers",
        "AuthorApex",
        "CustomizeApplication",
        "ModifyMetadata",
        "ManageProfilesPermissionsets",
        "AssignPermissionSets",
    ] {
        let findings = found(billing(&[(&format!("system {name}"), "use")]));
        assert_eq!(codes(&findings), ["HP001"], "{name}");
        assert!(refused(&findings), "{name}");
        assert_eq!(findings[0].subject, format!("permissions.system[{name}]"));
    }
    assert_eq!(found(billing(&[("system ApiEnabled", "use")])), []);
}

#[test]
fn full_is_refused_beside_other_scopes() {
    let with = |scopes: &[&str]| {
        let mut one = billing(&[]);
        one.apps[0].scopes = Managed::Set(scopes.iter().map(|scope| Scope((*scope).to_owned())).collect());
        found(one)
    };
    assert_eq!(codes(&with(&["api", "full"])), ["HP002"]);
    assert!(refused(&with(&["api", "full"])));
    assert!(!refused(&with(&["api", "refresh_token"])));
}

#[test]
fn whom_to_ask_about_the_app_of_another_is_not_asked() {
    let mut one = billing(&[]);
    one.apps[0].contact_email = Managed::Unmanaged;
    one.apps[0].manage = Manage::Policies;
    assert_eq!(found(one), []);
}

#[test]
fn a_certificate_outside_of_its_time_refuses_and_one_that_ends_within_thirty_days_warns() {
    let on = |today: &str| {
        let mut one = billing(&[]);
        one.apps[0].flow = Flow::JwtBearer(Certificate {
            not_before: "2026-01-10".to_owned(),
            not_after: "2027-01-10".to_owned(),
            ..Certificate::default()
        });
        let findings = judge(&desired([one]), today.parse().unwrap());
        (
            codes(&findings).join(" "),
            findings.iter().map(|one| one.message.clone()).collect::<String>(),
        )
    };
    for (today, code, message) in [
        (
            "2026-01-09",
            "HP016",
            "the certificate of Billing_Integration begins on 2026-01-10",
        ),
        ("2026-01-10", "", ""),
        ("2026-12-10", "", ""),
        (
            "2026-12-11",
            "HP017",
            "the certificate of Billing_Integration ends on 2027-01-10, in 30 days",
        ),
        (
            "2027-01-09",
            "HP017",
            "the certificate of Billing_Integration ends tomorrow",
        ),
        (
            "2027-01-10",
            "HP017",
            "the certificate of Billing_Integration ends today",
        ),
        (
            "2027-01-11",
            "HP016",
            "the certificate of Billing_Integration ended on 2027-01-10",
        ),
    ] {
        assert_eq!(on(today), (code.to_owned(), message.to_owned()), "{today}");
    }
}

#[test]
fn other_rules_warn_and_do_not_refuse() {
    let mut one = billing(&[
        ("Account", "read edit delete view_all modify_all"),
        ("Lead", "read"),
    ]);
    one.owner = "the finance people".to_owned();
    one.user.email = Managed::Set("Billing.API@example.com".to_owned());
    one.apps[0].ip_relaxation = Managed::Set(IpRelaxation::Bypass);
    one.apps[0].contact_email = Managed::Unmanaged;
    let findings = found(one);
    assert_eq!(
        codes(&findings),
        ["HP010", "HP010", "HP011", "HP012", "HP013", "HP014", "HP015"]
    );
    assert!(findings.iter().all(|finding| finding.level == Level::Warn));
    assert!(!refused(&findings));
}

#[test]
fn a_waiver_opens_the_gate_through_its_last_day() {
    let mut one = billing(&[("system ViewAllData", "use")]);
    one.waivers = vec![waiver("HP001", "2030-06-15")];
    let findings = found(one);
    assert!(!refused(&findings));
    assert_eq!(
        findings[0].waived_by.as_ref().unwrap().owner,
        "security@example.com"
    );
}

#[test]
fn an_expired_waiver_covers_nothing_and_is_an_error_itself() {
    let mut one = billing(&[("system ViewAllData", "use")]);
    one.waivers = vec![waiver("HP001", "2030-06-14")];
    let findings = found(one);
    assert_eq!(codes(&findings), ["HP001", "HP090"]);
    assert!(findings.iter().all(Finding::refuses));
}

#[test]
fn a_waiver_without_rule_owner_reason_or_day_is_refused() {
    type Spoil = fn(&mut Waiver);
    let cases: [(&str, Spoil); 4] = [
        ("waivers[0].rule", |waiver| waiver.rule = "HP999".to_owned()),
        ("waivers[0].owner", |waiver| waiver.owner = " ".to_owned()),
        ("waivers[0].reason", |waiver| waiver.reason = String::new()),
        ("waivers[0].expires", |waiver| waiver.expires = "soon".to_owned()),
    ];
    for (subject, spoil) in cases {
        let mut one = billing(&[]);
        let mut spoilt = waiver("HP001", "2031-01-01");
        spoil(&mut spoilt);
        one.waivers = vec![spoilt];
        let findings = found(one);
        assert_eq!(codes(&findings), ["HP091"], "{subject}");
        assert_eq!(findings[0].subject, subject);
    }
}

#[test]
fn waivers_of_waiver_rules_are_no_waivers() {
    let mut one = billing(&[("system ViewAllData", "use")]);
    one.waivers = vec![waiver("HP001", "2000-01-01"), waiver("HP090", "2031-01-01")];
    assert!(refused(&found(one)));
}

#[test]
fn the_floor_only_warns_where_nothing_is_written() {
    let mut one = billing(&[("system ViewAllData", "use")]);
    one.enforce = Enforce::Report;
    let findings = found(one);
    assert_eq!((codes(&findings), refused(&findings)), (vec!["HP001"], false));
}

/// One key a line, so that an example takes the place of its keys.
const MODEL_SPEC: &str = "\
integration: billing
owner: finance-it@example.com
user: { username: billing.api@example.com, email: finance-alerts@example.com }
permissions: { objects: { Account: [read] } }
";

const FLEET: &str = "version: 1\nfleet: acme\norgs: { local: { local: here } }\n";

/// Returns the codes of what is found in the specs that people write.
fn codes_of_spec(keys: &str) -> BTreeSet<&'static str> {
    let key = |line: &str| line.split(':').next().map(str::to_owned);
    let given: Vec<_> = keys.lines().map(key).collect();
    let kept = MODEL_SPEC.lines().filter(|line| !given.contains(&key(line)));
    let spec = kept.chain(keys.lines()).collect::<Vec<_>>().join("\n");
    let folder = tempfile::TempDir::new().unwrap();
    std::fs::write(folder.path().join("hallpass.yaml"), FLEET).unwrap();
    std::fs::write(folder.path().join("billing.yaml"), &spec).unwrap();
    let loaded = hallpass_spec::load(folder.path());
    assert!(
        !loaded.has_errors(),
        "{}",
        hallpass_spec::render_text(loaded.diagnostics(), loaded.sources(), false)
    );
    let desired = loaded.variants()[0].desired().unwrap();
    let standing = judge(&desired, TODAY)
        .into_iter()
        .filter(|one| one.waived_by.is_none());
    standing.map(|one| one.code).collect()
}

#[test]
fn every_example_breaks_its_rule_and_keeps_it() {
    let mut shown = 0;
    for rule in rules() {
        let Some(example) = rule.example else { continue };
        let (broken, kept) = (codes_of_spec(example.breaks), codes_of_spec(example.keeps));
        assert!(
            broken.contains(rule.code),
            "{} is not broken: {broken:?}",
            rule.code
        );
        assert!(!kept.contains(rule.code), "{} is broken still", rule.code);
        shown += 1;
    }
    assert!(shown > 12, "{shown}");
}

#[test]
fn a_rule_that_the_format_keeps_names_a_code_of_the_format() {
    for rule in rules() {
        if let Sees::Format(code) = rule.sees {
            assert!(
                hallpass_spec::CODES.iter().any(|known| known.code == code),
                "{code}"
            );
        }
    }
}

#[test]
fn a_fleet_says_how_strict_it_is() {
    let with = |level| {
        let mut fleet = desired([billing(&[("Account", "read edit delete")])]);
        fleet.policy.levels.insert("HP011".to_owned(), level);
        let found = judge(&fleet, TODAY);
        (codes(&found).join(" "), refused(&found))
    };
    assert_eq!(with(PolicyLevel::Off), (String::new(), false));
    assert_eq!(with(PolicyLevel::Warn), ("HP011".to_owned(), false));
    assert_eq!(with(PolicyLevel::Refuse), ("HP011".to_owned(), true));
}

#[test]
fn a_level_that_changes_nothing_is_refused() {
    for code in ["HP999", "HP090", "HP009", "HP025"] {
        let mut fleet = desired([billing(&[])]);
        fleet.policy.levels.insert(code.to_owned(), PolicyLevel::Off);
        let found = judge(&fleet, TODAY);
        assert_eq!(codes(&found), ["HP092"], "{code}");
        assert_eq!((found[0].integration.as_ref(), refused(&found)), (None, true));
        assert_eq!(found[0].subject, format!("policy.rules[{code}]"));
    }
}

#[test]
fn how_long_before_its_end_a_certificate_is_told_is_for_the_fleet_to_say() {
    let mut one = billing(&[]);
    one.apps[0].flow = Flow::JwtBearer(Certificate {
        not_before: "2030-01-01".to_owned(),
        not_after: "2030-08-01".to_owned(),
        ..Certificate::default()
    });
    let mut fleet = desired([one]);
    assert_eq!(judge(&fleet, TODAY), []);
    fleet.policy.certificate_notice = 60;
    assert_eq!(codes(&judge(&fleet, TODAY)), ["HP017"]);
    fleet.policy.credential_age = 100;
    assert_eq!(codes(&judge(&fleet, TODAY)), ["HP017", "HP022"]);
}

/// Returns what is found in the org of billing, after a change of its user.
fn found_in_org(one: Integration, change: impl Fn(&mut LiveUser), more: impl Fn(&mut Live)) -> Vec<Finding> {
    let fleet = desired([one]);
    let mut live = live_of(&fleet);
    let mut users = std::mem::take(&mut live.users).into_inner();
    users.values_mut().for_each(change);
    live.users = Complete::read_to_the_end(users);
    more(&mut live);
    judge_org(&fleet, &live, TODAY)
}

#[test]
fn an_org_as_it_should_be_gives_no_findings() {
    assert_eq!(found_in_org(billing(&[("Account", "read")]), |_| {}, |_| {}), []);
}

#[test]
fn a_user_of_two_apps_is_told() {
    let found = found_in_org(
        billing(&[]),
        |user| {
            user.runs.insert("Other".into());
        },
        |_| {},
    );
    assert_eq!(codes(&found), ["HP003"]);
    assert!(found[0].message.contains("Other"), "{}", found[0].message);
}

#[test]
fn an_app_that_lets_in_others_is_told() {
    let admit = |live: &mut Live| {
        let mut apps = std::mem::take(&mut live.apps).into_inner();
        for app in apps.values_mut() {
            app.admits.insert("Sales".into());
            app.admits_profiles.insert("System Administrator".to_owned());
        }
        live.apps = Complete::read_to_the_end(apps);
    };
    let found = found_in_org(billing(&[]), |_| {}, admit);
    assert_eq!(codes(&found), ["HP008"]);
    assert_eq!(
        found[0].message,
        "Billing_Integration lets in permission set Sales, profile System Administrator"
    );
}

#[test]
fn what_the_profile_grants_is_told() {
    let mut one = integration("billing", &[("Account", "read")]);
    one.own_profile.login = Managed::Unmanaged;
    let grant = |live: &mut Live| {
        live.elsewhere.profiles.insert(
            API_ONLY_PROFILES[0].to_owned(),
            HeldSet {
                id: hallpass_model::build::id("0PS", 7),
                needs_activation: false,
                grants: hallpass_model::build::grants(&[("Lead", "read")]),
                unnamed: 0,
            },
        );
    };
    let found = found_in_org(one, |_| {}, grant);
    assert_eq!(codes(&found), ["HP005"]);
    assert!(found[0].message.contains("Lead"), "{}", found[0].message);
}

#[test]
fn whoever_stays_away_for_too_long_is_told_and_whoever_was_made_yesterday_is_not() {
    let with = |last: Seen<&str>, created: &str| {
        let last = match last {
            Seen::Known(day) => Seen::Known(format!("{day}T05:17:00.000+0000")),
            Seen::Absent => Seen::Absent,
            Seen::Unknown(why) => Seen::Unknown(why),
        };
        let found = found_in_org(
            billing(&[]),
            |user| {
                user.last_login = last.clone();
                user.created = Seen::Known(format!("{created}T00:00:00.000+0000"));
            },
            |_| {},
        );
        found.first().map(|one| one.message.clone()).unwrap_or_default()
    };
    assert_eq!(with(Seen::Known("2030-03-17"), "2029-01-01"), "");
    assert_eq!(
        with(Seen::Known("2030-03-16"), "2029-01-01"),
        "billing.api@example.com has not logged in since 2030-03-16"
    );
    assert_eq!(with(Seen::Absent, "2030-06-14"), "");
    assert_eq!(
        with(Seen::Absent, "2030-01-01"),
        "billing.api@example.com was made on 2030-01-01 and has never logged in"
    );
    assert_eq!(with(Seen::Unknown("hidden".to_owned()), "2020-01-01"), "");
}

#[test]
fn new_access_is_refused_unless_a_waiver_of_that_rule_holds() {
    let new = NewAccess {
        integration: "billing".to_owned().try_into().unwrap(),
        subject: "permissions.objects.Lead".to_owned(),
        message: "billing may read Lead".to_owned(),
    };
    let with = |waivers: Vec<Waiver>| {
        let mut one = billing(&[]);
        one.waivers = waivers;
        let found = judge_new_access(&desired([one]), std::slice::from_ref(&new), TODAY);
        assert_eq!(codes(&found), ["HP025"]);
        refused(&found)
    };
    assert!(with(Vec::new()));
    assert!(with(vec![waiver("HP001", "2031-01-01")]));
    assert!(with(vec![waiver("HP025", "2030-06-14")]));
    assert!(!with(vec![waiver("HP025", "2030-06-15")]));
    // An integration that ended has no spec to hold a waiver.
    assert!(refused(&judge_new_access(&desired([]), &[new], TODAY)));
}
