//! The settings of an org, with its placeholders replaced and its files read.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use hallpass_model::{FleetName, OrgName, RecordId, Username};
use secrecy::{ExposeSecret, SecretString};

use crate::decode::{At, EnvText, Rule, fault_problem};
use crate::diagnostic::{Problem, Problems, code};
use crate::files::{self, MAX_VALUE_BYTES};
use crate::format::{AuthSpec, JwtSpec, OrgKind, OrgSpec, ValueSource};
use crate::load::Loaded;
use crate::placeholder::{Substitution, substitute};
use crate::source::Place;
use crate::text::{Line, normal_url};

/// Bundles of whole companies fit: those of operating systems have 250 KB.
const MAX_BUNDLE_BYTES: u64 = 2_000_000;

/// How to reach an org, and what holds for it.
#[derive(Debug, Clone)]
pub struct OrgSettings {
    /// Its name in the fleet.
    pub name: OrgName,
    /// What it is for; nothing is inferred where this is absent.
    pub kind: Option<OrgKind>,
    /// The id that it must have.
    pub org_id: Option<RecordId>,
    /// What stands behind every username; may be empty.
    pub username_suffix: String,
    /// Other fleets whose marks may be taken over.
    pub accept_fleets: BTreeSet<FleetName>,
    /// Where it is.
    pub target: OrgTarget,
}

/// Where an org is.
#[derive(Debug, Clone)]
pub enum OrgTarget {
    /// In this process.
    Local {
        /// The folder that keeps it.
        folder: PathBuf,
    },
    /// Behind an address.
    Remote {
        /// The address, without a slash at the end.
        url: String,
        /// How to log in.
        auth: Auth,
        /// Certificate authorities to trust besides the operating system's, in PEM form.
        ca: Option<String>,
    },
}

/// How hallpass logs in.
#[derive(Debug, Clone)]
pub enum Auth {
    /// As the Salesforce CLI is logged in.
    SfCli {
        /// The alias of the org there.
        alias: String,
    },
    /// With a token that was got elsewhere.
    AccessToken(SecretString),
    /// With key and secret of an app.
    ClientCredentials {
        /// The consumer key.
        client_id: String,
        /// The consumer secret.
        client_secret: SecretString,
    },
    /// With an assertion signed with a private key.
    Jwt {
        /// The consumer key.
        client_id: String,
        /// The user to log in as.
        username: Username,
        /// The private key, in PEM form.
        key: SecretString,
    },
    /// With an SFDX auth URL.
    AuthUrl(SecretString),
}

/// Resolves the settings of an org; `None` only where problems say why.
pub(crate) fn settings(
    loaded: &Loaded,
    name: &OrgName,
    spec: &OrgSpec,
    env: &dyn Fn(&str) -> Option<String>,
    problems: &mut Problems,
) -> Option<OrgSettings> {
    let mut values = Values {
        loaded,
        env,
        problems,
    };
    // All are looked up before one may fail, so that all that is missing is told at once.
    let org_id = spec.org_id.as_ref().map(|id| values.text(id));
    let suffix = spec.username_suffix.as_ref().map(|suffix| values.text(suffix));
    let target = values.target(spec);
    let accepted = spec.accept_fleets.iter().flat_map(|fleets| &fleets.value.0);
    Some(OrgSettings {
        name: name.clone(),
        kind: spec.kind.as_ref().map(|kind| kind.value),
        org_id: match org_id {
            Some(id) => Some(RecordId::parse(&id?).ok()?),
            None => None,
        },
        username_suffix: suffix.unwrap_or_else(|| Some(String::new()))?,
        accept_fleets: accepted
            .filter_map(|fleet| FleetName::new(fleet.value.as_str()).ok())
            .collect(),
        target: target?,
    })
}

/// Looks up values, and tells which can't be had.
struct Values<'a> {
    loaded: &'a Loaded,
    env: &'a dyn Fn(&str) -> Option<String>,
    problems: &'a mut Problems,
}

