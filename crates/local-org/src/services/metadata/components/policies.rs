//! `ExtlClntAppConfigurablePolicies`: which plugins of an app are on.

use serde_json::Value;

use super::component::{Saved, Work};
use super::satellite::{self, text_value};
use crate::services::metadata::types::{Kind, Problem};
use crate::services::metadata::xml::Element;
use crate::value::row;

/// Makes or changes the policies.
pub(super) fn save(work: &mut Work<'_, '_>, name: &str, file: &Element) -> Result<Saved, Problem> {
    let part = satellite::open(work, Kind::Policies, name, file)?;
    let body = &part.body;
    // The values of these picklists are not published; the words are a guess.
    let status = |field: &str| Value::from(if body.flag(field) { "Enabled" } else { "Disabled" });
    let values = row([
        ("MasterLabel", text_value(body, "label")),
        ("IsEnabled", Value::Bool(body.flag("isEnabled"))),
        ("OauthPluginStatus", status("isOauthPluginEnabled")),
        ("NotifPluginStatus", status("isNotificationPluginEnabled")),
        ("MobilePluginStatus", status("isMobilePluginEnabled")),
        ("PushPluginStatus", status("isPushPluginEnabled")),
        ("SamlPluginStatus", status("isSamlPluginEnabled")),
        ("StartPage", text_value(body, "startPage")),
        ("StartUrl", text_value(body, "startUrl")),
    ]);
    Ok(part.store(work, Some("ExtlClntAppPlcyCnfg"), values, false))
}
