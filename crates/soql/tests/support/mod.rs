//! A schema from text, and a caller from a list of what it cannot see.

use std::collections::BTreeMap;
use std::sync::Arc;

use hallpass_soql::{Child, Field, FieldKind, Object, Schema, SeenRows, Visibility};

pub(crate) struct TextSchema(BTreeMap<String, Arc<Object>>);

impl Schema for TextSchema {
    fn object(&self, name: &str) -> Option<Arc<Object>> {
        self.0.get(&name.to_lowercase()).cloned()
    }
}

impl TextSchema {
    pub(crate) fn read() -> Self {
        let mut objects: Vec<Object> = Vec::new();
        let lines = include_str!("../cases/schema.txt").lines();
        for line in lines.filter(|line| !line.starts_with('#')) {
            let words: Vec<&str> = line.split_whitespace().collect();
            match (objects.last_mut(), words.as_slice()) {
                (Some(object), ["<", relationship, place]) => {
                    let (child, field) = place.split_once('.').expect("a place");
                    object.children.push(Child {
                        relationship: (*relationship).to_owned(),
                        object: child.to_owned(),
                        field: field.to_owned(),
                    });
                }
                (Some(object), [name, kind, rest @ ..]) if line.starts_with(' ') => {
                    object.fields.push(field(name, kind, rest));
                }
                (_, [name]) => objects.push(Object {
                    name: (*name).to_owned(),
                    queryable: true,
                    key: if name.ends_with("Definition") {
                        "DurableId"
                    } else {
                        "Id"
                    }
                    .to_owned(),
                    name_field: None,
                    fields: Vec::new(),
                    children: Vec::new(),
                }),
                _ => panic!("schema line {line:?}"),
            }
        }
        let by_name = objects
            .into_iter()
            .map(|object| (object.name.to_lowercase(), Arc::new(object)));
        Self(by_name.collect())
    }
}

fn field(name: &str, kind: &str, rest: &[&str]) -> Field {
    let kind = match kind {
        "id" => FieldKind::Id,
        "reference" => FieldKind::Reference,
        "boolean" => FieldKind::Boolean,
        "integer" => FieldKind::Integer,
        "currency" => FieldKind::Currency,
        "decimal" => FieldKind::Decimal,
        "date" => FieldKind::Date,
        "datetime" => FieldKind::DateTime,
        "multipicklist" => FieldKind::MultiPicklist,
        "compound" => FieldKind::Compound,
        "text" => FieldKind::Text,
        other => panic!("kind {other}"),
    };
    let mut field = Field::new(name, kind);
    let mut plain = Vec::new();
    for word in rest {
        match (*word, word.split_once('=')) {
            ("-filter", _) => field.filterable = false,
            ("-sort", _) => field.sortable = false,
            ("-group", _) => field.groupable = false,
            ("polymorphic", _) => field.polymorphic = true,
            (_, Some((key, part))) => field.parts.push((key.to_owned(), part.to_owned())),
            (word, None) => plain.push(word),
        }
    }
    if let [targets, relationship, key @ ..] = plain.as_slice() {
        field.reference_to = targets.split(',').map(str::to_owned).collect();
        field.relationship = Some((*relationship).to_owned());
        if let [key] = key {
            field.reference_key = (*key).to_owned();
        }
    }
    field
}

/// Sees all but what is listed: `Account` or `Account.Phone`.
#[derive(Default)]
pub(crate) struct Sees {
    pub(crate) hidden: Vec<String>,
    pub(crate) own: Option<(String, SeenRows)>,
}

impl Visibility for Sees {
    fn object(&self, object: &str) -> bool {
        !self.hidden.iter().any(|hidden| hidden == object)
    }

    fn field(&self, object: &str, field: &str) -> bool {
        let place = format!("{object}.{field}");
        !self.hidden.contains(&place)
    }

    fn seen_rows(&self, object: &str) -> Option<SeenRows> {
        self.own
            .as_ref()
            .filter(|(known, _)| known == object)
            .map(|(_, rows)| rows.clone())
    }
}
