//! WHERE and HAVING.
//!
//! AND and OR have no precedence over each other: a level holds only one of them, and the other is
//! an `unexpected token` there, as the reference demands parentheses.

use crate::ast::{Condition, ListOperator, Literal, Operand, Operator};
use crate::error::Result;
use crate::lex::Kind;

use super::cursor::Cursor;
use super::query::joined_query;
use super::select::operand;
use super::value::literal;

pub(super) fn condition(cursor: &mut Cursor) -> Result<Condition> {
    let first = term(cursor)?;
    for (word, other, join) in [
        ("AND", "OR", Condition::And as fn(Vec<Condition>) -> Condition),
        ("OR", "AND", Condition::Or),
    ] {
        if !cursor.is_word(word) {
            continue;
        }
        let mut terms = vec![first];
        while cursor.take_word(word) {
            terms.push(term(cursor)?);
        }
        if cursor.is_word(other) {
            return cursor.unexpected();
        }
        return Ok(join(terms));
    }
    Ok(first)
}

fn term(cursor: &mut Cursor) -> Result<Condition> {
    if cursor.take_word("NOT") {
        let inner = cursor.deeper(term)?;
        return Ok(Condition::Not(Box::new(inner)));
    }
    if cursor.take_sign("(") {
        let inner = cursor.deeper(condition)?;
        cursor.expect_sign(")")?;
        return Ok(inner);
    }
    let left = operand(cursor)?;
    comparison(cursor, left)
}

fn comparison(cursor: &mut Cursor, left: Operand) -> Result<Condition> {
    let operator = match &cursor.token().kind {
        Kind::Sign("=") => Operator::Equal,
        Kind::Sign("!=" | "<>") => Operator::NotEqual,
        Kind::Sign("<") => Operator::Less,
        Kind::Sign("<=") => Operator::LessOrEqual,
        Kind::Sign(">") => Operator::Greater,
        Kind::Sign(">=") => Operator::GreaterOrEqual,
        Kind::Word(word) if word.eq_ignore_ascii_case("LIKE") => Operator::Like,
        _ => return list_comparison(cursor, left),
    };
    cursor.advance();
    let right = literal(cursor)?;
    Ok(Condition::Compare {
        left,
        operator,
        right,
    })
}

fn list_comparison(cursor: &mut Cursor, left: Operand) -> Result<Condition> {
    let operator = if cursor.take_word("IN") {
        ListOperator::In
    } else if cursor.take_word("INCLUDES") {
        ListOperator::Includes
    } else if cursor.take_word("EXCLUDES") {
        ListOperator::Excludes
    } else if cursor.is_word("NOT") && cursor.is_word_ahead(1, "IN") {
        cursor.advance();
        cursor.advance();
        ListOperator::NotIn
    } else {
        return cursor.unexpected();
    };
    cursor.expect_sign("(")?;
    let joins = matches!(operator, ListOperator::In | ListOperator::NotIn);
    if joins && cursor.is_word("SELECT") {
        let inner = cursor.deeper(joined_query)?;
        cursor.expect_sign(")")?;
        return Ok(Condition::Join {
            left,
            negated: operator == ListOperator::NotIn,
            query: Box::new(inner),
        });
    }
    let list = literals(cursor)?;
    cursor.expect_sign(")")?;
    Ok(Condition::In { left, operator, list })
}

fn literals(cursor: &mut Cursor) -> Result<Vec<Literal>> {
    let mut list = vec![literal(cursor)?];
    while cursor.take_sign(",") {
        list.push(literal(cursor)?);
    }
    Ok(list)
}
