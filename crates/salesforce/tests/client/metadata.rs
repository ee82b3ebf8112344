//! Deploys, retrieves and credentials.

use hallpass_salesforce::metadata::{Archive, Component, DeployOptions, Deployment, Package, Tree};
use hallpass_salesforce::transport::{Patience, TransportFailure};
use hallpass_salesforce::{ApiVersion, Error, OrgOptions, RecordId};
use secrecy::ExposeSecret;
use serde_json::json;

use crate::support::{Answer, error, world};

fn deployment() -> Deployment {
    let app = Component::new("ExternalClientApplication", "A");
    let path = app.path().unwrap();
    Deployment::new(ApiVersion::new(68)).with(app, &path, &Tree::of_type("ExternalClientApplication"))
}

#[tokio::test]
async fn a_deployment_is_started_once_and_polled_to_its_end() {
    let world = world(OrgOptions::default(), |seen, so_far| match (seen.method.as_str(), so_far) {
        ("POST", 0) => {
            assert_eq!(seen.path, "/services/data/v68.0/metadata/deployRequest");
            assert!(seen.body.contains("\"checkOnly\":false"));
            Answer::Json(201, json!({"id": "0Af000000000001AAA", "deployOptions": {}}))
        }
        ("GET", 1..=3) => Answer::Json(
            200,
            json!({"id": "0Af000000000001AAA", "deployResult": {"status": "InProgress", "done": false,
                "numberComponentsTotal": 1, "details": null}}),
        ),
        // A poll that fails is no failure of the deployment.
        ("GET", 4) => Answer::Lost(TransportFailure::Interrupted),
        ("GET", _) => Answer::Json(
            200,
            json!({"deployResult": {"id": "0Af000000000001AAA", "status": "Failed", "done": true, "success": false,
                "details": {"componentFailures": {"componentType": "ExternalClientApplication", "fullName": "A",
                "problem": "bad", "problemType": "Error", "success": false, "lineNumber": 2}}}}),
        ),
        _ => panic!("{seen:?}"),
    })
    .await;
    let states = std::sync::Mutex::new(Vec::new());
    let result = world
        .org
        .writer()
        .deploy(
            &deployment(),
            DeployOptions::default(),
            Patience::default(),
            &|progress| {
                states.lock().unwrap().push(progress.state.clone());
            },
        )
        .await
        .unwrap();
    assert!(!result.success);
    assert_eq!(result.failures()[0].problem.as_deref(), Some("bad"));
    assert_eq!(states.into_inner().unwrap(), ["InProgress, 0 of 1 components"; 3]);
}

#[tokio::test]
async fn a_lost_start_of_a_deployment_is_unknown_and_that_of_a_check_is_repeated() {
    let lost = world(OrgOptions::default(), |_, _| {
        Answer::Lost(TransportFailure::Interrupted)
    })
    .await;
    let writer = lost.org.writer();
    let error = writer
        .deploy(
            &deployment(),
            DeployOptions::default(),
            Patience::default(),
            &|_| {},
        )
        .await
        .unwrap_err();
    assert!(error.is_outcome_unknown(), "{error:?}");
    assert_eq!(lost.net.seen().len(), 1);

    let checked = world(OrgOptions::default(), |seen, so_far| match so_far {
        0 => Answer::Lost(TransportFailure::Interrupted),
        1 => {
            assert!(seen.body.contains("\"checkOnly\":true"));
            Answer::Json(201, json!({"id": "0Af000000000001AAA"}))
        }
        _ => Answer::Json(
            200,
            json!({"deployResult": {"status": "Succeeded", "done": true, "success": true, "checkOnly": true}}),
        ),
    })
    .await;
    let reader = checked.org.reader();
    let result = reader
        .check_deploy(
            &deployment(),
            DeployOptions::default(),
            Patience::default(),
            &|_| {},
        )
        .await
        .unwrap();
    assert!(result.success && result.check_only);
}

#[tokio::test]
async fn a_deployment_whose_end_nobody_saw_is_unknown() {
    let polls: Vec<fn() -> Answer> = vec![
        || Answer::Lost(TransportFailure::Interrupted),
        || {
            Answer::Json(
                200,
                json!({"deployResult": {"status": "InProgress", "done": false}}),
            )
        },
        || Answer::Text(200, "<html>".into()),
    ];
    for poll in polls {
        let world = world(OrgOptions::default(), move |seen, _| match seen.method.as_str() {
            "POST" => Answer::Json(201, json!({"id": "0Af000000000001AAA"})),
            _ => poll(),
        })
        .await;
        let (writer, deployment) = (world.org.writer(), deployment());
        let end = writer
            .deploy(
                &deployment,
                DeployOptions::default(),
                Patience::default(),
                &|_| {},
            )
            .await;
        let error = end.unwrap_err();
        assert!(error.is_outcome_unknown(), "{error:?}");
    }
}

fn soap(inner: &str) -> Answer {
    Answer::Text(
        200,
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soapenv:Envelope \
             xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" \
             xmlns=\"http://soap.sforce.com/2006/04/metadata\"><soapenv:Body>{inner}</soapenv:Body></soapenv:Envelope>"
        ),
    )
}

