//! `hallpass doctor`: what stops a login, an org or an integration. It goes on where others give up.

use hallpass_lifecycle::doctor::{
    Address, Finding, Observed, Reached, Refused, Verdict, diagnose, observe_org, try_token,
};
use hallpass_lifecycle::token::Interrupt;
use hallpass_model::Desired;
use hallpass_salesforce::org::{Probe, probe};
use hallpass_salesforce::{ApiVersion, InstanceUrl};
use hallpass_spec::{Auth, OrgKind, OrgSettings, OrgTarget};

use super::connection::{Connection, Way};
use super::fleet;
use crate::arguments::{DoctorArguments, Global};
use crate::error::Ended;
use crate::exit::Exit;
use crate::interrupt::interrupt;
use crate::progress::Progress;
use crate::terminal::Terminal;
use crate::view::{DoctorDocument, doctor_as_text, pretty};

pub(super) async fn run(terminal: Terminal, global: &Global, arguments: &DoctorArguments) -> Ended {
    let loaded = fleet::load(terminal, global)?;
    let resolved = fleet::resolve(terminal, global, &loaded, &arguments.integration)?;
    let (desired, settings) = (resolved.desired, resolved.org);
    drop(loaded);
    let is_named = !arguments.integration.is_empty();
    let interrupt = interrupt();
    let observed = Progress::start(terminal, "looking")
        .during(observe(&settings, &desired, is_named, &*interrupt))
        .await?;
    let findings = diagnose(&observed, &desired);
    let document = DoctorDocument::new(&settings.name, findings);
    terminal.result(&match global.json {
        true => pretty(&document),
        false => doctor_as_text(&document, is_named, terminal.out),
    });
    Ok(exit(&document.findings))
}

fn exit(findings: &[Finding]) -> Exit {
    match findings.iter().any(|one| one.verdict == Verdict::Problem) {
        true => Exit::Error,
        false => Exit::Done,
    }
}

/// Looks as far as it goes.
async fn observe(
    settings: &OrgSettings,
    desired: &Desired,
    is_named: bool,
    interrupt: &Interrupt,
) -> Result<Observed, crate::error::Failure> {
    let mut observed = Observed {
        address: address(settings),
        kind: settings.kind.map(OrgKind::word),
        auth: auth(settings),
        today: jiff::Zoned::now().date().to_string(),
        ..Observed::default()
    };
    if observed
        .address
        .as_ref()
        .is_some_and(|address| address.bad.is_some())
    {
        observed.refused = Some(Refused {
            oauth: None,
            words: "nothing was asked: the address is none".to_owned(),
        });
        return Ok(observed);
    }
    let way = Way::to(settings, desired.limits.max_api_calls).await?;
    if let Some(url) = way.login.url() {
        let reached = probe(url, &way.options).await;
        observed.reached = Some(
            reached
                .as_ref()
                .map(reached_as)
                .map_err(|error| Refused::by(error).words),
        );
    }
    let connection = match way.sign_in().await {
        Ok(connection) => connection,
        Err(error) => {
            observed.refused = Some(Refused::by(&error));
            return Ok(observed);
        }
    };
    match observe_org(&connection.reader(), desired).await {
        Ok(org) => observed.org = Some(org),
        Err(error) => observed.unread = Some(words(&error)),
    }
    if is_named {
        try_tokens(&connection, desired, interrupt, &mut observed).await;
    }
    connection.close().await;
    Ok(observed)
}

async fn try_tokens(
    connection: &Connection,
    desired: &Desired,
    interrupt: &Interrupt,
    observed: &mut Observed,
) {
    let Some(org) = &observed.org else { return };
    for one in desired.integrations.values() {
        for app in &one.apps {
            if let Some(live) = org.live.apps.get(&app.name) {
                let trial = try_token(connection.org(), one, app, live, interrupt).await;
                observed.tokens.push(trial);
            }
        }
    }
}

fn address(settings: &OrgSettings) -> Option<Address> {
    let OrgTarget::Remote { url, auth, .. } = &settings.target else {
        return Some(Address {
            url: "the local org".to_owned(),
            bad: None,
            is_login_host: false,
            is_sandbox: true,
            is_loopback: true,
        });
    };
    if matches!(auth, Auth::SfCli { .. } | Auth::AuthUrl(_)) {
        return None;
    }
    let parsed = InstanceUrl::parse(url);
    let url_is = |is: fn(&InstanceUrl) -> bool| parsed.as_ref().is_ok_and(is);
    Some(Address {
        url: url.clone(),
        is_login_host: url_is(InstanceUrl::is_login_host),
        is_sandbox: url_is(InstanceUrl::is_sandbox),
        is_loopback: url_is(InstanceUrl::is_loopback),
        bad: parsed.as_ref().err().map(ToString::to_string),
    })
}

const fn auth(settings: &OrgSettings) -> &'static str {
    match &settings.target {
        OrgTarget::Local { .. } => "its own identity in the local org",
        OrgTarget::Remote { auth, .. } => match auth {
            Auth::SfCli { .. } => "the Salesforce CLI",
            Auth::AccessToken(_) => "an access token",
            Auth::ClientCredentials { .. } => "client credentials",
            Auth::Jwt { .. } => "a JWT assertion",
            Auth::AuthUrl(_) => "an SFDX auth URL",
        },
    }
}

fn reached_as(probe: &Probe) -> Reached {
    let versions = probe
        .versions
        .iter()
        .filter_map(|one| one.version.parse::<ApiVersion>().ok());
    Reached {
        newest: versions.max().map(|version| version.to_string()),
        ahead: probe.ahead,
    }
}

fn words(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        words = format!("{words}: {source}");
        cause = source.source();
    }
    words
}
