//! The org's own data classification of fields; none where it cannot be read.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::ApiName;
use hallpass_salesforce::soql::{Soql, is_in};

use super::ReadError;
use super::answers::{Answers, Ask, Topic, ask};
use super::scope::Scope;

/// How many objects one query is about: all of their fields come back, whatever the limit says.
const OBJECTS_A_QUERY: usize = 10;

/// Classes of fields, and which of them are of high risk.
#[derive(Debug, Default)]
pub(super) struct Classes {
    of_fields: BTreeMap<(ApiName, ApiName), String>,
    high_risk: BTreeSet<String>,
}

impl Classes {
    pub(super) fn of(&self, object: &ApiName, field: &ApiName) -> Option<&str> {
        self.of_fields
            .get(&(object.clone(), field.clone()))
            .map(String::as_str)
    }

    pub(super) fn is_high_risk(&self, class: &str) -> bool {
        self.high_risk.contains(class)
    }
}

pub(super) fn asks(scope: &Scope<'_>) -> Vec<Ask> {
    let objects: Vec<ApiName> = scope.objects().into_iter().collect();
    if objects.is_empty() {
        return Vec::new();
    }
    let kinds = Soql::select(["ApiName", "IsHighRiskLevel"]).from("FieldSecurityClassification");
    let columns = [
        "QualifiedApiName",
        "EntityDefinition.QualifiedApiName",
        "SecurityClassification",
    ];
    let fields = objects.chunks(OBJECTS_A_QUERY).map(|part| {
        let names = part.iter().map(ApiName::as_str);
        let soql = Soql::select(columns).from("FieldDefinition");
        ask(
            Topic::FieldClassifications,
            soql.filter(is_in("EntityDefinition.QualifiedApiName", names)),
        )
    });
    std::iter::once(ask(Topic::Classifications, kinds))
        .chain(fields)
        .collect()
}

/// Reads what there is. Many users may not see it, and many orgs do not use it: neither is an error.
pub(super) fn from(answers: &mut Answers) -> Result<Classes, ReadError> {
    let mut classes = Classes::default();
    for row in answers
        .rows_or_refusal(Topic::Classifications)?
        .unwrap_or_default()
    {
        if row.flag("IsHighRiskLevel") == Some(true) {
            classes.high_risk.extend(row.text("ApiName").map(str::to_owned));
        }
    }
    for row in answers
        .rows_or_refusal(Topic::FieldClassifications)?
        .unwrap_or_default()
    {
        let object = row.text("EntityDefinition.QualifiedApiName");
        let class = row
            .text("SecurityClassification")
            .filter(|class| !class.is_empty());
        if let (Some(object), Some(field), Some(class)) = (object, row.text("QualifiedApiName"), class) {
            classes
                .of_fields
                .insert((object.into(), field.into()), class.to_owned());
        }
    }
    Ok(classes)
}
