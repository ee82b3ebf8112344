//! Time zones, locales, languages and encodings: the values of a user's picklists.
//!
//! Which of them an org offers is a matter of the org; only what no org can have is refused here.

use schemars::{Schema, json_schema};

use crate::decode::{Fault, Rule, nearest};
use crate::diagnostic::code;

/// The values of `User.EmailEncodingKey` (Object Reference, User).
const ENCODINGS: [&str; 10] = [
    "UTF-8",
    "ISO-8859-1",
    "Shift_JIS",
    "ISO-2022-JP",
    "EUC-JP",
    "ks_c_5601-1987",
    "Big5",
    "GB2312",
    "Big5-HKSCS",
    "x-SJIS_0213",
];

/// `User.TimeZoneSidKey`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct TimeZone;

impl Rule for TimeZone {
    const WHAT: &'static str = "a time zone";

    fn fault(text: &str) -> Option<Fault> {
        let part = |part: &str| {
            part.starts_with(|c: char| c.is_ascii_alphabetic())
                && part
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+'))
        };
        let parts: Vec<_> = text.split('/').collect();
        let fine = text == "GMT" || ((2..=3).contains(&parts.len()) && parts.iter().all(|one| part(one)));
        (!fine).then(|| {
            Fault::new(
                code::REGIONAL,
                format!("`{text}` is not a time zone"),
                "malformed time zone",
            )
            .hint("write `GMT`, or an area and a city such as `Europe/Berlin`")
        })
    }

    fn schema() -> Schema {
        json_schema!({
            "type": "string",
            "pattern": r"^(GMT|[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z][A-Za-z0-9_+-]*){1,2})$",
            "examples": ["GMT", "Europe/Berlin", "America/New_York"],
        })
    }
}

/// `User.LocaleSidKey`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Locale;

impl Rule for Locale {
    const WHAT: &'static str = "a locale";

    fn fault(text: &str) -> Option<Fault> {
        (!is_locale(text)).then(|| {
            Fault::new(
                code::REGIONAL,
                format!("`{text}` is not a locale"),
                "malformed locale",
            )
            .hint("write a language and a country such as `en_US`")
        })
    }

    fn schema() -> Schema {
        locale_schema()
    }
}

/// `User.LanguageLocaleKey`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Language;

impl Rule for Language {
    const WHAT: &'static str = "a language";

    fn fault(text: &str) -> Option<Fault> {
        (!is_locale(text)).then(|| {
            Fault::new(
                code::REGIONAL,
                format!("`{text}` is not a language"),
                "malformed language",
            )
            .hint("write a language such as `de`, with a country where it matters, such as `en_US`")
        })
    }

    fn schema() -> Schema {
        locale_schema()
    }
}

/// A language in lower case, then script, country and variant, such as `zh_Hans_CN` or `en_US`.
fn is_locale(text: &str) -> bool {
    let mut parts = text.split('_');
    let language = parts.next().unwrap_or_default();
    (2..=3).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(|part| {
            (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

fn locale_schema() -> Schema {
    json_schema!({ "type": "string", "pattern": "^[a-z]{2,3}(_[A-Za-z0-9]{2,8})*$", "examples": ["en_US", "de", "zh_CN"] })
}

/// `User.EmailEncodingKey`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct EmailEncoding;

impl Rule for EmailEncoding {
    const WHAT: &'static str = "an e-mail encoding";

    fn fault(text: &str) -> Option<Fault> {
        (!ENCODINGS.contains(&text)).then(|| {
            Fault::new(
                code::REGIONAL,
                format!("`{text}` is not an e-mail encoding that Salesforce knows"),
                "unknown encoding",
            )
            .instead(nearest(text, ENCODINGS))
        })
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string", "enum": ENCODINGS })
    }
}

#[cfg(test)]
mod tests {
    use super::{EmailEncoding, Locale, TimeZone};
    use crate::decode::Rule;

    #[test]
    fn shapes_of_regional_settings() {
        for good in ["GMT", "Europe/Berlin", "America/Argentina/Buenos_Aires"] {
            assert_eq!(TimeZone::fault(good), None, "{good}");
        }
        for bad in ["", "CET+1:00", "Berlin", "Europe/", "Europe/New York"] {
            assert!(TimeZone::fault(bad).is_some(), "{bad}");
        }
        for good in ["en_US", "de", "zh_Hans_CN", "en_US_EURO"] {
            assert_eq!(Locale::fault(good), None, "{good}");
        }
        for bad in ["", "EN_us", "english", "en-US", "en_"] {
            assert!(Locale::fault(bad).is_some(), "{bad}");
        }
        assert_eq!(EmailEncoding::fault("utf8").unwrap().instead.unwrap(), "UTF-8");
    }
}
