//! Takes the steps.

use hallpass_model::{ApiName, Integration, Live};
use hallpass_salesforce::Org;
use hallpass_salesforce::soql::Soql;

use super::answer::chain;
use super::ask::{self, Probes};
use super::cost::most_calls;
use super::observed::Observed;
use super::step::{Step, next};
use super::{Check, Event, Evidence, Options, Proof, Source, Subject, admin, checks, record, wait};
use crate::credential::{NoCredential, from_org};
use crate::token::{Interrupted, unless};

/// Proves that an integration can do what its spec says and nothing else.
///
/// `live` was read for this integration; the proof asks the rest. Every token that it gets is revoked, also after an error
/// and when somebody interrupts.
///
/// # Errors
/// When somebody interrupts; whatever the org does is part of the proof.
pub async fn verify(
    admin: &Org,
    live: &Live,
    one: &Integration,
    source: &Source,
    options: &Options<'_>,
    tell: &(dyn Fn(Event) + Send + Sync),
) -> Result<Proof, Interrupted> {
    let subject = Subject::new(one, live).through(options.app);
    // A budget of its own for each, so that a fleet of any size can be proved.
    admin.allow_more(most_calls(one, options));
    let mut observed = Observed {
        wants_token: checks::wants_token(&subject, source),
        has_user: subject.user().is_some(),
        ..Observed::default()
    };
    let mut made = Vec::new();
    report(&subject, &mut made, checks::before(&subject, source), tell);
    loop {
        let step = next(&observed);
        if step == Step::Done {
            break;
        }
        tell(Event::Doing {
            integration: one.name.clone(),
            what: step.words(),
        });
        let drive = Drive {
            admin,
            subject: &subject,
            source,
            options,
            tell,
        };
        match step {
            // These two see to interruptions themselves: a token that is on its way has to be held, to be ended.
            Step::GetToken => drive.get_token(&mut observed).await,
            Step::Revoke => drive.revoke(&mut observed).await,
            _ => {
                let work = drive.take(step, &mut observed);
                if unless(options.interrupt, work).await.is_err() {
                    observed.is_interrupted = true;
                }
            }
        }
        if observed.is_interrupted {
            continue;
        }
        report(
            &subject,
            &mut made,
            checks::after(step, &subject, &observed),
            tell,
        );
    }
    if observed.is_interrupted {
        return Err(Interrupted);
    }
    let evidence = Evidence::of(&subject, &observed);
    Ok(Proof::new(one.name.clone(), made, evidence))
}

/// What every step needs.
struct Drive<'a> {
    admin: &'a Org,
    subject: &'a Subject<'a>,
    source: &'a Source,
    options: &'a Options<'a>,
    tell: &'a (dyn Fn(Event) + Send + Sync),
}

impl Drive<'_> {
    async fn take(&self, step: Step, observed: &mut Observed) {
        let Self {
            admin: org,
            subject,
            options,
            tell,
            ..
        } = *self;
        match step {
            Step::AskAdmin => {
                let asked = admin::ask(&org.reader(), subject).await;
                observed.admin = Some(asked.map_err(|error| chain(&error)));
            }
            Step::GetCredential => observed.credential = Some(self.credential().await),
            Step::AskAsItself => {
                if let Some(Ok(token)) = &observed.token {
                    let token = token.clone();
                    let probes = probes(subject, observed, options);
                    observed.seen = Some(ask::ask(&token, subject, &probes).await);
                }
            }
            Step::LookAtLogins => {
                let token = observed.token.as_ref().and_then(|token| token.as_ref().ok());
                let login = observed.seen.as_ref().and_then(|seen| seen.login.given());
                let itself = token.map(|token| (token, login.and_then(Option::as_ref)));
                observed.logins = Some(record::look(org, itself, subject, options, tell).await);
            }
            Step::GetToken | Step::Revoke | Step::Done => {}
        }
    }

    async fn credential(&self) -> Result<crate::credential::Credential, String> {
        match self.source {
            Source::Given(credential) => Ok(credential.clone()),
            Source::None => Err("none is wanted".to_owned()),
            Source::Org => {
                let Some((app, live)) = self.subject.app() else {
                    return Err("the org has none of the apps of the spec".to_owned());
                };
                let credential = from_org(&self.admin.reader(), live, &app.flow).await;
                credential.map_err(|error: NoCredential| format!("{}; {}", chain(&error), error.fix()))
            }
        }
    }

    async fn get_token(&self, observed: &mut Observed) {
        let Some(Ok(credential)) = &observed.credential else {
            return;
        };
        let login = credential.login(self.admin.url(), &self.subject.one.user.username);
        let changed = observed
            .admin
            .as_ref()
            .and_then(|admin| admin.as_ref().ok()?.app_changed);
        match wait::for_token(self.admin, &login, self.subject, changed, self.options, self.tell).await {
            Ok(token) => observed.token = Some(token),
            Err(Interrupted) => observed.is_interrupted = true,
        }
    }

    /// Ends the token and sees that it is ended.
    async fn revoke(&self, observed: &mut Observed) {
        let Some(Ok(token)) = &observed.token else { return };
        let reader = token.reader();
        let revoked = token.clone().sign_out().await.map_err(|error| chain(&error));
        observed.revoked = Some(match revoked {
            // Who interrupts does not want to wait for more.
            Ok(()) if !observed.is_interrupted => match reader.query(&anything()).await {
                Ok(_) => Err("the org still answers it".to_owned()),
                Err(_) => Ok(()),
            },
            other => other,
        });
    }
}

/// What every token may ask for as long as it is good.
fn anything() -> Soql {
    Soql::select(["Id"]).from("Organization")
}

/// What of Apex shall be found closed: services that are known first, then others by name, none that may be open.
fn probes(subject: &Subject<'_>, observed: &Observed, options: &Options<'_>) -> Probes {
    let admin = observed.admin.as_ref().and_then(|admin| admin.as_ref().ok());
    let others = admin.map_or(&[][..], |admin| admin.classes.as_slice());
    let mut classes: Vec<ApiName> = Vec::new();
    for class in options.services.iter().chain(others) {
        let target = hallpass_model::Target::ApexClass(class.clone());
        if classes.len() < options.probes && !classes.contains(class) && subject.admitted(&target).is_empty()
        {
            classes.push(class.clone());
        }
    }
    let is_declared = |path: &str| subject.one.verify.apex_rest.iter().any(|call| call.get == path);
    let paths = options.rest.iter().filter(|path| !is_declared(path));
    Probes {
        paths: paths.take(options.probes).cloned().collect(),
        classes,
    }
}

fn report(
    subject: &Subject<'_>,
    made: &mut Vec<Check>,
    checks: Vec<Check>,
    tell: &(dyn Fn(Event) + Send + Sync),
) {
    for check in checks {
        tell(Event::Checked {
            integration: subject.one.name.clone(),
            check: check.clone(),
        });
        made.push(check);
    }
}
