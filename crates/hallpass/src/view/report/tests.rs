//! The views of reports, and that no text of an org breaks out of any of them.

use hallpass_access::{Because, Source, Through};
use hallpass_lifecycle::reach::{Coverage, Covered, Entry, Holder, Management, Subject, of_desired, of_live};
use hallpass_model::build::{desired, integration, live_of};
use hallpass_model::{
    Complete, Desired, HeldSet, Live, OrgName, RecordId, Seen, Target, Username, Verb, Verbs,
};
use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::sample::select;

use super::{
    AccessDocument, CoverageEntry, Matrix, WhoDocument, access_as_csv, access_as_html, access_as_text,
    who_as_csv, who_as_text,
};
use crate::view::Styles;

const PLAIN: Styles = Styles::new(false);

fn fleet() -> Desired {
    let billing = [
        ("Account", "read create edit"),
        ("Account.Phone", "read edit"),
        ("Contact", "read"),
        ("class CustomerWS", "use"),
    ];
    let warehouse = [("Account", "read"), ("Order", "read view_all")];
    desired([
        integration("billing", &billing),
        integration("warehouse", &warehouse),
    ])
}

/// An org in which the profile of all gives something more, under a name that somebody chose.
fn org(desired: &Desired, profile: &str) -> Live {
    let mut live = live_of(desired);
    let mut users = live.users.clone().into_inner();
    for user in users.values_mut() {
        user.profile = Seen::Known(profile.to_owned());
    }
    live.users = Complete::read_to_the_end(users);
    let set = HeldSet {
        id: RecordId::parse("0PS000000000001").unwrap(),
        needs_activation: false,
        grants: hallpass_model::build::grants(&[("Lead", "read")]),
        unnamed: 0,
    };
    live.elsewhere.profiles.insert(profile.to_owned(), set);
    live
}

fn made((subjects, entries): (Vec<Subject>, Vec<Entry>), fields: bool) -> Matrix {
    Matrix {
        made_at: "2026-11-22T10:00:00Z".to_owned(),
        fields,
        subjects,
        entries,
    }
}

fn document(profile: &str) -> AccessDocument {
    let desired = fleet();
    let live = org(&desired, profile);
    let matrix = of_live(&desired, &live, true);
    let covered = |name: &str, management| Covered {
        name: name.to_owned(),
        what: format!("Salesforce Integration, {profile}"),
        last_login: Some("2026-11-01T00:00:00Z".to_owned()),
        management,
    };
    let users = vec![
        covered(
            "billing.api@example.com",
            Management::Managed(hallpass_model::build::name("billing")),
        ),
        covered("legacy.api@example.com", Management::Nobody),
    ];
    let coverage = Coverage {
        users,
        ..Coverage::default()
    };
    let name = OrgName::new("uat").unwrap();
    AccessDocument::of_live(&desired.fleet, &name, &live, made(matrix, true))
        .with_coverage(CoverageEntry::new(&coverage))
}

