//! Signing in through the `sf` CLI.

use std::path::PathBuf;

use hallpass_salesforce::auth::{LoginError, SfCli};
use hallpass_salesforce::{Error, Login, OrgOptions};
use serde_json::json;

use crate::support::{Answer, connect};

fn cli(program: &str, alias: &str) -> Login {
    let mut cli = SfCli::new(alias);
    cli.program = Some(PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/client/cli")).join(program));
    Login::SfCli(cli)
}

#[cfg(unix)]
#[tokio::test]
async fn an_org_is_had_by_its_alias() {
    let (net, _, org) = connect(cli("newer", "acme"), OrgOptions::default(), |seen, _| {
        assert_eq!(seen.token.as_deref(), Some("token-of-the-cli"));
        Answer::Json(
            200,
            json!({"user_id": "005000000000010AAA", "organization_id": "00D000000000001EAA",
            "preferred_username": "ops@example.com"}),
        )
    })
    .await;
    let org = org.unwrap();
    assert_eq!(org.url().as_str(), "https://acme.my.salesforce.com");
    assert_eq!(org.reader().identity().await.unwrap().username, "ops@example.com");
    assert_eq!(net.tokens(), 0);
}

#[cfg(unix)]
#[tokio::test]
async fn what_the_cli_says_is_told() {
    let rows = [
        ("unknown", "acme", "No authorization information found for acme."),
        ("newer", "--all", "does not begin with `-`"),
        ("newer", "other", "not the JSON"),
    ];
    for (program, alias, words) in rows {
        let (_, _, org) = connect(cli(program, alias), OrgOptions::default(), |_, _| {
            panic!("nobody is asked")
        })
        .await;
        let Err(Error::Login(error)) = org else {
            panic!("{program} {alias}")
        };
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[tokio::test]
async fn a_missing_cli_is_told() {
    let (_, _, org) = connect(cli("nowhere", "acme"), OrgOptions::default(), |_, _| {
        panic!("nobody is asked")
    })
    .await;
    assert!(matches!(org, Err(Error::Login(LoginError::CliMissing { .. }))));
}
