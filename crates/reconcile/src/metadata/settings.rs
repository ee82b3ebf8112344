//! Settings of apps that stand in one place each: which file and element, and how the org writes the value.
//!
//! Both kinds of apps have them all, in other places and other words (Metadata API Developer Guide, `ConnectedApp`,
//! `ExtlClntAppGlobalOauthSettings`, `ExtlClntAppOauthSettings`, `ExtlClntAppOauthConfigurablePolicies`).

use hallpass_model::{AppKind, Attribute, Seen, Value};
use hallpass_salesforce::metadata::Element;

use super::{Family, flag_at, ranges, refresh, set, set_flag, text_at};
use super::{order_of, part_of};

/// Where a setting stands: the file, the part of it that holds the element, and the element.
struct Place {
    family: Family,
    part: &'static str,
    element: &'static str,
    form: Form,
}

/// How the org writes a value.
enum Form {
    /// As a flag.
    Flag,
    /// As the opposite flag.
    Opposite,
    /// As a word in capitals.
    Word,
    /// As a number of minutes.
    Minutes,
    /// As address ranges, with these elements for the first and the last address.
    Ranges(&'static str, &'static str),
    /// As a refresh token policy.
    Refresh,
}

fn place(kind: AppKind, attribute: Attribute) -> Option<Place> {
    use Attribute as A;
    let (family, part, element, form) = match (kind, attribute) {
        (AppKind::ExternalClientApp, A::RequirePkce) => (Family::Global, "", "isPkceRequired", Form::Flag),
        (AppKind::ExternalClientApp, A::RequireSecret) => {
            (Family::Global, "", "isConsumerSecretOptional", Form::Opposite)
        }
        (AppKind::ExternalClientApp, A::RequireSecretForRefresh) => {
            (Family::Global, "", "isSecretRequiredForRefreshToken", Form::Flag)
        }
        (AppKind::ExternalClientApp, A::TrustedIpRanges) => (
            Family::Settings,
            "",
            "trustedIpRanges",
            Form::Ranges("startIpAddress", "endIpAddress"),
        ),
        (AppKind::ExternalClientApp, A::RefreshPolicy) => {
            (Family::Policies, "", "refreshTokenPolicyType", Form::Refresh)
        }
        (AppKind::ExternalClientApp, A::SessionLevel) => {
            (Family::Policies, "", "requiredSessionLevel", Form::Word)
        }
        (AppKind::ExternalClientApp, A::SessionTimeout) => {
            (Family::Policies, "", "sessionTimeoutInMinutes", Form::Minutes)
        }
        (AppKind::ConnectedApp, A::RequirePkce) => {
            (Family::Connected, "oauthConfig", "isPkceRequired", Form::Flag)
        }
        (AppKind::ConnectedApp, A::RequireSecret) => (
            Family::Connected,
            "oauthConfig",
            "isConsumerSecretOptional",
            Form::Opposite,
        ),
        (AppKind::ConnectedApp, A::RequireSecretForRefresh) => (
            Family::Connected,
            "oauthConfig",
            "isSecretRequiredForRefreshToken",
            Form::Flag,
        ),
        (AppKind::ConnectedApp, A::TrustedIpRanges) => {
            (Family::Connected, "", "ipRanges", Form::Ranges("start", "end"))
        }
        (AppKind::ConnectedApp, A::RefreshPolicy) => (
            Family::Connected,
            "oauthPolicy",
            "refreshTokenPolicy",
            Form::Refresh,
        ),
        (AppKind::ConnectedApp, A::SessionLevel) => {
            (Family::Connected, "sessionPolicy", "sessionLevel", Form::Word)
        }
        (AppKind::ConnectedApp, A::SessionTimeout) => (
            Family::Connected,
            "sessionPolicy",
            "sessionTimeout",
            Form::Minutes,
        ),
        _ => return None,
    };
    Some(Place {
        family,
        part,
        element,
        form,
    })
}

/// Returns the file in which a setting stands.
pub(crate) fn setting_family(kind: AppKind, attribute: Attribute) -> Option<Family> {
    place(kind, attribute).map(|place| place.family)
}

/// Reads a setting out of the root of its file.
pub(crate) fn read_setting(kind: AppKind, attribute: Attribute, root: &Element) -> Seen<Value> {
    let Some(place) = place(kind, attribute) else {
        return Seen::Absent;
    };
    let holder = match place.part {
        "" => Some(root),
        part => root.child(part),
    };
    let Some(holder) = holder else {
        return Seen::Absent;
    };
    match place.form {
        Form::Flag => flag_at(holder, place.element).map(Value::Flag).into(),
        Form::Opposite => flag_at(holder, place.element)
            .map(|flag| Value::Flag(!flag))
            .into(),
        Form::Word => text_at(holder, place.element)
            .map(|word| Value::Text(word.to_ascii_lowercase()))
            .into(),
        Form::Minutes => minutes(text_at(holder, place.element).as_deref()),
        Form::Ranges(first, last) => ranges::read(holder, place.element, first, last),
        Form::Refresh => refresh::read(kind, holder),
    }
}

