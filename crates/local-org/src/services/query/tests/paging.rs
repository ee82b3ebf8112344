//! Pages and their locators.

use serde_json::{Value, json};

use super::{BASE, QueryOptions, admin, bare, column, more, put, run, with};
use crate::error::ApiError;
use crate::store::Org;
use crate::testing::caller;

fn crowd(count: usize) -> Org {
    let org = bare();
    with(&org, |tx| {
        for number in 0..count {
            let name = format!("a{number:05}");
            tx.insert_raw("Account", crate::value::row([("Name", json!(name))]));
        }
    });
    org
}

fn options(size: usize) -> QueryOptions {
    let mut options = QueryOptions::new(BASE);
    options.set_page_size(size);
    options
}

fn first(org: &Org, soql: &str, size: usize) -> Value {
    with(org, |tx| {
        let caller = admin(tx);
        run(tx, &caller, soql, &options(size)).expect("a page")
    })
}

fn next(org: &Org, user: &str, page: &Value) -> Result<Value, ApiError> {
    let url = page["nextRecordsUrl"].as_str().expect("a next page");
    let locator = url.rsplit('/').next().expect("a locator").to_owned();
    with(org, |tx| {
        let caller = caller(tx, user);
        more(tx, &caller, &locator, &options(200))
    })
}

const ADMIN: &str = "admin@hallpass.local";

#[test]
fn pages_hold_every_row_once_whatever_happens_in_between() {
    let org = crowd(450);
    let one = first(&org, "SELECT Name FROM Account ORDER BY Name DESC", 200);
    assert_eq!((&one["totalSize"], &one["done"]), (&json!(450), &json!(false)));
    let url = one["nextRecordsUrl"].as_str().unwrap_or_default();
    assert!(
        url.starts_with("/services/data/v68.0/query/01g") && url.ends_with("-200"),
        "{url}"
    );
    put(&org, "Account", &json!({"Name": "zzz"}));
    let two = next(&org, ADMIN, &one).expect("the second page");
    let three = next(&org, ADMIN, &two).expect("the third page");
    assert_eq!(three["done"], true);
    assert_eq!(three.get("nextRecordsUrl"), None);
    let names: Vec<String> = [&one, &two, &three]
        .into_iter()
        .flat_map(|page| column(page, "Name"))
        .collect();
    let expected: Vec<String> = (0..450).rev().map(|number| format!("a{number:05}")).collect();
    assert_eq!(names, expected);
    assert_eq!(
        column(&next(&org, ADMIN, &one).expect("the second page again"), "Name"),
        column(&two, "Name")
    );
}

#[test]
fn one_page_holds_two_thousand_rows_and_no_fewer_than_two_hundred() {
    let org = crowd(2_001);
    let page = first(&org, "SELECT Id FROM Account", 99_999);
    assert_eq!(page["records"].as_array().map(Vec::len), Some(2_000));
    assert!(
        page["nextRecordsUrl"]
            .as_str()
            .is_some_and(|url| url.ends_with("-2000"))
    );
    assert_eq!(
        first(&org, "SELECT Id FROM Account", 1)["records"]
            .as_array()
            .map(Vec::len),
        Some(200)
    );
    assert_eq!(
        first(&org, "SELECT Id FROM Account LIMIT 2000", 2_000)["done"],
        true
    );
}

#[test]
fn locators_of_others_and_unknown_ones_are_refused() {
    let org = crowd(201);
    let page = first(&org, "SELECT Id FROM Account", 200);
    let code = |outcome: Result<Value, ApiError>| outcome.map_err(|error| error.code);
    let invalid = Err("INVALID_QUERY_LOCATOR".to_owned());
    assert_eq!(code(next(&org, "nora.lind@hallpass.local", &page)), invalid);
    for locator in [
        "",
        "-",
        "01g",
        "01gHp0000000999AAA-200",
        "nonsense-5",
        "01gHp000000000BAAQ-99999999999999999999",
    ] {
        let page = json!({"nextRecordsUrl": format!("/services/data/v68.0/query/{locator}")});
        assert_eq!(code(next(&org, ADMIN, &page)), invalid, "{locator}");
    }
    let url = page["nextRecordsUrl"]
        .as_str()
        .expect("a url")
        .replace("-200", "-201");
    assert_eq!(
        code(next(&org, ADMIN, &json!({"nextRecordsUrl": url}))),
        invalid,
        "past the end"
    );
}

#[test]
fn cursors_that_were_read_to_their_end_make_room_for_those_that_were_not() {
    let org = crowd(401);
    let open = first(&org, "SELECT Id FROM Account", 200);
    for _ in 0..12 {
        let page = first(&org, "SELECT Id FROM Account", 200);
        let page = next(&org, ADMIN, &page).expect("the second page");
        assert_eq!(next(&org, ADMIN, &page).expect("the last page")["done"], true);
    }
    assert!(next(&org, ADMIN, &open).is_ok());
}

#[test]
fn changed_and_deleted_rows_do_not_move_the_rows_of_later_pages() {
    let org = crowd(450);
    let one = first(&org, "SELECT Name FROM Account ORDER BY Name", 200);
    with(&org, |tx| {
        // The first rows would now be the last, and some of the second page are gone.
        tx.conn()
            .execute("UPDATE Account SET Name = 'z' || Name WHERE Name < 'a00100'", [])
            .expect("changed");
        tx.conn()
            .execute(
                "UPDATE Account SET IsDeleted = 1 WHERE Name BETWEEN 'a00250' AND 'a00259'",
                [],
            )
            .expect("deleted");
    });
    let two = next(&org, ADMIN, &one).expect("the second page");
    let three = next(&org, ADMIN, &two).expect("the third page");
    assert_eq!((&two["totalSize"], &three["done"]), (&json!(450), &json!(true)));
    let names: Vec<String> = [&two, &three]
        .into_iter()
        .flat_map(|page| column(page, "Name"))
        .collect();
    let kept = (200..450).filter(|number| !(250..260).contains(number));
    assert_eq!(
        names,
        kept.map(|number| format!("a{number:05}")).collect::<Vec<_>>()
    );
}
