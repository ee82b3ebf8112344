//! What plans look like, kept by snapshots.

use hallpass_model::build::{desired, integration, live_of, org};
use hallpass_model::{
    ApiUse, Certificate, Desired, Flow, Live, Managed, OrgName, Outcome, OutcomeEntry, OutcomeError, Seen,
    Status, Verb, Verbs,
};

use super::{PlanDocument, Styles, outcome_as_text, plan_as_markdown, plan_as_text, pretty};

fn fleet() -> Desired {
    let grants = [
        ("Account", "read create edit"),
        ("Account.Phone", "read edit"),
        ("Contact", "read"),
        ("class CustomerWS", "use"),
    ];
    desired([integration("billing", &grants)])
}

fn document(desired: &Desired, live: &Live) -> PlanDocument {
    let name = OrgName::new("uat").unwrap();
    let api = ApiUse {
        calls: 7,
        round_trips: 2,
        limit: Some(100_000),
        used: Some(42),
    };
    PlanDocument::new(&hallpass_plan::plan(&name, desired, live), api)
}

/// An org in which somebody was at work, and a spec that wants something new.
fn moved() -> (Desired, Live) {
    let mut desired = fleet();
    let mut live = live_of(&desired);
    let billing = desired.integrations.values_mut().next().unwrap();
    billing.grants.insert(
        "object[Lead]".to_owned().try_into().unwrap(),
        [Verb::Read, Verb::Edit, Verb::Delete].into_iter().collect(),
    );
    billing.grants.insert(
        "object[Account]".to_owned().try_into().unwrap(),
        [Verb::Read].into_iter().collect::<Verbs>(),
    );
    billing.user.time_zone = Managed::Set("Europe/Berlin".to_owned());
    billing.permission_set.description = Managed::Set("Posts invoices\nand takes them back".to_owned());
    let mut users = live.users.clone().into_inner();
    users.values_mut().next().unwrap().email = Seen::Known("somebody@example.com".to_owned());
    live.users = hallpass_model::Complete::read_to_the_end(users);
    (desired, live)
}

#[test]
fn a_new_integration_is_shown_whole() {
    let desired = fleet();
    insta::assert_snapshot!(plan_as_text(
        &document(&desired, &org(&desired)),
        Styles::new(false)
    ));
}

#[test]
fn changes_are_told_in_the_language_of_access() {
    let (desired, live) = moved();
    insta::assert_snapshot!(plan_as_text(&document(&desired, &live), Styles::new(false)));
}

#[test]
fn markdown_folds_the_details_and_lifts_the_risks() {
    let (desired, live) = moved();
    insta::assert_snapshot!(plan_as_markdown(&document(&desired, &live), "plan"));
}

#[test]
fn json_holds_everything() {
    let (desired, live) = moved();
    insta::assert_snapshot!(pretty(&document(&desired, &live)));
}

#[test]
fn nothing_to_do_is_said_in_a_line() {
    let desired = fleet();
    let text = plan_as_text(&document(&desired, &live_of(&desired)), Styles::new(false));
    assert!(text.contains("No changes."), "{text}");
}

#[test]
fn no_line_is_wider_than_a_terminal() {
    let (mut desired, live) = moved();
    let certificate = Certificate {
        pem: String::new(),
        sha256: "6c9ce211".repeat(8),
        ..Certificate::default()
    };
    desired.integrations.values_mut().next().unwrap().apps[0].flow = Flow::JwtBearer(certificate);
    for document in [document(&desired, &live), document(&desired, &org(&desired))] {
        for line in plan_as_text(&document, Styles::new(false)).lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }
}

#[test]
fn failures_are_told_with_the_words_of_the_org_and_what_they_mean() {
    let entry = |address: &str, status, error| OutcomeEntry {
        address: address.parse().unwrap(),
        status,
        error,
    };
    let outcome = Outcome(vec![
        entry("billing.user", Status::Done, None),
        entry(
            "billing.license[SalesforceAPIIntegrationPsl]",
            Status::Failed,
            Some(OutcomeError {
                code: "LICENSE_LIMIT_EXCEEDED".to_owned(),
                message: "License Limit Exceeded\u{1b}[2J".to_owned(),
                meaning: Some("no seat is free".to_owned()),
            }),
        ),
        entry("billing.assignment[Billing_Integration]", Status::Skipped, None),
    ]);
    insta::assert_snapshot!(outcome_as_text(&outcome, Styles::new(false)), @r"
    failed billing.license[SalesforceAPIIntegrationPsl]
        LICENSE_LIMIT_EXCEEDED: License Limit Exceeded\u{1b}[2J
        no seat is free
    skipped billing.assignment[Billing_Integration]
    Applied: 1 done, 1 failed, 1 skipped.
    ");
}

/// Everything that Markdown, HTML or GitHub would make something of.
const HOSTILE: &str = "</details><script>@all #1 `x` *b* _i_ [a](https://evil.example) | ![x](y) $z$ <!-- --> & \n# h\n- l \u{202e}";

#[test]
fn no_text_of_an_org_or_a_spec_becomes_markup() {
    let (mut desired, live) = moved();
    let billing = desired.integrations.values_mut().next().unwrap();
    billing.permission_set.description = Managed::Set(HOSTILE.to_owned());
    billing.user.last_name = Managed::Set(HOSTILE.to_owned());
    billing.grants.insert(
        hallpass_model::Target::Object(HOSTILE.into()),
        [Verb::Read].into_iter().collect(),
    );
    let mut document = document(&desired, &live);
    document.org.url = HOSTILE.to_owned();
    document.org.name = HOSTILE.to_owned();
    for warning in &mut document.warnings {
        warning.message = HOSTILE.to_owned();
    }
    let text = plan_as_markdown(&document, "plan");
    assert!(text.contains("script"), "{text}");
    for dead in [
        "<script", "@all", "#1", "https:", "<!-- -->", "*b*", "\n# h", "\n- l", "\u{202e}",
    ] {
        assert!(!text.contains(dead), "{dead:?} lives in\n{text}");
    }
    for (at, _) in text.match_indices(['[', '!']) {
        let before = &text[..at];
        assert!(
            before.ends_with('\\') || before.is_empty() || before == "<",
            "{text}"
        );
    }
    assert_eq!(text.matches("<!--").count(), 1, "{text}");
    assert_eq!(
        text.matches("<details>").count(),
        text.matches("</details>").count(),
        "{text}"
    );
    assert_eq!(text.matches("<span>").count(), text.matches("</span>").count());
}

#[test]
fn a_plan_of_any_size_fits_into_a_comment() {
    for (objects, length) in [(10, 100_000), (3_000, 10), (3_000, 2_000), (1, 1)] {
        let (mut desired, live) = moved();
        let billing = desired.integrations.values_mut().next().unwrap();
        billing.permission_set.description = Managed::Set("ä|".repeat(length));
        for number in 0..objects {
            let name = format!("Object_{number}__c");
            billing.grants.insert(
                hallpass_model::Target::Object(name.as_str().into()),
                [Verb::Read, Verb::ViewAll].into_iter().collect(),
            );
        }
        let live = Live {
            catalog: org(&desired).catalog,
            ..live
        };
        let text = plan_as_markdown(&document(&desired, &live), "plan");
        assert!(text.len() <= super::comment::MAX_COMMENT, "{}", text.len());
        assert_eq!(text.contains("**Cut**"), objects == 3_000, "{objects}");
        assert!(text.ends_with("</sub>\n"), "{}", &text[text.len() - 100..]);
        assert_eq!(
            text.matches("<details>").count(),
            text.matches("</details>").count()
        );
    }
}
