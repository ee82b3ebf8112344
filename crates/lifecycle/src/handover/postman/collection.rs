//! The collection as a whole.

use serde_json::{Value, json};

use super::exercise::Exercise;
use super::objects::objects;
use super::refused::refused;
use super::request::folder;
use super::services::services;
use super::token::{auth, sign_in, sign_out};
use super::writes::writes;
use crate::handover::Parcel;

/// What the format calls itself.
const SCHEMA: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

/// The text of a collection. It holds no secret.
pub(in crate::handover) fn collection(parcel: &Parcel, exercise: &Exercise) -> String {
    let stamp = &parcel.stamp;
    let granted = [objects(&exercise.objects), services(exercise)].concat();
    let granted = folder(
        "Granted",
        "What the integration may do. Nothing here changes data.",
        &granted,
    );
    let items: Vec<Value> = [
        Some(sign_in(parcel)),
        Some(granted),
        refused(exercise),
        writes(&exercise.objects),
        Some(sign_out()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let document = json!({
        "info": {
            "name": format!("{} at {}", stamp.integration, stamp.org),
            "description": format!(
                "Everything that integration {} may do in org {}, and a few things that it may not.\n\n\
                 Run it with its environment, from the first request to the last. `{stamp}`",
                stamp.integration, stamp.org
            ),
            "schema": SCHEMA,
        },
        "item": items,
        "auth": auth(parcel),
    });
    format!("{document:#}\n")
}
