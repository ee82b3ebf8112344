//! Code, custom permissions, data classification, and sample rows.

use serde_json::{Value, json};

use crate::dml;
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::store::Tx;
use crate::value::{Id, Row, row};

const CLASSES: &[&str] = &["CustomerWS", "CustomerRESTWS"];

const CUSTOM_PERMISSIONS: &[(&str, &str)] = &[
    ("Export_Invoices", "Export Invoices"),
    ("Approve_Discounts", "Approve Discounts"),
];

/// API name, label, and whether the class is of high risk, as a new org has them.
const SECURITY_CLASSES: &[(&str, &str, bool)] = &[
    ("Public", "Public", false),
    ("Internal", "Internal", false),
    ("Confidential", "Confidential", false),
    ("Restricted", "Restricted", true),
    ("MissionCritical", "MissionCritical", true),
];

/// Makes classes, custom permissions and classes of sensitivity.
pub(super) fn code(tx: &mut Tx<'_>) {
    for name in CLASSES {
        tx.insert_raw("ApexClass", class_row(name));
    }
    for (name, label) in CUSTOM_PERMISSIONS {
        tx.insert_raw("CustomPermission", custom_permission_row(name, label));
    }
    flow(tx);
    credential(tx);
    for (order, (name, label, high)) in (1..).zip(SECURITY_CLASSES) {
        tx.insert_raw(
            "FieldSecurityClassification",
            row([
                ("ApiName", Value::from(*name)),
                ("MasterLabel", Value::from(*label)),
                ("SortOrder", Value::from(order)),
                ("IsHighRiskLevel", Value::Bool(*high)),
            ]),
        );
    }
}

/// The row of an Apex class.
pub(crate) fn class_row(name: &str) -> Row {
    row([
        ("Name", Value::from(name)),
        ("ApiVersion", Value::from(66.0)),
        ("Status", Value::from("Active")),
        ("IsValid", Value::Bool(true)),
        ("LengthWithoutComments", Value::from(400)),
    ])
}

/// The row of a custom permission.
pub(crate) fn custom_permission_row(name: &str, label: &str) -> Row {
    row([
        ("DeveloperName", Value::from(name)),
        ("MasterLabel", Value::from(label)),
        ("Language", Value::from("en_US")),
    ])
}

/// A screen flow that people and integrations may be granted.
fn flow(tx: &mut Tx<'_>) {
    let flow = tx.insert_raw(
        "FlowDefinition",
        row([
            ("DeveloperName", Value::from("Order_Intake")),
            ("MasterLabel", Value::from("Order Intake")),
        ]),
    );
    tx.insert_raw(
        "FlowDefinitionView",
        row([
            ("DurableId", Value::from(flow.short())),
            ("ApiName", Value::from("Order_Intake")),
            ("Label", Value::from("Order Intake")),
            ("ProcessType", Value::from("AutoLaunchedFlow")),
            ("IsActive", Value::Bool(true)),
            ("VersionNumber", Value::from(1)),
            ("ApiVersion", Value::from(66)),
            ("ManageableState", Value::from("unmanaged")),
            ("Builder", Value::from("Flow Builder")),
        ]),
    );
}

/// A credential of another system, with the principal that sets grant.
fn credential(tx: &mut Tx<'_>) {
    let credential = tx.insert_raw(
        "ExternalCredential",
        row([
            ("DeveloperName", Value::from("Payment_Gateway")),
            ("MasterLabel", Value::from("Payment Gateway")),
            ("AuthenticationProtocol", Value::from("Custom")),
            ("Language", Value::from("en_US")),
        ]),
    );
    tx.insert_raw(
        "ExternalCredentialParameter",
        row([
            ("ExternalCredentialId", Value::from(&credential)),
            ("ParameterName", Value::from("Service")),
            ("ParameterType", Value::from("NamedPrincipal")),
            ("SequenceNumber", Value::from(1)),
        ]),
    );
}

/// One row of the custom metadata type and one of the custom setting.
fn configuration(tx: &mut Tx<'_>) {
    tx.insert_raw(
        "Routing_Rule__mdt",
        row([
            ("DeveloperName", Value::from("Default")),
            ("MasterLabel", Value::from("Default")),
            ("Label", Value::from("Default")),
            ("QualifiedApiName", Value::from("Default")),
            ("Language", Value::from("en_US")),
            ("Endpoint__c", Value::from("https://example.com/orders")),
            ("Priority__c", Value::from(1)),
            ("Active__c", Value::Bool(true)),
        ]),
    );
    let organization = crate::store::Org::id(tx).map_or(Value::Null, Value::from);
    tx.insert_raw(
        "Integration_Settings__c",
        row([
            ("SetupOwnerId", organization),
            ("Name", Value::from("Integration Settings (Organization)")),
            ("Batch_Size__c", Value::from(200)),
            ("Base_Url__c", Value::from("https://example.com")),
            ("Enabled__c", Value::Bool(true)),
        ]),
    );
}

