//! Signing in, and signing in again.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hallpass_salesforce::auth::{JwtBearer, SfdxAuthUrl};
use hallpass_salesforce::soql::Soql;
use hallpass_salesforce::transport::TransportFailure;
use hallpass_salesforce::{Error, InstanceUrl, Login, OrgOptions};
use serde_json::json;

use crate::support::{Answer, client, connect, error, token, world};

fn users() -> Soql {
    Soql::select(["Id"]).from("User")
}

#[tokio::test]
async fn a_session_that_ended_is_renewed_once_and_the_call_repeated() {
    let world = world(OrgOptions::default(), |seen, _| match seen.token.as_deref() {
        Some("token-0") => Answer::Json(401, error("INVALID_SESSION_ID", "Session expired or invalid")),
        _ => Answer::Json(200, json!({"totalSize": 0, "done": true, "records": []})),
    })
    .await;
    world.org.reader().query(&users()).await.unwrap();
    world.org.reader().query(&users()).await.unwrap();
    assert_eq!(world.net.tokens(), 2);
    let used: Vec<_> = world
        .net
        .seen()
        .into_iter()
        .map(|seen| seen.token.unwrap())
        .collect();
    assert_eq!(used, ["token-0", "token-1", "token-1"]);
}

#[tokio::test]
async fn a_session_that_is_never_taken_is_an_error_not_a_loop() {
    let world = world(OrgOptions::default(), |_, _| {
        Answer::Json(401, error("INVALID_SESSION_ID", "Session expired"))
    })
    .await;
    let refused = world.org.reader().query(&users()).await.unwrap_err();
    assert_eq!(refused.code(), Some("INVALID_SESSION_ID"));
    assert_eq!((world.net.seen().len(), world.net.tokens()), (2, 2));
}

#[tokio::test]
async fn many_calls_with_one_ended_session_renew_it_once() {
    let world = world(OrgOptions::default(), |seen, _| match seen.token.as_deref() {
        Some("token-0") => Answer::Json(401, error("INVALID_SESSION_ID", "Session expired or invalid")),
        _ => Answer::Json(200, json!({"totalSize": 0, "done": true, "records": []})),
    })
    .await;
    let reader = world.org.reader();
    let user_query = users();
    let (one, two, three) = tokio::join!(
        reader.query(&user_query),
        reader.query(&user_query),
        reader.query(&user_query)
    );
    assert!(one.is_ok() && two.is_ok() && three.is_ok());
    assert_eq!(world.net.tokens(), 2);
}

#[tokio::test]
async fn a_soap_fault_renews_the_session_too() {
    let fault = "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body><e:Fault>\
        <faultcode>sf:INVALID_SESSION_ID</faultcode><faultstring>INVALID_SESSION_ID: Illegal Session</faultstring>\
        </e:Fault></e:Body></e:Envelope>";
    let good = "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body>\
        <describeMetadataResponse xmlns='http://soap.sforce.com/2006/04/metadata'><result><metadataObjects>\
        <directoryName>profiles</directoryName><suffix>profile</suffix><xmlName>Profile</xmlName>\
        </metadataObjects></result></describeMetadataResponse></e:Body></e:Envelope>";
    let world = world(OrgOptions::default(), move |seen, _| {
        assert_eq!(seen.token, None);
        match seen.body.contains("<sessionId>token-0</sessionId>") {
            true => Answer::Text(500, fault.into()),
            false => Answer::Text(200, good.into()),
        }
    })
    .await;
    let types = world.org.reader().describe_metadata().await.unwrap();
    assert_eq!(types[0].name, "Profile");
    assert_eq!(world.net.tokens(), 2);
}

#[tokio::test]
async fn a_refused_sign_in_is_typed_and_not_repeated() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let (_, _, org) = connect(client(), OrgOptions::default(), move |_, _| {
        count.fetch_add(1, Ordering::SeqCst);
        Answer::Json(
            400,
            json!({"error": "invalid_client_id", "error_description": "client identifier invalid"}),
        )
    })
    .await;
    let refused = org.err().unwrap();
    assert_eq!(refused.oauth().unwrap().error, "invalid_client_id");
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    assert!(!format!("{refused:?}").contains("s3cret"));
}

