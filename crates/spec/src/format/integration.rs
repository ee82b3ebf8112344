//! An integration, and what belongs to it alone.

use hallpass_model::Enforce;

use crate::decode::{At, Map, Text, Unique, mapping, words};
use crate::format::{AppSpec, LoginSpec, OverrideSpec, PermissionsSpec, UserSpec, VerifySpec};
use crate::text::{
    ApiNameRule, BundleRule, Day, Free, GraceRule, IntegrationRule, Label, Line, OrgRule, OwnApiName,
    PatternRule, RuleCode, UsernameRule,
};

mapping! {
    /// An integration: one external system with its own user, its own permission set and its apps, and the whole of
    /// what it may do. A file may hold several, separated by `---`.
    struct IntegrationSpec = "an integration" {
        /// Its name, unique in the fleet: lower case letters, digits and hyphens. Names in the org follow from it.
        required integration: Text<IntegrationRule>,
        /// Who answers for it: a person or a team, best as an e-mail address.
        required owner: Text<Line>,
        /// What it is for. The description of its permission set and apps too, where they have none of their own.
        optional description: Text<Free>,
        /// The name that it had before. What carries a mark of that name is renamed and not made anew.
        optional previously: Text<IntegrationRule>,
        /// How far hallpass goes. Default: `exact`, and `report` with `adopt: true`.
        optional enforce: Enforce,
        /// Whether objects in the org that have the declared names and no owner may be taken over. Default: `false`.
        optional adopt: bool,
        /// Whether nothing may end what it owns, not even taking this spec away. It stands in the marks, so it holds until
        /// a plan without this key was applied. Default: `false`.
        optional protect: bool,
        /// The orgs that have it; all others do not. Default: all.
        optional only: Unique<Text<OrgRule>>,
        /// The orgs that do not have it. Default: none.
        optional except: Unique<Text<OrgRule>>,
        /// What is different in single orgs, by org: keys of the integration, laid over what stands here. Mappings are
        /// merged key by key; lists and all other values take the place of what was there. Items of `apps` are laid over
        /// the item of their name.
        optional overrides: Map<OrgRule, OverrideSpec>,
        /// Its user, which no human uses. Required, unless the spec has `retire`.
        required_unless_retired user: UserSpec,
        /// The permission set that is its own. Default: one that is named for the integration.
        optional permission_set: PermissionSetSpec,
        /// The whole of what it may do, with the bundles of `use`. What is not here is taken away (with `enforce: exact`).
        /// What is absent or empty in it means no access. Required, unless the spec has `use` or `retire`.
        required_unless_used permissions: PermissionsSpec,
        /// The bundles whose permissions it has besides its own. What is granted in any of them is granted. Default: none.
        optional r#use: Unique<Text<BundleRule>>,
        /// What must hold whatever anybody grants.
        optional assert: AssertSpec,
        /// Permission sets and groups that are managed elsewhere and that its user may hold.
        optional also_assigned: Unique<Text<ApiNameRule>>,
        /// The way in that it had before, while `hallpass migrate` brings its consumer over. Plans leave it alone.
        optional migrate_from: MigrateFromSpec,
        /// Its apps, through which it gets its tokens. Default: none, a user only.
        optional apps: Vec<At<AppSpec>>,
        /// The end of the integration: what it has is frozen first, and goes after the grace. All else in the spec is kept
        /// for the case that this key is taken out again.
        optional retire: RetireSpec,
        /// From where and when its user may log in. `none` clears what a profile of its own says. Not managed where it is
        /// absent.
        optional login: LoginSpec,
        /// How `hallpass verify` proves that it works.
        optional verify: VerifySpec,
        /// Policy rules that are waived for it, for a time and with a reason.
        optional waivers: Vec<At<WaiverSpec>>,
    }
    also { "anyOf": [{ "required": ["user", "permissions"] }, { "required": ["user", "use"] }, { "required": ["retire"] }] }
}

words! {
    Enforce = "a way to enforce" {
        "exact" => Enforce::Exact, "Adds, changes, and removes what the spec does not hold.";
        "additive" => Enforce::Additive, "Adds and changes, removes nothing.";
        "report" => Enforce::Report, "Shows differences and touches nothing.";
    }
}

mapping! {
    /// What must hold whatever anybody grants: in this spec, and in the org through whatever its user holds.
    struct AssertSpec = "`assert`" {
        /// What its user must never be able to do: an object, a field, a class or a permission (`Contact.SSN__c`), with a
        /// verb where only that is meant (`delete Account`), and with its kind where the name alone is not clear
        /// (`apex_class[CustomerWS]`).
        optional never: Unique<Text<PatternRule>>,
    }
}

mapping! {
    /// The way in that an integration had before.
    struct MigrateFromSpec = "`migrate_from`" {
        /// The username of the old user. The suffix of an org is put behind it.
        required user: Text<UsernameRule>,
        /// The app through which the consumer signs in as that user, by its label, as login histories show it. What comes
        /// through others is told as somebody else's. Default: whatever the user does is the consumer's.
        optional connected_app: Text<Line>,
    }
}

mapping! {
    /// The end of an integration.
    struct RetireSpec = "`retire`" {
        /// Why it ends.
        required reason: Text<Line>,
        /// How long it stays frozen before its things go, such as `30d`; `0d` ends it at once. Default: `30d`.
        optional grace: Text<GraceRule>,
    }
}

mapping! {
    /// The permission set that is an integration's own. All of it has defaults.
    struct PermissionSetSpec = "`permission_set`" {
        /// Its API name. Default: for the integration `load-0`, `Load_0_Integration`.
        optional name: Text<OwnApiName>,
        /// Its label. Default: for the integration `load-0`, `Load 0 Integration`.
        optional label: Text<Label>,
        /// Its description. Default: that of the integration.
        optional description: Text<Free>,
    }
}

mapping! {
    /// Leave to break a policy rule for a time.
    struct WaiverSpec = "a waiver" {
        /// The code of the rule, such as `HP012`.
        required rule: Text<RuleCode>,
        /// Who gives leave.
        required owner: Text<Line>,
        /// Why.
        required reason: Text<Line>,
        /// The last day on which it holds, such as `2027-06-30`.
        required expires: Text<Day>,
    }
}
