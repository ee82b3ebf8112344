//! Business objects that have no object permissions of their own.

use super::{Access, ObjectAccess};
use crate::value::Id;

/// The objects whose access follows from another object's.
///
/// Source: Object Reference, "Special Access Rules" of each object; that attachments and files follow the
/// account is a simplification, since there is no record sharing to follow.
const FOLLOWS: &[(&str, &str)] = &[
    ("OpportunityLineItem", "Opportunity"),
    ("OpportunityContactRole", "Opportunity"),
    ("CaseComment", "Case"),
    ("CampaignMember", "Campaign"),
    ("PricebookEntry", "Pricebook2"),
    ("OrderItem", "Order"),
    ("Attachment", "Account"),
    ("ContentVersion", "Account"),
];

/// The objects that user permissions open: all who take part in activities see them.
const ACTIVITIES: &[(&str, &str)] = &[("Task", "EditTask"), ("Event", "EditEvent")];

/// Whether ObjectPermissions rows may name the object.
pub(crate) fn is_object_permissionable(object: &crate::schema::ObjectDef) -> bool {
    let name = object.name.as_str();
    !object.setup
        && !object.custom_setting
        && !object.is_metadata_type()
        && !FOLLOWS.iter().any(|(follower, _)| *follower == name)
        && !ACTIVITIES.iter().any(|(activity, _)| *activity == name)
}

/// Custom metadata types and custom settings have no object permissions: a set opens them one by one
/// (Object Reference, SetupEntityAccess; Salesforce help, "Grant Permissions to Custom Metadata Types and Custom Settings").
fn definitions(object: &str, caller: &Access) -> Option<ObjectAccess> {
    let definition = caller.definition(object)?;
    let all = caller.permission("CustomizeApplication") || caller.permission("ModifyAllData");
    let seen = definition.custom_setting && caller.permission("ViewAllCustomSettings");
    let granted = definition
        .definition_id
        .as_deref()
        .and_then(Id::parse)
        .is_some_and(|id| caller.class(&id));
    let read = all || seen || granted;
    Some(ObjectAccess {
        read,
        create: all,
        edit: all,
        delete: all,
        view_all: read,
        modify_all: all,
        view_all_fields: read,
    })
}

/// Returns what a caller may do with an object that has no object permissions, or none where it has them.
pub(super) fn access(object: &str, caller: &Access) -> Option<ObjectAccess> {
    if let Some((_, parent)) = FOLLOWS.iter().find(|(follower, _)| *follower == object) {
        let parent = caller.object(parent);
        let edit = parent.edit;
        return Some(ObjectAccess {
            create: edit,
            edit,
            delete: edit,
            ..parent
        });
    }
    if let Some(access) = definitions(object, caller) {
        return Some(access);
    }
    let (_, permission) = ACTIVITIES.iter().find(|(activity, _)| *activity == object)?;
    let (read, all) = (
        caller.permission("ActivitiesAccess"),
        caller.permission("ModifyAllData"),
    );
    let edit = all || read && caller.permission(permission);
    let read = read || all || caller.permission("ViewAllData");
    Some(ObjectAccess {
        read,
        create: edit,
        edit,
        delete: edit,
        view_all: caller.permission("ViewAllData"),
        modify_all: all,
        view_all_fields: false,
    })
}
