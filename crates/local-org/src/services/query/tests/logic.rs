//! Salesforce's logic of empty values, case, Ids and dates, on rows.

use serde_json::json;

use super::{ask, bare, column, put};
use crate::store::Org;
use crate::testing::with;

fn world() -> Org {
    let org = bare();
    put(
        &org,
        "Account",
        &json!({"Name": "Acme", "Phone": "1", "NumberOfEmployees": 5, "AnnualRevenue": 1.5}),
    );
    put(
        &org,
        "Account",
        &json!({"Name": "beta", "Phone": null, "NumberOfEmployees": 50}),
    );
    put(
        &org,
        "Account",
        &json!({"Name": "100% Gamma_x", "Phone": "3", "AnnualRevenue": 20.0}),
    );
    let account = put(&org, "Account", &json!({"Name": "delta", "NumberOfEmployees": 7}));
    put(
        &org,
        "Contact",
        &json!({"LastName": "With", "Name": "With", "AccountId": account.as_str(), "HasOptedOutOfEmail": true}),
    );
    put(
        &org,
        "Contact",
        &json!({"LastName": "Without", "Name": "Without", "Birthdate": "1990-01-31"}),
    );
    org
}

#[test]
fn comparisons_find_what_salesforce_finds() {
    let org = world();
    for (filter, names) in [
        ("Name = 'ACME'", "Acme"),
        ("Name != 'acme'", "beta|100% Gamma_x|delta"),
        ("Phone != '1'", "beta|100% Gamma_x|delta"),
        ("Phone = null", "beta|delta"),
        ("Phone = ''", "beta|delta"),
        ("Phone != ''", "Acme|100% Gamma_x"),
        ("NOT (Phone = '1')", "beta|100% Gamma_x|delta"),
        ("NOT (Phone != '1')", "Acme"),
        ("NOT (NumberOfEmployees > 6)", "Acme|100% Gamma_x"),
        ("NumberOfEmployees < null", ""),
        ("NumberOfEmployees >= 7", "beta|delta"),
        ("AnnualRevenue = 20", "100% Gamma_x"),
        ("Phone IN ('1', '3')", "Acme|100% Gamma_x"),
        ("Phone NOT IN ('1')", "beta|100% Gamma_x|delta"),
        ("Phone IN ('1', null)", "Acme|beta|delta"),
        ("Phone NOT IN ('1', null)", "100% Gamma_x"),
        ("Name LIKE 'B%'", "beta"),
        ("Name LIKE '_eta'", "beta"),
        (r"Name LIKE '100\% %\_x'", "100% Gamma_x"),
        (r"Name LIKE '%\_'", ""),
        ("(NOT Name LIKE '%a')", "Acme|100% Gamma_x"),
        ("Name > 'b'", "beta|delta"),
        ("Name = 'Acme' OR Name = 'BETA'", "Acme|beta"),
        ("IsDeleted = null", ""),
        ("IsDeleted != null", "Acme|beta|100% Gamma_x|delta"),
        ("Id IN (SELECT AccountId FROM Contact)", "delta"),
        (
            "Id NOT IN (SELECT AccountId FROM Contact)",
            "Acme|beta|100% Gamma_x",
        ),
        ("CreatedDate = TODAY", "Acme|beta|100% Gamma_x|delta"),
        ("CreatedDate < TODAY", ""),
        (
            "CreatedDate = LAST_N_DAYS:1 AND CreatedDate > YESTERDAY",
            "Acme|beta|100% Gamma_x|delta",
        ),
        ("Owner.Name = null", "Acme|beta|100% Gamma_x|delta"),
    ] {
        let found = column(
            &ask(&org, &format!("SELECT Name FROM Account WHERE {filter}")),
            "Name",
        );
        assert_eq!(found.join("|"), names, "{filter}");
    }
}

#[test]
fn parents_that_are_not_there_are_empty() {
    let org = world();
    for (filter, names) in [
        ("Account.Name = null", "Without"),
        ("Account.Name != 'x'", "With|Without"),
        ("Account.IsDeleted = FALSE", "With|Without"),
        (
            "AccountId NOT IN (SELECT Id FROM Account WHERE Name = 'x')",
            "With|Without",
        ),
        ("HasOptedOutOfEmail = FALSE", "Without"),
        (
            "CALENDAR_YEAR(Birthdate) = 1990 AND DAY_IN_MONTH(Birthdate) = 31",
            "Without",
        ),
    ] {
        let found = column(
            &ask(&org, &format!("SELECT Name FROM Contact WHERE {filter}")),
            "Name",
        );
        assert_eq!(found.join("|"), names, "{filter}");
    }
}

#[test]
fn short_long_and_lower_case_ids_are_the_same() {
    let org = bare();
    let id = put(&org, "Account", &json!({"Name": "Acme"}));
    for text in [id.as_str(), id.short(), &id.as_str().to_lowercase()] {
        let found = ask(&org, &format!("SELECT Id FROM Account WHERE Id = '{text}'"));
        assert_eq!(column(&found, "Id"), [id.as_str()], "{text}");
    }
}

