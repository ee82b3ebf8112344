//! The files of one external client app.

use super::world::{World, done, file, manifest};

pub(super) const RUN_AS: &str = "runner@hallpass.local";
pub(super) const CERTIFICATE: &str = "MIIB";

pub(super) fn header() -> String {
    file(
        "ExternalClientApplication",
        "<contactEmail>a@example.com</contactEmail><label>Bill</label>",
    )
}

pub(super) fn settings(scopes: &str) -> String {
    file(
        "ExtlClntAppOauthSettings",
        &format!(
            "<commaSeparatedOauthScopes>{scopes}</commaSeparatedOauthScopes><externalClientApplication>Bill</externalClientApplication>"
        ),
    )
}

pub(super) fn global(inner: &str) -> String {
    file(
        "ExtlClntAppGlobalOauthSettings",
        &format!(
            "<callbackUrl>https://localhost/callback</callbackUrl>{inner}<externalClientApplication>Bill</externalClientApplication><isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>"
        ),
    )
}

pub(super) fn policy(user: &str, inner: &str) -> String {
    file(
        "ExtlClntAppOauthConfigurablePolicies",
        &format!(
            "<clientCredentialsFlowUser>{user}</clientCredentialsFlowUser>{inner}<externalClientApplication>Bill</externalClientApplication><isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>"
        ),
    )
}

pub(super) fn family() -> String {
    manifest(
        &[
            ("ExternalClientApplication", &["Bill"]),
            ("ExtlClntAppOauthSettings", &["Bill_oauth"]),
            ("ExtlClntAppGlobalOauthSettings", &["Bill_glbloauth"]),
        ],
        "66.0",
    )
}

pub(super) const ECA: &str = "externalClientApps/Bill.eca";
pub(super) const OAUTH: &str = "extlClntAppOauthSettings/Bill_oauth.ecaOauth";
pub(super) const GLOBAL: &str = "extlClntAppGlobalOauthSets/Bill_glbloauth.ecaGlblOauth";

pub(super) fn deploy_family(world: &World) {
    let result = world.deployed(&[
        ("package.xml", &family()),
        (ECA, &header()),
        (OAUTH, &settings("Api,RefreshToken")),
        (
            GLOBAL,
            &global(&format!("<certificate>{CERTIFICATE}</certificate>")),
        ),
    ]);
    assert_eq!(done(&result, "Bill"), (true, true, false));
    assert_eq!(result.value("numberComponentsTotal"), Some("3"));
    assert_eq!(result.value("numberComponentsDeployed"), Some("3"));
}

pub(super) fn policy_manifest(name: &str) -> String {
    manifest(&[("ExtlClntAppOauthConfigurablePolicies", &[name])], "66.0")
}
