//! Random conditions, answered by the org and by an evaluator that knows nothing of SQL.

use hallpass_soql::ast::{At, Condition, ListOperator, Literal, LiteralValue, Operand, Operator, Path};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use super::{ask, bare, column, put};

/// The rows: of each kind of field a few values, and none.
fn rows() -> Vec<Value> {
    let texts = [json!("alpha"), json!("Beta"), json!("a_b%"), Value::Null];
    let numbers = [json!(-1), json!(0), json!(7), Value::Null];
    let dates = [
        json!("2026-01-01"),
        json!("2026-11-22"),
        json!("2027-05-05"),
        Value::Null,
    ];
    let mut rows = Vec::new();
    for number in 0..16 {
        rows.push(json!({
            "Name": format!("row{number:02}"),
            "Phone": texts[number % 4],
            "Fax": texts[(number / 4 + number) % 4],
            "NumberOfEmployees": numbers[(number / 2) % 4],
            "SLAExpirationDate__c": dates[(number / 3) % 4],
        }));
    }
    rows
}

const TEXTS: [&str; 3] = ["Phone", "Fax", "Parent.Phone"];
const NUMBERS: [&str; 2] = ["NumberOfEmployees", "Parent.NumberOfEmployees"];
const DATES: [&str; 1] = ["SLAExpirationDate__c"];

fn operand(name: &str) -> Operand {
    Operand::Field(Path {
        names: name.split('.').map(str::to_owned).collect(),
        at: At(0),
    })
}

fn literal(value: LiteralValue) -> Literal {
    Literal { value, at: At(0) }
}

fn text() -> BoxedStrategy<LiteralValue> {
    prop::sample::select(vec!["ALPHA", "beta", "b", "", "zz", "a%", "_eta", r"a\_b\%", "%"])
        .prop_map(|text| LiteralValue::Text(text.to_owned()))
        .boxed()
}

fn number() -> BoxedStrategy<LiteralValue> {
    prop::sample::select(vec!["-1", "0", "3", "7.0"])
        .prop_map(|text| LiteralValue::Number(text.to_owned()))
        .boxed()
}

fn date() -> BoxedStrategy<LiteralValue> {
    prop::sample::select(vec!["2026-01-01", "2026-06-01", "2026-11-22"])
        .prop_map(|text| LiteralValue::Date(text.to_owned()))
        .boxed()
}

fn leaf(
    names: &'static [&'static str],
    value: BoxedStrategy<LiteralValue>,
    like: bool,
) -> BoxedStrategy<Condition> {
    let value = prop_oneof![5 => value, 1 => Just(LiteralValue::Null)].boxed();
    let mut operators = vec![
        Operator::Equal,
        Operator::NotEqual,
        Operator::Less,
        Operator::LessOrEqual,
        Operator::Greater,
        Operator::GreaterOrEqual,
    ];
    if like {
        operators.push(Operator::Like);
    }
    let compared = (
        prop::sample::select(names),
        prop::sample::select(operators),
        value.clone(),
    )
        .prop_map(|(name, operator, value)| Condition::Compare {
            left: operand(name),
            operator,
            right: literal(value),
        });
    let listed = (
        prop::sample::select(names),
        prop::sample::select(vec![ListOperator::In, ListOperator::NotIn]),
        prop::collection::vec(value.prop_map(literal), 1..4),
    )
        .prop_map(|(name, operator, list)| Condition::In {
            left: operand(name),
            operator,
            list,
        });
    prop_oneof![2 => compared, 1 => listed].boxed()
}

fn condition() -> impl Strategy<Value = Condition> {
    let leaf = prop_oneof![
        leaf(&TEXTS, text(), true),
        leaf(&NUMBERS, number(), false),
        leaf(&DATES, date(), false)
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Condition::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Condition::Or),
            inner.prop_map(|inner| Condition::Not(Box::new(inner))),
        ]
    })
}

