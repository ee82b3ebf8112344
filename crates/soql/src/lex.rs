//! Text to tokens.

use crate::error::{Problem, Result};

/// What a token is; the text of words and literals is kept as written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Word(String),
    /// The inside of a quoted string, escapes as written.
    Text(String),
    Number(String),
    Date(String),
    DateTime(String),
    Time(String),
    /// `( ) , . :` and the comparison operators.
    Sign(&'static str),
    End,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) at: usize,
}

impl Token {
    /// Returns the token as an `unexpected token` names it.
    pub(crate) fn shown(&self) -> &str {
        match &self.kind {
            Kind::Word(text)
            | Kind::Text(text)
            | Kind::Number(text)
            | Kind::Date(text)
            | Kind::DateTime(text)
            | Kind::Time(text) => text,
            Kind::Sign(sign) => sign,
            Kind::End => "<EOF>",
        }
    }
}

/// The signs of the language, longest first.
const SIGNS: [&str; 12] = ["<=", ">=", "<>", "!=", "(", ")", ",", ".", ":", "<", ">", "="];

pub(crate) fn lex(source: &str) -> Result<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(next) = source[at..].chars().next() {
        if next.is_whitespace() {
            at += next.len_utf8();
            continue;
        }
        let (kind, length) = token(source, at, next)?;
        tokens.push(Token { kind, at });
        at += length;
    }
    tokens.push(Token {
        kind: Kind::End,
        at: source.len(),
    });
    Ok(tokens)
}

fn token(source: &str, at: usize, next: char) -> Result<(Kind, usize)> {
    let rest = &source[at..];
    if next.is_ascii_alphabetic() || next == '_' {
        let word = run(rest, |c| c.is_ascii_alphanumeric() || c == '_');
        return Ok((Kind::Word(word.to_owned()), word.len()));
    }
    if next == '\'' {
        return text(rest, at);
    }
    if let Some(kind) = number_or_date(rest) {
        return Ok(kind);
    }
    match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
        Some(sign) => Ok((Kind::Sign(sign), sign.len())),
        None => Err(Problem::unexpected(&next.to_string(), at)),
    }
}

fn run(rest: &str, belongs: impl Fn(char) -> bool) -> &str {
    let end = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
    &rest[..end]
}

fn text(rest: &str, at: usize) -> Result<(Kind, usize)> {
    let mut escaped = false;
    for (index, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\'' => {
                let inside = rest[1..index].to_owned();
                check_escapes(&inside, at)?;
                return Ok((Kind::Text(inside), index + 1));
            }
            _ => {}
        }
    }
    Err(Problem::unexpected("'", at))
}

/// The escapes of the SOQL Reference, "Quoted String Escape Sequences".
fn check_escapes(inside: &str, at: usize) -> Result<()> {
    let mut chars = inside.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            continue;
        }
        let escape = chars.next().unwrap_or(' ');
        let known = match escape {
            'n' | 'N' | 'r' | 'R' | 't' | 'T' | 'b' | 'B' | 'f' | 'F' | '"' | '\'' | '\\' | '_' | '%' => true,
            'u' | 'U' => {
                let digits: String = chars.by_ref().take(4).collect();
                digits.len() == 4 && digits.chars().all(|d| d.is_ascii_hexdigit())
            }
            _ => false,
        };
        if !known {
            let text = format!(
                "Invalid string literal '{inside}'. Illegal character sequence '\\{escape}' in string literal."
            );
            return Err(Problem::malformed(text).at(at));
        }
    }
    Ok(())
}

/// Reads a number, a date, a time or a datetime; `None` when the text does not begin like one.
fn number_or_date(rest: &str) -> Option<(Kind, usize)> {
    if shaped(rest, "dddd-dd-dd") {
        let date = &rest[..10];
        if !rest[10..].starts_with(['T', 't']) {
            return Some((Kind::Date(date.to_owned()), 10));
        }
        let time = time_of_day(&rest[11..]);
        let length = 11 + time.len();
        return Some((Kind::DateTime(rest[..length].to_owned()), length));
    }
    if shaped(rest, "dd:dd") {
        let time = time_of_day(rest);
        return Some((Kind::Time(time.to_owned()), time.len()));
    }
    number(rest).map(|number| (Kind::Number(number.to_owned()), number.len()))
}

fn shaped(rest: &str, shape: &str) -> bool {
    rest.len() >= shape.len()
        && rest
            .bytes()
            .zip(shape.bytes())
            .all(|(byte, wanted)| match wanted {
                b'd' => byte.is_ascii_digit(),
                other => byte == other,
            })
}

fn time_of_day(rest: &str) -> &str {
    run(rest, |c| {
        c.is_ascii_digit() || matches!(c, ':' | '.' | '+' | '-' | 'Z' | 'z')
    })
}

fn number(rest: &str) -> Option<&str> {
    let unsigned = rest.trim_start_matches(['+', '-']);
    let sign = rest.len() - unsigned.len();
    let whole = run(unsigned, |c| c.is_ascii_digit()).len();
    let mut length = whole;
    if unsigned[whole..].starts_with('.') {
        let fraction = run(&unsigned[whole + 1..], |c| c.is_ascii_digit()).len();
        if fraction > 0 {
            length += 1 + fraction;
        }
    }
    (length > 0 && sign <= 1).then(|| &rest[..sign + length])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(source: &str) -> Vec<Kind> {
        lex(source).unwrap().into_iter().map(|t| t.kind).collect()
    }

    #[test]
    fn every_kind_of_token_is_read() {
        let word = |text: &str| Kind::Word(text.to_owned());
        assert_eq!(
            kinds("a.b__c<>'it\\'s' -1.5 2026-11-22 2026-11-22T10:00:00.000+01:00 10:00:00Z >= .5"),
            vec![
                word("a"),
                Kind::Sign("."),
                word("b__c"),
                Kind::Sign("<>"),
                Kind::Text("it\\'s".to_owned()),
                Kind::Number("-1.5".to_owned()),
                Kind::Date("2026-11-22".to_owned()),
                Kind::DateTime("2026-11-22T10:00:00.000+01:00".to_owned()),
                Kind::Time("10:00:00Z".to_owned()),
                Kind::Sign(">="),
                Kind::Number(".5".to_owned()),
                Kind::End,
            ]
        );
    }

    #[test]
    fn what_is_no_token_is_refused_where_it_stands() {
        for (source, text) in [
            ("a $", "unexpected token: '$'"),
            ("a = 'x", "unexpected token: '''"),
            ("'\\q'", "Illegal character sequence '\\q'"),
            ("'\\u12'", "Illegal character sequence '\\u'"),
            ("-", "unexpected token: '-'"),
            ("--1", "unexpected token: '-'"),
        ] {
            let told = lex(source).unwrap_err().tell(source);
            assert!(told.message.contains(text), "{source}: {}", told.message);
        }
    }
}
