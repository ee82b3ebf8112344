//! Faults, versions, describe and the writing calls.

use http::Method;
use serde_json::json;

use super::world::World;
use crate::server::{Request, handle};
use crate::services::metadata::xml::Element;

const DESCRIBE: &str = "<describeMetadata><asOfVersion>66.0</asOfVersion></describeMetadata>";

fn code(answer: &(u16, Element)) -> (u16, &str) {
    (answer.0, answer.1.value("faultcode").unwrap_or_default())
}

#[test]
fn endpoints_answer_with_slash_org_id_and_deploy_request_behind_the_version() {
    let world = World::new();
    for path in [
        "66.0/",
        "66.0/00D000000000001",
        "66.0/deployRequest",
        "66.0/deployRequest/0Af000000000001AAA",
        "66",
    ] {
        let (status, answer) = world.send(&format!("/services/Soap/m/{path}"), &world.token, DESCRIBE);
        assert_eq!(status, 200, "{path}");
        let result = answer.child("result").unwrap();
        assert_eq!(result.value("partialSaveAllowed"), Some("true"));
        assert!(
            result
                .all("metadataObjects")
                .any(|object| object.value("xmlName") == Some("ExternalClientApplication"))
        );
    }
}

#[test]
fn types_that_a_version_lacks_are_not_described() {
    let world = World::new();
    let (_, answer) = world.soap_at(
        "58.0",
        "<describeMetadata><asOfVersion>58.0</asOfVersion></describeMetadata>",
    );
    let result = answer.child("result").unwrap();
    assert!(
        result
            .all("metadataObjects")
            .all(|object| object.value("xmlName") != Some("ExternalClientApplication"))
    );
    let value_type = world.soap("<describeValueType><type>{http://soap.sforce.com/2006/04/metadata}PermissionSet</type></describeValueType>");
    let fields = value_type.child("result").unwrap();
    let objects = fields
        .all("valueTypeFields")
        .find(|field| field.value("name") == Some("objectPermissions"))
        .unwrap();
    assert!(
        objects
            .all("fields")
            .any(|field| field.value("name") == Some("allowRead"))
    );
}

fn set(verb: &str, name: &str, label: &str) -> String {
    format!(
        "<{verb}><x:metadata xmlns:x=\"http://soap.sforce.com/2006/04/metadata\" xsi:type=\"x:PermissionSet\"><x:fullName>{name}</x:fullName><x:label>{label}</x:label></x:metadata></{verb}>"
    )
}

#[test]
fn components_are_created_updated_upserted_renamed_and_deleted() {
    let world = World::new();
    let result = |body: &str| world.soap(body).child("result").unwrap().clone();
    let outcome = |answer: &Element| {
        let error = answer
            .child("errors")
            .and_then(|error| error.value("statusCode"))
            .unwrap_or("ok")
            .to_owned();
        (answer.flag("success"), error)
    };
    assert_eq!(
        outcome(&result(&set("updateMetadata", "Made", "x"))),
        (false, "INVALID_CROSS_REFERENCE_KEY".into())
    );
    assert_eq!(
        outcome(&result(&set("createMetadata", "Made", "x"))),
        (true, "ok".into())
    );
    assert_eq!(
        outcome(&result(&set("createMetadata", "Made", "x"))),
        (false, "DUPLICATE_DEVELOPER_NAME".into())
    );
    assert_eq!(
        outcome(&result(&set("updateMetadata", "Made", " y "))),
        (true, "ok".into())
    );
    assert_eq!(
        world.rows("PermissionSet", &[("Label", json!("y"))]).len(),
        1,
        "values are trimmed"
    );
    let upserted = result(&set("upsertMetadata", "Other", "x"));
    assert_eq!(
        (upserted.value("created"), upserted.value("success")),
        (Some("true"), Some("true"))
    );
    let renamed = result(
        "<renameMetadata><type>PermissionSet</type><oldFullName>Other</oldFullName><newFullName>New</newFullName></renameMetadata>",
    );
    assert!(renamed.flag("success"));
    let deleted = world.soap("<deleteMetadata><type>PermissionSet</type><fullNames>New</fullNames><fullNames>Nope</fullNames></deleteMetadata>");
    let outcomes: Vec<_> = deleted.all("result").map(outcome).collect();
    assert_eq!(
        outcomes,
        [
            (true, "ok".to_owned()),
            (false, "INVALID_CROSS_REFERENCE_KEY".to_owned())
        ]
    );
    let unfit = world.soap_at(
        "66.0",
        &set("createMetadata", "Bad", "x").replace("<x:label>", "<x:nope/><x:label>"),
    );
    assert_eq!(code(&unfit), (500, "soapenv:Client"));
}