/// Every comparison is true or false; the rest is the logic of two values.
fn holds(condition: &Condition, value_of: &dyn Fn(&str) -> Value) -> bool {
    let left_of = |operand: &Operand| match operand {
        Operand::Field(path) => value_of(&path.to_string()),
        Operand::Call(_) => Value::Null,
    };
    match condition {
        Condition::And(terms) => terms.iter().all(|term| holds(term, value_of)),
        Condition::Or(terms) => terms.iter().any(|term| holds(term, value_of)),
        Condition::Not(inner) => !holds(inner, value_of),
        Condition::Compare {
            left,
            operator,
            right,
        } => compare(&left_of(left), *operator, &right.value),
        Condition::In { left, operator, list } => {
            let found = list
                .iter()
                .any(|one| compare(&left_of(left), Operator::Equal, &one.value));
            found == (*operator == ListOperator::In)
        }
        Condition::Join { .. } => false,
    }
}

fn compare(left: &Value, operator: Operator, right: &LiteralValue) -> bool {
    let empty =
        matches!(right, LiteralValue::Null) || matches!(right, LiteralValue::Text(text) if text.is_empty());
    if operator == Operator::Like {
        return match (left, right) {
            (Value::String(left), LiteralValue::Text(pattern)) => {
                like(&left.to_lowercase(), &pattern.to_lowercase())
            }
            _ => false,
        };
    }
    if left.is_null() || empty {
        let both = left.is_null() && empty;
        return match operator {
            Operator::Equal => both,
            Operator::NotEqual => !both,
            _ => false,
        };
    }
    let order = match (left, right) {
        (Value::Number(left), LiteralValue::Number(right)) => left
            .as_f64()
            .zip(right.parse().ok())
            .and_then(|(left, right): (f64, f64)| left.partial_cmp(&right)),
        (Value::String(left), LiteralValue::Text(right) | LiteralValue::Date(right)) => {
            let right = right.replace('\\', "");
            Some(left.to_lowercase().cmp(&right.to_lowercase()))
        }
        _ => None,
    };
    let Some(order) = order else { return false };
    match operator {
        Operator::Equal => order.is_eq(),
        Operator::NotEqual => order.is_ne(),
        Operator::Less => order.is_lt(),
        Operator::LessOrEqual => order.is_le(),
        Operator::Greater => order.is_gt(),
        Operator::GreaterOrEqual => order.is_ge(),
        Operator::Like => false,
    }
}

fn like(text: &str, pattern: &str) -> bool {
    let mut rest = pattern.chars();
    match rest.next() {
        None => text.is_empty(),
        Some('%') => (0..=text.len())
            .filter(|at| text.is_char_boundary(*at))
            .any(|at| like(&text[at..], rest.as_str())),
        Some('_') => text
            .chars()
            .next()
            .is_some_and(|c| like(&text[c.len_utf8()..], rest.as_str())),
        Some('\\') => rest
            .next()
            .and_then(|plain| text.strip_prefix(plain))
            .is_some_and(|text| like(text, rest.as_str())),
        Some(plain) => text
            .strip_prefix(plain)
            .is_some_and(|text| like(text, rest.as_str())),
    }
}

#[test]
fn conditions_find_what_a_naive_reading_finds() {
    let org = bare();
    let mut rows = rows();
    let mut ids: Vec<String> = Vec::new();
    for (number, row) in rows.iter_mut().enumerate() {
        // Every third row has a parent, which is an earlier row.
        if number % 3 == 1 {
            row["ParentId"] = json!(ids[number / 2]);
        }
        ids.push(put(&org, "Account", row).to_string());
    }
    let value_of = |row: &Value, path: &str| match path.split_once('.') {
        None => row[path].clone(),
        Some((_, field)) => {
            let parent = ids.iter().position(|id| row["ParentId"] == json!(id));
            parent.map_or(Value::Null, |at| rows[at][field].clone())
        }
    };
    let mut runner = TestRunner::new(Config::with_cases(400));
    let outcome = runner.run(&condition(), |condition| {
        let found = ask(
            &org,
            &format!("SELECT Name FROM Account WHERE {condition} ORDER BY Name"),
        );
        let expected: Vec<String> = rows
            .iter()
            .filter(|row| holds(&condition, &|path| value_of(row, path)))
            .map(|row| row["Name"].as_str().unwrap_or_default().to_owned())
            .collect();
        prop_assert_eq!(column(&found, "Name"), expected, "{}", condition);
        Ok(())
    });
    assert!(outcome.is_ok(), "{outcome:?}");
}
