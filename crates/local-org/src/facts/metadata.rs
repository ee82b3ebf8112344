//! The Metadata API.

use super::{Fact, Sureness, Switch};

/// How long a deployment stays in progress.
pub(crate) const DEPLOY_DELAY: Switch = Switch::delay("deploy_delay");

const DEPLOY: &str = "Metadata API Developer Guide, deploy()";

pub(super) const FACTS: &[Fact] = &[
    Fact::switched(
        "metadata.deploy_delay",
        Sureness::Documented,
        DEPLOY_DELAY,
        "a deployment is asynchronous; the delay before it is done is in seconds",
        DEPLOY,
    ),
    Fact::fixed(
        "metadata.contiguous_elements",
        Sureness::Recorded,
        "repeated elements of a file must be contiguous: `Error parsing file: Element X is duplicated at this location in type Y (line:column)`",
        "ten recorded answers",
    ),
    Fact::fixed(
        "metadata.element_order",
        Sureness::Unverified,
        "beyond that the order of elements does not matter",
        "the guide's own samples are out of order; one note says otherwise",
    ),
    Fact::fixed(
        "metadata.missing_record",
        Sureness::Unverified,
        "readMetadata answers an unknown name with an empty record",
        "Metadata API Developer Guide, readMetadata(); the exact XML is a guess",
    ),
    Fact::fixed(
        "metadata.permission_set_replace",
        Sureness::Documented,
        "from 40.0 a deployed PermissionSet replaces what the set holds; CRUD calls do the same (a guess)",
        "Metadata API Developer Guide, PermissionSet",
    ),
    Fact::fixed(
        "metadata.cancel_status",
        Sureness::Unverified,
        "cancelling over REST is 202",
        "platform knowledge",
    ),
    Fact::fixed(
        "metadata.quick_deploy_path",
        Sureness::Reported,
        "a quick deploy over REST also begins with JSON at `metadata/deployRequest`, without the segment `validatedDeployRequestId`",
        "jsforce 3.10 and Salesforce CLI 2.146, deployRecentValidation()",
    ),
    Fact::fixed(
        "metadata.session_fault",
        Sureness::Recorded,
        "a bad session is HTTP 500 with the fault `sf:INVALID_SESSION_ID`",
        "recorded answers of real orgs",
    ),
    Fact::fixed(
        "metadata.types",
        Sureness::Documented,
        "the local org knows a dozen types; others are `Unknown type name 'X' specified in package.xml`, give no rows in listMetadata, and are not described. Apex classes and objects can be read only",
        "a difference to the real service",
    ),
    Fact::fixed(
        "metadata.package_folder",
        Sureness::Unverified,
        "a package is found at the root of the archive or in its one folder, whatever `singlePackage` says",
        "archives of both shapes are taken from clients",
    ),
    Fact::fixed(
        "metadata.jwt",
        Sureness::Reported,
        "SOAP takes tokens in JWT format from 68.0, REST at every version",
        "jsforce pull request #1817; source-deploy-retrieve pull request #1835",
    ),
    Fact::fixed(
        "metadata.login_ranges",
        Sureness::Unverified,
        "a deployed Profile overlays, but its `loginIpRanges` and `loginHours` replace the former ones where given",
        "a known exception to the overlay, without a source that settles it",
    ),
    Fact::fixed(
        "metadata.quick_deploy",
        Sureness::Documented,
        "a successful check-only deployment of the last ten days can be deployed without its archive; anything else is 404",
        "Metadata API Developer Guide, deployRecentValidation(); that tests must have run is left out, for there are none",
    ),
    Fact::fixed(
        "metadata.unnamed_file",
        Sureness::Unverified,
        "a file that package.xml does not name is refused: `Not in package.xml`",
        "platform knowledge",
    ),
];
