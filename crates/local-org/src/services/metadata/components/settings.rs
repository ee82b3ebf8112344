//! `Settings`: of these the org has `ExternalClientApp`, with the switch of Connect's secrets.

use super::component::{Listing, Saved, Work};
use super::documents;
use crate::facts::connect::REST_CLIENT_SECRET_ACCESS;
use crate::services::metadata::types::{Kind, Problem};
use crate::services::metadata::xml::Element;
use crate::store::Tx;
use crate::value::Id;

const NAME: &str = "ExternalClientApp";
const SWITCH: &str = "enableClientSecretInRestApiAccess";

/// Whether "Allow access to External Client App consumer secrets via REST API" is on: as deployed, else as the
/// behaviour says.
pub(crate) fn rest_secrets_allowed(tx: &Tx<'_>) -> bool {
    stored(tx).flag(SWITCH)
}

/// The one listing.
pub(super) fn list(tx: &Tx<'_>) -> Vec<Listing> {
    let document = documents::get(tx, Kind::Settings, NAME);
    let stamps = document.as_ref().map_or_else(
        || (tx.stamp(), None, tx.stamp(), None),
        |document| {
            let document = document.clone();
            (
                document.created_at,
                document.created_by,
                document.modified_at,
                document.modified_by,
            )
        },
    );
    vec![Listing {
        full_name: NAME.to_owned(),
        id: document.map_or_else(|| Id::make("000", 0), |document| document.id),
        created: (stamps.0, stamps.1),
        modified: (stamps.2, stamps.3),
    }]
}

/// Reads the settings; the switch is known from 62.0.
pub(super) fn read(tx: &Tx<'_>, name: &str, version: u32) -> Option<(String, Element)> {
    name.eq_ignore_ascii_case(NAME).then(|| {
        (
            NAME.to_owned(),
            super::defaults::visible(Kind::Settings, &stored(tx), version),
        )
    })
}

/// Changes the settings. Settings overlay: what a file leaves out stays (Metadata API Developer Guide, Settings).
pub(super) fn save(work: &mut Work<'_, '_>, name: &str, file: &Element) -> Result<Saved, Problem> {
    if !name.eq_ignore_ascii_case(NAME) {
        return Err(Problem::coded(
            "INVALID_CROSS_REFERENCE_KEY",
            format!("No Settings named: {name} found"),
        ));
    }
    let before = stored(work.tx);
    let mut body = before.clone();
    for child in file.children.iter().filter(|child| child.name != "fullName") {
        body.set(&child.name, child.text.trim());
    }
    let changed = body != before;
    let id = documents::get(work.tx, Kind::Settings, NAME)
        .map_or_else(|| documents::new_id(work.tx, "0St"), |document| document.id);
    if changed {
        documents::put(work.tx, Kind::Settings, NAME, &id, None, &body);
    }
    Ok(Saved::new(id, false, changed))
}

fn stored(tx: &Tx<'_>) -> Element {
    documents::get(tx, Kind::Settings, NAME).map_or_else(
        || {
            let on = tx.org.behaviours.is(&REST_CLIENT_SECRET_ACCESS, "on");
            Element::new(Kind::Settings.root())
                .with(SWITCH, on.to_string())
                .with("enableConsumerSecretApiAccess", "false")
                .with("enablePackageEcaOauthFromDevOrg", "false")
        },
        |document| document.body,
    )
}
