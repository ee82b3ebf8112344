//! `DeployOptions`, which arrive as XML or as JSON.

use serde::{Deserialize, Serialize};

use crate::services::metadata::xml::Element;

/// How a package is deployed (Metadata API Developer Guide, deploy()).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct DeployOptions {
    /// Reserved.
    pub(crate) allow_missing_files: bool,
    /// Reserved.
    pub(crate) auto_update_package: bool,
    /// Validate and save nothing.
    pub(crate) check_only: bool,
    /// Warnings are no failures.
    pub(crate) ignore_warnings: bool,
    /// Reserved.
    pub(crate) perform_retrieve: bool,
    /// Deleted components skip the recycle bin.
    pub(crate) purge_on_delete: bool,
    /// Any failure takes everything back.
    pub(crate) rollback_on_error: bool,
    /// Test classes.
    pub(crate) run_tests: Option<Vec<String>>,
    /// `package.xml` is at the root of the archive.
    pub(crate) single_package: bool,
    /// Which tests run; there are none here.
    pub(crate) test_level: Option<String>,
}

impl DeployOptions {
    /// Reads the options of a SOAP call.
    pub(crate) fn of(element: &Element) -> Self {
        let tests: Vec<String> = element
            .all("runTests")
            .map(|test| test.text.trim().to_owned())
            .collect();
        Self {
            allow_missing_files: element.flag("allowMissingFiles"),
            auto_update_package: element.flag("autoUpdatePackage"),
            check_only: element.flag("checkOnly"),
            ignore_warnings: element.flag("ignoreWarnings"),
            perform_retrieve: element.flag("performRetrieve"),
            purge_on_delete: element.flag("purgeOnDelete"),
            rollback_on_error: element.flag("rollbackOnError"),
            run_tests: (!tests.is_empty()).then_some(tests),
            single_package: element.flag("singlePackage"),
            test_level: element.value("testLevel").map(str::to_owned),
        }
    }
}
