//! What stands for values that differ from org to org: `${User admin@hallpass.local}` is the Id of that user.

use secrecy::ExposeSecret as _;
use serde_json::{Map, Value};

use super::stage::Stage;
use crate::apps::{self, AppKind};
use crate::value::text;

/// The field that names a row of an object, where it is not `Name`.
const NAME_FIELDS: &[(&str, &str)] = &[
    ("ExternalClientApplication", "DeveloperName"),
    ("FieldDefinition", "DurableId"),
    ("Group", "DeveloperName"),
    ("Invoice__c", "External_Id__c"),
    ("PermissionSetGroup", "DeveloperName"),
    ("PermissionSetLicense", "DeveloperName"),
    ("User", "Username"),
    ("UserLogin", "UserId"),
];

impl Stage {
    /// Fills the placeholders of a text.
    ///
    /// `${repeat TIMES TEXT}`, `${key of APP}`, `${secret of APP}`, `${consumer of APP}`, `${certificate}`, a kept name, or
    /// an object and the name of one of its rows; `${short …}` is the same with 15 characters.
    pub(super) fn fill(&self, text: &str) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((head, tail)) = rest.split_once("${") {
            let (inside, after) = tail.split_once('}').expect("a placeholder ends");
            filled.push_str(head);
            filled.push_str(&self.value(inside));
            rest = after;
        }
        filled.push_str(rest);
        filled
    }

    fn value(&self, inside: &str) -> String {
        if let Some(kept) = self.kept.get(inside) {
            return kept.clone();
        }
        let (word, rest) = inside.split_once(' ').unwrap_or((inside, ""));
        match word {
            "any" => "${any}".to_owned(),
            "certificate" => self.signer().certificate.clone(),
            "repeat" => {
                let (times, what) = rest.split_once(' ').expect("times and text");
                what.repeat(times.parse().expect("a number"))
            }
            "key" | "secret" => self.consumer(word, rest.trim_start_matches("of ")),
            "consumer" => self.consumer_id(rest.trim_start_matches("of ")),
            "short" => self.value(rest).chars().take(15).collect(),
            object => self.id_of(object, rest),
        }
    }

    fn consumer(&self, word: &str, app: &str) -> String {
        let found = self.work(|tx| apps::by_developer_name(tx, AppKind::External, app));
        let consumer = found.and_then(|app| app.consumer);
        let consumer = consumer.unwrap_or_else(|| panic!("{app} has no consumer"));
        if word == "key" {
            consumer.key
        } else {
            consumer.secret.expose_secret().to_owned()
        }
    }

    fn consumer_id(&self, app: &str) -> String {
        let app = Value::from(self.id_of("ExternalClientApplication", app));
        let about = [("ExternalClientApplicationId", app)];
        let found = self.work(|tx| tx.find_one("ExtlClntAppOauthConsumer", &about));
        text(&found.expect("a consumer"), "Id").to_owned()
    }

    fn id_of(&self, object: &str, name: &str) -> String {
        let field = NAME_FIELDS
            .iter()
            .find(|(known, _)| *known == object)
            .map_or("Name", |(_, field)| field);
        let name = if object == "UserLogin" {
            self.id_of("User", name)
        } else {
            name.to_owned()
        };
        let found = self.work(|tx| tx.find_one(object, &[(field, Value::from(name.as_str()))]));
        found.map_or_else(
            || panic!("nothing is called ${{{object} {name}}}"),
            |row| text(&row, "Id").to_owned(),
        )
    }

    /// Fills the placeholders of a body, and writes out lists of `$repeat: TIMES` with `$item`.
    pub(super) fn fill_value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::from(self.fill(text)),
            Value::Array(list) => list.iter().map(|item| self.fill_value(item)).collect(),
            Value::Object(object) => match repeated(object) {
                Some((times, item)) => (0..times)
                    .map(|number| self.fill_value(&numbered(item, number)))
                    .collect(),
                None => object
                    .iter()
                    .map(|(name, value)| (name.clone(), self.fill_value(value)))
                    .collect::<Map<_, _>>()
                    .into(),
            },
            other => other.clone(),
        }
    }
}

fn repeated(object: &Map<String, Value>) -> Option<(u64, &Value)> {
    Some((object.get("$repeat")?.as_u64()?, object.get("$item")?))
}

/// Writes the number of an item where it says `${n}`.
fn numbered(item: &Value, number: u64) -> Value {
    match item {
        Value::String(text) => Value::from(text.replace("${n}", &number.to_string())),
        Value::Array(list) => list.iter().map(|item| numbered(item, number)).collect(),
        Value::Object(object) => object
            .iter()
            .map(|(name, value)| (name.clone(), numbered(value, number)))
            .collect::<Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}
