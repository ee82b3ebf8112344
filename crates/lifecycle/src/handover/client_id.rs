//! The consumer key of an app, which is no secret and needs no setting: metadata holds it (Metadata API Developer Guide,
//! ExtlClntAppGlobalOauthSettings and ConnectedApp).

use hallpass_model::{AppKind, LiveApp};
use hallpass_salesforce::{Error, Reader};

const GLOBAL: &str = "ExtlClntAppGlobalOauthSettings";

/// Reads the consumer key of an app; nothing where the org does not return it.
///
/// # Errors
/// Those of any call.
pub async fn client_id(reader: &Reader, app: &LiveApp) -> Result<Option<String>, Error> {
    let found = match app.kind {
        AppKind::ConnectedApp => reader.read_metadata("ConnectedApp", &[app.name.as_str()]).await?,
        AppKind::ExternalClientApp => match app.files.iter().find(|file| file.component == GLOBAL) {
            Some(file) => reader.read_metadata(GLOBAL, &[file.full_name.as_str()]).await?,
            None => Vec::new(),
        },
    };
    let key = found.iter().find_map(|element| {
        let inside = element.child("oauthConfig").unwrap_or(element);
        inside.child_text("consumerKey")
    });
    Ok(key.filter(|key| !key.is_empty()))
}