#[tokio::test]
async fn a_token_request_survives_a_broken_connection() {
    let asked = AtomicUsize::new(0);
    let (net, env, org) = connect(client(), OrgOptions::default(), move |_, _| {
        match asked.fetch_add(1, Ordering::SeqCst) {
            0 => Answer::Lost(TransportFailure::NotSent),
            1 => Answer::Text(503, String::new()),
            _ => Answer::Json(200, token(0)),
        }
    })
    .await;
    assert_eq!(
        org.unwrap().token_identity().unwrap().org_id.as_str(),
        "00D000000000001EAA"
    );
    assert_eq!(net.tokens(), 3);
    assert!(!env.slept().is_zero());
}

#[tokio::test]
async fn a_token_for_a_foreign_host_is_not_used() {
    let (net, _, org) = connect(client(), OrgOptions::default(), |_, _| {
        Answer::Json(
            200,
            json!({"access_token": "t", "instance_url": "https://evil.example"}),
        )
    })
    .await;
    assert!(matches!(org.err().unwrap(), Error::Login(_)));
    assert!(net.seen().is_empty());
}

#[tokio::test]
async fn a_login_host_gives_token_and_address_and_the_org_the_rest() {
    let mut login = client();
    if let Login::ClientCredentials(login) = &mut login {
        login.url = InstanceUrl::parse("https://login.salesforce.com").unwrap();
    }
    let (_, _, org) = connect(login, OrgOptions::default(), |seen, _| {
        assert_eq!(seen.url, "https://login.salesforce.com/services/oauth2/token");
        Answer::Json(200, token(0))
    })
    .await;
    assert_eq!(org.unwrap().url().as_str(), "https://acme.my.salesforce.com");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let world = world(OrgOptions::default(), |_, _| {
        Answer::Header(302, "location", "https://evil.example/steal".into(), json!(null))
    })
    .await;
    let error = world.org.reader().query(&users()).await.unwrap_err();
    assert!(
        matches!(&error, Error::Redirected { target, .. } if target == "evil.example"),
        "{error:?}"
    );
    assert!(
        world
            .net
            .seen()
            .iter()
            .all(|seen| seen.url.starts_with("https://acme.my.salesforce.com/"))
    );
}

#[tokio::test]
async fn an_auth_url_refreshes() {
    let url = SfdxAuthUrl::parse("force://PlatformCLI::5Aep.tok@acme.my.salesforce.com").unwrap();
    let (_, _, org) = connect(Login::AuthUrl(url), OrgOptions::default(), |seen, _| {
        assert_eq!(
            seen.body,
            "grant_type=refresh_token&refresh_token=5Aep.tok&client_id=PlatformCLI"
        );
        Answer::Json(200, token(0))
    })
    .await;
    assert!(org.is_ok());
}

#[tokio::test]
async fn a_jwt_login_with_a_bad_key_asks_nobody() {
    let login = Login::JwtBearer(JwtBearer {
        url: InstanceUrl::parse("https://acme.my.salesforce.com").unwrap(),
        client_id: "3MVG9".into(),
        username: "ops@example.com".into(),
        private_key_pem: "-----BEGIN NONSENSE-----".into(),
        audience: None,
    });
    let (net, _, org) = connect(login, OrgOptions::default(), |_, _| Answer::Json(200, token(0))).await;
    let error = org.err().unwrap();
    assert!(matches!(error, Error::Login(_)), "{error:?}");
    assert_eq!(net.tokens(), 0);
    assert!(!format!("{error:?}").contains("NONSENSE"));
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let world = world(OrgOptions::default(), |seen, _| {
        assert_eq!(
            (seen.path.as_str(), seen.body.as_str()),
            ("/services/oauth2/revoke", "token=token-0")
        );
        Answer::Text(200, String::new())
    })
    .await;
    world.org.sign_out().await.unwrap();
    assert_eq!(world.net.seen().len(), 1);
}
