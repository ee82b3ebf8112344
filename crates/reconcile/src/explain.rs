//! What the org's words mean, and what to do about them.

/// A refusal that is known: its code (any where empty), words in its text, and what it means.
struct Known {
    code: &'static str,
    words: &'static [&'static str],
    meaning: &'static str,
}

const fn known(code: &'static str, words: &'static [&'static str], meaning: &'static str) -> Known {
    Known { code, words, meaning }
}

/// The first that fits counts, so what is narrow comes before what is wide. Texts are those that orgs answer, in lower
/// case; sources are the Object Reference and the Metadata API Developer Guide unless they are reports from the field.
const TABLE: &[Known] = &[
    known(
        "",
        &["user license doesn't allow the permission"],
        "the user's licence does not cover what the set grants: users of the Salesforce Integration licence need the \
         permission set licence SalesforceAPIIntegrationPsl before any set, and it does not cover every permission",
    ),
    known(
        "LICENSE_LIMIT_EXCEEDED",
        &[],
        "no seat of the licence is free: deactivate a user who has one, take the permission set licence from a user who \
         does not need it, or buy more",
    ),
    known(
        "DUPLICATE_USERNAME",
        &[],
        "usernames are unique over all Salesforce orgs, and another org has this one: choose another, or set \
         username_suffix for the org",
    ),
    known(
        "",
        &["permission", "depends on permission(s)"],
        "the permission needs others that the set does not grant: declare those as well",
    ),
    known(
        "",
        &["sobject type name: bad value for restricted picklist"],
        "the org has no such object, or no permission set can grant access to it",
    ),
    known(
        "",
        &["field name: bad value for restricted picklist"],
        "the org has no such field, or no permission set can grant access to it",
    ),
    known(
        "",
        &["enter a valid execution user"],
        "the org does not know the user as whom the app shall run: it must exist, be active, and be named by its \
         username",
    ),
    known(
        "",
        &["can't create a connected app"],
        "Salesforce no longer lets most orgs create connected apps: declare an external_client_app instead",
    ),
    known(
        "",
        &["couldn't find permission sets called"],
        "the app's policy names a permission set that the org does not have",
    ),
    known(
        "",
        &["consumer key is already taken"],
        "an app's key belongs to one org alone: files of another org cannot be deployed with it",
    ),
    known(
        "",
        &["externalclientapplicationid duplicates value"],
        "the app has such a part under another name already: read again, and plan again",
    ),
    known(
        "",
        &["invalid certificate"],
        "the org cannot read the certificate, or takes no certificate of this kind: it has to be one RSA certificate in \
         PEM that has not expired",
    ),
    known(
        "",
        &["invalid plugin settings"],
        "the app's policy sets something for tokens of a format that the app does not use",
    ),
    known(
        "MIXED_DML_OPERATION",
        &[],
        "an automation of the org writes business records when setup records change: it has to do so later, in a \
         transaction of its own",
    ),
    known(
        "UNABLE_TO_LOCK_ROW",
        &[],
        "somebody else is writing the same set or user: run again when they are done",
    ),
    known(
        "REQUEST_LIMIT_EXCEEDED",
        &[],
        "the org's API calls of the last 24 hours are used up, or too many long ones run at once: wait, then run again",
    ),
    known(
        "CANNOT_DISABLE_LAST_ADMIN",
        &[],
        "an org cannot be without an active administrator",
    ),
    known(
        "",
        &["cannot deactivate"],
        "the org uses this user for something that needs an active one (default owner, approver, default workflow \
         user): choose another there, then apply again; until then the user stays as it is, frozen if its integration ends",
    ),
    known(
        "",
        &["cannot disable the web to lead default creator"],
        "the org makes leads from the web as this user: choose another in Web-to-Lead Settings, then apply again; until then \
         the user stays as it is, frozen if its integration ends",
    ),
    known(
        "",
        &["modifyalldata permission"],
        "the user as whom hallpass runs lacks Modify Metadata Through Metadata API Functions",
    ),
    known(
        "INSUFFICIENT_ACCESS_OR_READONLY",
        &[],
        "the user as whom hallpass runs may not do this: it lacks a user permission, or access to the record",
    ),
    known(
        "INSUFFICIENT_ACCESS",
        &[],
        "the user as whom hallpass runs may not do this: it lacks a user permission, or access to the record",
    ),
    known(
        "INVALID_CROSS_REFERENCE_KEY",
        &[],
        "it refers to something that is gone, or that the user as whom hallpass runs cannot see: plan again",
    ),
    known(
        "ENTITY_IS_DELETED",
        &[],
        "somebody deleted it meanwhile: plan again",
    ),
    known(
        "DUPLICATE_DEVELOPER_NAME",
        &[],
        "the org has something of this name already that was not seen when it was read: plan again",
    ),
    known("DUPLICATE_VALUE", &[], "the org has this already: plan again"),
    known("STRING_TOO_LONG", &[], "a text is longer than its field"),
    known(
        "INVALID_SESSION_ID",
        &[],
        "the session ended and could not be renewed, or the token may not use this API: sign in again",
    ),
    known(
        "OUTCOME_UNKNOWN",
        &[],
        "the connection broke, and reading again did not tell whether the org has done it: plan again to see",
    ),
    known(
        "TIMED_OUT",
        &[],
        "the org did not finish in time and may still do so: look at Deployment Status in Setup, then plan again",
    ),
];

/// Returns what an org's refusal means and what one can do about it, where that is known.
#[must_use]
pub fn explain(code: &str, message: &str) -> Option<&'static str> {
    let text = message.to_ascii_lowercase();
    let fits = |known: &&Known| {
        // A deployment tells the code at the head of the text.
        let has_code = known.code == code || message.contains(known.code);
        has_code && known.words.iter().all(|words| text.contains(words))
    };
    TABLE.iter().find(fits).map(|known| known.meaning)
}

