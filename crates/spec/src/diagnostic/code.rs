//! The codes of problems. They are stable: a code is never used for something else.

/// A code and what it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeFacts {
    /// The code, such as `HS020`.
    pub code: &'static str,
    /// What it stands for, as a sentence.
    pub meaning: &'static str,
}

macro_rules! codes {
    ($($name:ident = $code:literal, $meaning:literal;)+) => {
        $(pub(crate) const $name: &str = $code;)+

        /// All codes, in their order.
        pub const CODES: &[CodeFacts] = &[$(CodeFacts { code: $code, meaning: $meaning }),+];
    };
}

codes! {
    FOLDER = "HS001", "The folder of the specs can't be read.";
    NO_FLEET_FILE = "HS002", "The folder has no hallpass.yaml.";
    NO_SPECS = "HS003", "The folder holds no integration.";
    UNREADABLE = "HS004", "A file can't be read.";
    TOO_LARGE = "HS005", "A file is larger than a spec can be.";
    NOT_UTF8 = "HS006", "A file is not UTF-8 text.";
    NOT_READ = "HS007", "A file looks like a spec and is not read.";
    EMPTY_FILE = "HS008", "A file holds no integration.";
    SECOND_FLEET_FILE = "HS009", "A second hallpass.yaml lies in a folder below.";

    SYNTAX = "HS010", "A file is not YAML.";
    KEY_TWICE = "HS011", "A key stands twice in one mapping.";
    TOO_MANY_NODES = "HS012", "A file grows beyond all measure through its aliases.";
    ALIAS_LOOP = "HS013", "An alias stands inside of what it stands for.";
    TAG = "HS014", "A YAML tag that specs don't use.";
    KEY_NOT_TEXT = "HS015", "A key is not a plain text.";
    MERGE = "HS016", "A merge key takes something else than mappings.";

    UNKNOWN_KEY = "HS020", "A key that the format does not know.";
    MISSING_KEY = "HS021", "A key that must be there is missing.";
    WRONG_TYPE = "HS022", "A value has the wrong type.";
    UNKNOWN_WORD = "HS023", "A value is none of the words that can stand there.";
    OUT_OF_RANGE = "HS024", "A number is too large or too small.";
    ONE_OF = "HS025", "Exactly one of several keys must be there.";
    VERSION = "HS026", "A version of the format that this hallpass does not know.";
    WRONG_FILE = "HS027", "A document stands in the wrong file.";
    SECOND_FLEET = "HS028", "hallpass.yaml holds more than one document.";
    USELESS_KEY = "HS029", "A key has no meaning beside the others.";

    OWN_NAME = "HS030", "The name of an integration, a fleet or an org is malformed.";
    API_NAME = "HS031", "An API name is malformed.";
    USERNAME = "HS032", "A username is malformed or too long.";
    EMAIL = "HS033", "An e-mail address is malformed.";
    ALIAS = "HS034", "An alias is empty or longer than eight characters.";
    URL = "HS035", "The URL of an org is malformed, not encrypted, or not that of its My Domain.";
    CALLBACK = "HS036", "A callback URL is malformed or not encrypted.";
    ORG_ID = "HS037", "An org id is malformed.";
    REGIONAL = "HS038", "A time zone, locale, language or encoding is malformed.";
    TEXT = "HS039", "A text is empty, too long, or has characters that it can't have.";
    SCOPE = "HS040", "An OAuth scope that Salesforce does not know.";
    SCOPES_REFUSED = "HS041", "Scopes with which the flow gives no token.";
    SCOPE_WITHOUT_EFFECT = "HS042", "A scope that the flow never gives, or one that it will miss.";
    FLOW = "HS043", "A flow that hallpass does not set up.";
    CERTIFICATE = "HS044", "A certificate can't be read or is none.";
    VERIFY = "HS045", "A check of `verify` is malformed.";
    WAIVER = "HS046", "A waiver is malformed.";
    GRACE = "HS047", "A grace is no number of days.";
    APP_OF_ANOTHER = "HS048", "An app of a package can be managed as far as its policies go, and no further.";
    SESSION_LEVEL = "HS049", "A level of sessions that the flow never reaches.";

    NAME_TAKEN = "HS050", "Two integrations, or two bundles, have one name.";
    USER_SHARED = "HS051", "Two integrations share a user.";
    SET_SHARED = "HS052", "Two integrations share a permission set.";
    APP_SHARED = "HS053", "Two integrations share an app.";
    TWICE = "HS054", "One name stands twice, in the same or another case.";
    PREVIOUSLY = "HS055", "An integration had the name of one that is still there, or two had one name.";
    NOWHERE = "HS056", "No org has the integration.";
    IP_RANGE = "HS057", "A range of IP addresses is malformed.";
    TOKEN_LIFE = "HS058", "How long tokens or sessions live is malformed.";
    MIGRATE_FROM = "HS059", "`migrate_from` names the user of an integration.";

    VERB_NEEDS = "HS060", "A verb is granted without one that it needs.";
    FIELD_WITHOUT_OBJECT = "HS061", "A field is granted without its object.";
    EDIT_ON_READ_ONLY = "HS062", "A field may be edited on an object that may not.";
    VERIFY_NOT_GRANTED = "HS063", "`verify` calls something that the spec does not grant.";
    ASSIGNED_OWN = "HS064", "`also_assigned` names the own set of an integration.";
    NEVER = "HS065", "The spec grants what it says its user must never be able to do.";
    ASSERT = "HS066", "What `assert` names is malformed.";
    NO_BUNDLE = "HS067", "`use` names a bundle that the fleet does not have.";
    UNUSED_BUNDLE = "HS068", "No integration uses a bundle.";
    NAMES_FILE = "HS069", "A file of names can't be read, or holds none.";

    DESCRIPTION_LENGTH = "HS070", "A description is too long to have its mark behind it.";
    DESCRIPTION_MARK = "HS071", "A description holds a mark of its own.";

    LOGIN = "HS080", "A login policy is malformed, restricts nothing, or stands on a profile that is not the integration's own.";
    // HS081 said that roles were not managed.
    PROFILE = "HS082", "The licence has no default profile, or the profile comes with another licence.";
    API_ONLY = "HS083", "A user whose licence reaches beyond the API is not kept to it.";

    PLACEHOLDER = "HS090", "A placeholder is malformed.";
    PLACEHOLDER_HERE = "HS091", "A placeholder stands where none is resolved.";
    NOT_SET = "HS092", "An environment variable is not set.";
    VALUE_FILE = "HS093", "The file of a value can't be read.";
    LITERAL_SECRET = "HS094", "A secret stands in the spec.";
    UNKNOWN_ORG = "HS095", "The fleet has no such org.";
}

#[cfg(test)]
mod tests {
    use super::CODES;

    #[test]
    fn codes_are_unique_and_sorted() {
        assert!(CODES.windows(2).all(|pair| pair[0].code < pair[1].code));
    }
}
