//! What observations mean.

use hallpass_model::build::{self, integration, live_of};
use hallpass_model::{ApiName, Desired, Seen};
use jiff::SignedDuration;

use super::observe::Trial;
use super::{Address, Finding, NEEDS, Observed, OrgFacts, Reached, Refused, TokenTrial, Verdict, diagnose};

fn desired() -> Desired {
    build::desired([integration("billing", &[("Account", "read")])])
}

fn address(url: &str) -> Address {
    Address {
        url: url.to_owned(),
        bad: None,
        is_login_host: url.contains("//login.") || url.contains("//test."),
        is_sandbox: url.contains("--"),
        is_loopback: false,
    }
}

fn well() -> Observed {
    Observed {
        address: Some(address("https://acme.my.salesforce.com")),
        auth: "client_credentials",
        reached: Some(Ok(Reached {
            newest: Some("66.0".to_owned()),
            ahead: Some(SignedDuration::ZERO),
        })),
        org: Some(OrgFacts {
            live: live_of(&desired()),
            profile: Some("Minimum Access - Salesforce".to_owned()),
            limits: Ok([].into()),
            shows_secrets: Ok(true),
        }),
        today: "2026-11-22".to_owned(),
        ..Observed::default()
    }
}

fn of<'f>(findings: &'f [Finding], check: &str) -> &'f Finding {
    findings
        .iter()
        .find(|one| one.check == check)
        .unwrap_or_else(|| panic!("{check} is not in {findings:#?}"))
}

fn hold(observed: &mut Observed, names: impl IntoIterator<Item = &'static str>) {
    let permissions = names.into_iter().map(ApiName::from).collect();
    let org = observed.org.as_mut().unwrap();
    org.live.running_user.permissions = Seen::Known(permissions);
}

#[test]
fn a_login_that_fails_is_explained_and_so_is_everything_that_can_be_seen_without_it() {
    let refused = Refused {
        oauth: Some((
            "invalid_grant".to_owned(),
            "request not supported on this domain".to_owned(),
        )),
        words: String::new(),
    };
    let observed = Observed {
        address: Some(address("https://login.salesforce.com")),
        refused: Some(refused),
        org: None,
        ..well()
    };
    let findings = diagnose(&observed, &desired());
    assert_eq!(of(&findings, "address").verdict, Verdict::Problem);
    let sign_in = of(&findings, "sign-in");
    assert!(sign_in.what.contains("My Domain"), "{sign_in:?}");
    assert_eq!(
        sign_in.evidence,
        "invalid_grant: request not supported on this domain"
    );
    assert!(sign_in.fix.contains("Current My Domain URL"));
}

#[test]
fn the_clock_the_network_and_the_version_are_looked_at_before_the_login() {
    let mut observed = well();
    observed.reached = Some(Ok(Reached {
        newest: Some("40.0".to_owned()),
        ahead: Some(SignedDuration::from_secs(-300)),
    }));
    let findings = diagnose(&observed, &desired());
    assert_eq!(of(&findings, "api version").verdict, Verdict::Problem);
    assert_eq!(of(&findings, "clock").verdict, Verdict::Problem);
    observed.reached = Some(Err("no such host".to_owned()));
    assert_eq!(
        of(&diagnose(&observed, &desired()), "network").evidence,
        "no such host"
    );
}

#[test]
fn missing_permissions_are_told_by_label_for_plan_and_apply_apart() {
    let mut observed = well();
    hold(&mut observed, NEEDS.iter().map(|need| need.name));
    let findings = diagnose(&observed, &desired());
    assert_eq!(of(&findings, "permissions for plan").verdict, Verdict::Ok);
    assert_eq!(of(&findings, "permissions for apply").verdict, Verdict::Ok);
    assert_eq!(of(&findings, "least privilege").verdict, Verdict::Ok);
    hold(
        &mut observed,
        [
            "ApiEnabled",
            "ViewSetup",
            "ViewRoles",
            "ModifyAllData",
            "CustomizeApplication",
            "ManageUsers",
        ],
    );
    let findings = diagnose(&observed, &desired());
    assert_eq!(of(&findings, "permissions for plan").verdict, Verdict::Ok);
    let apply = of(&findings, "permissions for apply");
    assert_eq!(
        apply.what,
        format!(
            "{} lacks Manage Profiles and Permission Sets (ManageProfilesPermissionsets)",
            observed.org.as_ref().unwrap().live.running_user.username
        )
    );
    assert_eq!(of(&findings, "least privilege").verdict, Verdict::Warning);
}

#[test]
fn an_integration_is_looked_at_from_its_user_to_its_token() {
    let mut observed = well();
    let trial = |outcome| TokenTrial {
        integration: build::name("billing"),
        app: "Billing".to_owned(),
        outcome,
    };
    observed.tokens = vec![trial(Trial::Given(vec!["api".to_owned()]))];
    let findings = diagnose(&observed, &desired());
    assert_eq!(of(&findings, "user").verdict, Verdict::Ok);
    assert_eq!(of(&findings, "token").verdict, Verdict::Ok);
    observed.tokens = vec![trial(Trial::Given(vec!["id".to_owned()]))];
    assert_eq!(
        of(&diagnose(&observed, &desired()), "token").verdict,
        Verdict::Problem
    );
    observed.tokens = vec![trial(Trial::Refused(Refused {
        oauth: Some((
            "invalid_client".to_owned(),
            "invalid client credentials".to_owned(),
        )),
        words: String::new(),
    }))];
    let findings = diagnose(&observed, &desired());
    assert!(of(&findings, "token").fix.contains("hallpass handover"));
}
