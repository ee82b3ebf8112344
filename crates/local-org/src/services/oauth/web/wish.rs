//! What an authorization request asks for, and what is wrong with it.

use super::super::parameters::Parameters;
use super::super::refusal::Refusal;
use super::super::{client, scopes};
use crate::apps::App;
use crate::services::metadata::setting;
use crate::store::Tx;

/// How the answer comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ResponseType {
    /// A code in the query, for the token endpoint.
    Code,
    /// A token in the fragment.
    Token,
    /// The same with an identity token (help page "OAuth 2.0 User-Agent Flow").
    TokenAndIdentity,
}

/// A request that can be answered with a page.
#[derive(Debug)]
pub(super) struct Wish {
    pub(super) app: App,
    pub(super) consumer: String,
    pub(super) redirect: Redirect,
    pub(super) kind: ResponseType,
    pub(super) scopes: Vec<String>,
    pub(super) challenge: Option<String>,
    /// What the identity token is to repeat.
    pub(super) nonce: Option<String>,
    /// The words of `prompt`; `immediate=true` is the older way to say `none`.
    pub(super) prompt: Vec<String>,
}

impl Wish {
    pub(super) fn prompts(&self, word: &str) -> bool {
        self.prompt.iter().any(|known| known == word)
    }
}

/// Where the browser goes with the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Redirect {
    pub(super) uri: String,
    pub(super) state: Option<String>,
    pub(super) in_fragment: bool,
}

impl Redirect {
    /// Returns the address with the pairs, and the state that the client sent.
    pub(super) fn with(&self, pairs: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(pairs);
        if let Some(state) = &self.state {
            query.append_pair("state", state);
        }
        let joint = match (self.in_fragment, self.uri.contains('?')) {
            (true, _) => '#',
            (false, true) => '&',
            (false, false) => '?',
        };
        format!("{}{joint}{}", self.uri, query.finish())
    }

    /// Returns the address with a refusal.
    pub(super) fn refusing(&self, refusal: &Refusal) -> String {
        self.with(&[
            ("error", &refusal.error),
            ("error_description", &refusal.description),
        ])
    }
}

/// What is wrong with a request.
#[derive(Debug)]
pub(super) enum Wrong {
    /// Nobody knows where to send the answer: a page says so.
    Page(Refusal),
    /// The client is told.
    Told(Box<Redirect>, Refusal),
}

/// Reads a request. Client and address come first: only then may anything be sent to the address.
pub(super) fn read(tx: &Tx<'_>, parameters: &Parameters) -> Result<Wish, Wrong> {
    let key = parameters.required("client_id").map_err(Wrong::Page)?;
    let app = client::find(tx, key).map_err(Wrong::Page)?;
    let uri = redirect_uri(&app, parameters).map_err(Wrong::Page)?;
    let mut redirect = Redirect {
        uri,
        state: parameters.get("state").map(str::to_owned),
        in_fragment: false,
    };
    let kind = match parameters.get("response_type") {
        Some("code") => ResponseType::Code,
        Some("token") => ResponseType::Token,
        Some("token id_token" | "id_token token") => ResponseType::TokenAndIdentity,
        Some(_) => return Err(Wrong::Told(Box::new(redirect), Refusal::unknown_response_type())),
        None => return Err(Wrong::Told(Box::new(redirect), Refusal::missing("response_type"))),
    };
    redirect.in_fragment = kind != ResponseType::Code;
    let told = |refusal| Wrong::Told(Box::new(redirect.clone()), refusal);
    if kind != ResponseType::Code && is_on(tx, "blockOAuthUsrAgtFlow") {
        return Err(told(Refusal::unknown_response_type()));
    }
    let scopes = wanted_scopes(&app, parameters).map_err(told)?;
    let needs_challenge = app.requires_pkce || is_on(tx, "isPkceRequired");
    let challenge = challenge(needs_challenge, kind, parameters).map_err(told)?;
    let mut prompt: Vec<String> = parameters
        .get("prompt")
        .map(|words| words.split_whitespace().map(str::to_owned).collect())
        .unwrap_or_default();
    if parameters.get("immediate") == Some("true") {
        prompt.push("none".to_owned());
    }
    Ok(Wish {
        consumer: key.to_owned(),
        redirect,
        kind,
        scopes,
        challenge,
        nonce: parameters.get("nonce").map(str::to_owned),
        prompt,
        app,
    })
}

/// Whether one of the org's own settings for OAuth is on.
fn is_on(tx: &Tx<'_>, name: &str) -> bool {
    setting(tx, "OauthOidc", name).is_some_and(|value| value == "true")
}

/// The address must be one of the app's, letter by letter.
fn redirect_uri(app: &App, parameters: &Parameters) -> Result<String, Refusal> {
    let given = parameters
        .get("redirect_uri")
        .ok_or_else(Refusal::redirect_missing)?;
    app.callbacks
        .iter()
        .find(|known| known.as_str() == given)
        .cloned()
        .ok_or_else(Refusal::redirect_mismatch)
}

/// All scopes of the app, or those of them that the client names.
fn wanted_scopes(app: &App, parameters: &Parameters) -> Result<Vec<String>, Refusal> {
    let of_app = scopes::runtime(&app.scopes);
    let Some(named) = parameters.get("scope") else {
        return Ok(of_app);
    };
    let named: Vec<&str> = named.split_whitespace().collect();
    let wanted = scopes::runtime(&named);
    let covers = |scope: &String| {
        of_app.contains(scope)
            || scope == "id"
            || of_app.iter().any(|known| known == "full")
            // Two names of one thing.
            || scope == "offline_access" && of_app.iter().any(|known| known == "refresh_token")
    };
    if wanted.iter().all(covers) {
        Ok(wanted)
    } else {
        Err(Refusal::scope_not_allowed())
    }
}

/// The challenge of RFC 7636; the only method is S256 (help page "OAuth 2.0 Web Server Flow").
fn challenge(
    is_needed: bool,
    kind: ResponseType,
    parameters: &Parameters,
) -> Result<Option<String>, Refusal> {
    if kind != ResponseType::Code {
        return Ok(None);
    }
    match parameters.get("code_challenge") {
        None if is_needed => Err(Refusal::challenge_missing()),
        None => Ok(None),
        Some(_)
            if parameters
                .get("code_challenge_method")
                .is_some_and(|method| method != "S256") =>
        {
            Err(Refusal::challenge_method())
        }
        Some(challenge) => Ok(Some(challenge.to_owned())),
    }
}
