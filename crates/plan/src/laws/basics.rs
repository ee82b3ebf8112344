//! The first test of all: the same on both sides, and nothing to do.

use hallpass_model::OrgName;
use hallpass_model::build::{desired, integration, live_of, org};

use crate::{apply_in_memory, check, moved, plan, refuse_if_unsafe};

fn local() -> OrgName {
    OrgName::new("local").unwrap()
}

#[test]
fn nothing_differs_where_all_is_as_desired() {
    let desired = desired([integration(
        "billing",
        &[("Account", "read edit"), ("Account.Phone", "read")],
    )]);
    let live = live_of(&desired);
    let plan = plan(&local(), &desired, &live);
    assert!(plan.is_empty(), "{plan:#?}");
    assert_eq!(plan.unchanged, 8);
    assert!(plan.warnings.is_empty() && plan.unmanaged.is_empty());
}

#[test]
fn an_empty_org_gets_everything_once_and_then_nothing() {
    let desired = desired([integration(
        "billing",
        &[("Account", "read edit"), ("Account.Phone", "read")],
    )]);
    let live = org(&desired);
    let first = plan(&local(), &desired, &live);
    assert_eq!(check(&first, &desired, &live), []);
    assert_eq!(moved(&first, &live), []);
    refuse_if_unsafe(&first, &desired, &live).unwrap();
    let order: Vec<_> = first
        .changes
        .iter()
        .map(|change| change.address.to_string())
        .collect();
    assert_eq!(
        order,
        [
            "billing.user",
            "billing.license[SalesforceAPIIntegrationPsl]",
            "billing.permission_set",
            "billing.object[Account]",
            "billing.field[Account.Phone]",
            "billing.app[Billing_Integration]",
            "billing.app_link[Billing_Integration]",
            "billing.assignment[Billing_Integration]",
        ]
    );
    let after = apply_in_memory(&first, live, &desired);
    let second = plan(&local(), &desired, &after);
    assert!(second.is_empty(), "{second:#?}");
    assert_eq!(second.unchanged, 8);
}