#[test]
fn text_is_a_matrix_of_80_columns() {
    let text = access_as_text(&document("Minimum Access"), PLAIN);
    let mut rows = text.lines().skip(1).take_while(|line| !line.starts_with("High"));
    assert!(rows.all(|line| line.chars().count() <= 80), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn csv_has_a_line_for_each_verb() {
    insta::assert_snapshot!(access_as_csv(&document("Minimum Access")).unwrap());
}

#[test]
fn specs_alone_are_a_report_too() {
    let desired = fleet();
    let matrix = made(of_desired(&desired, false), false);
    let document = AccessDocument::of_desired(&desired.fleet, None, matrix);
    insta::assert_snapshot!(access_as_text(&document, PLAIN));
}

/// The data of a page as its script reads it.
fn data(page: &str) -> serde_json::Value {
    let (_, tail) = page
        .split_once(r#"<script type="application/json" id="data">"#)
        .unwrap();
    serde_json::from_str(tail.split_once("</script>").unwrap().0).unwrap()
}

#[test]
fn the_page_loads_nothing_and_runs_only_its_own() {
    let page = access_as_html(&document("Minimum Access"));
    for loading in [
        "http://",
        "https://",
        "src=",
        "url(",
        "@import",
        "<link",
        "innerHTML",
        "eval(",
    ] {
        let own = page.replace("https://acme.my.salesforce.com", "");
        assert!(!own.contains(loading), "{loading}");
    }
    assert!(page.contains("default-src 'none'"));
    assert!(!page.contains("unsafe-inline") && !page.contains("{{"));
    // What would end an element early, or hide the end of one.
    for part in [include_str!("page.js"), include_str!("page.css")] {
        assert!(!part.contains("</") && !part.contains("<!--"));
    }
}

#[test]
fn two_hundred_by_a_hundred_is_a_page_of_less_than_two_megabytes() {
    let objects: Vec<String> = (0..100).map(|n| format!("Custom_Object_{n}__c")).collect();
    let lines: Vec<(&str, &str)> = objects
        .iter()
        .map(|name| (name.as_str(), "read create edit"))
        .collect();
    let desired = desired((0..200).map(|n| integration(&format!("integration-{n}"), &lines)));
    let live = live_of(&desired);
    let matrix = of_live(&desired, &live, false);
    assert!(matrix.1.len() >= 20_000);
    let org = OrgName::new("uat").unwrap();
    let document = AccessDocument::of_live(&desired.fleet, &org, &live, made(matrix, false));
    let page = access_as_html(&document);
    assert!(page.len() < 2_000_000, "{} bytes", page.len());
}

#[test]
fn who_names_the_fleet_first_then_all_others_and_the_bounds() {
    let desired = fleet();
    let live = org(&desired, "Minimum Access");
    let (subjects, entries) = of_live(&desired, &live, true);
    let user = |entry: &Entry| {
        let mut of = subjects.iter().filter(|one| one.name == entry.integration);
        of.next().unwrap().username.clone()
    };
    let ours: Vec<_> = entries.into_iter().map(|one| (user(&one), one)).collect();
    let source = Source {
        through: Through::Profile("Sales \u{1b}[31m".to_owned()),
        verbs: Verbs::NONE.with(Verb::Read),
        because: Because::Granted,
    };
    let other = Holder {
        username: Username::from("someone@example.com"),
        target: Target::Object("Account".into()),
        can: Verbs::NONE.with(Verb::Read),
        sources: vec![source],
    };
    let name = OrgName::new("uat").unwrap();
    let pattern = "read Account".parse().unwrap();
    let document = WhoDocument::new(&name, &live, &pattern, &ours, &[other], 1);
    insta::assert_snapshot!(who_as_text(&document, PLAIN));
    assert_eq!(who_as_csv(&document).unwrap().lines().count(), 4);
}

proptest! {
    #[test]
    fn no_text_of_an_org_breaks_out_of_the_page(
        text in prop_oneof![any::<String>(), hostile()],
    ) {
        let page = access_as_html(&document(&text));
        let plain = access_as_html(&document("plain"));
        let count = |page: &str, of: &str| page.matches(of).count();
        for mark in ["<", ">", "</script", "<!--", "<script"] {
            prop_assert_eq!(count(&page, mark), count(&plain, mark), "{}", mark);
        }
        let data = data(&page);
        let through = &data["sources"];
        let wanted = format!("profile {text}");
        prop_assert!(through.as_array().unwrap().iter().any(|one| one[0] == wanted.as_str()));
    }

    #[test]
    fn no_text_of_an_org_is_a_formula_or_moves_the_cursor(
        text in prop_oneof![any::<String>(), hostile()],
    ) {
        let document = document(&text);
        let csv = access_as_csv(&document).unwrap();
        let mut lines = ::csv::Reader::from_reader(csv.as_bytes());
        for line in lines.records() {
            for cell in &line.unwrap() {
                prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']));
            }
        }
        let shown = access_as_text(&document, PLAIN);
        let moves = ['\u{1b}', '\u{202e}', '\r'];
        prop_assert!(!shown.contains(moves));
    }
}

/// Texts that are made to break out of something.
fn hostile() -> impl Strategy<Value = String> {
    let texts = vec![
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "{{data}}",
        "=HYPERLINK(\"http://x\")",
        "+1",
        "@SUM(A1)",
        "\u{1b}[2J",
        "\u{202e}\r\n",
        "\u{2028}\u{2029}",
        "\"',;\n",
    ];
    select(texts).prop_map(str::to_owned)
}
