//! Rows, queries and descriptions.

use super::world::World;
use crate::services::metadata::xml::Element;

fn sobject(fields: &str) -> String {
    format!("<sObjects><type>Account</type>{fields}</sObjects>")
}

fn results(answer: &Element) -> Vec<(bool, String)> {
    answer
        .all("result")
        .map(|result| {
            let told = result
                .child("errors")
                .map_or_else(|| result.value("id"), |error| error.value("statusCode"));
            (result.flag("success"), told.unwrap_or_default().to_owned())
        })
        .collect()
}

#[test]
fn rows_live_their_whole_life_over_soap() {
    let world = World::new();
    let made = world.partner(&format!(
        "<create>{}{}</create>",
        sobject("<Name>Soap 1</Name><Phone>1</Phone><NumberOfEmployees>7</NumberOfEmployees>"),
        sobject("<Phone>2</Phone>")
    ));
    let made = results(&made);
    assert_eq!(
        (made[0].0, made[1].clone()),
        (true, (false, "REQUIRED_FIELD_MISSING".to_owned()))
    );
    let id = made[0].1.clone();
    let count = |word: &str| {
        let answer = world.partner(&format!(
            "<{word}><queryString>SELECT Id, Name, Phone, NumberOfEmployees, Owner.Username, CreatedDate FROM Account WHERE Name LIKE 'Soap%'</queryString></{word}>"
        ));
        answer.child("result").expect("a result").clone()
    };
    let found = count("query");
    let record = found.child("records").expect("a record");
    let names: Vec<&str> = record.children.iter().map(|child| child.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "type",
            "Id",
            "Id",
            "Name",
            "Phone",
            "NumberOfEmployees",
            "Owner",
            "CreatedDate"
        ]
    );
    assert_eq!(record.value("NumberOfEmployees"), Some("7"));
    assert!(record.value("CreatedDate").is_some_and(|at| at.ends_with('Z')));
    let owner = record.child("Owner").expect("a parent");
    assert_eq!(
        (owner.value("type"), owner.value("Username")),
        (Some("User"), Some("admin@hallpass.local"))
    );

    let changed = world.partner(&format!(
        "<update>{}</update>",
        sobject(&format!(
            "<fieldsToNull>Phone</fieldsToNull><Id>{id}</Id><Name>Soap 2</Name>"
        ))
    ));
    assert_eq!(results(&changed), [(true, id.clone())]);
    let record = count("query").child("records").expect("a record").clone();
    assert_eq!(
        (record.value("Name"), record.value("Phone")),
        (Some("Soap 2"), None)
    );

    let by_id = |word: &str| results(&world.partner(&format!("<{word}><ids>{id}</ids></{word}>")));
    assert_eq!(by_id("delete"), [(true, id.clone())]);
    assert_eq!(by_id("delete"), [(false, "ENTITY_IS_DELETED".to_owned())]);
    assert_eq!(
        (count("query").value("size"), count("queryAll").value("size")),
        (Some("0"), Some("1"))
    );
    assert_eq!(by_id("undelete"), [(true, id.clone())]);
    assert_eq!(by_id("undelete"), [(false, "UNDELETE_FAILED".to_owned())]);
    assert_eq!(count("query").value("size"), Some("1"));
    by_id("delete");
    assert_eq!(by_id("emptyRecycleBin"), [(true, id.clone())]);
    assert_eq!(count("queryAll").value("size"), Some("0"));
}

#[test]
fn all_or_none_is_a_header() {
    let world = World::new();
    let create = format!("<create>{}{}</create>", sobject("<Name>Soap</Name>"), sobject(""));
    let answer = world.call(
        "u/60.0",
        "<AllOrNoneHeader><allOrNone>true</allOrNone></AllOrNoneHeader>",
        &create,
    );
    let codes: Vec<String> = results(&answer).into_iter().map(|(_, code)| code).collect();
    assert_eq!(
        codes,
        ["ALL_OR_NONE_OPERATION_ROLLED_BACK", "REQUIRED_FIELD_MISSING"]
    );
    let count = world
        .partner("<query><queryString>SELECT COUNT() FROM Account WHERE Name = 'Soap'</queryString></query>");
    assert_eq!(
        count.child("result").and_then(|result| result.value("size")),
        Some("0")
    );
}

#[test]
fn the_enterprise_api_names_types_by_attribute() {
    let world = World::new();
    let create = "<create><sObjects xmlns:e=\"urn:sobject.enterprise.soap.sforce.com\" xsi:type=\"e:Account\"><e:Name>Typed</e:Name></sObjects></create>";
    assert!(results(&world.call("c/60.0", "", create))[0].0);
    let query = "<query><queryString>SELECT Name FROM Account WHERE Name = 'Typed'</queryString></query>";
    let answer = world.call("c/60.0", "", query);
    let record = answer
        .child("result")
        .and_then(|result| result.child("records"))
        .expect("a record")
        .clone();
    assert_eq!(record.attribute("type"), Some("sf:Account"));
    assert_eq!(record.children.len(), 1, "only what was selected");
}

