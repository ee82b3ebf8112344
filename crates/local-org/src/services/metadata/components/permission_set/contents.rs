//! What a permission set or profile grants, as plain data to compare.

use std::collections::{BTreeMap, BTreeSet};

use super::entities::Entity;
use crate::services::metadata::xml::Element;
use crate::value::Id;

/// Grants on one object.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in super::super) struct ObjectGrant {
    pub(super) read: bool,
    pub(super) create: bool,
    pub(super) edit: bool,
    pub(super) delete: bool,
    pub(super) view_all: bool,
    pub(super) modify_all: bool,
    pub(super) view_all_fields: bool,
}

/// Grants on one field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in super::super) struct FieldGrant {
    pub(super) read: bool,
    pub(super) edit: bool,
}

/// All grants of a set; names are canonical.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in super::super) struct Contents {
    /// User permissions that are on.
    pub(super) permissions: BTreeSet<String>,
    /// By object.
    pub(super) objects: BTreeMap<String, ObjectGrant>,
    /// By `Object.Field`.
    pub(super) fields: BTreeMap<String, FieldGrant>,
    /// Apex classes, custom permissions, flows …
    pub(super) entities: BTreeMap<Id, Entity>,
    /// Tab to `DefaultOn` or `DefaultOff`.
    pub(super) tabs: BTreeMap<String, String>,
    /// Elements without rows here, kept as they came.
    pub(super) others: Vec<Element>,
}

impl Contents {
    /// Of these grants those of an API-only licence: none at all for any other.
    pub(in super::super) fn only_api(&self) -> Contents {
        let api = ["ApiEnabled", "ApiUserOnly"];
        let all = api.iter().all(|name| self.permissions.contains(*name));
        Contents {
            permissions: api
                .iter()
                .filter(|_| all)
                .map(|name| (*name).to_owned())
                .collect(),
            ..Contents::default()
        }
    }

    /// Of these grants the user permissions.
    pub(in super::super) fn permissions_only(&self) -> Contents {
        Contents {
            permissions: self.permissions.clone(),
            ..Contents::default()
        }
    }

    /// The elements without rows.
    pub(in super::super) fn others(&self) -> Vec<Element> {
        self.others.clone()
    }
}
