use super::{Comparison, Fate, compare};
use hallpass_model::build::{desired, integration};
use hallpass_model::{
    Integration, IpRelaxation, LoginPolicy, Managed, OrgName, Retirement, Scope, Verb, Waiver,
};

fn org() -> OrgName {
    OrgName::new("any").unwrap()
}

fn billing(lines: &[(&str, &str)]) -> Integration {
    integration("billing", lines)
}

fn compared(base: Vec<Integration>, head: Vec<Integration>) -> Comparison {
    compare(&org(), &desired(base), &desired(head))
}

/// Returns each change in a word: `+` where it opens something.
fn told(comparison: &Comparison) -> Vec<String> {
    let changes = comparison.plan.changes.iter();
    changes
        .map(|change| {
            let mark = if comparison.opened.contains(&change.address) {
                "+"
            } else {
                ""
            };
            format!("{mark}{} {}", change.action, change.address)
        })
        .collect()
}

#[test]
fn the_same_specs_differ_in_nothing() {
    let comparison = compared(
        vec![billing(&[("Account", "read")])],
        vec![billing(&[("Account", "read")])],
    );
    assert_eq!((comparison.same, told(&comparison)), (1, Vec::new()));
    assert!(comparison.integrations.is_empty());
}

#[test]
fn what_is_gained_opens_and_what_is_lost_does_not() {
    let comparison = compared(
        vec![billing(&[("Account", "read edit"), ("Lead", "read")])],
        vec![billing(&[("Account", "read create"), ("Contact", "read")])],
    );
    let mut told = told(&comparison);
    told.sort_unstable();
    assert_eq!(
        told,
        [
            "+create billing.object[Contact]",
            "+update billing.object[Account]",
            "delete billing.object[Lead]"
        ]
    );
    assert!(
        comparison.plan.blocked.is_empty(),
        "{:?}",
        comparison.plan.blocked
    );
}

#[test]
fn a_new_integration_opens_all_it_has_and_one_that_is_gone_loses_it() {
    let lines = [("Account", "read")];
    let new = compared(vec![], vec![billing(&lines)]);
    assert_eq!(new.integrations[0].fate, Fate::New);
    assert!(
        told(&new).contains(&"+create billing.object[Account]".to_owned()),
        "{:?}",
        told(&new)
    );
    assert!(told(&new).contains(&"+create billing.user".to_owned()));
    let gone = compared(vec![billing(&lines)], vec![]);
    assert_eq!(gone.integrations[0].fate, Fate::Gone);
    assert!(
        told(&gone).contains(&"delete billing.object[Account]".to_owned()),
        "{:?}",
        told(&gone)
    );
    assert!(gone.opened.is_empty());
    assert_eq!(gone.plan.changes.len(), new.plan.changes.len());
}

#[test]
fn an_integration_that_its_spec_ends_is_told_so() {
    let mut head = desired([]);
    let name = billing(&[]).name;
    let retirement = Retirement {
        owner: "ops@example.com".to_owned(),
        reason: "replaced".to_owned(),
        grace: hallpass_model::Grace::of_days(7),
    };
    head.retiring.declared.insert(name, retirement);
    let comparison = compare(&org(), &desired([billing(&[("Account", "read")])]), &head);
    assert_eq!(comparison.integrations[0].fate, Fate::Retired);
    assert!(comparison.opened.is_empty());
}

#[test]
fn another_name_that_is_told_moves_and_gives_nothing() {
    let mut renamed = billing(&[("Account", "read")]);
    renamed.name = hallpass_model::build::name("invoices");
    renamed.previously = Some(hallpass_model::build::name("billing"));
    let comparison = compared(vec![billing(&[("Account", "read")])], vec![renamed]);
    let from = hallpass_model::build::name("billing");
    assert_eq!(comparison.integrations[0].fate, Fate::Renamed { from });
    assert!(comparison.opened.is_empty(), "{:?}", told(&comparison));
    assert!(
        comparison.plan.blocked.is_empty(),
        "{:?}",
        comparison.plan.blocked
    );
}

#[test]
fn another_name_that_is_not_told_is_an_end_and_a_beginning() {
    let mut other = billing(&[("Account", "read")]);
    other.name = hallpass_model::build::name("invoices");
    let comparison = compared(vec![billing(&[("Account", "read")])], vec![other]);
    let fates: Vec<_> = comparison
        .integrations
        .iter()
        .map(|one| one.fate.word())
        .collect();
    assert_eq!(fates, ["new", "gone"]);
    assert!(
        comparison
            .opened
            .iter()
            .any(|address| address.to_string() == "invoices.object[Account]")
    );
}

