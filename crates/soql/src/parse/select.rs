//! The SELECT list, and fields and functions wherever they stand.

use crate::ast::{Call, FieldsGroup, Function, Item, LiteralValue, Operand, Path, Spot, TypeOf};
use crate::error::Result;
use crate::lex::Kind;

use super::cursor::Cursor;
use super::query::query;
use super::value::literal;

pub(super) fn items(cursor: &mut Cursor) -> Result<Vec<Item>> {
    let mut items = vec![item(cursor)?];
    while cursor.take_sign(",") {
        items.push(item(cursor)?);
    }
    Ok(items)
}

fn item(cursor: &mut Cursor) -> Result<Item> {
    let at = cursor.at();
    if cursor.take_sign("(") {
        let inner = cursor.deeper(query)?;
        cursor.expect_sign(")")?;
        return Ok(Item::Children(Box::new(inner)));
    }
    if cursor.is_word("TYPEOF") && cursor.is_word_ahead(2, "WHEN") {
        return type_of(cursor).map(Item::TypeOf);
    }
    if cursor.is_word("COUNT") && cursor.is_sign_ahead(1, "(") && cursor.is_sign_ahead(2, ")") {
        for _ in 0..3 {
            cursor.advance();
        }
        return Ok(Item::CountAll(at));
    }
    if cursor.is_word("FIELDS") && cursor.is_sign_ahead(1, "(") {
        cursor.advance();
        cursor.advance();
        let group = fields_group(cursor)?;
        cursor.expect_sign(")")?;
        return Ok(Item::Fields(group, at));
    }
    let operand = operand(cursor)?;
    let alias = cursor.alias(false);
    Ok(match operand {
        Operand::Field(path) => Item::Field { path, alias },
        Operand::Call(call) => Item::Call { call, alias },
    })
}

fn fields_group(cursor: &mut Cursor) -> Result<FieldsGroup> {
    for (group, name) in [
        (FieldsGroup::All, "ALL"),
        (FieldsGroup::Standard, "STANDARD"),
        (FieldsGroup::Custom, "CUSTOM"),
    ] {
        if cursor.take_word(name) {
            return Ok(group);
        }
    }
    cursor.unexpected()
}

/// Reads a field or a function of one.
pub(super) fn operand(cursor: &mut Cursor) -> Result<Operand> {
    if !cursor.is_sign_ahead(1, "(") {
        return cursor.path().map(Operand::Field);
    }
    let at = cursor.at();
    let Some(function) = Function::named(cursor.token().shown()) else {
        cursor.advance();
        return cursor.unexpected();
    };
    cursor.advance();
    cursor.advance();
    let argument = cursor.deeper(operand)?;
    let to = if function == Function::Distance {
        Some(spot(cursor)?)
    } else {
        None
    };
    cursor.expect_sign(")")?;
    Ok(Operand::Call(Call {
        function,
        argument: Box::new(argument),
        to,
        at,
    }))
}

/// Reads what follows the field in `DISTANCE(Field, GEOLOCATION(1, 2), 'km')`.
fn spot(cursor: &mut Cursor) -> Result<Spot> {
    cursor.expect_sign(",")?;
    cursor.expect_word("GEOLOCATION")?;
    cursor.expect_sign("(")?;
    let latitude = number(cursor)?;
    cursor.expect_sign(",")?;
    let longitude = number(cursor)?;
    cursor.expect_sign(")")?;
    cursor.expect_sign(",")?;
    for (unit, miles) in [("mi", true), ("km", false)] {
        if matches!(&cursor.token().kind, Kind::Text(text) if text.eq_ignore_ascii_case(unit)) {
            cursor.advance();
            return Ok(Spot {
                latitude,
                longitude,
                miles,
            });
        }
    }
    cursor.unexpected()
}

fn number(cursor: &mut Cursor) -> Result<String> {
    let Kind::Number(_) = cursor.token().kind else {
        return cursor.unexpected();
    };
    match literal(cursor)?.value {
        LiteralValue::Number(text) => Ok(text),
        _ => cursor.unexpected(),
    }
}

fn type_of(cursor: &mut Cursor) -> Result<TypeOf> {
    cursor.advance();
    let relationship = cursor.name()?;
    let mut branches = Vec::new();
    let mut otherwise = Vec::new();
    while cursor.take_word("WHEN") {
        let object = cursor.name()?;
        cursor.expect_word("THEN")?;
        branches.push((object, paths(cursor)?));
    }
    if cursor.take_word("ELSE") {
        otherwise = paths(cursor)?;
    }
    cursor.expect_word("END")?;
    Ok(TypeOf {
        relationship,
        branches,
        otherwise,
    })
}

fn paths(cursor: &mut Cursor) -> Result<Vec<Path>> {
    let mut paths = vec![cursor.path()?];
    while cursor.take_sign(",") {
        paths.push(cursor.path()?);
    }
    Ok(paths)
}
