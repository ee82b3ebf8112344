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
        "metadata.settings_of_an_org",
        Sureness::Documented,
        "settings overlay: what a file leaves out stays, a list replaces the list; `ConnectedApp`, `ExternalClientApp`, `OauthOidc`, `Security` and `UserManagement` are served, and show the values that are documented as defaults and what was deployed",
        "Metadata API Developer Guide, Settings and SecuritySettings; help pages \"Set Password Policies\" and \"Modify Session Security Settings\"",
    ),
    Fact::fixed(
        "metadata.oauth_settings_of_an_org",
        Sureness::Unverified,
        "`blockOAuthUsrAgtFlow` refuses `response_type=token` as one that is not supported, `isPkceRequired` wants a challenge from every app; other settings than these, the session timeout and the two on addresses change nothing else here",
        "Metadata API Developer Guide, OauthOidcSettings; the words of the refusal are a guess",
    ),
    Fact::fixed(
        "metadata.not_there",
        Sureness::Unverified,
        "settings that are not served, and a certificate that a credential names and the org lacks, are refused in words that are recorded of other types",
        "Metadata API Developer Guide, Settings and ExternalCredential",
    ),
    Fact::fixed(
        "metadata.flow_versions",
        Sureness::Documented,
        "deploying over an active flow makes a new version, over another one writes over it; retrieving gives the latest version",
        "Metadata API Developer Guide, Flow, usage from 44.0 on",
    ),
    Fact::fixed(
        "metadata.flow_delete",
        Sureness::Reported,
        "an active flow is not deleted: `insufficient access rights on cross-reference id`",
        "issues of deployment tools that delete flows",
    ),
    Fact::fixed(
        "metadata.certificate_content",
        Sureness::Unverified,
        "a certificate keeps the content that it was deployed with; a real org makes the key pair, and with it the content, itself",
        "Metadata API Developer Guide, Certificate",
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
        "metadata.flow_ids",
        Sureness::Unverified,
        "a flow is granted by the id of its definition (`300…`), which FlowDefinitionView shows as DurableId, a text of 15 characters. \
         ApiName is its developer name; whether that of a flow from a package begins with the namespace is unknown, and the local org has none",
        "Object Reference, FlowDefinitionView and SetupEntityAccess; that the text has 15 characters is by analogy to EntityDefinition",
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
        "a deployed Profile overlays, but its `loginIpRanges` and `loginHours` replace the former ones where given, and an empty one clears them",
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
    Fact::fixed(
        "metadata.versions",
        Sureness::Recorded,
        "versions of the SOAP endpoint that are retired or not there yet",
        "public notes of Salesforce CLI and Workbench users",
    ),
    Fact::fixed(
        "metadata.no_operation",
        Sureness::Reported,
        "an operation that is not there",
        "public notes about SOAP calls of the wrong endpoint",
    ),
    Fact::fixed(
        "metadata.invalid_type",
        Sureness::Recorded,
        "a type that the org does not have, in readMetadata and the writing calls; the words for one that no org has may differ",
        "a recorded fault in public client code",
    ),
    Fact::fixed(
        "metadata.ten_names",
        Sureness::Documented,
        "readMetadata and the writing calls take ten components",
        "Metadata API Developer Guide, readMetadata(); the code and the words are those of other calls",
    ),
    Fact::fixed(
        "metadata.unknown_deployment",
        Sureness::Unverified,
        "a deployment or retrieval that never was",
        "the code is that of other unknown ids",
    ),
    Fact::fixed(
        "metadata.permission",
        Sureness::Reported,
        "the Metadata API needs Modify Metadata or Modify All Data",
        "Metadata API Developer Guide, for the rule; words from public notes",
    ),
    Fact::fixed(
        "metadata.no_entities",
        Sureness::Unverified,
        "a request with a document type or entities is refused unread",
        "the code of malformed requests; the words are ours",
    ),
    Fact::fixed(
        "metadata.rest_multipart",
        Sureness::Unverified,
        "deployRequest takes a multipart body with the archive",
        "Metadata API Developer Guide, deployRequest; code and words are a guess",
    ),
    Fact::fixed(
        "metadata.named_and_missing",
        Sureness::Recorded,
        "a component that package.xml names and the archive lacks",
        "recorded answers of deployments",
    ),
    Fact::fixed(
        "metadata.unknown_element",
        Sureness::Recorded,
        "an element that its type does not have",
        "ten recorded answers of deployments",
    ),
    Fact::fixed(
        "metadata.not_xml",
        Sureness::Reported,
        "a file that is no XML",
        "the words of the XML parser, as public notes have them; columns may differ by one",
    ),
    Fact::fixed(
        "metadata.required_element",
        Sureness::Reported,
        "an element that must be there",
        "public notes of failed deployments",
    ),
    Fact::fixed(
        "metadata.unknown_permission",
        Sureness::Recorded,
        "a user permission that does not exist",
        "recorded answers of deployments",
    ),
    Fact::fixed(
        "metadata.unknown_reference",
        Sureness::Recorded,
        "a field or class that does not exist",
        "recorded answers of deployments",
    ),
    Fact::fixed(
        "metadata.required_field",
        Sureness::Recorded,
        "field permissions on a required field",
        "recorded answers of deployments",
    ),
    Fact::fixed(
        "metadata.wildcards",
        Sureness::Unverified,
        "wildcards in destructive changes",
        "Metadata API Developer Guide, Deleting Components; the words are a guess",
    ),
    Fact::fixed(
        "metadata.deploy_request",
        Sureness::Reported,
        "deployments are rows of `DeployRequest` of the Tooling API; who may see them is a guess",
        "public tools that query it",
    ),
    Fact::fixed(
        "metadata.audit_trail",
        Sureness::Unverified,
        "a deployment leaves lines in the Setup Audit Trail as if its user had changed the same in Setup; those about External Client Apps, certificates and the like are worded by us",
        "public lists of lines of the Setup Audit Trail",
    ),
];
