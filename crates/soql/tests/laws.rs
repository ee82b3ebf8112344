//! Properties of every query: what is printed is parsed again, and no text makes the crate panic.

mod support;

use hallpass_soql::ast::{
    At, Call, Condition, Count, FieldsGroup, From, Function, Group, GroupKind, Item, ListOperator, Literal,
    LiteralValue, Mark, Name, Nulls, Operand, Operator, Order, Path, Query, Spot, With,
};
use hallpass_soql::dates::{DateLiteral, Unit};
use hallpass_soql::{Settings, parse, translate};
use proptest::prelude::*;
use support::{Sees, TextSchema};

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "Id",
        "Name",
        "Account",
        "AccountId",
        "Owner",
        "Phone",
        "x__c",
        "Contacts",
        "CreatedDate",
        "IsActive",
        "Fields",
        "Typeof",
        "Count",
    ])
    .prop_map(str::to_owned)
}

fn path() -> impl Strategy<Value = Path> {
    prop::collection::vec(name(), 1..4).prop_map(|names| Path { names, at: At(0) })
}

fn alias() -> impl Strategy<Value = Option<Name>> {
    prop::option::of(prop::sample::select(vec!["n", "total"]).prop_map(Name::new))
}

fn call() -> impl Strategy<Value = Call> {
    let functions: Vec<Function> = Function::ALL.iter().map(|(function, _)| *function).collect();
    (prop::sample::select(functions), path()).prop_map(|(function, path)| Call {
        function,
        argument: Box::new(Operand::Field(path)),
        to: (function == Function::Distance).then(|| Spot {
            latitude: "37.5".to_owned(),
            longitude: "-122".to_owned(),
            miles: false,
        }),
        at: At(0),
    })
}

fn operand() -> impl Strategy<Value = Operand> {
    prop_oneof![3 => path().prop_map(Operand::Field), 1 => call().prop_map(Operand::Call)]
}

fn literal() -> impl Strategy<Value = Literal> {
    prop_oneof![
        Just(LiteralValue::Null),
        any::<bool>().prop_map(LiteralValue::Boolean),
        "[a-zA-Z%_ ;ä]{0,6}".prop_map(LiteralValue::Text),
        Just(LiteralValue::Text(r"it\'s \\ 100\%".to_owned())),
        any::<i32>().prop_map(|number| LiteralValue::Number(number.to_string())),
        Just(LiteralValue::Number("-0.5".to_owned())),
        Just(LiteralValue::Date("2026-11-22".to_owned())),
        Just(LiteralValue::DateTime("2026-11-22T06:00:00.000Z".to_owned())),
        Just(LiteralValue::Time("06:00:00Z".to_owned())),
        any::<u32>().prop_map(|n| LiteralValue::Range(DateLiteral::LastN(Unit::FiscalQuarter, n))),
        Just(LiteralValue::Range(DateLiteral::This(Unit::Week))),
    ]
    .prop_map(|value| Literal { value, at: At(0) })
}

fn comparison() -> impl Strategy<Value = Condition> {
    let operators = vec![
        Operator::Equal,
        Operator::NotEqual,
        Operator::Less,
        Operator::LessOrEqual,
        Operator::Greater,
        Operator::GreaterOrEqual,
        Operator::Like,
    ];
    let lists = vec![
        ListOperator::In,
        ListOperator::NotIn,
        ListOperator::Includes,
        ListOperator::Excludes,
    ];
    prop_oneof![
        (operand(), prop::sample::select(operators), literal()).prop_map(|(left, operator, right)| {
            Condition::Compare {
                left,
                operator,
                right,
            }
        }),
        (
            operand(),
            prop::sample::select(lists),
            prop::collection::vec(literal(), 1..4)
        )
            .prop_map(|(left, operator, list)| Condition::In { left, operator, list }),
    ]
}

fn condition() -> impl Strategy<Value = Condition> {
    comparison().prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Condition::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Condition::Or),
            inner.prop_map(|inner| Condition::Not(Box::new(inner))),
        ]
    })
}

fn order() -> impl Strategy<Value = Order> {
    let nulls = prop::sample::select(vec![None, Some(Nulls::First), Some(Nulls::Last)]);
    (operand(), any::<bool>(), nulls).prop_map(|(key, descending, nulls)| Order {
        key,
        descending,
        nulls,
    })
}

fn item(inner: Option<BoxedStrategy<Query>>) -> BoxedStrategy<Item> {
    let plain = prop_oneof![
        4 => (path(), alias()).prop_map(|(path, alias)| Item::Field { path, alias }),
        2 => (call(), alias()).prop_map(|(call, alias)| Item::Call { call, alias }),
        1 => Just(Item::CountAll(At(0))),
        1 => Just(Item::Fields(FieldsGroup::Standard, At(0))),
    ];
    match inner {
        Some(inner) => prop_oneof![
            4 => plain,
            1 => inner.prop_map(|query| Item::Children(Box::new(query))),
        ]
        .boxed(),
        None => plain.boxed(),
    }
}

/// What a semi-join may have of a query.
fn start_of(query: Query) -> Query {
    Query {
        with: None,
        group: None,
        having: None,
        order: Vec::new(),
        limit: None,
        offset: None,
        marks: Vec::new(),
        all_rows: None,
        ..query
    }
}

