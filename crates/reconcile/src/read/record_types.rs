//! Which record types a permission set shows. No row holds that, only the metadata of the set, which as a whole costs
//! about what its rows cost again: only whoever explains one integration asks for it.

use std::collections::BTreeSet;

use hallpass_model::LivePermissionSet;
use hallpass_salesforce::Reader;
use hallpass_salesforce::metadata::Element;

use super::ReadError;

/// The metadata type.
const PERMISSION_SET: &str = "PermissionSet";

/// Reads which record types a permission set shows, as `Account.Customer`, in one call. The org leaves out those that are
/// not active (Metadata API Developer Guide, PermissionSet); it has no default among them, which only profiles have.
///
/// # Errors
/// When the org refuses, cannot be reached, or has no such set any more.
pub async fn read_record_types(
    reader: &Reader,
    set: &LivePermissionSet,
) -> Result<BTreeSet<String>, ReadError> {
    let found = reader.read_metadata(PERMISSION_SET, &[set.name.as_str()]).await?;
    match found.first() {
        Some(file) => Ok(visible(file)),
        // Whoever may not see a set as metadata gets an empty record, as for one that is gone.
        None => Err(ReadError::unusable(
            "the metadata of a permission set",
            format!("the org returned none for {}", set.name),
        )),
    }
}

fn visible(file: &Element) -> BTreeSet<String> {
    file.all("recordTypeVisibilities")
        .filter(|one| one.child_flag("visible") == Some(true))
        .filter_map(|one| one.child_text("recordType"))
        .collect()
}

#[cfg(test)]
mod tests {
    use hallpass_salesforce::metadata::Element;

    use super::visible;

    fn shown(record_type: &str, is_visible: &str) -> Element {
        Element::new("recordTypeVisibilities")
            .with(Element::with_text("recordType", record_type))
            .with(Element::with_text("visible", is_visible))
    }

    #[test]
    fn only_what_is_visible_is_told_once_and_in_order() {
        let file = Element::new("records")
            .with(Element::with_text("fullName", "Billing_Integration"))
            .with(shown("Contact.Person", "true"))
            .with(shown("Account.Customer", " TRUE "))
            .with(shown("Account.Customer", "true"))
            .with(shown("Account.Partner", "false"))
            .with(shown("Account.Odd", "maybe"))
            .with(Element::new("recordTypeVisibilities"));
        let told: Vec<String> = visible(&file).into_iter().collect();
        assert_eq!(told, ["Account.Customer", "Contact.Person"]);
        assert!(visible(&Element::new("records")).is_empty());
    }
}
