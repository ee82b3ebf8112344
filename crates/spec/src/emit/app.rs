//! The apps.

use std::collections::BTreeSet;

use hallpass_model::{App, AppKind, Attribute, Flow, Integration, Manage, Managed, Value};

use super::lines::Lines;
use super::scalar::scalar;
use crate::defaults;

/// Writes the apps, and returns the certificates that they name.
pub(super) fn write(lines: &mut Lines, one: &Integration, apps: &[App]) -> Vec<(String, String)> {
    if apps.is_empty() {
        return Vec::new();
    }
    lines.line(&["apps"], 0, "apps:");
    apps.iter()
        .filter_map(|app| {
            let mut item = Item {
                lines,
                name: app.name.as_str(),
            };
            item.write(one, app)
        })
        .collect()
}

struct Item<'l> {
    lines: &'l mut Lines,
    name: &'l str,
}

impl Item<'_> {
    fn write(&mut self, one: &Integration, app: &App) -> Option<(String, String)> {
        let App {
            kind,
            name,
            label,
            description,
            contact_email,
            callback_urls,
            flow,
            scopes,
            ip_relaxation,
            settings,
            manage,
            create,
        } = app;
        let kind = match kind {
            AppKind::ExternalClientApp => "external_client_app",
            AppKind::ConnectedApp => "connected_app",
        };
        let first = format!("- {kind}: {}", scalar(name.as_str()));
        self.lines.line(&["apps", self.name], 1, &first);
        if *manage == Manage::Policies {
            self.text("manage", "policies");
        }
        if *create {
            self.word("create", "true");
        }
        self.unless("label", label, Some(&defaults::app_label(self.name)));
        self.unless("description", description, one.description.as_ref());
        self.unless("contact_email", contact_email, one.user.email.wanted());
        self.callback_urls(callback_urls);
        let certificate = self.flow(one, flow);
        if let Managed::Set(scopes) = scopes {
            self.list("scopes", scopes.iter().map(|scope| scope.0.as_str()));
        }
        if let Managed::Set(relaxation) = ip_relaxation {
            self.text("ip_relaxation", relaxation.word());
        }
        for (attribute, value) in settings {
            self.setting(*attribute, value);
        }
        certificate
    }

    fn word(&mut self, key: &str, word: &str) {
        let path = ["apps", self.name, key];
        self.lines.line(&path, 2, &format!("{key}: {word}"));
    }

    fn text(&mut self, key: &str, text: &str) {
        self.lines.text(&["apps", self.name, key], 2, key, text);
    }

    fn list<'t>(&mut self, key: &str, items: impl IntoIterator<Item = &'t str>) {
        self.lines.list(&["apps", self.name, key], 2, key, items);
    }

    fn unless(&mut self, key: &str, value: &Managed<String>, default: Option<&String>) {
        if let Some(text) = value.wanted().filter(|text| Some(*text) != default) {
            self.text(key, text);
        }
    }

    fn callback_urls(&mut self, urls: &Managed<BTreeSet<String>>) {
        let Managed::Set(urls) = urls else { return };
        let mut all = urls.iter();
        match (all.next(), all.next()) {
            (Some(url), None) => self.text("callback_url", url),
            _ => self.list("callback_url", urls.iter().map(String::as_str)),
        }
    }

    fn flow(&mut self, one: &Integration, flow: &Flow) -> Option<(String, String)> {
        match flow {
            Flow::AsItIs => None,
            Flow::ClientCredentials => {
                self.text("flow", "client_credentials");
                None
            }
            Flow::JwtBearer(certificate) => {
                let file = format!("{}-{}.pem", one.name, self.name);
                self.text("flow", "jwt_bearer");
                self.text("certificate", &file);
                Some((file, certificate.pem.clone()))
            }
        }
    }

    fn setting(&mut self, attribute: Attribute, value: &Value) {
        let Some(key) = key_of(attribute) else { return };
        match value {
            Value::Flag(is_on) => self.word(key, if *is_on { "true" } else { "false" }),
            Value::Text(text) => self.text(key, text),
            Value::List(items) => self.list(key, items.iter().map(String::as_str)),
        }
    }
}

const fn key_of(attribute: Attribute) -> Option<&'static str> {
    Some(match attribute {
        Attribute::RequirePkce => "require_pkce",
        Attribute::RequireSecret => "require_secret",
        Attribute::RequireSecretForRefresh => "require_secret_for_refresh",
        Attribute::TrustedIpRanges => "trusted_ip_ranges",
        Attribute::RefreshPolicy => "refresh_policy",
        Attribute::SessionLevel => "session_level",
        Attribute::SessionTimeout => "session_timeout",
        Attribute::Enabled => "enabled",
        _ => return None,
    })
}
