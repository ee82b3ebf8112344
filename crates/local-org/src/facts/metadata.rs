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
        "metadata.objects",
        Sureness::Unverified,
        "a deployed field has no field permissions until somebody grants them; required and master-detail fields can have none. The words of the validator on objects and fields are those that people report",
        "Metadata API Developer Guide, CustomObject and CustomField; forum reports",
    ),
    Fact::fixed(
        "metadata.formulas",
        Sureness::Documented,
        "formula fields compute the everyday part of the language; functions beyond it, roll-up summaries and changes of a field's type are refused in words of the local org's own",
        "a difference to the real service",
    ),
    Fact::fixed(
        "metadata.durable_ids",
        Sureness::Reported,
        "the DurableId of a custom object is the short Id of its definition (`01I…`), that of a custom field both (`01I….00N…`); those of standard ones are their names. EntityDefinitionId is compared with them",
        "public queries against real orgs",
    ),
    Fact::fixed(
        "metadata.new_profile",
        Sureness::Documented,
        "a profile that is deployed under a new name is made as a custom one; without any grant in its file it starts as Minimum Access - Salesforce (from 60.0) or Standard User. That other licences start from their own standard profile, and that the API-only licence keeps its two permissions, is a guess",
        "Metadata API Developer Guide, Profile",
    ),
    Fact::fixed(
        "metadata.muting_sets",
        Sureness::Documented,
        "a MutingPermissionSet is a file like a permission set's, whose grants are taken away; it becomes a part of its group through PermissionSetGroup.mutingPermissionSets",
        "Metadata API Developer Guide, PermissionSetGroup",
    ),
    Fact::fixed(
        "metadata.role_groups",
        Sureness::Documented,
        "each role has groups of the types Role and RoleAndSubordinates with its developer name; RoleAndSubordinatesInternal is that of orgs with digital experiences. That their Name is the role's is a guess",
        "Object Reference, Group",
    ),
    Fact::fixed(
        "metadata.types",
        Sureness::Documented,
        "the local org knows twenty types; others are `Unknown type name 'X' specified in package.xml`, give no rows in listMetadata, and are not described. Apex classes are kept and not compiled",
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
