//! All checks, in the order in which one thing stops the next.

use hallpass_model::Desired;

use super::finding::Finding;
use super::observe::Observed;
use super::{of_integration, of_login, of_org};

/// Says what stops a login, an org and these integrations.
#[must_use]
pub fn diagnose(observed: &Observed, desired: &Desired) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(of_login::address(observed));
    findings.extend(of_login::reached(observed));
    findings.extend(of_login::clock(observed));
    findings.push(of_login::signed_in(observed));
    if let Some(why) = &observed.unread {
        findings.push(of_org::unread(why));
    }
    if let Some(org) = &observed.org {
        findings.push(of_org::edition(org, observed));
        findings.extend(of_org::permissions(org, desired));
        findings.extend(of_org::running_user(org));
        findings.extend(of_org::seats(org, desired));
        findings.push(of_org::budget(org));
        findings.push(of_org::secrets(org));
        findings.extend(of_org::connected_apps(org, desired));
    }
    for one in desired.integrations.values() {
        findings.extend(of_integration::certificates(one, &observed.today));
        if let Some(org) = &observed.org {
            findings.extend(of_integration::things(one, &org.live));
        }
    }
    findings.extend(observed.tokens.iter().map(of_integration::token));
    findings
}