#[test]
fn a_delayed_deploy_is_pending_then_in_progress_then_done_and_can_be_cancelled() {
    let world = World::with(&[("deploy_delay", "60")]);
    let start = || {
        let package = super::world::zip(&[
            (
                "package.xml",
                &super::world::manifest(&[("PermissionSet", &["Late"])], "66.0"),
            ),
            (
                "permissionsets/Late.permissionset",
                &super::world::file("PermissionSet", "<label>Late</label>"),
            ),
        ]);
        let zip = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, package);
        let started = world.soap(&format!(
            "<deploy><ZipFile>{zip}</ZipFile><DeployOptions/></deploy>"
        ));
        started.child("result").unwrap().value("id").unwrap().to_owned()
    };
    let status = |id: &str| {
        let answer = world.soap(&format!(
            "<checkDeployStatus><asyncProcessId>{id}</asyncProcessId></checkDeployStatus>"
        ));
        answer
            .child("result")
            .unwrap()
            .value("status")
            .unwrap()
            .to_owned()
    };
    let (one, other) = (start(), start());
    assert_eq!([status(&one), status(&one)], ["Pending", "InProgress"]);
    let cancel = format!("<cancelDeploy><String>{other}</String></cancelDeploy>");
    assert_eq!(
        world.soap(&cancel).child("result").unwrap().value("done"),
        Some("true")
    );
    assert_eq!(status(&other), "Canceled");
    assert!(world.rows("PermissionSet", &[("Name", json!("Late"))]).is_empty());
    world.org.knobs.set_clock_offset(61_000);
    assert_eq!(status(&one), "Succeeded");
    assert_eq!(world.rows("PermissionSet", &[("Name", json!("Late"))]).len(), 1);
    assert_eq!(
        world.soap_at("66.0", &cancel).0,
        500,
        "what has ended can't be cancelled"
    );
}

#[test]
fn the_log_names_who_called() {
    let world = World::new();
    let mut request = Request::new(Method::POST, "/services/Soap/m/66.0");
    request.body = format!("<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Header><SessionHeader><sessionId>{}</sessionId></SessionHeader></e:Header><e:Body><nonsense/></e:Body></e:Envelope>", world.token).into();
    let response = handle(&world.org, &request);
    assert_eq!(
        (response.status, response.user.as_deref()),
        (500, Some("admin@hallpass.local"))
    );
}

#[test]
fn under_the_all_or_none_header_one_failure_takes_back_the_others() {
    for (header, made) in [
        ("", 1),
        (
            "<AllOrNoneHeader><allOrNone>true</allOrNone></AllOrNoneHeader>",
            0,
        ),
    ] {
        let world = World::new();
        let mut request = Request::new(Method::POST, "/services/Soap/m/66.0");
        request.body = format!(
            "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><e:Header><SessionHeader><sessionId>{}</sessionId></SessionHeader>{header}</e:Header><e:Body><createMetadata><metadata xsi:type=\"PermissionSet\"><fullName>Good</fullName><label>x</label></metadata><metadata xsi:type=\"PermissionSet\"><fullName>not good</fullName><label>x</label></metadata></createMetadata></e:Body></e:Envelope>",
            world.token
        )
        .into();
        assert_eq!(handle(&world.org, &request).status, 200);
        assert_eq!(
            world.rows("PermissionSet", &[("Name", json!("Good"))]).len(),
            made,
            "{header}"
        );
    }
}
