//! Changes in the language of access: what somebody gains and loses.

use hallpass_model::{Action, Address, Attribute, Change, Kind, Shape, State, Unmanaged, Verbs, split_mark};

use super::PlanDocument;

/// Returns the symbol of an action.
pub(crate) const fn symbol(action: Action) -> &'static str {
    match action {
        Action::Create => "+",
        Action::Update => "~",
        Action::Delete => "-",
        Action::Replace => "±",
        Action::Adopt => "<",
    }
}

/// Returns what a change is about, such as `Account.Phone` or `app Billing_Integration`.
pub(crate) fn subject(document: &PlanDocument, address: &Address) -> String {
    let name = document.name_of(address);
    match address.kind {
        Kind::Object | Kind::Field => name,
        kind => format!("{} {name}", noun(kind)).trim_end().to_owned(),
    }
}

/// Returns what is there and why it is left alone.
pub(crate) fn left_alone(document: &PlanDocument, thing: &Unmanaged) -> String {
    let Unmanaged { address, why } = thing;
    let name = document.name_of(address);
    // Some reasons begin with the name itself, because the address of a user or a set does not tell it.
    if name.is_empty() || why.split(' ').next() == Some(&name) {
        format!("{} {why}", noun(address.kind))
    } else {
        format!("{}: {why}", subject(document, address))
    }
}

/// Returns what people call things of a kind.
pub(crate) const fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::User => "user",
        Kind::Login => "login",
        Kind::Profile => "profile",
        Kind::License => "licence",
        Kind::PackageLicense => "package licence",
        Kind::PublicGroup => "public group",
        Kind::Queue => "queue",
        Kind::PermissionSet => "permission set",
        Kind::Object => "object",
        Kind::Field => "field",
        Kind::ApexClass => "Apex class",
        Kind::CustomPermission => "custom permission",
        Kind::Flow => "flow",
        Kind::ExternalCredential => "external credential",
        Kind::CustomMetadataType => "custom metadata type",
        Kind::CustomSetting => "custom setting",
        Kind::SystemPermission => "system permission",
        Kind::App => "app",
        Kind::AppLink => "app link",
        Kind::Assignment => "assignment",
        Kind::Holder => "other holder",
    }
}

/// Returns what a change does, such as `gains read, edit`; empty where the attributes below it say it.
pub(crate) fn effect(change: &Change) -> String {
    match change.kind.shape() {
        Shape::Grant => grant_effect(change),
        Shape::Membership => match change.action {
            Action::Delete => "removed".to_owned(),
            Action::Replace => "taken off and given back".to_owned(),
            _ => "given".to_owned(),
        },
        Shape::Entity => match (change.kind, change.action) {
            (Kind::User, Action::Delete) => "deactivated".to_owned(),
            (_, Action::Delete) => "deleted".to_owned(),
            (_, Action::Adopt) => "adopted".to_owned(),
            (_, Action::Replace) => "replaced".to_owned(),
            (_, Action::Update) => remarked(change),
            (_, Action::Create) => String::new(),
        },
    }
}

/// Says what becomes of a mark, which is not shown itself.
fn remarked(change: &Change) -> String {
    let mark = |side: &Option<State>| {
        let attributes = side.as_ref().and_then(State::attributes)?;
        split_mark(attributes.get(&Attribute::Mark)?.text()?).1
    };
    let (Some(before), after) = (mark(&change.before), mark(&change.after)) else {
        return String::new();
    };
    let Some(after) = after else {
        let is_marked = |side: &Option<State>| {
            let attributes = side.as_ref().and_then(State::attributes);
            attributes.is_some_and(|attributes| attributes.contains_key(&Attribute::Mark))
        };
        return if is_marked(&change.after) {
            "let go".to_owned()
        } else {
            String::new()
        };
    };
    let renamed = (before.integration != after.integration).then(|| format!("was of {}", before.integration));
    let protection = match (before.is_protected(), after.is_protected()) {
        (false, true) => Some("protected".to_owned()),
        (true, false) => Some("protection lifted".to_owned()),
        _ => None,
    };
    let said: Vec<_> = renamed.into_iter().chain(protection).collect();
    said.join(", ")
}

fn grant_effect(change: &Change) -> String {
    let (before, after) = change.verbs();
    let words = |verbs: Verbs| {
        if verbs == Verbs::USE {
            "use".to_owned()
        } else {
            verbs.to_string()
        }
    };
    let gains = after.minus(before);
    let loses = before.minus(after);
    let parts = [("gains", gains), ("loses", loses)];
    let said: Vec<_> = parts
        .iter()
        .filter(|(_, verbs)| !verbs.is_empty())
        .map(|(word, verbs)| format!("{word} {}", words(*verbs)))
        .collect();
    said.join(", ")
}

/// Returns whether an attribute is for the machine: the mark speaks for itself, a certificate is shown by its fingerprint,
/// and a name stands at the head unless it changes.
pub(crate) fn is_quiet(change: &Change, attribute: Attribute) -> bool {
    match attribute {
        Attribute::Mark | Attribute::CertificatePem | Attribute::AppKind | Attribute::Username => true,
        Attribute::Name => change.action != Action::Update,
        _ => false,
    }
}