#[test]
fn all_fields_are_told_as_a_star_and_an_exception_less_as_a_field_more() {
    let with = |except: &[&str]| {
        let mut one = billing(&[("Account", "read")]);
        let except = except.iter().map(|name| (*name).into()).collect();
        one.all_fields
            .entry("Account".into())
            .or_default()
            .add(Verb::Read, except);
        one
    };
    let comparison = compared(vec![billing(&[("Account", "read")])], vec![with(&["SSN__c"])]);
    assert_eq!(told(&comparison), ["+create billing.field[Account.*]"]);
    let comparison = compared(vec![with(&["SSN__c"])], vec![with(&[])]);
    assert_eq!(told(&comparison), ["+create billing.field[Account.SSN__c]"]);
    let comparison = compared(vec![with(&[])], vec![with(&["SSN__c"])]);
    assert_eq!(told(&comparison), ["delete billing.field[Account.SSN__c]"]);
}

#[test]
fn an_app_opens_by_scopes_callbacks_and_relaxation_and_not_by_its_label() {
    type Change = fn(&mut Integration);
    let cases: [(Change, bool); 6] = [
        (|one| one.apps[0].label = Managed::Set("Other".to_owned()), false),
        (
            |one| {
                one.apps[0].scopes = Managed::Set([Scope("api".to_owned()), Scope("web".to_owned())].into());
            },
            true,
        ),
        (
            |one| one.apps[0].callback_urls = Managed::Set(["https://evil.example.com/".to_owned()].into()),
            true,
        ),
        (
            |one| one.apps[0].ip_relaxation = Managed::Set(IpRelaxation::Bypass),
            true,
        ),
        (|one| one.apps[0].ip_relaxation = Managed::Unmanaged, false),
        (
            |one| {
                one.also_assigned.insert("Sales".into());
            },
            true,
        ),
    ];
    for (n, (change, opens)) in cases.into_iter().enumerate() {
        let mut head = billing(&[]);
        change(&mut head);
        let comparison = compared(vec![billing(&[])], vec![head]);
        assert_eq!(
            !comparison.opened.is_empty(),
            opens,
            "{n}: {:?}",
            told(&comparison)
        );
    }
}

#[test]
fn login_ranges_open_when_they_grow_and_not_when_they_come() {
    let from = |ranges: &[&str]| {
        let mut one = billing(&[]);
        one.own_profile.login = Managed::Set(LoginPolicy {
            ip_ranges: ranges.iter().map(|range| range.parse().unwrap()).collect(),
            hours: None,
        });
        one
    };
    for (base, head, opens) in [
        (billing(&[]), from(&["192.0.2.0/24"]), false),
        (from(&["192.0.2.0/24"]), from(&["192.0.2.0/25"]), false),
        (from(&["192.0.2.0/25"]), from(&["192.0.2.0/24"]), true),
        (
            from(&["192.0.2.0/24"]),
            from(&["192.0.2.0/24", "2001:db8::/32"]),
            true,
        ),
        (from(&["192.0.2.0/24"]), from(&[]), true),
    ] {
        let comparison = compared(vec![base], vec![head]);
        assert_eq!(
            !comparison.opened.is_empty(),
            opens,
            "{:?}",
            comparison.plan.changes
        );
        assert!(
            comparison.plan.blocked.is_empty(),
            "{:?}",
            comparison.plan.blocked
        );
    }
}

#[test]
fn who_vouches_and_how_far_it_goes_is_told() {
    let mut head = billing(&[]);
    head.enforce = hallpass_model::Enforce::Report;
    head.waivers.push(Waiver {
        rule: "HP011".to_owned(),
        owner: "sec@example.com".to_owned(),
        reason: "cleans up".to_owned(),
        expires: "2031-01-01".to_owned(),
    });
    let comparison = compared(vec![billing(&[])], vec![head]);
    assert_eq!(
        comparison.integrations[0].notes,
        [
            "enforce: exact → report",
            "new waiver of HP011 by sec@example.com until 2031-01-01: cleans up"
        ]
    );
    assert!(comparison.plan.changes.is_empty());
}

#[test]
fn a_role_and_groups_open_and_are_in_nobodys_way() {
    let with = |role: Option<&str>, queue: Option<&str>, lines: &[(&str, &str)]| {
        let mut one = billing(lines);
        if let Some(role) = role {
            one.user.role = Managed::Set(hallpass_model::Role::Named(role.into()));
        }
        let queues = queue.into_iter().map(hallpass_model::ApiName::from).collect();
        one.joins.insert(hallpass_model::Kind::Queue, queues);
        one
    };
    let comparison = compared(
        vec![with(None, None, &[])],
        vec![with(Some("Sales"), Some("Cases"), &[])],
    );
    assert_eq!(
        told(&comparison),
        ["+update billing.user", "+create billing.queue[Cases]"]
    );
    let before = with(Some("Sales"), Some("Cases"), &[]);
    let comparison = compared(
        vec![before.clone()],
        vec![with(Some("Sales"), Some("Cases"), &[("Lead", "read")])],
    );
    assert_eq!(told(&comparison), ["+create billing.object[Lead]"]);
    assert!(
        comparison.plan.blocked.is_empty(),
        "{:?}",
        comparison.plan.blocked
    );
    let comparison = compared(vec![before], vec![with(None, None, &[])]);
    assert!(comparison.opened.is_empty(), "{:?}", told(&comparison));
}
