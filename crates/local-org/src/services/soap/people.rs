//! Who calls, what time it is, sessions and passwords.

use secrecy::ExposeSecret;

use super::envelope::{leaf_or_nil, nil};
use super::handle::{Answer, Call};
use crate::error::ApiError;
use crate::services::metadata::xml::Element;
use crate::services::rest;
use crate::sessions::{minutes_of_org, revoke};
use crate::store::Tx;
use crate::value::{Id, Row, text};

/// `getUserInfo`.
pub(super) fn info(tx: &mut Tx<'_>, call: &Call<'_>) -> Answer {
    let user = tx
        .get("User", &call.caller.user_id)
        .ok_or_else(ApiError::session)?;
    Ok(vec![user_info(tx, &user)])
}

/// Returns what the org says of a user, as `result`.
pub(super) fn user_info(tx: &Tx<'_>, user: &Row) -> Element {
    let org = tx.find_one("Organization", &[]).unwrap_or_default();
    let full_name = format!("{} {}", text(user, "FirstName"), text(user, "LastName"));
    let user_type = Some(text(user, "UserType"))
        .filter(|kind| !kind.is_empty())
        .unwrap_or("Standard");
    Element::new("result")
        .with("accessibilityMode", "false")
        .with("chatterExternal", "false")
        .with("currencySymbol", "$")
        .with("orgAttachmentFileSizeLimit", "26214400")
        .with("orgDefaultCurrencyIsoCode", "USD")
        .with("orgDefaultCurrencyLocale", "en_US")
        .with("orgDisallowHtmlAttachments", "false")
        .with("orgHasPersonAccounts", "false")
        .with("organizationId", text(&org, "Id"))
        .with("organizationMultiCurrency", "false")
        .with("organizationName", text(&org, "Name"))
        .with("profileId", text(user, "ProfileId"))
        .with_child(leaf_or_nil("roleId", text(user, "UserRoleId")))
        .with("sessionSecondsValid", (minutes_of_org(tx) * 60).to_string())
        .with_child(nil("userDefaultCurrencyIsoCode"))
        .with("userEmail", text(user, "Email"))
        .with("userFullName", full_name.trim())
        .with("userId", text(user, "Id"))
        .with("userLanguage", text(user, "LanguageLocaleKey"))
        .with("userLocale", text(user, "LocaleSidKey"))
        .with("userName", text(user, "Username"))
        .with("userTimeZone", text(user, "TimeZoneSidKey"))
        .with("userType", user_type)
        .with("userUiSkin", "Theme3")
}

/// `getServerTimestamp`.
pub(super) fn timestamp(tx: &mut Tx<'_>, _call: &Call<'_>) -> Answer {
    Ok(vec![Element::new("result").with("timestamp", tx.stamp())])
}

/// `logout`: the session of the call ends.
pub(super) fn logout(tx: &mut Tx<'_>, call: &Call<'_>) -> Answer {
    if let Some(token) = &call.envelope.session {
        revoke(tx, token);
    }
    Ok(Vec::new())
}

/// `invalidateSessions`: each session that is named ends.
pub(super) fn invalidate_sessions(tx: &mut Tx<'_>, call: &Call<'_>) -> Answer {
    let results = call.operation().all("sessionIds").map(|session| {
        let done = revoke(tx, session.text.trim());
        let mut result = Element::new("result");
        if !done {
            let error = Element::new("errors")
                .with("message", "Session expired or invalid")
                .with("statusCode", "INVALID_SESSION_ID");
            result = result.with_child(error);
        }
        result.with("success", done.to_string())
    });
    Ok(results.collect())
}

/// `setPassword`.
pub(super) fn set_password(tx: &mut Tx<'_>, call: &Call<'_>) -> Answer {
    let password = call.operation().value("password").unwrap_or_default();
    rest::set_password(tx, call.caller, &user(call)?, password)?;
    Ok(vec![Element::new("result")])
}

/// `resetPassword`: the new password is in the answer.
pub(super) fn reset_password(tx: &mut Tx<'_>, call: &Call<'_>) -> Answer {
    let password = rest::reset_password(tx, call.caller, &user(call)?)?;
    Ok(vec![
        Element::new("result").with("password", password.expose_secret()),
    ])
}

fn user(call: &Call<'_>) -> Result<Id, ApiError> {
    let given = call.operation().value("userId").unwrap_or_default();
    Id::parse(given).ok_or_else(|| {
        ApiError::bad(
            "MALFORMED_ID",
            format!("User ID: id value of incorrect type: {given}"),
        )
    })
}
