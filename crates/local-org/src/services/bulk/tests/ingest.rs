//! Ingest jobs.

use http::Method;
use serde_json::{Value, json};

use super::world::World;

#[test]
fn rows_are_written_one_by_one_and_told_apart() {
    let world = World::new();
    let path = world.load(
        &json!({"object": "account", "operation": "insert", "lineEnding": "LF"}),
        "Name,Phone,ParentId\n\"Acme, Inc.\",1,\n,2,\nBeta,#N/A,nonsense\n",
    );
    let info = world.info(&path);
    for (name, value) in [
        ("state", json!("JobComplete")),
        ("object", json!("Account")),
        ("jobType", json!("V2Ingest")),
        ("apiVersion", json!(66.0)),
        ("numberRecordsProcessed", json!(3)),
        ("numberRecordsFailed", json!(2)),
    ] {
        assert_eq!(info[name], value, "{name} of {info}");
    }
    let (_, good) = world.get(&format!("{path}/successfulResults"));
    let lines: Vec<&str> = good.lines().collect();
    assert_eq!(lines[0], r#""sf__Id","sf__Created","Name","Phone","ParentId""#);
    assert!(
        lines[1].starts_with("\"001") && lines[1].ends_with(r#","true","Acme, Inc.","1","""#),
        "{good}"
    );
    assert_eq!(lines.len(), 2);
    let (_, bad) = world.get(&format!("{path}/failedResults"));
    let lines: Vec<&str> = bad.lines().collect();
    assert_eq!(lines[0], r#""sf__Id","sf__Error","Name","Phone","ParentId""#);
    assert_eq!(
        lines[1],
        r#""","REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --","","2","""#
    );
    assert!(lines[2].contains("MALFORMED_ID"), "{bad}");
    assert_eq!(
        world.get(&format!("{path}/unprocessedrecords")).1,
        "\"Name\",\"Phone\",\"ParentId\"\n"
    );
}

#[test]
fn rows_are_updated_upserted_and_deleted() {
    let world = World::new();
    let (_, made) = world.json(
        Method::POST,
        "sobjects/Account",
        &json!({"Name": "Acme", "Phone": "1"}),
    );
    let id = made["id"].as_str().expect("an Id").to_owned();
    let phone = || world.info(&format!("sobjects/Account/{id}"))["Phone"].clone();

    let data = format!("Id|Name|Phone\r\n{id}|Beta|\r\n");
    let job =
        json!({"object": "Account", "operation": "update", "columnDelimiter": "PIPE", "lineEnding": "CRLF"});
    let path = world.load(&job, &data);
    assert_eq!(phone(), json!("1"), "an empty value leaves its field alone");
    let (_, done) = world.get(&format!("{path}/successfulResults"));
    assert_eq!(
        done.lines().nth(1),
        Some(format!("\"{id}\"|\"false\"|\"{id}\"|\"Beta\"|\"\"").as_str())
    );

    world.load(
        &json!({"object": "Account", "operation": "upsert", "externalIdFieldName": "Id"}),
        &format!("Id,Phone\n{id},#N/A\n"),
    );
    assert_eq!(phone(), Value::Null);
    let path = world.load(
        &json!({"object": "Account", "operation": "delete"}),
        &format!("Id\n{id}\n{id}\n"),
    );
    assert_eq!(world.info(&path)["numberRecordsFailed"], json!(1));
    let (_, failed) = world.get(&format!("{path}/failedResults"));
    assert!(
        failed.contains("ENTITY_IS_DELETED:entity is deleted:--"),
        "{failed}"
    );
}

#[test]
fn jobs_fail_as_a_whole_when_their_data_does_not_fit() {
    let world = World::new();
    let job = json!({"object": "Account", "operation": "insert"});
    for (data, why) in [
        (
            "Name\r\nZed\r\n",
            "ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF",
        ),
        ("Name,Nmae\nZed,x\n", "InvalidBatch : Field name not found : Nmae"),
    ] {
        let path = world.load(&job, data);
        let info = world.info(&path);
        assert_eq!(
            (&info["state"], &info["errorMessage"]),
            (&json!("Failed"), &json!(why))
        );
        assert_eq!(info["numberRecordsProcessed"], json!(0));
    }
    let (_, found) = world.json(
        Method::GET,
        "query?q=SELECT+COUNT()+FROM+Account+WHERE+Name='Zed'",
        &Value::Null,
    );
    assert_eq!(found["totalSize"], json!(0));
}

#[test]
fn a_job_lives_its_states_in_order() {
    let world = World::new();
    let (_, made) = world.json(
        Method::POST,
        "jobs/ingest",
        &json!({"object": "Account", "operation": "insert"}),
    );
    let path = format!("jobs/ingest/{}", made["id"].as_str().expect("an Id"));
    let batches = format!("{path}/batches");
    assert_eq!(
        made["contentUrl"],
        json!(format!("services/data/v66.0/{batches}"))
    );
    assert_eq!(world.get(&format!("{path}/successfulResults")).0, 400);
    assert_eq!(
        world.call(Method::DELETE, &path, "", "application/json").status,
        400
    );
    assert_eq!(
        world.call(Method::PUT, &batches, "{}", "application/json").status,
        415
    );
    assert_eq!(
        world.call(Method::PUT, &batches, "Name\nA\n", "text/csv").status,
        201
    );
    assert_eq!(
        world.call(Method::PUT, &batches, "Name\nB\n", "text/csv").status,
        400
    );
    assert_eq!(
        world
            .json(Method::PATCH, &path, &json!({"state": "JobComplete"}))
            .0,
        400
    );
    assert_eq!(
        world.json(Method::PATCH, &path, &json!({"state": "Aborted"})).0,
        200
    );
    assert_eq!(
        world
            .json(Method::PATCH, &path, &json!({"state": "UploadComplete"}))
            .0,
        400
    );
    assert_eq!(
        world.get(&format!("{path}/unprocessedrecords")).1,
        "\"Name\"\n\"A\"\n"
    );
    let (_, list) = world.json(Method::GET, "jobs/ingest", &Value::Null);
    assert_eq!(
        (&list["done"], &list["records"][0]["state"]),
        (&json!(true), &json!("Aborted"))
    );
    assert_eq!(
        world.call(Method::DELETE, &path, "", "application/json").status,
        204
    );
    assert_eq!(world.get(&path).0, 404);
}