#[test]
fn rows_are_sorted_and_cut() {
    let org = world();
    for (tail, names) in [
        ("ORDER BY Name", "100% Gamma_x|Acme|beta|delta"),
        ("ORDER BY NumberOfEmployees", "100% Gamma_x|Acme|delta|beta"),
        ("ORDER BY NumberOfEmployees DESC", "100% Gamma_x|beta|delta|Acme"),
        (
            "ORDER BY NumberOfEmployees DESC NULLS LAST",
            "beta|delta|Acme|100% Gamma_x",
        ),
        ("ORDER BY Name LIMIT 2 OFFSET 1", "Acme|beta"),
        ("LIMIT 0", ""),
    ] {
        let found = column(&ask(&org, &format!("SELECT Name FROM Account {tail}")), "Name");
        assert_eq!(found.join("|"), names, "{tail}");
    }
}

#[test]
fn groups_are_counted_summed_and_filtered() {
    let org = bare();
    for (stage, amount) in [("Won", 10.0), ("won", 5.0), ("Lost", 1.0), ("Open", 2.0)] {
        put(
            &org,
            "Opportunity",
            &json!({"Name": "o", "StageName": stage, "Amount": amount, "CloseDate": "2026-05-01"}),
        );
    }
    let answer = ask(
        &org,
        "SELECT StageName, COUNT(Id) n, SUM(Amount), MAX(CloseDate) latest FROM Opportunity GROUP BY StageName \
         HAVING SUM(Amount) > 1 ORDER BY COUNT(Id) DESC",
    );
    assert_eq!(
        answer["records"],
        json!([
            {"attributes": {"type": "AggregateResult"}, "StageName": "Won", "n": 2, "expr0": 15.0, "latest": "2026-05-01"},
            {"attributes": {"type": "AggregateResult"}, "StageName": "Open", "n": 1, "expr0": 2.0, "latest": "2026-05-01"},
        ])
    );
    let rolled = ask(
        &org,
        "SELECT StageName, GROUPING(StageName) total, SUM(Amount) s FROM Opportunity GROUP BY ROLLUP(StageName)",
    );
    assert_eq!(column(&rolled, "StageName"), ["Lost", "Open", "Won", "null"]);
    assert_eq!(column(&rolled, "total"), ["0", "0", "0", "1"]);
    assert_eq!(column(&rolled, "s"), ["1.0", "2.0", "15.0", "18.0"]);
    let bare_keys = ask(&org, "SELECT StageName FROM Opportunity GROUP BY CUBE(StageName)");
    assert_eq!(bare_keys["totalSize"], 4);
    let quarter = ask(
        &org,
        "SELECT CALENDAR_YEAR(CloseDate) year, CALENDAR_QUARTER(CloseDate) q, COUNT_DISTINCT(StageName) d \
         FROM Opportunity GROUP BY CALENDAR_YEAR(CloseDate), CALENDAR_QUARTER(CloseDate)",
    );
    assert_eq!(column(&quarter, "year"), ["2026"]);
    assert_eq!(column(&quarter, "q"), ["2"]);
    assert_eq!(column(&quarter, "d"), ["3"]);
    assert_eq!(
        ask(&org, "SELECT COUNT() FROM Opportunity WHERE Amount > 1"),
        json!({"totalSize": 3, "done": true, "records": []})
    );
}

#[test]
fn the_recycle_bin_is_seen_only_by_query_all() {
    let org = world();
    with(&org, |tx| {
        let found = tx.find_one("Account", &[("Name", json!("beta"))]).expect("a row");
        let id = crate::value::id(&found, "Id").expect("an Id");
        tx.delete_raw("Account", &id);
        let caller = crate::testing::admin(tx);
        let mut options = super::QueryOptions::new(super::BASE);
        let count = |tx: &mut _, options: &_| {
            let answer = super::run(tx, &caller, "SELECT COUNT() FROM Account", options).expect("a count");
            answer["totalSize"].clone()
        };
        assert_eq!(count(tx, &options), 3);
        options.include_deleted = true;
        assert_eq!(count(tx, &options), 4);
    });
}

#[test]
fn the_largest_conditions_are_run() {
    let org = world();
    let many = vec!["Name = 'nobody'"; 4_500].join(" OR ");
    assert_eq!(
        ask(&org, &format!("SELECT Id FROM Account WHERE {many}"))["totalSize"],
        0
    );
    let ids = vec!["'001000000000001AAA'"; 4_500].join(",");
    assert_eq!(
        ask(&org, &format!("SELECT Id FROM Account WHERE Id NOT IN ({ids})"))["totalSize"],
        4
    );
}

#[test]
fn text_is_compared_without_case_in_every_script() {
    let org = bare();
    for name in ["ÄRGER GmbH", "Ärzte", "Zebra"] {
        put(&org, "Account", &json!({ "Name": name }));
    }
    for (filter, found) in [
        ("Name = 'ärger gmbh'", 1),
        ("Name IN ('ärger gmbh', 'ÄRZTE')", 2),
        ("Name LIKE 'är%'", 2),
        ("Name LIKE '%GMBH'", 1),
        ("Name != 'ÄRZTE'", 2),
    ] {
        let answer = ask(&org, &format!("SELECT Id FROM Account WHERE {filter}"));
        assert_eq!(answer["totalSize"], found, "{filter}");
    }
    let grouped = "SELECT Name, COUNT(Id) FROM Account GROUP BY Name";
    put(&org, "Account", &json!({ "Name": "ÄRZTE" }));
    assert_eq!(ask(&org, grouped)["totalSize"], 3);
}