fn query(depth: u32) -> BoxedStrategy<Query> {
    let inner = (depth > 0).then(|| query(depth - 1));
    let joined: BoxedStrategy<Option<Condition>> = match &inner {
        Some(inner) => {
            let join = (operand(), any::<bool>(), inner.clone().prop_map(start_of));
            let join = join.prop_map(|(left, negated, query)| Condition::Join {
                left,
                negated,
                query: Box::new(query),
            });
            prop::option::of(prop_oneof![4 => condition(), 1 => join]).boxed()
        }
        None => prop::option::of(condition()).boxed(),
    };
    let group = prop::option::of(prop::collection::vec(operand(), 1..3).prop_map(|keys| Group {
        kind: GroupKind::Plain,
        keys,
        at: At(0),
    }));
    let count = || prop::option::of((0..3_000_u64).prop_map(|number| Count { number, at: At(0) }));
    let with = prop::option::of(prop::sample::select(vec![With::SecurityEnforced, With::UserMode]));
    let marks = prop::sample::select(vec![
        vec![],
        vec![Mark::ForView],
        vec![Mark::ForView, Mark::UpdateTracking],
    ]);
    (
        (prop::collection::vec(item(inner), 1..4), path(), alias()),
        (joined, with, group, prop::option::of(condition())),
        prop::collection::vec(order(), 0..3),
        (count(), count(), marks, any::<bool>()),
    )
        .prop_map(
            |((select, path, alias), (filter, with, group, having), order, (limit, offset, marks, all))| {
                Query {
                    select,
                    from: From {
                        path,
                        alias,
                        also: Vec::new(),
                    },
                    scope: None,
                    filter,
                    with,
                    group,
                    having,
                    order,
                    limit,
                    offset,
                    marks,
                    all_rows: all.then_some(At(0)),
                }
            },
        )
        .boxed()
}

fn translates_or_refuses(text: &str) {
    let schema = TextSchema::read();
    let settings = Settings::at(jiff::Timestamp::UNIX_EPOCH);
    if let Err(refused) = translate(text, &schema, &Sees::default(), &settings) {
        assert!(!refused.message.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn what_is_printed_is_parsed_again(query in query(2)) {
        let text = query.to_string();
        let parsed = parse(&text);
        prop_assert_eq!(parsed.as_ref(), Ok(&query), "{}", text);
    }

    #[test]
    fn well_formed_queries_are_translated_or_refused(query in query(2)) {
        translates_or_refuses(&query.to_string());
    }

    #[test]
    fn any_text_is_refused_in_words(text in any::<String>()) {
        translates_or_refuses(&text);
    }

    #[test]
    fn words_of_the_language_in_any_order_are_translated_or_refused(
        words in prop::collection::vec(prop::sample::select(vec![
            "SELECT", "FROM", "WHERE", "Account", "Id", "Name", "(", ")", ",", "=", "'a'", "5", "AND", "OR", "NOT",
            "IN", "LIKE", "COUNT", "COUNT()", "GROUP BY", "HAVING", "ORDER BY", "LIMIT", "OFFSET", "TODAY", "2026-01-01",
            "LAST_N_DAYS:9999999", ".", "TYPEOF", "WHEN", "THEN", "END", "FIELDS(ALL)", "null", "ä", "\n", "Owner", "<",
        ]), 0..40)
    ) {
        translates_or_refuses(&words.join(" "));
    }
}

#[test]
fn hostile_texts_are_refused_and_do_no_harm() {
    let deep = format!(
        "SELECT Id FROM Account WHERE {}Name = 'a'{}",
        "(".repeat(9_000),
        ")".repeat(9_000)
    );
    let nots = format!("SELECT Id FROM Account WHERE {}Name = 'a'", "NOT ".repeat(20_000));
    let children = format!("SELECT {}Id", "(SELECT ".repeat(10_000));
    let calls = format!("SELECT {}Id FROM Account", "MAX(".repeat(20_000));
    let dots = format!("SELECT {}Id FROM Account", "Parent.".repeat(10_000));
    let long = format!("SELECT Id FROM Account WHERE Name = '{}'", "a".repeat(100_000));
    for text in [deep, nots, children, calls, dots, long] {
        translates_or_refuses(&text);
        let settings = Settings::at(jiff::Timestamp::UNIX_EPOCH);
        let refused = translate(&text, &TextSchema::read(), &Sees::default(), &settings);
        assert!(refused.is_err(), "{}…", &text[..60]);
    }
}

#[test]
fn long_conditions_within_the_limits_are_translated() {
    let terms = vec!["Name = 'a'"; 5_000].join(" OR ");
    translate_fine(&format!("SELECT Id FROM Account WHERE {terms}"));
    let ids = vec!["'001000000000001AAA'"; 4_000].join(",");
    translate_fine(&format!("SELECT Id FROM Account WHERE Id IN ({ids})"));
}

fn translate_fine(text: &str) {
    let settings = Settings::at(jiff::Timestamp::UNIX_EPOCH);
    let done = translate(text, &TextSchema::read(), &Sees::default(), &settings);
    assert!(done.is_ok(), "{done:?}");
}
