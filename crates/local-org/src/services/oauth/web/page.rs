//! The two pages: plain forms that carry the request along.

use super::super::refusal::Refusal;
use crate::server::Response;
use crate::services::metadata::xml::escape;

/// What the forms themselves send; everything else of the request is carried along.
const OWN: &[&str] = &["username", "password", "decision"];

/// The page that asks for username and password; `wrong` after a try that failed.
pub(super) fn login(request: &[(String, String)], hint: &str, wrong: bool) -> Response {
    let error = if wrong {
        "<p id=\"error\">Please check your username and password. If you still can't log in, contact your Salesforce administrator.</p>"
    } else {
        ""
    };
    let form = format!(
        "{error}<label>Username <input id=\"username\" name=\"username\" value=\"{}\"></label><label>Password <input id=\"password\" name=\"password\" type=\"password\"></label><button id=\"Login\" type=\"submit\">Log In</button>",
        escape(hint)
    );
    page("Login | Salesforce", "", &form, request)
}

/// The page that asks whether the app may.
pub(super) fn approval(request: &[(String, String)], app: &str, user: &str, scopes: &[String]) -> Response {
    let list: String = scopes
        .iter()
        .map(|scope| format!("<li>{}</li>", escape(scope)))
        .collect();
    let before = format!(
        "<h1>Allow Access?</h1><p><b>{}</b> is asking to:</p><ul>{list}</ul><p>Do you want to allow access for {}?</p>",
        escape(app),
        escape(user)
    );
    let form = "<button id=\"oadeny\" name=\"decision\" value=\"deny\" type=\"submit\">Deny</button><button id=\"oaapprove\" name=\"decision\" value=\"allow\" type=\"submit\">Allow</button>";
    page("Allow Access? | Salesforce", &before, form, request)
}

/// The page for a request whose answer nobody can be sent to.
pub(super) fn refused(refusal: &Refusal) -> Response {
    let (error, description) = (escape(&refusal.error), escape(&refusal.description));
    html(
        400,
        "Error | Salesforce",
        &format!("<h1>OAuth Error</h1><p>error={error}&amp;error_description={description}</p>"),
    )
}

fn page(title: &str, before: &str, form: &str, request: &[(String, String)]) -> Response {
    let carried: String = request
        .iter()
        .filter(|(name, _)| !OWN.contains(&name.as_str()))
        .map(|(name, value)| {
            format!(
                "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
                escape(name),
                escape(value)
            )
        })
        .collect();
    let body =
        format!("{before}<form method=\"post\" action=\"/services/oauth2/authorize\">{carried}{form}</form>");
    html(200, title, &body)
}

fn html(status: u16, title: &str, body: &str) -> Response {
    let text = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{}</title></head><body>{body}</body></html>",
        escape(title)
    );
    Response::text(status, "text/html;charset=UTF-8", text)
        .with_header("cache-control", "no-store")
        // Nobody else's page may show this one, or be reached by its form's scripts: it has none.
        .with_header("x-frame-options", "DENY")
        .with_header(
            "content-security-policy",
            "default-src 'none'; frame-ancestors 'none'",
        )
}
