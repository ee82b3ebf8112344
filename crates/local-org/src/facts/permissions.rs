//! Permission sets, their rows, assignments and licences.

use super::{Fact, Sureness, Switch};

/// Whether a field permission needs Read on its object in the same set.
pub(crate) const FIELD_PERMISSION_NEEDS_OBJECT_READ: Switch =
    Switch::one_of("field_permission_needs_object_read", &["off", "on"], "off");
/// How long a permission set group stays out of date.
pub(crate) const GROUP_RECALCULATION_DELAY: Switch = Switch::delay("group_recalculation_delay");

/// Whether session-based sets can be activated by creating rows.
pub(crate) const SESSION_ACTIVATION: Switch =
    Switch::one_of("session_activation_rows", &["created", "query_only"], "created");

pub(super) const FACTS: &[Fact] = &[
    Fact::switched(
        "permissions.field_needs_object_read",
        Sureness::Unverified,
        FIELD_PERMISSION_NEEDS_OBJECT_READ,
        "a field permission may stand in a set that cannot read its object; it grants nothing there",
        "sources disagree whether it is refused",
    ),
    Fact::switched(
        "permissions.group_recalculation",
        Sureness::Documented,
        GROUP_RECALCULATION_DELAY,
        "a changed group is `Outdated`, then `Updating`, then `Updated`; the delay is in seconds",
        "Object Reference, PermissionSetGroup",
    ),
    Fact::switched(
        "permissions.session_activation",
        Sureness::Documented,
        SESSION_ACTIVATION,
        "a SessionPermSetActivation row makes an assigned session-based set or group count in its session, and in no other; it ends with the row or the session",
        "Object Reference, SessionPermSetActivation; editions before version 64.0 let it be queried only",
    ),
    Fact::fixed(
        "permissions.session_activation_refusals",
        Sureness::Unverified,
        "a set that needs no activation, that the session's user lacks, or that is active already cannot be activated",
        "nothing documented about the words",
    ),
    Fact::fixed(
        "permissions.license_at_assignment",
        Sureness::Reported,
        "a set that grants what the user's licences do not allow is refused at assignment",
        "five public notes",
    ),
    Fact::fixed(
        "permissions.platform_objects",
        Sureness::Unverified,
        "the Salesforce Platform licence gives no Campaign, Case, Lead, Opportunity and Quote",
        "Help, Standard User Licenses, says no standard CRM objects; which these are is not published as a list",
    ),
    Fact::fixed(
        "permissions.custom_objects_without_psl",
        Sureness::Unverified,
        "without the Salesforce API Integration licence custom objects are refused like standard ones",
        "nothing documented",
    ),
    Fact::fixed(
        "permissions.own_custom_permissions",
        Sureness::Documented,
        "UserSetupEntityAccess shows every user its own custom permissions; it is described and queried only, and DurableId stays empty",
        "Object Reference, UserSetupEntityAccess",
    ),
    Fact::fixed(
        "permissions.dependencies",
        Sureness::Reported,
        "a permission without those that it depends on",
        "ten public notes",
    ),
    Fact::fixed(
        "permissions.object_row_all_false",
        Sureness::Documented,
        "an object permission with nothing on deletes itself",
        "Object Reference, PermissionSet",
    ),
    Fact::fixed(
        "permissions.duplicate_rows",
        Sureness::Unverified,
        "a second row of one set and object, field or entity is `DUPLICATE_VALUE`",
        "platform knowledge",
    ),
    Fact::fixed(
        "permissions.duplicate_assignment",
        Sureness::Reported,
        "a second assignment of a set to a user",
        "public code of several clients",
    ),
    Fact::fixed(
        "permissions.license_out_of_seats",
        Sureness::Unverified,
        "a permission set licence without a seat left is `LICENSE_LIMIT_EXCEEDED`",
        "expected; nothing documented",
    ),
    Fact::fixed(
        "permissions.compound_fields",
        Sureness::Unverified,
        "the row of a compound field covers its parts",
        "sources leave the direction open",
    ),
    Fact::fixed(
        "permissions.bad_object",
        Sureness::Reported,
        "an object that is not there, or takes no permissions",
        "one public note; the code by convention",
    ),
    Fact::fixed(
        "permissions.mixed_dml",
        Sureness::Documented,
        "setup and business objects in one transaction",
        "Apex Developer Guide, sObjects That Cannot Be Used Together in DML Operations",
    ),
    Fact::fixed(
        "permissions.set_of_license",
        Sureness::Unverified,
        "assigning a set that is bound to a permission set licence assigns the licence too, while seats are left",
        "several product guides; no general rule",
    ),
    Fact::fixed(
        "permissions.set_of_user_license",
        Sureness::Unverified,
        "a set that is bound to a user licence goes to users of that licence only: `FIELD_INTEGRITY_EXCEPTION`",
        "Object Reference, PermissionSet, for the rule; the words are a guess",
    ),
    Fact::fixed(
        "permissions.license_in_use",
        Sureness::Unverified,
        "a permission set licence stays while a set that its user holds needs it: `FIELD_INTEGRITY_EXCEPTION`",
        "expected; nothing documented",
    ),
    Fact::fixed(
        "permissions.delete_assigned_set",
        Sureness::Unverified,
        "a set that is assigned, or part of a group, is not deleted: `DELETE_FAILED`",
        "Object Reference, PermissionSet, for the rule; code and words are a guess",
    ),
    Fact::fixed(
        "permissions.details_need_their_master",
        Sureness::Reported,
        "Read on a custom detail object depends on Read on its master, both ways; standard objects depend on none",
        "public notes; the list of standard dependencies is not published",
    ),
    Fact::fixed(
        "permissions.follow_another_object",
        Sureness::Unverified,
        "products of opportunities and orders, comments, campaign members and attachments follow the object above them",
        "Object Reference, special access rules; attachments and files follow Account, which is a simplification",
    ),
    Fact::fixed(
        "permissions.api_name",
        Sureness::Reported,
        "a name of a set or group that is no API name",
        "words of Setup in public notes",
    ),
    Fact::fixed(
        "permissions.duplicate_name",
        Sureness::Reported,
        "a name that another set has, in any case",
        "the words of unique fields, as public notes have them",
    ),
    Fact::fixed(
        "permissions.bad_field",
        Sureness::Reported,
        "a field that is not there, or takes no permissions",
        "one public note; the code by convention",
    ),
    Fact::fixed(
        "permissions.formula_fields",
        Sureness::Unverified,
        "formula and auto-number fields are never editable",
        "Object Reference, FieldPermissions, for the rule; code and words are a guess",
    ),
    Fact::fixed(
        "permissions.object_row_empty",
        Sureness::Unverified,
        "an object permission that permits nothing is not created",
        "Object Reference, ObjectPermissions, for the rule; code and words are a guess",
    ),
    Fact::fixed(
        "permissions.duplicate_license",
        Sureness::Unverified,
        "a permission set licence that the user has",
        "by analogy with other duplicate rows",
    ),
    Fact::fixed(
        "permissions.duplicate_group",
        Sureness::Unverified,
        "a name that another group has",
        "the code is in the enumeration of status codes; the words are a guess",
    ),
];