#[tokio::test]
async fn a_retrieve_is_started_and_polled_to_its_archive() {
    use base64::Engine;
    let zip = Archive::default()
        .with("externalClientApps/A.eca", "<E/>".into())
        .pack()
        .unwrap();
    let zip = base64::engine::general_purpose::STANDARD.encode(zip);
    let world = world(OrgOptions::default(), move |seen, so_far| match so_far {
        0 => {
            assert_eq!(seen.path, "/services/Soap/m/68.0");
            assert!(seen.body.contains(
                "<retrieve><retrieveRequest><apiVersion>68.0</apiVersion><singlePackage>true</singlePackage>\
                 <unpackaged><types><members>*</members><name>ExternalClientApplication</name></types>\
                 <version>68.0</version></unpackaged></retrieveRequest></retrieve>"
            ));
            soap("<retrieveResponse><result><done>false</done><id>09S000000000001AAA</id></result></retrieveResponse>")
        }
        1 => soap(
            "<checkRetrieveStatusResponse><result><done>false</done><status>Pending</status></result>\
             </checkRetrieveStatusResponse>",
        ),
        _ => {
            assert!(seen.body.contains("<asyncProcessId>09S000000000001AAA</asyncProcessId>"));
            soap(&format!(
                "<checkRetrieveStatusResponse><result><done>true</done><fileProperties>\
                 <fileName>externalClientApps/A.eca</fileName><fullName>A</fullName>\
                 <type>ExternalClientApplication</type></fileProperties><status>Succeeded</status>\
                 <success>true</success><zipFile>{zip}</zipFile></result></checkRetrieveStatusResponse>"
            ))
        }
    })
    .await;
    let package = Package::default().with_all("ExternalClientApplication");
    let found = world
        .org
        .reader()
        .retrieve(&package, Patience::default(), &|_| {})
        .await
        .unwrap();
    assert_eq!(found.files[0].component.full_name, "A");
    assert_eq!(found.files[0].tree().unwrap().root.name, "E");
}

#[tokio::test]
async fn reading_leaves_out_what_is_not_there() {
    let world = world(OrgOptions::default(), |seen, _| {
        assert!(seen.body.contains("<readMetadata><type>PermissionSet</type><fullNames>A</fullNames>"));
        soap(
            "<readMetadataResponse><result><records xmlns:xsi=\"x\" xsi:type=\"PermissionSet\">\
             <fullName>A</fullName><label>L</label></records><records xmlns:xsi=\"x\" xsi:nil=\"true\"/></result>\
             </readMetadataResponse>",
        )
    })
    .await;
    let found = world
        .org
        .reader()
        .read_metadata("PermissionSet", &["A", "B"])
        .await
        .unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].child_text("label").as_deref(), Some("L"));
}

#[tokio::test]
async fn a_fault_is_an_error_of_the_org_and_not_repeated() {
    let world = world(OrgOptions::default(), |_, _| {
        let Answer::Text(_, text) = soap(
            "<soapenv:Fault><faultcode>sf:INVALID_TYPE</faultcode><faultstring>INVALID_TYPE: Unknown type</faultstring>\
             </soapenv:Fault>",
        ) else {
            panic!()
        };
        Answer::Text(500, text)
    })
    .await;
    let error = world.org.reader().list_metadata(&["Nope"]).await.unwrap_err();
    let api = error.api().unwrap();
    assert_eq!(
        (api.code.as_str(), api.message.as_str(), api.status),
        ("INVALID_TYPE", "Unknown type", 500)
    );
    assert_eq!(world.net.seen().len(), 1);
}

#[tokio::test]
async fn credentials_are_read_as_secrets() {
    let world = world(OrgOptions::default(), |seen, _| match seen.path.as_str() {
        "/services/data/v68.0/apps/oauth/credentials/0xI000000000001EAA" => {
            Answer::Json(200, json!({"consumers": [{"id": "888000000000001AAA", "key": "3MVG9", "name": "A"}]}))
        }
        "/services/data/v68.0/apps/oauth/credentials/0xI000000000001EAA/888000000000001AAA?part=keyandsecret" => {
            Answer::Json(200, json!({"id": "888000000000001AAA", "key": "3MVG9", "secret": "s3cret"}))
        }
        path if path.ends_with("/staged") => Answer::Json(404, error("NOT_FOUND", "nothing staged")),
        other => panic!("{other}"),
    })
    .await;
    let reader = world.org.reader();
    let app = RecordId::parse("0xI000000000001").unwrap();
    let consumer = reader.consumers(&app).await.unwrap().remove(0);
    let credentials = reader.consumer_credentials(&app, &consumer.id).await.unwrap();
    assert_eq!(credentials.secret.as_ref().unwrap().expose_secret(), "s3cret");
    assert!(!format!("{credentials:?}").contains("s3cret"));
    assert!(
        reader
            .staged_credentials(&app, &consumer.id)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn an_answer_with_a_secret_is_never_quoted() {
    for body in [
        r#"{"secret":"s3cret","key":7}"#,
        r#"{"key":"k","secret":["s3cret"]}"#,
        r#""s3cret""#,
    ] {
        let world = world(OrgOptions::default(), move |_, _| Answer::Text(200, body.into())).await;
        let app = RecordId::parse("0xI000000000001").unwrap();
        let error = world
            .org
            .reader()
            .consumer_credentials(&app, "888")
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Unreadable { .. }), "{error:?}");
        assert!(!format!("{error:?} {error}").contains("s3cret"), "{error}");
    }
}
