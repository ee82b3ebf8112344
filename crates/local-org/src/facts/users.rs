//! Users, their licences, profiles and records.

use super::{Fact, Sureness, Switch};

/// Whether a changed e-mail address waits for a click.
pub(crate) const EMAIL_CHANGE: Switch =
    Switch::one_of("email_change", &["deferred", "immediate"], "deferred");

/// What is asked of a user that moves to a profile of another licence.
pub(crate) const LICENSE_CHANGE: Switch =
    Switch::one_of("license_change", &["fits", "holds_nothing", "drops"], "fits");

/// In which language standard profiles are called; for a new org.
pub(crate) const PROFILE_NAMES: Switch = Switch::one_of("profile_names", &["english", "german"], "english");

/// What `LastPasswordChangeDate` of a user is who was never given a password.
pub(crate) const PASSWORD_DATE: Switch =
    Switch::one_of("new_user_password_date", &["none", "created"], "none");

pub(super) const FACTS: &[Fact] = &[
    Fact::switched(
        "users.license_change",
        Sureness::Unverified,
        LICENSE_CHANGE,
        "a user moves to a profile of another licence only when the sets that it holds fit that licence: `fits`; only when it holds \
         no set and no permission set licence at all: `holds_nothing`; or the move takes all of them off: `drops`",
        "Object Reference, PermissionSet and PermissionSetAssignment, for the rule of licences; a vendor's note on moving users to \
         Salesforce Platform for the last; that the API does the same is a guess",
    ),
    Fact::switched(
        "users.profile_names",
        Sureness::Reported,
        PROFILE_NAMES,
        "`Profile.Name` of a standard profile is in the language of the running user, and so is what a filter compares; its full name \
         in the Metadata API is the same in all languages. Here it is one language for all users, chosen when the org is made; the \
         German names of the newest profiles are made up",
        "salesforce.stackexchange.com question 156802; SalesforceFoundation/NPSP pull request 4994",
    ),
    Fact::switched(
        "users.email_change",
        Sureness::Reported,
        EMAIL_CHANGE,
        "changing `User.Email` succeeds and leaves the old value until somebody follows the link in the mail",
        "five public notes",
    ),
    Fact::switched(
        "users.new_user_password_date",
        Sureness::Unverified,
        PASSWORD_DATE,
        "`LastPasswordChangeDate` of a user who was made over REST is empty until somebody sets or resets the password",
        "Object Reference, User, says that it can be empty; that making a user leaves it so is a guess",
    ),
    Fact::fixed(
        "users.group_members",
        Sureness::Documented,
        "GroupMember holds direct members, of queues too; adding one again gives the row that is there",
        "Object Reference, GroupMember; public code reads the members of queues there",
    ),
    Fact::fixed(
        "users.package_licenses",
        Sureness::Documented,
        "UserPackageLicense takes a seat of its package; with -1 seats everybody has it",
        "Object Reference, PackageLicense and UserPackageLicense",
    ),
    Fact::fixed(
        "users.duplicate_username",
        Sureness::Reported,
        "a username that is taken, in any case: 400 `DUPLICATE_USERNAME`",
        "two public notes",
    ),
    Fact::fixed(
        "users.delete",
        Sureness::Unverified,
        "users are not deleted",
        "Object Reference, User, for the rule; the status is a guess",
    ),
    Fact::fixed(
        "users.license_limit",
        Sureness::Reported,
        "no seat is left, on creation, activation and change of profile",
        "reported from Apex; REST by analogy",
    ),
    Fact::fixed(
        "users.alias_length",
        Sureness::Unverified,
        "an alias above 8 characters is `STRING_TOO_LONG`",
        "platform knowledge",
    ),
    Fact::fixed(
        "users.integration_user_type",
        Sureness::Unverified,
        "users of the Salesforce Integration licence have UserType Standard",
        "expected; nothing documented",
    ),
    Fact::fixed(
        "users.no_mail",
        Sureness::Documented,
        "a user created over REST gets no mail",
        "SOAP API Developer Guide, EmailHeader",
    ),
    Fact::fixed(
        "users.integration_profile",
        Sureness::Documented,
        "`Minimum Access - API Only Integrations` can be edited, but its API-only access cannot be taken away",
        "help page \"Give Integration Users API Only Access\"",
    ),
    Fact::fixed(
        "users.deactivation_keeps",
        Sureness::Reported,
        "deactivation frees the user licence; permission sets and their licences stay assigned",
        "three public notes",
    ),
    Fact::fixed(
        "users.sharing",
        Sureness::Documented,
        "record sharing is not emulated: everything is public read/write",
        "a known difference of the local org",
    ),
    Fact::fixed(
        "users.duties",
        Sureness::Unverified,
        "a user whom Setup names as default owner of cases, default workflow user or default creator of leads is not deactivated; \
         others are refused in like words. Scheduled jobs and dashboards keep nobody",
        "help articles 000384586 and 000384761 have the words of Setup; that the API says the same, and the code, is a guess",
    ),
    Fact::fixed(
        "users.last_administrator",
        Sureness::Unverified,
        "the last active System Administrator is not deactivated: `CANNOT_DISABLE_LAST_ADMIN`; nobody deactivates themselves",
        "the code is in the enumeration of status codes; the rest is platform knowledge",
    ),
    Fact::fixed(
        "users.username_shape",
        Sureness::Reported,
        "a username that is no e-mail address",
        "words of Setup in public notes; the code by convention",
    ),
    Fact::fixed(
        "users.email_shape",
        Sureness::Recorded,
        "an e-mail address that is none",
        "recorded answers in public client code",
    ),
    Fact::fixed(
        "users.only_unlocked",
        Sureness::Unverified,
        "a locked password can only be unlocked",
        "Object Reference, UserLogin, for the rule; code and words are a guess",
    ),
    Fact::fixed(
        "users.profile_in_use",
        Sureness::Unverified,
        "a profile that users have is not deleted",
        "Object Reference, Profile, for the rule; code and words are a guess",
    ),
    Fact::fixed(
        "users.new_password",
        Sureness::Unverified,
        "a new password that the policy does not accept",
        "REST API Developer Guide, sObject User Password, for the code; the words are a guess",
    ),
    Fact::fixed(
        "users.audit_trail",
        Sureness::Reported,
        "the Setup Audit Trail has a line for a username, e-mail address, federation id, profile, role, freeze and activation of a user, and none for its name, alias, locale, language, time zone and e-mail encoding",
        "public lists of lines of the Setup Audit Trail",
    ),
];
