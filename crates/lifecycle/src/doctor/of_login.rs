//! Whether one can sign in at all.

use hallpass_reconcile::explain_oauth;
use hallpass_salesforce::ApiVersion;
use jiff::SignedDuration;

use super::finding::{Finding, Verdict};
use super::observe::{Observed, Refused};

/// Clocks that differ by more make assertions fail, which are good for minutes.
const TOLERABLE: SignedDuration = SignedDuration::from_secs(60);

/// The address is the org's own.
pub(super) fn address(observed: &Observed) -> Vec<Finding> {
    let Some(address) = &observed.address else {
        return vec![Finding::new(
            "address",
            Verdict::Ok,
            "the Salesforce CLI knows the address of the org",
        )];
    };
    let url = &address.url;
    if let Some(why) = &address.bad {
        return vec![
            Finding::new(
                "address",
                Verdict::Problem,
                format!("{url} is not the address of an org"),
            )
            .because(why.as_str())
            .fix("`url` is the org's My Domain address: Setup, My Domain, Current My Domain URL"),
        ];
    }
    if address.is_login_host {
        return vec![
            Finding::new(
                "address",
                Verdict::Problem,
                format!("{url} signs in to every org and is not this one's own address"),
            )
            .because("client credentials and this tool need the My Domain address")
            .fix("write the My Domain address as `url`: Setup, My Domain, Current My Domain URL"),
        ];
    }
    let differs = match observed.kind {
        Some("sandbox") => !address.is_sandbox && !address.is_loopback,
        Some("production") => address.is_sandbox,
        _ => false,
    };
    let kind = observed.kind.unwrap_or("org");
    vec![match differs {
        true => Finding::new(
            "address",
            Verdict::Warning,
            format!("{url} does not look like the address of a {kind}"),
        )
        .fix("compare `url` and `kind` of the org in hallpass.yaml"),
        false => Finding::new("address", Verdict::Ok, format!("{url} is the org's own address")),
    }]
}

/// Something answers there, in a version that is spoken here.
pub(super) fn reached(observed: &Observed) -> Vec<Finding> {
    match &observed.reached {
        None => Vec::new(),
        Some(Err(why)) => vec![
            Finding::new("network", Verdict::Problem, "nothing answers at the address as an org does")
                .because(why.as_str())
                .fix("look at the address, at the network, and at a proxy on the way; `ca_file` names certificate authorities of your own"),
        ],
        Some(Ok(reached)) => {
            let newest = reached.newest.as_deref().unwrap_or("none");
            let number = |text: &str| text.parse::<ApiVersion>().ok();
            let is_old = number(newest).is_none_or(|version| version < ApiVersion::OLDEST_USABLE);
            let known = format!("{} to {}", ApiVersion::OLDEST_USABLE, ApiVersion::NEWEST_KNOWN);
            vec![match is_old {
                true => Finding::new(
                    "api version",
                    Verdict::Problem,
                    format!("the org offers up to {newest}, and {known} is needed"),
                )
                .fix("wait for the org's next release, or use an older hallpass"),
                false => Finding::new("api version", Verdict::Ok, format!("the org offers up to {newest}")),
            }]
        }
    }
}

/// The clocks agree.
pub(super) fn clock(observed: &Observed) -> Vec<Finding> {
    let Some(Ok(reached)) = &observed.reached else {
        return Vec::new();
    };
    let Some(ahead) = reached.ahead else {
        return vec![Finding::new(
            "clock",
            Verdict::Unknown,
            "the org did not tell its time",
        )];
    };
    let seconds = ahead.as_secs();
    vec![match ahead.abs() > TOLERABLE {
        true => Finding::new(
            "clock",
            Verdict::Problem,
            format!("the org's clock is {seconds} seconds ahead of this machine's"),
        )
        .because("an assertion of the JWT flow is good for minutes, and days in marks and graces come from this clock")
        .fix("set the clock of this machine, for example by NTP"),
        false => Finding::new("clock", Verdict::Ok, "the clocks of the org and of this machine agree"),
    }]
}

/// A token was given.
pub(super) fn signed_in(observed: &Observed) -> Finding {
    let auth = observed.auth;
    match &observed.refused {
        None => Finding::new("sign-in", Verdict::Ok, format!("hallpass signs in with {auth}")),
        Some(refused) => explained(
            "sign-in",
            refused,
            &format!("hallpass cannot sign in with {auth}"),
        ),
    }
}

/// A refusal, with its cause and the setting behind it where the table has it.
pub(super) fn explained(check: &'static str, refused: &Refused, what: &str) -> Finding {
    let known = refused
        .oauth
        .as_ref()
        .and_then(|(error, description)| explain_oauth(error, description));
    let evidence = match &refused.oauth {
        Some((error, description)) => format!("{error}: {description}"),
        None => refused.words.clone(),
    };
    match known {
        Some(known) => Finding::new(check, Verdict::Problem, format!("{what}: {}", known.cause))
            .because(evidence)
            .fix(known.fix),
        None => Finding::new(check, Verdict::Problem, what)
            .because(evidence)
            .fix("the login history of the user in Setup names the reason, where the org knows the user"),
    }
}
