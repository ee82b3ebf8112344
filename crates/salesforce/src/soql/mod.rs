//! A builder for SOQL, so that no value can become part of the language.
//!
//! ```
//! use hallpass_salesforce::soql::{Soql, eq, is_in, like_start};
//!
//! let soql = Soql::select(["Id", "Assignee.Username"])
//!     .from("PermissionSetAssignment")
//!     .filter(eq("PermissionSet.IsOwnedByProfile", false).and(like_start("Assignee.Username", "o'neil_")))
//!     .order_by("Id");
//! assert_eq!(
//!     soql.to_string(),
//!     r"SELECT Id, Assignee.Username FROM PermissionSetAssignment WHERE (PermissionSet.IsOwnedByProfile = FALSE AND Assignee.Username LIKE 'o\'neil\_%') ORDER BY Id"
//! );
//! # let _ = is_in("Name", ["A"]);
//! ```

mod chunk;
mod condition;
mod query;
mod value;

pub use chunk::chunks;
pub use condition::{
    Condition, all_of, any_of, eq, ge, gt, in_select, is_in, le, like_contains, like_start, lt, ne, not,
    not_in, not_in_select,
};
pub use query::{Select, Soql};
pub use value::Value;
