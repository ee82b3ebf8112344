//! Values on the right of an operator.

use crate::ast::{Literal, LiteralValue};
use crate::dates::DateLiteral;
use crate::error::{Problem, Result};
use crate::lex::Kind;

use super::cursor::Cursor;

/// The longest string of a WHERE (SOQL and SOSL Reference, "SOQL Limits").
const LONGEST_TEXT: usize = 4_000;

pub(super) fn literal(cursor: &mut Cursor) -> Result<Literal> {
    let at = cursor.at();
    let value = match cursor.token().kind.clone() {
        Kind::Text(text) => {
            if text.chars().nth(LONGEST_TEXT).is_some() {
                let told = "String literals in WHERE clauses cannot be longer than 4000 characters.";
                return Err(Problem::malformed(told).at(at.0));
            }
            LiteralValue::Text(text)
        }
        Kind::Number(text) => LiteralValue::Number(text),
        Kind::Date(text) => LiteralValue::Date(text),
        Kind::DateTime(text) => LiteralValue::DateTime(text),
        Kind::Time(text) => LiteralValue::Time(text),
        Kind::Word(word) => word_value(cursor, &word)?,
        Kind::Sign(_) | Kind::End => return cursor.unexpected(),
    };
    cursor.advance();
    Ok(Literal { value, at })
}

/// Reads a value that begins with a word, and leaves the cursor on its last token.
fn word_value(cursor: &mut Cursor, word: &str) -> Result<LiteralValue> {
    if word.eq_ignore_ascii_case("NULL") {
        return Ok(LiteralValue::Null);
    }
    if word.eq_ignore_ascii_case("TRUE") {
        return Ok(LiteralValue::Boolean(true));
    }
    if word.eq_ignore_ascii_case("FALSE") {
        return Ok(LiteralValue::Boolean(false));
    }
    if let Some(literal) = DateLiteral::named(word) {
        return Ok(LiteralValue::Range(literal));
    }
    if !DateLiteral::takes_a_number(word) || !cursor.is_sign_ahead(1, ":") {
        return cursor.unexpected();
    }
    cursor.advance();
    cursor.advance();
    let Kind::Number(text) = &cursor.token().kind else {
        return cursor.unexpected();
    };
    let counted = text
        .parse::<u32>()
        .ok()
        .and_then(|number| DateLiteral::counted(word, number));
    match counted {
        Some(literal) => Ok(LiteralValue::Range(literal)),
        None => cursor.unexpected(),
    }
}
