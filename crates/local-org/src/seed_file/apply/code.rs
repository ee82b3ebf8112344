//! Apex classes and custom permissions, which are there to be granted.

use serde_json::Value;

use super::super::node::Node;
use super::work::{Done, Trouble};
use crate::seed::{class_row, custom_permission_row};
use crate::store::Tx;

/// Makes a class where it is missing.
pub(super) fn class(tx: &mut Tx<'_>, name: &Node) -> Done {
    check_name(name)?;
    if tx.count("ApexClass", &[("Name", Value::from(name.text()))]) == 0 {
        tx.insert_raw("ApexClass", class_row(name.text()));
    }
    Ok(())
}

/// Makes a custom permission where it is missing.
pub(super) fn custom_permission(tx: &mut Tx<'_>, name: &Node) -> Done {
    check_name(name)?;
    if tx.count("CustomPermission", &[("DeveloperName", Value::from(name.text()))]) == 0 {
        let label = name.text().replace('_', " ");
        tx.insert_raw("CustomPermission", custom_permission_row(name.text(), &label));
    }
    Ok(())
}

fn check_name(name: &Node) -> Done {
    crate::rules::check_developer_name(name.text())
        .map_err(|refusal| Trouble::at(name.place, format!("`{}`: {}", name.text(), refusal.message)))
}