/// Nothing, or none, is the org's own timeout.
fn minutes(text: Option<&str>) -> Seen<Value> {
    match text {
        None | Some("0") => Seen::Absent,
        Some(text) => Seen::Known(Value::Text(format!("{text}m"))),
    }
}

/// Writes a setting into the root of its file; nothing where it has no place there or the value is none of its.
pub(crate) fn write_setting(
    kind: AppKind,
    attribute: Attribute,
    value: &Value,
    root: &mut Element,
) -> Option<()> {
    let place = place(kind, attribute)?;
    let component = place.family.component();
    let (holder, order) = match place.part {
        "" => (root, order_of(component)),
        part => (part_of(root, part, order_of(component)), order_of(part)),
    };
    match (place.form, value) {
        (Form::Flag, Value::Flag(flag)) => set_flag(holder, place.element, *flag, order),
        (Form::Opposite, Value::Flag(flag)) => set_flag(holder, place.element, !flag, order),
        (Form::Word, Value::Text(word)) => {
            set(holder, place.element, &word.to_ascii_uppercase(), order);
            block_lower_sessions(holder, word, order);
        }
        (Form::Minutes, Value::Text(text)) => {
            set(holder, place.element, text.strip_suffix('m')?, order);
        }
        (Form::Ranges(first, last), Value::List(list)) => {
            ranges::write(holder, place.element, (first, last), list, order)?;
        }
        (Form::Refresh, Value::Text(text)) => refresh::write(kind, holder, text, order)?,
        _ => return None,
    }
    Some(())
}

/// A level above the usual one says what becomes of sessions below it; where nothing is said they are blocked.
fn block_lower_sessions(holder: &mut Element, level: &str, order: &[&str]) {
    if level == "high_assurance" && text_at(holder, "policyAction").is_none() {
        set(holder, "policyAction", "Block", order);
    }
}

#[cfg(test)]
mod tests {
    use hallpass_model::{AppKind, Attribute, Seen, Value};
    use hallpass_salesforce::metadata::Tree;

    use super::{read_setting, setting_family, write_setting};

    const KINDS: [AppKind; 2] = [AppKind::ExternalClientApp, AppKind::ConnectedApp];

    fn values(attribute: Attribute) -> Vec<Value> {
        let texts = |texts: &[&str]| texts.iter().map(|text| Value::from(*text)).collect();
        match attribute {
            Attribute::TrustedIpRanges => vec![
                Value::List(vec![
                    "192.0.2.0-192.0.2.255".to_owned(),
                    "2001:db8::1-2001:db8::1".to_owned(),
                ]),
                Value::List(vec!["198.51.100.7-198.51.100.7".to_owned()]),
            ],
            Attribute::RefreshPolicy => {
                texts(&["infinite", "zero", "lifetime 30d", "unused 12h", "lifetime 6mo"])
            }
            Attribute::SessionLevel => texts(&["low", "standard", "high_assurance"]),
            Attribute::SessionTimeout => texts(&["15m", "120m"]),
            _ => vec![true.into(), false.into()],
        }
    }

    #[test]
    fn every_setting_reads_as_it_was_written_in_both_kinds_of_apps() {
        for kind in KINDS {
            for attribute in Attribute::SETTINGS {
                let family = setting_family(kind, attribute).unwrap();
                let mut root = Tree::of_type(family.component()).root;
                assert_eq!(read_setting(kind, attribute, &root), Seen::Absent, "{attribute}");
                for value in values(attribute) {
                    write_setting(kind, attribute, &value, &mut root).unwrap();
                    assert_eq!(
                        read_setting(kind, attribute, &root),
                        Seen::Known(value),
                        "{kind:?} {attribute}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_value_of_another_form_is_refused() {
        let mut root = Tree::of_type("ConnectedApp").root;
        for (attribute, value) in [
            (Attribute::RequirePkce, Value::from("yes")),
            (Attribute::SessionTimeout, Value::from("soon")),
            (Attribute::RefreshPolicy, Value::from("lifetime soon")),
            (Attribute::TrustedIpRanges, Value::List(vec!["here".to_owned()])),
            (Attribute::Label, Value::from("x")),
        ] {
            assert_eq!(
                write_setting(AppKind::ConnectedApp, attribute, &value, &mut root),
                None,
                "{attribute}"
            );
        }
    }
}
