//! `hallpass.yaml`.

use hallpass_model::PolicyLevel;
use schemars::{Schema, SchemaGenerator, json_schema};

use crate::decode::{At, Count, Cx, Decode, EnvText, Map, Text, Unique, mapping, words};
use crate::diagnostic::{Problem, code};
use crate::format::{AuthSpec, UserDefaults};
use crate::text::{FleetRule, GraceRule, Line, OrgId, OrgRule, OrgUrl, RuleCode, UsernameSuffix};
use crate::yaml::{Node, Value};

mapping! {
    /// A fleet: the orgs that are managed and what holds for all integrations. It stands in `hallpass.yaml`;
    /// every other `.yaml` file of the folder and below holds integrations.
    struct FleetSpec = "a fleet" {
        /// The version of this format. A later one may manage more, and never does so silently.
        required version: Version,
        /// The name of the fleet. It is part of the mark on everything that hallpass owns, so choose one that no
        /// other team uses in the same orgs.
        required fleet: Text<FleetRule>,
        /// The orgs, by name; `--org NAME` chooses one.
        required orgs: Map<OrgRule, OrgSpec>,
        /// What holds for every integration that says nothing else.
        optional defaults: DefaultsSpec,
        /// What one `apply` may do at most. More is refused, not cut.
        optional safety: SafetySpec,
        /// How strict the fleet is with itself.
        optional policy: PolicySpec,
    }
}

/// The version of the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Version;

/// The only one so far.
const VERSION: i64 = 1;

impl Decode for Version {
    const WHAT: &'static str = "a version of the format";

    fn decode(node: &Node, cx: &mut Cx<'_>) -> Option<Self> {
        let number = match &node.value {
            Value::Scalar(scalar) => scalar.whole_number(),
            Value::Nothing | Value::List(_) | Value::Mapping(_) => None,
        };
        match number {
            Some(VERSION) => return Some(Version),
            Some(other) => cx.push(
                Problem::error(
                    code::VERSION,
                    node.place,
                    format!(
                        "this hallpass knows version {VERSION} of the format, and this is version {other}"
                    ),
                )
                .label("unknown version")
                .hint("use a newer hallpass"),
            ),
            None => cx.wrong_type(node, "a whole number", Some("write `version: 1`")),
        }
        None
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "const": VERSION })
    }
}

mapping! {
    /// An org: either one in this process (`local`) or one that is reached by its `url`.
    struct OrgSpec = "an org" {
        /// The folder of a local org, an embedded emulator that needs no account and no network. Relative to this
        /// file.
        optional local: EnvText<Line>,
        /// The My Domain URL of the org, such as `https://acme.my.salesforce.com`. May hold `${env:NAME}`.
        optional url: EnvText<OrgUrl>,
        /// The id of the org. Another org that answers at the address is refused.
        optional org_id: EnvText<OrgId>,
        /// What the org is for. `production` takes saved plans only. Nothing is inferred where it is absent.
        optional kind: OrgKind,
        /// When it is its turn in a command for several orgs: lower numbers first, and no higher one when an org fails.
        /// Default: 1.
        optional wave: Count<1_000>,
        /// What stands behind every username in this org, such as `.uat`.
        optional username_suffix: EnvText<UsernameSuffix>,
        /// Other fleets whose marks may be taken over in this org.
        optional accept_fleets: Unique<Text<FleetRule>>,
        /// Certificate authorities to trust besides the operating system's, in PEM form, such as that of a proxy that
        /// inspects https. Relative to this file.
        optional ca_file: EnvText<Line>,
        /// How hallpass itself logs in.
        optional auth: AuthSpec,
    }
    also { "oneOf": [{ "required": ["local"] }, { "required": ["url", "auth"] }] }
}

/// What an org is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrgKind {
    /// Real work; takes saved plans only.
    Production,
    /// A copy of production.
    Sandbox,
    /// An org that lives for days.
    Scratch,
    /// A Developer Edition org.
    Developer,
}

impl OrgKind {
    /// Returns the word used in specs and JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            OrgKind::Production => "production",
            OrgKind::Sandbox => "sandbox",
            OrgKind::Scratch => "scratch",
            OrgKind::Developer => "developer",
        }
    }
}

words! {
    OrgKind = "a kind of org" {
        "production" => OrgKind::Production, "Real work: only a saved plan can be applied.";
        "sandbox" => OrgKind::Sandbox, "A copy of production.";
        "scratch" => OrgKind::Scratch, "An org that lives for days.";
        "developer" => OrgKind::Developer, "A Developer Edition org.";
    }
}

mapping! {
    /// What holds for every integration that says nothing else.
    struct DefaultsSpec = "`defaults`" {
        /// What holds for every user that says nothing else.
        optional user: UserDefaults,
    }
}

mapping! {
    /// What one `apply` may do at most. More is refused, not cut.
    struct SafetySpec = "`safety`" {
        /// How many things and grants may go at most. Default: 10.
        optional max_deletes: Count<1_000_000>,
        /// The share of what is managed that may go at most, in percent. Default: 30.
        optional max_delete_percent: Count<100>,
        /// How many API calls one command may make at most. Default: 500.
        optional max_api_calls: Count<1_000_000>,
    }
}

mapping! {
    /// How strict a fleet is with itself.
    struct PolicySpec = "`policy`" {
        /// What the findings of rules do, by the code of the rule, where that is not what the rule itself says:
        /// `HP010: refuse`. Waivers are rules that cannot be changed.
        optional rules: Map<RuleCode, PolicyLevel>,
        /// How long before the end of a certificate somebody is told, in days. Default: `30d`.
        optional certificate_notice: Text<GraceRule>,
        /// How long a credential may be used, in days. Default: `365d`.
        optional credential_age: Text<GraceRule>,
        /// How long an integration may stay away before it counts as unused, in days. Default: `90d`.
        optional unused_after: Text<GraceRule>,
    }
}

words! {
    PolicyLevel = "a level of policy" {
        "off" => PolicyLevel::Off, "Nobody looks.";
        "warn" => PolicyLevel::Warn, "A person is told.";
        "refuse" => PolicyLevel::Refuse, "Nothing is applied until it is fixed or waived.";
    }
}

/// An org with its name.
pub(crate) type NamedOrg = (At<String>, At<OrgSpec>);