impl Values<'_> {
    fn target(&mut self, spec: &OrgSpec) -> Option<OrgTarget> {
        if let Some(local) = &spec.local {
            let folder = self.path(local)?;
            return Some(OrgTarget::Local { folder });
        }
        let url = self.text(spec.url.as_ref()?);
        let ca = spec.ca_file.as_ref().map(|path| self.authorities(path));
        let auth = self.auth(&spec.auth.as_ref()?.value);
        Some(OrgTarget::Remote {
            url: normal_url(&url?),
            auth: auth?,
            ca: match ca {
                Some(pem) => Some(pem?),
                None => None,
            },
        })
    }

    fn authorities(&mut self, path: &At<EnvText<Line>>) -> Option<String> {
        let pem = self.text_of(path, MAX_BUNDLE_BYTES)?;
        if pem.contains("-----BEGIN CERTIFICATE-----") {
            return Some(pem);
        }
        self.problems.push(
            Problem::error(code::VALUE_FILE, path.place, "this gives no certificate")
                .label("not in PEM form")
                .hint("a certificate in PEM form starts with `-----BEGIN CERTIFICATE-----`"),
        );
        None
    }

    fn auth(&mut self, spec: &AuthSpec) -> Option<Auth> {
        if let Some(alias) = &spec.sf_cli {
            let alias = self.text(alias)?;
            return Some(Auth::SfCli { alias });
        }
        if let Some(token) = &spec.access_token {
            return self.secret(token).map(Auth::AccessToken);
        }
        if let Some(url) = &spec.auth_url {
            return self.secret(url).map(Auth::AuthUrl);
        }
        if let Some(jwt) = &spec.jwt {
            return self.jwt(&jwt.value);
        }
        let credentials = &spec.client_credentials.as_ref()?.value;
        let client_id = self.text(credentials.client_id.as_ref()?);
        let client_secret = self.secret(credentials.client_secret.as_ref()?);
        Some(Auth::ClientCredentials {
            client_id: client_id?,
            client_secret: client_secret?,
        })
    }

    fn jwt(&mut self, spec: &JwtSpec) -> Option<Auth> {
        let client_id = self.text(spec.client_id.as_ref()?);
        let username = self.text(spec.username.as_ref()?);
        let (key, place) = match (&spec.key_file, &spec.key) {
            (Some(path), _) => (self.file(path), path.place),
            (None, Some(key)) => (self.secret(key), key.place),
            (None, None) => return None,
        };
        let key = key?;
        if !key.expose_secret().contains("PRIVATE KEY-----") {
            self.problems.push(
                Problem::error(code::VALUE_FILE, place, "this gives no private key")
                    .label("not in PEM form")
                    .hint("a private key in PEM form starts with `-----BEGIN PRIVATE KEY-----` or `-----BEGIN RSA PRIVATE KEY-----`"),
            );
            return None;
        }
        Some(Auth::Jwt {
            client_id: client_id?,
            username: Username::new(username?),
            key,
        })
    }

    fn text<R: Rule>(&mut self, text: &At<EnvText<R>>) -> Option<String> {
        let value = self.substituted(&text.value.raw, text.place)?;
        match R::fault(&value) {
            None => Some(value),
            Some(fault) => {
                self.problems.push(fault_problem(fault, text.place).unsuggested());
                None
            }
        }
    }

    fn substituted(&mut self, raw: &str, place: Place) -> Option<String> {
        match substitute(raw, self.env) {
            Ok(value) => Some(value),
            Err(Substitution::NotSet(name)) => {
                self.problems.push(
                    Problem::error(
                        code::NOT_SET,
                        place,
                        format!("the environment variable `{name}` is not set"),
                    )
                    .label("needed for this org"),
                );
                None
            }
            Err(Substitution::Malformed) => {
                self.problems.push(Problem::error(
                    code::PLACEHOLDER,
                    place,
                    "a placeholder is malformed",
                ));
                None
            }
        }
    }

    fn secret(&mut self, source: &At<ValueSource>) -> Option<SecretString> {
        let value = match &source.value {
            ValueSource::Text(raw) => {
                SecretString::from(self.substituted(raw.expose_secret(), source.place)?)
            }
            ValueSource::File(path) => self.file(path)?,
        };
        if value.expose_secret().is_empty() {
            self.problems
                .push(Problem::error(code::TEXT, source.place, "the value is empty").label("nothing here"));
            return None;
        }
        Some(value)
    }

    /// Reads the value that a file holds; line ends at its end are not part of it.
    fn file(&mut self, path: &At<EnvText<Line>>) -> Option<SecretString> {
        let text = self.text_of(path, MAX_VALUE_BYTES)?;
        Some(SecretString::from(text.trim_end_matches(['\r', '\n']).to_owned()))
    }

    fn text_of(&mut self, path: &At<EnvText<Line>>, limit: u64) -> Option<String> {
        let full = self.path(path)?;
        match files::read_text(&full, limit) {
            Ok(text) => Some(text),
            Err(fault) => {
                let why = files::reason(&fault);
                self.problems.push(
                    Problem::error(
                        code::VALUE_FILE,
                        path.place,
                        format!("`{}` can't be read: {why}", full.display()),
                    )
                    .hint("the path is relative to the file that names it"),
                );
                None
            }
        }
    }

    fn path(&mut self, path: &At<EnvText<Line>>) -> Option<PathBuf> {
        let below = self.text(path)?;
        let folder = self.loaded.folders.get(path.place.file as usize);
        Some(folder.map_or(Path::new(""), PathBuf::as_path).join(below))
    }
}
