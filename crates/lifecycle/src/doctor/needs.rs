//! What the user as whom hallpass runs has to be allowed.

/// For what a permission is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// For plan, drift and everything that only reads.
    Plan,
    /// For apply besides.
    Apply,
    /// For a command besides, or for something that plans can do without.
    Extra(&'static str),
}

/// A user permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// Its API name.
    pub name: &'static str,
    /// Its label in Setup.
    pub label: &'static str,
    /// For what.
    pub purpose: Purpose,
    /// Others of which one would do as well.
    pub or: &'static [&'static str],
}

const fn need(
    name: &'static str,
    label: &'static str,
    purpose: Purpose,
    or: &'static [&'static str],
) -> Need {
    Need {
        name,
        label,
        purpose,
        or,
    }
}

/// All of them. Labels are those of Setup; sources are the "special access rules" of each object in the Object Reference,
/// and "Security" in the Metadata API Developer Guide.
pub const NEEDS: &[Need] = &[
    need("ApiEnabled", "API Enabled", Purpose::Plan, &[]),
    need("ViewSetup", "View Setup and Configuration", Purpose::Plan, &[]),
    need("ViewRoles", "View Roles and Role Hierarchy", Purpose::Plan, &[]),
    need(
        "ModifyMetadata",
        "Modify Metadata Through Metadata API Functions",
        Purpose::Plan,
        &["ModifyAllData"],
    ),
    need(
        "ExternalClientAppViewer",
        "View all External Client Apps",
        Purpose::Plan,
        &[
            "ExternalClientAppAdmin",
            "ExternalClientAppDeveloper",
            "CustomizeApplication",
        ],
    ),
    need(
        "ManageInternalUsers",
        "Manage Internal Users",
        Purpose::Apply,
        &["ManageUsers"],
    ),
    need(
        "AssignPermissionSets",
        "Assign Permission Sets",
        Purpose::Apply,
        &["ManageUsers"],
    ),
    need(
        "ManageProfilesPermissionsets",
        "Manage Profiles and Permission Sets",
        Purpose::Apply,
        &[],
    ),
    need(
        "ExternalClientAppDeveloper",
        "Create, edit, and delete External Client Apps",
        Purpose::Apply,
        &["CustomizeApplication"],
    ),
    need(
        "ExternalClientAppAdmin",
        "View all External Client Apps, view their settings, and edit their policies",
        Purpose::Apply,
        &["CustomizeApplication"],
    ),
    need(
        "ViewClientSecret",
        "View Client Secret",
        Purpose::Extra("handover, rotate and verify, which read credentials"),
        &[],
    ),
    need(
        "MonitorLoginHistory",
        "Monitor Login History",
        Purpose::Extra("report --usage and verify, which read logins"),
        &["ManageUsers"],
    ),
    need(
        "ViewEventLogFiles",
        "View Event Log Files",
        Purpose::Extra("the calls of report --usage"),
        &[],
    ),
    need(
        "ModifyDataClassification",
        "Modify Data Classification",
        Purpose::Extra("the risk of a field by the org's own classification"),
        &["CustomizeApplication"],
    ),
];
