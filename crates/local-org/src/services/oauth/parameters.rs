//! The parameters of a request, from the form and the query, and the client that HTTP Basic names.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;

use super::refusal::Refusal;
use crate::server::Request;

/// The parameters of a request. Holds secrets, hence no `Debug`.
pub(super) struct Parameters {
    pairs: Vec<(String, String)>,
    basic: Option<String>,
}

/// Who a client says it is.
pub(super) struct Claimed {
    /// The consumer key.
    pub(super) key: String,
    /// The consumer secret, where sent.
    pub(super) secret: Option<SecretString>,
}

impl Parameters {
    /// Reads the form, then the query: the form counts where both name a parameter.
    pub(super) fn of(request: &Request) -> Self {
        let mut pairs = request.form();
        pairs.extend(request.parameters());
        let basic = request
            .header("authorization")
            .and_then(|header| header.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"))
            .map(|(_, value)| value.trim().to_owned());
        Self { pairs, basic }
    }

    /// Returns all of them, as sent.
    pub(super) fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// Returns a parameter that is not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self
            .pairs
            .iter()
            .find(|(key, value)| key == name && !value.is_empty());
        found.map(|(_, value)| value.as_str())
    }

    /// Returns a parameter that must be there.
    pub(super) fn required(&self, name: &str) -> Result<&str, Refusal> {
        self.get(name).ok_or_else(|| Refusal::missing(name))
    }

    /// Returns the client that the form or HTTP Basic names.
    pub(super) fn client(&self) -> Result<Claimed, Refusal> {
        if let Some(basic) = &self.basic {
            return decode_basic(basic).ok_or_else(Refusal::bad_basic_header);
        }
        let key = self.required("client_id")?.to_owned();
        Ok(Claimed {
            key,
            secret: self.get("client_secret").map(SecretString::from),
        })
    }
}

fn decode_basic(value: &str) -> Option<Claimed> {
    let text = String::from_utf8(STANDARD.decode(value).ok()?).ok()?;
    let (key, secret) = text.split_once(':')?;
    Some(Claimed {
        key: key.to_owned(),
        secret: Some(SecretString::from(secret)),
    })
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::Parameters;
    use crate::server::Request;

    fn parameters(query: &str, body: &str, authorization: Option<&str>) -> Parameters {
        let mut request = Request::new(http::Method::POST, &format!("/services/oauth2/token?{query}"));
        request.body = body.to_owned().into();
        if let Some(value) = authorization {
            request.headers.insert("authorization", value.parse().unwrap());
        }
        Parameters::of(&request)
    }

    #[test]
    fn the_form_counts_before_the_query() {
        let both = parameters("grant_type=a&x=1", "grant_type=b%20c&y=", None);
        assert_eq!(both.get("grant_type"), Some("b c"));
        assert_eq!(both.get("x"), Some("1"));
        assert_eq!(both.get("y"), None, "empty is absent");
        assert!(
            both.required("z")
                .is_err_and(|refusal| refusal.description.ends_with(": z"))
        );
    }

    #[test]
    fn a_client_comes_by_form_or_by_basic() {
        let form = parameters("", "client_id=k&client_secret=s", None)
            .client()
            .ok()
            .unwrap();
        assert_eq!(
            (form.key.as_str(), form.secret.unwrap().expose_secret()),
            ("k", "s")
        );
        let basic = parameters("", "client_id=other", Some("Basic azpzOng="))
            .client()
            .ok()
            .unwrap();
        assert_eq!(
            (basic.key.as_str(), basic.secret.unwrap().expose_secret()),
            ("k", "s:x")
        );
        for broken in ["Basic !", "Basic azpz!", "Basic a2V5"] {
            let refused = parameters("", "client_id=k", Some(broken))
                .client()
                .err()
                .unwrap();
            assert_eq!(refused.error, "invalid_basic_auth_header", "{broken}");
        }
    }
}