#[cfg(test)]
mod tests {
    use super::{TABLE, explain};

    #[test]
    fn the_orgs_words_have_a_meaning() {
        let cases = [
            (
                "FIELD_INTEGRITY_EXCEPTION",
                "Can't assign permission set Billing_Integration to user billing.api@example.com. The user license \
                 doesn't allow the permission: Read Account",
                "SalesforceAPIIntegrationPsl",
            ),
            (
                "LICENSE_LIMIT_EXCEEDED",
                "License Limit Exceeded - Salesforce Integration",
                "seat",
            ),
            (
                "FIELD_INTEGRITY_EXCEPTION",
                "Permission Edit Account depends on permission(s): Read Account",
                "declare those",
            ),
            (
                "DEPLOY_FAILED",
                "Enter a valid execution user for the OAuth client credentials flow.",
                "username",
            ),
            (
                "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                "Field Name: bad value for restricted picklist field: Account.Nope",
                "no such field",
            ),
            (
                "DUPLICATE_USERNAME",
                "Duplicate Username.<br>The username already exists in this or another Salesforce organization.",
                "username_suffix",
            ),
        ];
        for (code, message, word) in cases {
            let meaning = explain(code, message);
            assert!(
                meaning.is_some_and(|meaning| meaning.contains(word)),
                "{code} {message}: {meaning:?}"
            );
        }
        assert_eq!(explain("SOMETHING_NEW", "never heard of"), None);
    }

    #[test]
    fn no_entry_hides_behind_a_wider_one() {
        for (at, entry) in TABLE.iter().enumerate() {
            let text = entry.words.join(" ");
            assert_eq!(explain(entry.code, &text), Some(entry.meaning), "entry {at}");
            assert!(
                !entry.code.is_empty() || !entry.words.is_empty(),
                "entry {at} fits everything"
            );
        }
    }
}
