//! How text compares: without case, in every script.
//!
//! Salesforce compares text without case (SOQL and SOSL Reference, "Comparison Operators"). SQLite's own NOCASE, LIKE
//! and lower() know the case of ASCII alone, so each connection of the store gets ones that know all of it. Text that
//! is ASCII takes a short way: nearly all text of an org is.

use std::cmp::Ordering;

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::{Connection, Result};

/// Redefines the collation NOCASE and the functions `like` and `lower`.
pub(super) fn register(connection: &Connection) -> Result<()> {
    let pure = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_collation("NOCASE", compare)?;
    connection.create_scalar_function("lower", 1, pure, |context| {
        let text: Option<String> = context.get(0)?;
        Ok(text.map(|text| text.to_lowercase()))
    })?;
    connection.create_scalar_function("like", 2, pure, |context| is_like(context, None))?;
    connection.create_scalar_function("like", 3, pure, |context| {
        let escape: String = context.get(2)?;
        is_like(context, escape.chars().next())
    })
}

fn is_like(context: &Context<'_>, escape: Option<char>) -> Result<Option<bool>> {
    // `text LIKE pattern` is the call `like(pattern, text)`.
    let (pattern, text): (Option<String>, Option<String>) = (context.get(0)?, context.get(1)?);
    Ok(pattern
        .zip(text)
        .map(|(pattern, text)| matches(&tokens(&pattern, escape), &fold(&text))))
}

/// Compares two texts without case.
fn compare(one: &str, other: &str) -> Ordering {
    if one.is_ascii() && other.is_ascii() {
        let (mut left, mut right) = (one.bytes(), other.bytes());
        loop {
            return match (left.next(), right.next()) {
                (Some(a), Some(b)) if a == b || a.eq_ignore_ascii_case(&b) => continue,
                (Some(a), Some(b)) => a.to_ascii_lowercase().cmp(&b.to_ascii_lowercase()),
                (left, right) => left.is_some().cmp(&right.is_some()),
            };
        }
    }
    letters(one).cmp(letters(other))
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}

fn fold(text: &str) -> Vec<char> {
    letters(text).collect()
}

/// A part of a LIKE pattern.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Token {
    /// `%`
    Any,
    /// `_`
    One,
    /// A letter, in lower case.
    Letter(char),
}

fn tokens(pattern: &str, escape: Option<char>) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        match letter {
            letter if Some(letter) == escape => {
                let plain = letters.next().into_iter().flat_map(char::to_lowercase);
                tokens.extend(plain.map(Token::Letter));
            }
            '%' if tokens.last() == Some(&Token::Any) => {}
            '%' => tokens.push(Token::Any),
            '_' => tokens.push(Token::One),
            letter => tokens.extend(letter.to_lowercase().map(Token::Letter)),
        }
    }
    tokens
}

/// Goes back to the last `%` only, so that the work is bounded by the product of both lengths.
fn matches(pattern: &[Token], text: &[char]) -> bool {
    let (mut at, mut from) = (0, 0);
    let mut any: Option<(usize, usize)> = None;
    while from < text.len() {
        match pattern.get(at) {
            Some(Token::Any) => {
                any = Some((at, from));
                at += 1;
            }
            Some(Token::One) => (at, from) = (at + 1, from + 1),
            Some(Token::Letter(letter)) if *letter == text[from] => (at, from) = (at + 1, from + 1),
            _ => match any {
                Some((star, tried)) => {
                    any = Some((star, tried + 1));
                    (at, from) = (star + 1, tried + 1);
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|token| *token == Token::Any)
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::register;

    #[test]
    fn text_compares_without_case_in_every_script() {
        let connection = Connection::open_in_memory().expect("a database");
        register(&connection).expect("registered");
        let is = |sql: &str| -> bool {
            connection
                .query_row(&format!("SELECT {sql}"), [], |row| row.get(0))
                .expect(sql)
        };
        for yes in [
            "'ÄRGER' = 'ärger' COLLATE NOCASE",
            "'Acme' = 'aCME' COLLATE NOCASE",
            "'ΣΊΣΥΦΟΣ' LIKE 'σίσυ%'",
            "'Österreich' LIKE '%ÖSTER%'",
            "'50% off' LIKE '50\\% O__' ESCAPE '\\'",
            "lower('ÜBER') = 'über'",
            "'b' > 'A' COLLATE NOCASE",
            "'a' < 'B' COLLATE NOCASE",
            "'ab' > 'A' COLLATE NOCASE",
            "'é' > 'Z' COLLATE NOCASE",
            "'' LIKE '%'",
            "(NULL LIKE 'a') IS NULL",
        ] {
            assert!(is(yes), "{yes}");
        }
        for no in [
            "'a' LIKE 'b'",
            "'ab' LIKE 'a'",
            "'a' LIKE 'a_'",
            "'500' LIKE '50\\%' ESCAPE '\\'",
        ] {
            assert!(!is(no), "{no}");
        }
    }
}
