//! Whether an integration's own things are in order.

use hallpass_model::{Flow, Hold, Integration, Live, Seen};

use super::finding::{Finding, Verdict};
use super::observe::{TokenTrial, Trial};
use super::of_login::explained;

/// Certificates are in their time. Days compare as texts do.
pub(super) fn certificates(one: &Integration, today: &str) -> Vec<Finding> {
    let certificates = one.apps.iter().filter_map(|app| match &app.flow {
        Flow::JwtBearer(certificate) if !certificate.not_after.is_empty() => Some((app, certificate)),
        _ => None,
    });
    certificates
        .map(|(app, certificate)| {
            let (name, end) = (&app.name, &certificate.not_after);
            let finding = match end.as_str() < today || certificate.not_before.as_str() > today {
                true => Finding::new(
                    "certificate",
                    Verdict::Problem,
                    format!(
                        "the certificate of {name} is good from {} to {end}",
                        certificate.not_before
                    ),
                )
                .fix(
                    "put a certificate that is valid today in its place, and give its key to the integration",
                ),
                false => Finding::new(
                    "certificate",
                    Verdict::Ok,
                    format!("the certificate of {name} is good until {end}"),
                ),
            };
            finding.of(&one.name)
        })
        .collect()
}

/// Its user and its apps are there and on.
pub(super) fn things(one: &Integration, live: &Live) -> Vec<Finding> {
    let mut findings = vec![user(one, live).of(&one.name)];
    for app in &one.apps {
        let (name, fix) = (&app.name, "run hallpass plan, then hallpass apply");
        let finding = match live.apps.get(name).map(|app| &app.enabled) {
            None => Finding::new("app", Verdict::Problem, format!("app {name} is not in the org")).fix(fix),
            Some(Seen::Known(false)) => {
                Finding::new("app", Verdict::Problem, format!("app {name} is switched off")).fix(fix)
            }
            Some(_) => Finding::new("app", Verdict::Ok, format!("app {name} is there")),
        };
        findings.push(finding.of(&one.name));
    }
    findings
}

fn user(one: &Integration, live: &Live) -> Finding {
    let name = &one.user.username;
    let problem = |what: String, fix: String| Finding::new("user", Verdict::Problem, what).fix(fix);
    let apply = || "run hallpass plan, then hallpass apply".to_owned();
    let Some(user) = live.users.get(name) else {
        return problem(format!("{name} is not in the org"), apply());
    };
    if let Some(hold) = user.mark.as_ref().and_then(Hold::of) {
        return problem(
            format!("{name} is {hold}"),
            format!("when the cause is gone, hallpass thaw {}", one.name),
        );
    }
    if user.frozen.known() == Some(&true) {
        return problem(
            format!("{name} is frozen in Setup"),
            "unfreeze it in Setup, Users".to_owned(),
        );
    }
    match user.active {
        false => problem(format!("{name} is not active"), apply()),
        true => Finding::new("user", Verdict::Ok, format!("{name} is active")),
    }
}

/// A token is given.
pub(super) fn token(trial: &TokenTrial) -> Finding {
    let app = &trial.app;
    let finding = match &trial.outcome {
        Trial::Given(scopes)
            if scopes.is_empty() || scopes.iter().any(|scope| scope == "api" || scope == "full") =>
        {
            Finding::new(
                "token",
                Verdict::Ok,
                format!("{app} gives a token, which was revoked again"),
            )
        }
        Trial::Given(scopes) => Finding::new(
            "token",
            Verdict::Problem,
            format!("{app} gives a token that no API takes: it lacks the scope api"),
        )
        .because(format!("scopes: {}", scopes.join(" ")))
        .fix("give the app the scope api"),
        Trial::Refused(refused) => explained("token", refused, &format!("{app} gives no token")),
        Trial::NoCredential(why, fix) => Finding::new(
            "token",
            Verdict::Unknown,
            format!("no token of {app} could be asked for"),
        )
        .because(why.as_str())
        .fix(*fix),
    };
    finding.of(&trial.integration)
}
