//! Formula fields: the text of a formula → an SQL expression over the columns of its row.
//!
//! Source: Salesforce help, "Formula Operators and Functions". This covers the everyday part of the language; what it
//! does not cover is told as such and never guessed.

use super::{FieldDef, FieldType, ObjectDef, Schema};

/// What an expression gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Number,
    Text,
    Flag,
    Date,
    DateTime,
    /// `NULL`, which fits everywhere.
    Nothing,
}

/// An expression in SQL.
#[derive(Clone, Debug)]
struct Sql {
    text: String,
    kind: Kind,
}

impl Sql {
    fn new(kind: Kind, text: impl Into<String>) -> Sql {
        Sql {
            text: text.into(),
            kind,
        }
    }
}

/// The org's day and time: the movable clock holds in formulas too.
const CLOCK: &str = "(SELECT coalesce(max(CAST(value AS INTEGER)), 0) / 1000 || ' seconds' FROM _meta WHERE name = 'clock_offset_ms')";

/// Returns the SQL of a field's formula over the alias `base`, or `None` for a field without one.
///
/// # Errors
/// Says what of the formula is not understood.
pub(crate) fn sql_of(
    schema: &Schema,
    object: &ObjectDef,
    field: &FieldDef,
) -> Result<Option<String>, String> {
    let Some(formula) = &field.more.formula else {
        return Ok(None);
    };
    let mut parser = Parser {
        schema,
        object,
        tokens: tokens(formula)?,
        at: 0,
        depth: 0,
    };
    let value = parser.expression(0)?;
    if let Some(token) = parser.tokens.get(parser.at) {
        return Err(format!("Syntax error. Extra {}", token.shown()));
    }
    let text = value.text;
    Ok(Some(match field.kind {
        FieldType::Boolean => format!("coalesce({text}, 0)"),
        kind if kind.is_number() => format!("round({text}, {})", field.scale),
        _ => text,
    }))
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Number(String),
    Text(String),
    Name(String),
    Sign(&'static str),
}

impl Token {
    fn shown(&self) -> String {
        match self {
            Token::Number(text) | Token::Name(text) => format!("'{text}'"),
            Token::Text(text) => format!("'\"{text}\"'"),
            Token::Sign(sign) => format!("'{sign}'"),
        }
    }
}

/// Longer signs come first.
const SIGNS: &[&str] = &[
    "<>", "!=", "<=", ">=", "==", "&&", "||", "(", ")", ",", "+", "-", "*", "/", "&", "=", "<", ">", "!",
];

fn tokens(formula: &str) -> Result<Vec<Token>, String> {
    let mut rest = formula.trim_start();
    let mut tokens = Vec::new();
    while let Some(first) = rest.chars().next() {
        let (token, length) = if first.is_ascii_digit() || (first == '.' && rest.len() > 1) {
            let length = rest
                .find(|letter: char| !letter.is_ascii_digit() && letter != '.')
                .unwrap_or(rest.len());
            let number = &rest[..length];
            number
                .parse::<f64>()
                .map_err(|_| format!("Syntax error. Found '{number}'"))?;
            (Token::Number(number.to_owned()), length)
        } else if first == '"' || first == '\'' {
            let end = rest[1..].find(first).ok_or("Syntax error. Missing quote")?;
            (Token::Text(rest[1..=end].to_owned()), end + 2)
        } else if first.is_alphabetic() || first == '_' || first == '$' {
            let part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.' | '$');
            let length = rest.find(|letter| !part(letter)).unwrap_or(rest.len());
            (Token::Name(rest[..length].to_owned()), length)
        } else {
            let sign = SIGNS
                .iter()
                .find(|sign| rest.starts_with(**sign))
                .ok_or_else(|| format!("Syntax error. Found '{first}'"))?;
            (Token::Sign(sign), sign.len())
        };
        tokens.push(token);
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
}

/// Nothing that people write comes near; the parser's own stack must not run out.
const DEEPEST: u32 = 60;

struct Parser<'s> {
    schema: &'s Schema,
    object: &'s ObjectDef,
    tokens: Vec<Token>,
    at: usize,
    depth: u32,
}

/// The strength of a binary sign; stronger ones bind first.
fn strength(sign: &str) -> Option<u8> {
    Some(match sign {
        "||" => 1,
        "&&" => 2,
        "=" | "==" | "<>" | "!=" => 3,
        "<" | ">" | "<=" | ">=" => 4,
        "+" | "-" | "&" => 5,
        "*" | "/" => 6,
        _ => return None,
    })
}

impl Parser<'_> {
    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn takes(&mut self, sign: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some(Token::Sign(known)) if *known == sign);
        self.at += usize::from(found);
        found
    }

    fn expression(&mut self, weakest: u8) -> Result<Sql, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("Formula is too big to execute".to_owned());
        }
        let mut left = self.primary()?;
        while let Some(Token::Sign(sign)) = self.tokens.get(self.at).cloned() {
            let Some(strength) = strength(sign).filter(|strength| *strength > weakest) else {
                break;
            };
            self.at += 1;
            let right = self.expression(strength)?;
            left = binary(sign, &left, &right)?;
        }
        self.depth -= 1;
        Ok(left)
    }

    fn primary(&mut self) -> Result<Sql, String> {
        match self.next() {
            Some(Token::Number(text)) => Ok(Sql::new(Kind::Number, format!("{text}e0"))),
            Some(Token::Text(text)) => Ok(Sql::new(Kind::Text, quoted(&text))),
            Some(Token::Sign("(")) => {
                let inner = self.expression(0)?;
                self.close()?;
                Ok(Sql::new(inner.kind, format!("({})", inner.text)))
            }
            Some(Token::Sign("-")) => {
                let inner = self.expression(6)?;
                Ok(Sql::new(Kind::Number, format!("(-{})", inner.text)))
            }
            Some(Token::Sign("!")) => {
                let inner = self.expression(6)?;
                Ok(Sql::new(Kind::Flag, format!("(NOT {})", inner.text)))
            }
            Some(Token::Name(name)) if self.takes("(") => self.call(&name),
            Some(Token::Name(name)) => self.name(&name),
            Some(token) => Err(format!("Syntax error. Found {}", token.shown())),
            None => Err("Syntax error. Unexpected end of formula".to_owned()),
        }
    }

    fn close(&mut self) -> Result<(), String> {
        if self.takes(")") {
            Ok(())
        } else {
            Err("Syntax error. Missing ')'".to_owned())
        }
    }

    fn name(&self, name: &str) -> Result<Sql, String> {
        match name.to_ascii_uppercase().as_str() {
            "TRUE" => return Ok(Sql::new(Kind::Flag, "1")),
            "FALSE" => return Ok(Sql::new(Kind::Flag, "0")),
            "NULL" => return Ok(Sql::new(Kind::Nothing, "NULL")),
            _ => {}
        }
        let parts: Vec<&str> = name.split('.').collect();
        column(self.schema, self.object, "base", &parts, 0)
            .ok_or_else(|| format!("Field {name} does not exist. Check spelling."))
    }

    fn call(&mut self, name: &str) -> Result<Sql, String> {
        let mut given = Vec::new();
        if !self.takes(")") {
            loop {
                given.push(self.expression(0)?);
                if !self.takes(",") {
                    break;
                }
            }
            self.close()?;
        }
        function(&name.to_ascii_uppercase(), &given)
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The column that a path of names means: a field of the row, or of a parent's row.
fn column(schema: &Schema, object: &ObjectDef, row: &str, parts: &[&str], depth: usize) -> Option<Sql> {
    let (first, rest) = parts.split_first()?;
    if rest.is_empty() {
        let field = object.field(first).filter(|field| field.is_stored())?;
        // A formula over a formula would have to be written out; neither is asked for here.
        if field.more.formula.is_some() {
            return None;
        }
        return Some(typed(field, &format!("{row}.\"{}\"", field.name)));
    }
    let field = object.relationship(first)?;
    let parent = schema.object(
        field
            .reference_to
            .first()
            .filter(|_| field.reference_to.len() == 1)?,
    )?;
    let alias = format!("up{depth}");
    let inner = column(schema, parent, &alias, rest, depth + 1)?;
    Some(Sql::new(
        inner.kind,
        format!(
            "(SELECT {} FROM \"{}\" {alias} WHERE {alias}.\"Id\" = {row}.\"{}\")",
            inner.text, parent.name, field.name
        ),
    ))
}

/// Empty numbers count as zero, which is what a new formula field does.
fn typed(field: &FieldDef, column: &str) -> Sql {
    match field.kind {
        FieldType::Boolean => Sql::new(Kind::Flag, column),
        FieldType::Date => Sql::new(Kind::Date, column),
        FieldType::DateTime => Sql::new(Kind::DateTime, column),
        kind if kind.is_number() => Sql::new(Kind::Number, format!("coalesce({column}, 0)")),
        _ => Sql::new(Kind::Text, format!("({column} COLLATE BINARY)")),
    }
}

fn binary(sign: &str, left: &Sql, right: &Sql) -> Result<Sql, String> {
    let (a, b) = (&left.text, &right.text);
    let days = |sign: &str| format!("date({a}, {sign}CAST({b} AS INTEGER) || ' days')");
    Ok(match (sign, left.kind, right.kind) {
        ("&&", ..) => Sql::new(Kind::Flag, format!("({a} AND {b})")),
        ("||", ..) => Sql::new(Kind::Flag, format!("({a} OR {b})")),
        ("&", ..) | ("+", Kind::Text, _) | ("+", _, Kind::Text) => {
            Sql::new(Kind::Text, format!("(coalesce({a}, '') || coalesce({b}, ''))"))
        }
        ("+", Kind::Date, Kind::Number) => Sql::new(Kind::Date, days("")),
        ("-", Kind::Date, Kind::Number) => Sql::new(Kind::Date, days("-")),
        ("-", Kind::Date | Kind::DateTime, Kind::Date | Kind::DateTime) => {
            Sql::new(Kind::Number, format!("(julianday({a}) - julianday({b}))"))
        }
        // Dividing by zero is an error of the formula, and the field is empty.
        ("/", Kind::Number, Kind::Number) => Sql::new(Kind::Number, format!("({a} / nullif({b}, 0))")),
        ("+" | "-" | "*", Kind::Number, Kind::Number) => Sql::new(Kind::Number, format!("({a} {sign} {b})")),
        ("=" | "==", ..) => Sql::new(Kind::Flag, format!("({a} IS {b})")),
        ("<>" | "!=", ..) => Sql::new(Kind::Flag, format!("({a} IS NOT {b})")),
        ("<" | ">" | "<=" | ">=", ..) => Sql::new(Kind::Flag, format!("({a} {sign} {b})")),
        _ => return Err(format!("Incorrect parameter type for operator '{sign}'.")),
    })
}

fn function(name: &str, given: &[Sql]) -> Result<Sql, String> {
    let text = |at: usize| given.get(at).map_or("NULL", |sql| sql.text.as_str());
    let kind = |at: usize| given.get(at).map_or(Kind::Nothing, |sql| sql.kind);
    let joined = |sign: &str| {
        let parts: Vec<&str> = given.iter().map(|sql| sql.text.as_str()).collect();
        format!("({})", parts.join(sign))
    };
    let empty = |at: usize| format!("({0} IS NULL OR {0} = '')", text(at));
    let (least, most, sql) = match name {
        "AND" => (1, 99, Sql::new(Kind::Flag, joined(" AND "))),
        "OR" => (1, 99, Sql::new(Kind::Flag, joined(" OR "))),
        "NOT" => (1, 1, Sql::new(Kind::Flag, format!("(NOT {})", text(0)))),
        "IF" => {
            let kind = if kind(1) == Kind::Nothing {
                kind(2)
            } else {
                kind(1)
            };
            let chosen = format!("CASE WHEN {} THEN {} ELSE {} END", text(0), text(1), text(2));
            (3, 3, Sql::new(kind, format!("({chosen})")))
        }
        "ISBLANK" | "ISNULL" => (1, 1, Sql::new(Kind::Flag, empty(0))),
        "BLANKVALUE" | "NULLVALUE" => {
            let chosen = format!("(CASE WHEN {} THEN {} ELSE {} END)", empty(0), text(1), text(0));
            (2, 2, Sql::new(kind(0), chosen))
        }
        "ISPICKVAL" => (
            2,
            2,
            Sql::new(Kind::Flag, format!("(coalesce({}, '') = {})", text(0), text(1))),
        ),
        "TEXT" if kind(0) == Kind::Number => {
            (1, 1, Sql::new(Kind::Text, format!("printf('%g', {})", text(0))))
        }
        "TEXT" => (1, 1, Sql::new(Kind::Text, text(0))),
        "VALUE" => (1, 1, Sql::new(Kind::Number, format!("CAST({} AS REAL)", text(0)))),
        "TODAY" => (0, 0, Sql::new(Kind::Date, format!("date('now', {CLOCK})"))),
        "NOW" => {
            let now = format!("strftime('%Y-%m-%dT%H:%M:%fZ', 'now', {CLOCK})");
            (0, 0, Sql::new(Kind::DateTime, now))
        }
        "ROUND" => (
            2,
            2,
            Sql::new(Kind::Number, format!("round({}, {})", text(0), text(1))),
        ),
        "ABS" => (1, 1, Sql::new(Kind::Number, format!("abs({})", text(0)))),
        "MAX" | "MIN" => (
            2,
            99,
            Sql::new(Kind::Number, format!("{}{}", name.to_lowercase(), joined(", "))),
        ),
        "LEN" => (
            1,
            1,
            Sql::new(Kind::Number, format!("length(coalesce({}, ''))", text(0))),
        ),
        "LEFT" => (
            2,
            2,
            Sql::new(Kind::Text, format!("substr({}, 1, {})", text(0), text(1))),
        ),
        "UPPER" | "LOWER" | "TRIM" => (
            1,
            1,
            Sql::new(Kind::Text, format!("{}({})", name.to_lowercase(), text(0))),
        ),
        "CONTAINS" => (
            2,
            2,
            Sql::new(
                Kind::Flag,
                format!("(instr(coalesce({}, ''), {}) > 0)", text(0), text(1)),
            ),
        ),
        "BEGINS" => (
            2,
            2,
            Sql::new(
                Kind::Flag,
                format!("(instr(coalesce({}, ''), {}) = 1)", text(0), text(1)),
            ),
        ),
        "YEAR" | "MONTH" | "DAY" => {
            let part = match name {
                "YEAR" => "%Y",
                "MONTH" => "%m",
                _ => "%d",
            };
            (
                1,
                1,
                Sql::new(
                    Kind::Number,
                    format!("CAST(strftime('{part}', {}) AS REAL)", text(0)),
                ),
            )
        }
        _ => return Err(format!("the local org does not know the function {name}")),
    };
    if (least..=most).contains(&given.len()) {
        return Ok(sql);
    }
    Err(format!(
        "Incorrect number of parameters for function '{name}()'. Expected {least}, received {}",
        given.len()
    ))
}
