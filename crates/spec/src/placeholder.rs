//! `${env:NAME}` in texts.

/// Why a text has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Substitution {
    /// `${` stands in it without making a placeholder.
    Malformed,
    /// There is no such variable.
    NotSet(String),
}

/// Replaces every placeholder of a text. What comes out is not looked at again.
pub(crate) fn substitute(text: &str, env: &dyn Fn(&str) -> Option<String>) -> Result<String, Substitution> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let (inside, behind) = after.split_once('}').ok_or(Substitution::Malformed)?;
        let name = inside
            .strip_prefix("env:")
            .filter(|name| is_name(name))
            .ok_or(Substitution::Malformed)?;
        out.push_str(before);
        out.push_str(&env(name).ok_or_else(|| Substitution::NotSet(name.to_owned()))?);
        rest = behind;
    }
    out.push_str(rest);
    Ok(out)
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::{Substitution, substitute};

    #[test]
    fn placeholders_are_replaced_inside_of_texts() {
        let env = |name: &str| (name == "A").then(|| "${env:B}".to_owned());
        assert_eq!(
            substitute("x ${env:A} y${env:A}", &env).unwrap(),
            "x ${env:B} y${env:B}"
        );
        assert_eq!(substitute("$A {env:A} $", &env).unwrap(), "$A {env:A} $");
        assert_eq!(
            substitute("${env:B}", &env),
            Err(Substitution::NotSet("B".to_owned()))
        );
        for bad in ["${", "${A}", "${env:}", "${env:1}", "${env:A B}", "${file:x}"] {
            assert_eq!(substitute(bad, &env), Err(Substitution::Malformed), "{bad}");
        }
    }
}