#[test]
fn pages_are_asked_for_by_their_locator() {
    let world = World::new();
    let query = "<query><queryString>SELECT Id FROM FieldPermissions</queryString></query>";
    let header = "<QueryOptions><batchSize>200</batchSize></QueryOptions>";
    let mut result = world
        .call("u/60.0", header, query)
        .child("result")
        .expect("a result")
        .clone();
    let size: usize = result
        .value("size")
        .and_then(|size| size.parse().ok())
        .expect("a size");
    let mut seen = result.all("records").count();
    assert_eq!((seen, result.flag("done")), (200.min(size), size <= 200));
    while let Some(locator) = result.value("queryLocator") {
        let more = format!("<queryMore><queryLocator>{locator}</queryLocator></queryMore>");
        result = world
            .call("u/60.0", header, &more)
            .child("result")
            .expect("a result")
            .clone();
        seen += result.all("records").count();
    }
    assert_eq!((seen, result.flag("done")), (size, true));
}

#[test]
fn faults_of_queries_have_a_place() {
    let world = World::new();
    for (soql, kind) in [
        ("SELECT Nmae FROM Account", "InvalidFieldFault"),
        ("SELECT Id FROM Nothing", "InvalidSObjectFault"),
        ("SELECT Id FROM", "MalformedQueryFault"),
    ] {
        let fault = world.partner(&format!("<query><queryString>{soql}</queryString></query>"));
        let detail = fault.child("detail").and_then(|detail| detail.child(kind));
        let detail = detail.unwrap_or_else(|| panic!("{kind} in {fault:?}"));
        assert!(detail.value("row").is_some(), "{soql}");
    }
}

#[test]
fn descriptions_say_what_rest_says() {
    let world = World::new();
    let one = world.partner("<describeSObject><sObjectType>account</sObjectType></describeSObject>");
    let result = one.child("result").expect("a result");
    assert_eq!(
        (result.value("name"), result.value("keyPrefix")),
        (Some("Account"), Some("001"))
    );
    let field = result
        .all("fields")
        .find(|field| field.value("name") == Some("Phone"));
    assert_eq!(field.and_then(|field| field.value("type")), Some("phone"));
    let global = world.partner("<describeGlobal/>");
    assert!(global.child("result").expect("a result").all("sobjects").count() > 50);
    let unknown = world.partner("<describeSObject><sObjectType>../limits</sObjectType></describeSObject>");
    assert_eq!(unknown.value("faultcode"), Some("sf:INVALID_TYPE"));
}

#[test]
fn rows_are_retrieved_by_id_in_order() {
    let world = World::new();
    let made = results(&world.partner(&format!("<create>{}</create>", sobject("<Name>Kept</Name>"))));
    let answer = world.partner(&format!(
        "<retrieve><fieldList>Id, Name</fieldList><sObjectType>Account</sObjectType><ids>001000000000000</ids><ids>{}</ids></retrieve>",
        made[0].1
    ));
    let names: Vec<Option<&str>> = answer.all("result").map(|result| result.value("Name")).collect();
    assert_eq!(names, [None, Some("Kept")]);
}

#[test]
fn changes_are_told_for_a_window() {
    let world = World::new();
    let made = results(&world.partner(&format!("<create>{}</create>", sobject("<Name>Gone</Name>"))));
    let id = &made[0].1;
    let now = crate::testing::with(&world.org, |tx| tx.now());
    let minute = jiff::SignedDuration::from_mins(2);
    let (start, end) = (
        now.checked_sub(minute).expect("a time"),
        now.checked_add(minute).expect("a time"),
    );
    let ask = |word: &str| {
        let answer = world.partner(&format!(
            "<{word}><sObjectType>Account</sObjectType><startDate>{start}</startDate><endDate>{end}</endDate></{word}>"
        ));
        answer.child("result").expect("a result").clone()
    };
    assert!(ask("getUpdated").all("ids").any(|found| found.text == *id));
    world.partner(&format!("<delete><ids>{id}</ids></delete>"));
    assert!(!ask("getUpdated").all("ids").any(|found| found.text == *id));
    let gone = ask("getDeleted");
    assert!(gone.all("deletedRecords").any(|row| row.value("id") == Some(id)));
    assert!(
        gone.value("latestDateCovered")
            .is_some_and(|at| at.ends_with('Z'))
    );
}
