//! The clauses after FROM.

use crate::ast::{At, Condition, Count, Group, GroupKind, Mark, Name, Nulls, Order, With};
use crate::error::{Problem, Result};
use crate::lex::Kind;

use super::cursor::Cursor;
use super::select::operand;

pub(super) fn scope(cursor: &mut Cursor) -> Result<Option<Name>> {
    if !cursor.take_word("USING") {
        return Ok(None);
    }
    cursor.expect_word("SCOPE")?;
    cursor.name().map(Some)
}

pub(super) fn condition_after(
    cursor: &mut Cursor,
    word: &str,
    condition: impl FnOnce(&mut Cursor) -> Result<Condition>,
) -> Result<Option<Condition>> {
    if !cursor.take_word(word) {
        return Ok(None);
    }
    condition(cursor).map(Some)
}

pub(super) fn with(cursor: &mut Cursor) -> Result<Option<With>> {
    if !cursor.take_word("WITH") {
        return Ok(None);
    }
    for (with, name) in With::ALL {
        if cursor.take_word(name) {
            return Ok(Some(with));
        }
    }
    cursor.unexpected()
}

pub(super) fn group(cursor: &mut Cursor) -> Result<Option<Group>> {
    let at = cursor.at();
    if !cursor.take_word("GROUP") {
        return Ok(None);
    }
    cursor.expect_word("BY")?;
    for (kind, name) in [(GroupKind::Rollup, "ROLLUP"), (GroupKind::Cube, "CUBE")] {
        if cursor.is_word(name) && cursor.is_sign_ahead(1, "(") {
            cursor.advance();
            cursor.advance();
            let keys = operands(cursor)?;
            cursor.expect_sign(")")?;
            return Ok(Some(Group { kind, keys, at }));
        }
    }
    Ok(Some(Group {
        kind: GroupKind::Plain,
        keys: operands(cursor)?,
        at,
    }))
}

fn operands(cursor: &mut Cursor) -> Result<Vec<crate::ast::Operand>> {
    let mut keys = vec![operand(cursor)?];
    while cursor.take_sign(",") {
        keys.push(operand(cursor)?);
    }
    Ok(keys)
}

pub(super) fn order(cursor: &mut Cursor) -> Result<Vec<Order>> {
    let mut keys = Vec::new();
    if !cursor.take_word("ORDER") {
        return Ok(keys);
    }
    cursor.expect_word("BY")?;
    loop {
        let key = operand(cursor)?;
        let descending = cursor.take_word("DESC");
        if !descending {
            cursor.take_word("ASC");
        }
        keys.push(Order {
            key,
            descending,
            nulls: nulls(cursor)?,
        });
        if !cursor.take_sign(",") {
            return Ok(keys);
        }
    }
}

fn nulls(cursor: &mut Cursor) -> Result<Option<Nulls>> {
    if !cursor.take_word("NULLS") {
        return Ok(None);
    }
    if cursor.take_word("FIRST") {
        return Ok(Some(Nulls::First));
    }
    cursor.expect_word("LAST")?;
    Ok(Some(Nulls::Last))
}

pub(super) fn count(cursor: &mut Cursor, word: &str) -> Result<Option<Count>> {
    if !cursor.take_word(word) {
        return Ok(None);
    }
    let at = cursor.at();
    let Kind::Number(text) = &cursor.token().kind else {
        return cursor.unexpected();
    };
    let text = text.clone();
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return cursor.unexpected();
    }
    let Some(number) = text.parse::<u64>().ok().filter(|number| *number <= 2_147_483_647) else {
        return Err(Problem::malformed(format!("numeric value out of range: {text}")).at(at.0));
    };
    cursor.advance();
    Ok(Some(Count { number, at }))
}

pub(super) fn marks(cursor: &mut Cursor) -> Result<Vec<Mark>> {
    let mut marks = Vec::new();
    'next: loop {
        for (mark, [first, second]) in Mark::ALL {
            if cursor.is_word(first) && cursor.is_word_ahead(1, second) {
                cursor.advance();
                cursor.advance();
                if marks.contains(&mark) {
                    return cursor.unexpected();
                }
                marks.push(mark);
                continue 'next;
            }
        }
        return Ok(marks);
    }
}

pub(super) fn all_rows(cursor: &mut Cursor) -> Result<Option<At>> {
    let at = cursor.at();
    if !cursor.take_word("ALL") {
        return Ok(None);
    }
    cursor.expect_word("ROWS")?;
    Ok(Some(at))
}