/// Makes sample rows.
pub(super) fn records(tx: &mut Tx<'_>, admin: &Id) -> Result<(), ApiError> {
    configuration(tx);
    let caller = Caller::system(tx, admin);
    tx.separate(|tx| {
        let accounts = accounts(tx, &caller)?;
        people_of(tx, &caller, &accounts)?;
        leads(tx, &caller)?;
        invoices(tx, &caller, &accounts)?;
        products(tx, &caller)
    })
}

fn insert(tx: &mut Tx<'_>, caller: &Caller, object: &str, values: &Value) -> Result<Id, ApiError> {
    let row: Row = values
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    dml::insert(tx, caller, object, &row)
}

const ACCOUNTS: &[(&str, &str, &str, f64)] = &[
    ("Acme", "Manufacturing", "+1 415 555 0100", 52_000_000.0),
    ("Global Media", "Media", "+1 212 555 0110", 8_400_000.0),
    (
        "Northwind Logistics",
        "Transportation",
        "+49 30 555 0120",
        17_300_000.0,
    ),
    (
        "Salt Lake Dairy",
        "Food & Beverage",
        "+1 801 555 0130",
        2_100_000.0,
    ),
    ("Umbra Energy", "Energy", "+47 22 55 01 40", 310_000_000.0),
];

fn accounts(tx: &mut Tx<'_>, caller: &Caller) -> Result<Vec<Id>, ApiError> {
    ACCOUNTS
        .iter()
        .enumerate()
        .map(|(at, (name, industry, phone, revenue))| {
            let values = json!({
                "Name": name, "Industry": industry, "Phone": phone, "AnnualRevenue": revenue,
                "BillingCity": "San Francisco", "BillingCountry": "United States", "Erp_Key__c": format!("ERP-{at:04}"),
            });
            insert(tx, caller, "Account", &values)
        })
        .collect()
}

fn people_of(tx: &mut Tx<'_>, caller: &Caller, accounts: &[Id]) -> Result<(), ApiError> {
    let names = [
        ("Rosa", "Diaz"),
        ("Milo", "Anders"),
        ("Yuki", "Tan"),
        ("Omar", "Haddad"),
        ("Elsa", "Berg"),
    ];
    for ((first, last), account) in names.iter().zip(accounts) {
        let email = format!("{}@example.com", first.to_lowercase());
        let contact =
            json!({"FirstName": first, "LastName": last, "Email": email, "AccountId": account.as_str()});
        insert(tx, caller, "Contact", &contact)?;
        let opportunity = json!({
            "Name": format!("{last} renewal"), "AccountId": account.as_str(), "StageName": "Prospecting",
            "CloseDate": "2027-03-31", "Amount": 10_000, "ForecastCategory": "Pipeline",
        });
        insert_lenient(tx, caller, "Opportunity", &opportunity)?;
        insert(
            tx,
            caller,
            "Case",
            &json!({"Subject": format!("Question of {first}"), "AccountId": account.as_str()}),
        )?;
    }
    Ok(())
}

/// Leaves out what the object does not let a create set.
fn insert_lenient(tx: &mut Tx<'_>, caller: &Caller, object: &str, values: &Value) -> Result<Id, ApiError> {
    let schema = tx.org.schema();
    let creatable = |name: &str| schema.field(object, name).is_some_and(|field| field.createable);
    let row: Row = values
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| creatable(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    dml::insert(tx, caller, object, &row)
}

fn leads(tx: &mut Tx<'_>, caller: &Caller) -> Result<(), ApiError> {
    for (first, last, company) in [
        ("Iris", "Vale", "Vale & Co"),
        ("Sam", "Reed", "Reed Works"),
        ("Lena", "Koch", "Koch AG"),
    ] {
        insert(
            tx,
            caller,
            "Lead",
            &json!({"FirstName": first, "LastName": last, "Company": company}),
        )?;
    }
    Ok(())
}

fn invoices(tx: &mut Tx<'_>, caller: &Caller, accounts: &[Id]) -> Result<(), ApiError> {
    for (at, account) in accounts.iter().enumerate() {
        let invoice = json!({
            "Account__c": account.as_str(), "Amount__c": 1_200.5, "Status__c": "Sent", "Due_Date__c": "2026-12-31",
            "Reference__c": format!("R-{at}"), "External_Id__c": format!("INV-{at}"),
        });
        let invoice = insert(tx, caller, "Invoice__c", &invoice)?;
        let line = json!({"Invoice__c": invoice.as_str(), "Quantity__c": 2, "Unit_Price__c": 600.25});
        insert(tx, caller, "InvoiceLine__c", &line)?;
    }
    Ok(())
}

fn products(tx: &mut Tx<'_>, caller: &Caller) -> Result<(), ApiError> {
    for (name, code) in [
        ("Support hours", "SUP-H"),
        ("Licence", "LIC"),
        ("Onboarding", "ONB"),
    ] {
        insert(
            tx,
            caller,
            "Product2",
            &json!({"Name": name, "ProductCode": code, "IsActive": true}),
        )?;
    }
    insert(
        tx,
        caller,
        "Pricebook2",
        &json!({"Name": "Standard Price Book", "IsActive": true}),
    )?;
    insert(
        tx,
        caller,
        "Campaign",
        &json!({"Name": "Spring fair", "IsActive": true}),
    )?;
    Ok(())
}
