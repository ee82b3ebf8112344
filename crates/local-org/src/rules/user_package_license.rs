//! UserPackageLicense: seats of managed packages.

use serde_json::Value;

use super::rule::{Checked, Rule};
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::store::Tx;
use crate::value::{Row, id, text};

pub(super) struct UserPackageLicense;

impl Rule for UserPackageLicense {
    fn before_insert(&self, tx: &mut Tx<'_>, _caller: &Caller, row: &mut Row) -> Checked {
        let value = |field: &str| row.get(field).cloned().unwrap_or_default();
        let pair = [
            ("PackageLicenseId", value("PackageLicenseId")),
            ("UserId", value("UserId")),
        ];
        if tx.count("UserPackageLicense", &pair) > 0 {
            return Err(ApiError::bad(
                "DUPLICATE_VALUE",
                "duplicate value found: the user already has that license",
            ));
        }
        let Some(package) = id(row, "PackageLicenseId").and_then(|id| tx.get("PackageLicense", &id)) else {
            return Ok(());
        };
        let allowed = package
            .get("AllowedLicenses")
            .and_then(Value::as_i64)
            .unwrap_or(-1);
        // -1 stands for a site licence.
        if allowed >= 0 && tx.count("UserPackageLicense", &pair[..1]) >= allowed {
            let name = text(&package, "NamespacePrefix");
            return Err(ApiError::bad(
                "LICENSE_LIMIT_EXCEEDED",
                format!("License Limit Exceeded - {name}"),
            ));
        }
        Ok(())
    }
}
