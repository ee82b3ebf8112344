//! deployRequest.

use http::Method;
use serde_json::{Value, json};

use super::world::{World, file, manifest, zip};
use crate::server::{Request, handle};
use crate::testing;

fn call(world: &World, method: Method, path: &str, prepare: impl FnOnce(&mut Request)) -> (u16, Value) {
    let mut request = Request::new(method, &format!("/services/data/v66.0/metadata/{path}"));
    let bearer = format!("Bearer {}", world.token).parse().unwrap();
    request.headers.insert("authorization", bearer);
    prepare(&mut request);
    let response = handle(&world.org, &request);
    (response.status, testing::json(&response))
}

fn post(world: &World, part: &str, options: &Value, zip: &[u8]) -> (u16, Value) {
    call(world, Method::POST, "deployRequest", |request| {
        request
            .headers
            .insert("content-type", "multipart/form-data; boundary=B".parse().unwrap());
        let mut body = format!(
            "--B\r\nContent-Disposition: form-data; name=\"{part}\"\r\nContent-Type: application/json\r\n\r\n{}\r\n--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"deploy.zip\"\r\nContent-Type: application/zip\r\n\r\n",
            json!({"deployOptions": options})
        )
        .into_bytes();
        body.extend(zip);
        body.extend(b"\r\n--B--\r\n");
        request.body = body.into();
    })
}

fn package() -> Vec<u8> {
    zip(&[
        ("package.xml", &manifest(&[("PermissionSet", &["Rest"])], "66.0")),
        (
            "permissionsets/Rest.permissionset",
            &file("PermissionSet", "<label>Rest</label>"),
        ),
    ])
}

#[test]
fn a_deploy_is_started_polled_and_tells_its_details() {
    for part in ["json", "entity_content"] {
        let world = World::new();
        let (status, started) = post(
            &world,
            part,
            &json!({"rollbackOnError": true, "singlePackage": true, "purgeOnDelete": null, "testLevel": null}),
            &package(),
        );
        assert_eq!(status, 201, "{started}");
        assert_eq!(started["deployOptions"]["rollbackOnError"], json!(true));
        let id = started["id"].as_str().unwrap();
        assert!(id.starts_with("0Af"));
        let (status, polled) = call(
            &world,
            Method::GET,
            &format!("deployRequest/{id}?includeDetails=true"),
            |_| {},
        );
        let result = &polled["deployResult"];
        assert_eq!(
            (status, &result["status"], &result["success"]),
            (200, &json!("Succeeded"), &json!(true))
        );
        assert!(result["createdDate"].as_str().unwrap().ends_with("+0000"));
        let messages = result["details"]["allComponentMessages"].as_array().unwrap();
        assert_eq!(messages.len(), 2);
        assert_eq!(messages[0]["created"], json!(true));
        assert!(
            result["details"]["componentFailures"]
                .as_array()
                .unwrap()
                .is_empty()
        );
        let (_, bare) = call(&world, Method::GET, &format!("deployRequest/{id}"), |_| {});
        assert_eq!(bare["deployResult"]["details"], Value::Null);
    }
}

#[test]
fn a_validation_can_be_deployed_without_its_archive_and_anything_else_is_404() {
    let world = World::new();
    let (_, validated) = post(&world, "json", &json!({"checkOnly": true}), &package());
    assert!(world.rows("PermissionSet", &[("Name", json!("Rest"))]).is_empty());
    let quick = |id: &Value| {
        call(
            &world,
            Method::POST,
            "deployRequest/validatedDeployRequestId",
            |request| {
                request.body = json!({"validatedDeployRequestId": id}).to_string().into();
            },
        )
    };
    let (status, started) = quick(&validated["id"]);
    assert_eq!(
        (status, &started["validatedDeployRequestId"]),
        (201, &validated["id"])
    );
    assert_eq!(world.rows("PermissionSet", &[("Name", json!("Rest"))]).len(), 1);
    assert_eq!(quick(&started["id"]).0, 404, "that was no validation");
    let as_clients_do = call(&world, Method::POST, "deployRequest", |request| {
        request
            .headers
            .insert("content-type", "application/json".parse().unwrap());
        request.body = json!({"validatedDeployRequestId": started["id"]})
            .to_string()
            .into();
    });
    assert_eq!(as_clients_do.0, 404, "that was no validation either");
    assert_eq!(quick(&json!("0Af000000000001AAA")).0, 404);
}

#[test]
fn a_pending_deploy_is_cancelled_and_nonsense_is_refused() {
    let world = World::with(&[("deploy_delay", "60")]);
    let (_, started) = post(&world, "json", &json!({}), &package());
    let id = started["id"].as_str().unwrap();
    let cancel = |body: Value| {
        call(
            &world,
            Method::PATCH,
            &format!("deployRequest/{id}"),
            move |request| request.body = body.to_string().into(),
        )
    };
    assert_eq!(cancel(json!({"deployResult": {"status": "Nonsense"}})).0, 400);
    assert_eq!(cancel(json!({"deployResult": {"status": "Canceling"}})).0, 202);
    assert_eq!(
        call(&world, Method::GET, &format!("deployRequest/{id}"), |_| {}).1["deployResult"]["status"],
        "Canceled"
    );
    assert_eq!(
        call(&world, Method::GET, "deployRequest/0Af000000000001AAA", |_| {}).0,
        404
    );
    assert_eq!(call(&world, Method::POST, "deployRequest", |_| {}).0, 400);
    assert_eq!(
        call(&world, Method::DELETE, "deployRequest/0Af000000000001AAA", |_| {}).0,
        405
    );
    assert_eq!(call(&world, Method::GET, "nonsense", |_| {}).0, 404);
    let (_, broken) = post(&world, "json", &json!({}), b"not a zip");
    world.org.knobs.set_clock_offset(61_000);
    let id = broken["id"].as_str().unwrap();
    let (_, polled) = call(&world, Method::GET, &format!("deployRequest/{id}"), |_| {});
    assert_eq!(polled["deployResult"]["status"], "Failed");
    assert_eq!(polled["deployResult"]["errorMessage"], "cannot read the zip file");
}
