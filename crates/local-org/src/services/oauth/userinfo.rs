//! User info and the identity address.

use serde_json::{Map, Value, json};

use crate::server::{Request, Response};
use crate::sessions::{LiveSession, live};
use crate::store::{Org, Tx};
use crate::value::{Id, Row, flag, text};

/// Returns the identity address of a user: the `id` of a token response.
pub(super) fn identity_url(tx: &Tx<'_>, user: &Id) -> String {
    let org = Org::id(tx).map(|id| id.to_string()).unwrap_or_default();
    format!("{}/id/{org}/{user}", tx.org.url())
}

/// Answers `/services/oauth2/userinfo`.
pub(super) fn answer(tx: &mut Tx<'_>, request: &Request) -> Response {
    match session(tx, request) {
        Some(session) => {
            let mut response = Response::json(200, &user_info(tx, &session));
            response.user = Some(text(&session.user, "Username").to_owned());
            response
        }
        None => bad_token(),
    }
}

/// Answers `/id/<org>/<user>`.
pub(super) fn identity(tx: &mut Tx<'_>, request: &Request, org_id: &str, user_id: &str) -> Response {
    let Some(session) = session(tx, request) else {
        return bad_token();
    };
    if Id::parse(org_id) != Org::id(tx) {
        return Response::text(403, PLAIN, "Wrong_Org");
    }
    // A token shows its own user and nobody else.
    if Id::parse(user_id).as_ref() != Some(&session.user_id) {
        return bad_token();
    }
    let mut response = Response::json(200, &identity_body(tx, &session));
    response.user = Some(text(&session.user, "Username").to_owned());
    response
}

const PLAIN: &str = "text/html;charset=UTF-8";

/// Neither JSON nor 401: clients know these two endpoints by it.
fn bad_token() -> Response {
    Response::text(403, PLAIN, "Bad_OAuth_Token")
}

/// The token comes as a header or as a parameter of query or form.
fn session(tx: &Tx<'_>, request: &Request) -> Option<LiveSession> {
    let parameter = || {
        let mut pairs = request.parameters();
        pairs.extend(request.form());
        pairs
            .into_iter()
            .find(|(name, _)| name == "oauth_token" || name == "access_token")
            .map(|(_, value)| value)
    };
    let token = request.bearer().map(str::to_owned).or_else(parameter)?;
    live(tx, &token)
}

/// Source: help page "UserInfo Endpoint", and public clients that read it.
fn user_info(tx: &Tx<'_>, session: &LiveSession) -> Value {
    let (user, base) = (&session.user, tx.org.url());
    let picture = format!("{base}/profilephoto/005/F");
    let mut body = Map::new();
    let mut say = |name: &str, value: Value| body.insert(name.to_owned(), value);
    say("sub", Value::from(identity_url(tx, &session.user_id)));
    say("user_id", Value::from(&session.user_id));
    say("organization_id", Org::id(tx).map_or(Value::Null, Value::from));
    say("preferred_username", known(user, "Username"));
    say("nickname", known(user, "CommunityNickname"));
    say("name", known(user, "Name"));
    say("email", known(user, "Email"));
    say("email_verified", Value::from(true));
    say("given_name", known(user, "FirstName"));
    say("family_name", known(user, "LastName"));
    say("zoneinfo", known(user, "TimeZoneSidKey"));
    say("photos", photos(base));
    say("profile", Value::from(format!("{base}/{}", session.user_id)));
    say("picture", Value::from(picture));
    say("address", json!({}));
    say("urls", urls(tx));
    say("active", Value::from(flag(user, "IsActive")));
    say("user_type", Value::from(user_type(user)));
    say("language", known(user, "LanguageLocaleKey"));
    say("locale", known(user, "LocaleSidKey"));
    say("utcOffset", Value::from(utc_offset(tx, user)));
    say("updated_at", known(user, "LastModifiedDate"));
    Value::Object(body)
}

/// Source: help page "Identity URLs".
fn identity_body(tx: &Tx<'_>, session: &LiveSession) -> Value {
    let (user, base) = (&session.user, tx.org.url());
    let id = identity_url(tx, &session.user_id);
    json!({
        "id": id,
        "asserted_user": true,
        "user_id": session.user_id.as_str(),
        "organization_id": Org::id(tx).map(|id| id.to_string()),
        "username": known(user, "Username"),
        "nick_name": known(user, "CommunityNickname"),
        "display_name": known(user, "Name"),
        "email": known(user, "Email"),
        "email_verified": true,
        "first_name": known(user, "FirstName"),
        "last_name": known(user, "LastName"),
        "timezone": known(user, "TimeZoneSidKey"),
        "photos": photos(base),
        "addr_street": null, "addr_city": null, "addr_state": null, "addr_country": null, "addr_zip": null,
        "mobile_phone": null, "mobile_phone_verified": false,
        "is_lightning_login_user": false,
        "status": {"created_date": null, "body": null},
        "urls": urls(tx),
        "active": flag(user, "IsActive"),
        "user_type": user_type(user),
        "language": known(user, "LanguageLocaleKey"),
        "locale": known(user, "LocaleSidKey"),
        "utcOffset": utc_offset(tx, user),
        "last_modified_date": known(user, "LastModifiedDate"),
    })
}

fn known(user: &Row, field: &str) -> Value {
    user.get(field).cloned().unwrap_or(Value::Null)
}

fn user_type(user: &Row) -> String {
    let kind = text(user, "UserType");
    if kind.is_empty() {
        "STANDARD".to_owned()
    } else {
        kind.to_ascii_uppercase()
    }
}

fn photos(base: &str) -> Value {
    json!({
        "picture": format!("{base}/profilephoto/005/F"),
        "thumbnail": format!("{base}/profilephoto/005/T"),
    })
}

/// The addresses hold `{version}` for the client to fill in.
fn urls(tx: &Tx<'_>) -> Value {
    let base = tx.org.url();
    let short = Org::id(tx).map(|id| id.short().to_owned()).unwrap_or_default();
    let data = format!("{base}/services/data/v{{version}}");
    json!({
        "metadata": format!("{base}/services/Soap/m/{{version}}/{short}"),
        "rest": format!("{data}/"),
        "sobjects": format!("{data}/sobjects/"),
        "query": format!("{data}/query/"),
        "tooling_rest": format!("{data}/tooling/"),
        "profile": format!("{base}/{{user_id}}"),
        "custom_domain": base,
    })
}

/// Milliseconds east of Greenwich in winter, as Salesforce tells it: without daylight saving time.
fn utc_offset(tx: &Tx<'_>, user: &Row) -> i64 {
    let zone = jiff::tz::TimeZone::get(text(user, "TimeZoneSidKey")).unwrap_or(jiff::tz::TimeZone::UTC);
    let info = zone.to_offset_info(tx.now());
    let saved = if info.dst().is_dst() { 3_600 } else { 0 };
    (i64::from(info.offset().seconds()) - saved) * 1_000
}
