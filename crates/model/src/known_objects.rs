//! Names that are those of objects in every org.

use crate::ApiName;

/// Objects that every org, or every org with the feature, has under these names (Object Reference), of those that
/// permission sets grant.
const STANDARD: [&str; 34] = [
    "Account",
    "Asset",
    "AssetRelationship",
    "AuthorizationForm",
    "Campaign",
    "Case",
    "Contact",
    "ContactPointAddress",
    "ContactPointEmail",
    "ContactPointPhone",
    "ContentVersion",
    "Contract",
    "Document",
    "Entitlement",
    "Event",
    "Idea",
    "Individual",
    "Lead",
    "Location",
    "Macro",
    "Opportunity",
    "Order",
    "Pricebook2",
    "Product2",
    "Quote",
    "ServiceAppointment",
    "ServiceContract",
    "ServiceResource",
    "ServiceTerritory",
    "Shipment",
    "Solution",
    "Task",
    "WorkOrder",
    "WorkType",
];

/// Ends of names that only objects have.
const CUSTOM: [&str; 2] = ["__c", "__x"];

/// Returns whether a name is that of an object in any org; of other names only the org knows.
#[must_use]
pub fn is_known_object(name: &ApiName) -> bool {
    let spelt = name.as_str().to_ascii_lowercase();
    CUSTOM.iter().any(|end| spelt.ends_with(end))
        || STANDARD.iter().any(|known| *name == ApiName::from(*known))
}
