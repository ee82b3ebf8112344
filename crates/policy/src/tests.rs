use std::collections::BTreeSet;

use hallpass_model::build::{desired, integration};
use hallpass_model::{Certificate, Enforce, Flow, Integration, IpRelaxation, Manage, Managed, Scope, Waiver};
use jiff::civil::{Date, date};

use crate::{Finding, Level, judge, refused, rules};

const TODAY: Date = date(2030, 6, 15);

fn billing(lines: &[(&str, &str)]) -> Integration {
    integration("billing", lines)
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
