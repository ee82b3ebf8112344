//! One field of an object.

use serde::{Deserialize, Serialize};

/// The type of a field, as describe names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum FieldType {
    /// The record's own Id.
    Id,
    /// A lookup or master-detail reference.
    Reference,
    /// True or false, never null.
    Boolean,
    /// A whole number.
    Int,
    /// A decimal number.
    Double,
    /// An amount of money.
    Currency,
    /// A percentage.
    Percent,
    /// A point in time.
    DateTime,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// Text.
    String,
    /// Long text.
    TextArea,
    /// One of several values.
    Picklist,
    /// Several of several values, joined by `;`.
    MultiPicklist,
    /// A picklist that takes other values too.
    Combobox,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A web address.
    Url,
    /// Bytes in base64.
    Base64,
    /// Any simple value.
    AnyType,
    /// A compound address, made from its parts.
    Address,
    /// A compound geolocation, made from its parts.
    Location,
    /// A structure (metadata), made when asked for.
    ComplexValue,
}

impl FieldType {
    const NAMES: &'static [(&'static str, FieldType)] = &[
        ("id", FieldType::Id),
        ("reference", FieldType::Reference),
        ("boolean", FieldType::Boolean),
        ("int", FieldType::Int),
        ("double", FieldType::Double),
        ("currency", FieldType::Currency),
        ("percent", FieldType::Percent),
        ("datetime", FieldType::DateTime),
        ("date", FieldType::Date),
        ("time", FieldType::Time),
        ("string", FieldType::String),
        ("textarea", FieldType::TextArea),
        ("picklist", FieldType::Picklist),
        ("multipicklist", FieldType::MultiPicklist),
        ("combobox", FieldType::Combobox),
        ("email", FieldType::Email),
        ("phone", FieldType::Phone),
        ("url", FieldType::Url),
        ("base64", FieldType::Base64),
        ("anyType", FieldType::AnyType),
        ("address", FieldType::Address),
        ("location", FieldType::Location),
        ("complexvalue", FieldType::ComplexValue),
    ];

    /// Returns the type that describe calls `name`.
    pub(crate) fn parse(name: &str) -> Option<FieldType> {
        FieldType::NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, kind)| *kind)
    }

    /// Returns the name that describe uses.
    pub(crate) fn name(self) -> &'static str {
        FieldType::NAMES
            .iter()
            .find(|(_, kind)| *kind == self)
            .map_or("string", |(name, _)| name)
    }

    /// Whether values are text, compared without case.
    pub(crate) fn is_text(self) -> bool {
        !self.is_number()
            && !self.is_compound()
            && !matches!(
                self,
                FieldType::Id
                    | FieldType::Reference
                    | FieldType::Boolean
                    | FieldType::DateTime
                    | FieldType::Date
                    | FieldType::Time
            )
    }

    /// Whether values are numbers.
    pub(crate) fn is_number(self) -> bool {
        matches!(
            self,
            FieldType::Int | FieldType::Double | FieldType::Currency | FieldType::Percent
        )
    }

    /// Whether values are made from others and have no column.
    pub(crate) fn is_compound(self) -> bool {
        matches!(
            self,
            FieldType::Address | FieldType::Location | FieldType::ComplexValue
        )
    }
}

/// One field: what describe says of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FieldDef {
    /// The API name.
    pub(crate) name: String,
    /// The label.
    pub(crate) label: String,
    /// The type.
    pub(crate) kind: FieldType,
    /// Characters at most, 0 where that has no meaning.
    pub(crate) length: u32,
    /// Digits at most.
    pub(crate) precision: u32,
    /// Digits after the point.
    pub(crate) scale: u32,
    /// Whether it may be empty.
    pub(crate) nillable: bool,
    /// Whether a create may set it.
    pub(crate) createable: bool,
    /// Whether an update may set it.
    pub(crate) updateable: bool,
    /// Whether the org fills it when a create leaves it out.
    pub(crate) defaulted_on_create: bool,
    /// Whether a WHERE may name it.
    pub(crate) filterable: bool,
    /// Whether an ORDER BY may name it.
    pub(crate) sortable: bool,
    /// Whether a GROUP BY may name it.
    pub(crate) groupable: bool,
    /// Whether field-level security applies to it.
    pub(crate) permissionable: bool,
    /// Whether it is a formula or roll-up.
    pub(crate) calculated: bool,
    /// Whether the org numbers it.
    pub(crate) auto_number: bool,
    /// Whether an administrator made it.
    pub(crate) custom: bool,
    /// Whether an upsert may find records by it.
    pub(crate) id_lookup: bool,
    /// Whether it is an external id.
    pub(crate) external_id: bool,
    /// Whether values are unique.
    pub(crate) unique: bool,
    /// Whether it is the record's name.
    pub(crate) name_field: bool,
    /// The compound field that it is a part of.
    pub(crate) compound: Option<String>,
    /// The objects that a reference may point at.
    pub(crate) reference_to: Vec<String>,
    /// The name of the relationship to the parent.
    pub(crate) relationship: Option<String>,
    /// Whether other values than those of the picklist are refused.
    pub(crate) restricted: bool,
    /// The values of a picklist.
    pub(crate) picklist: Vec<String>,
    /// Whether the reference is a master-detail one (details are deleted with their master).
    pub(crate) master_detail: bool,
    /// What only some fields have.
    #[serde(default)]
    pub(crate) more: FieldExtras,
}

/// What only some fields have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FieldExtras {
    /// The Id of its definition, where an administrator made it.
    pub(crate) id: Option<String>,
    /// The text of a formula.
    pub(crate) formula: Option<String>,
    /// The value that a create without one gets.
    pub(crate) default_value: Option<String>,
    /// What people read beside the field.
    pub(crate) help: Option<String>,
    /// The name of the relationship from the parent to its children.
    pub(crate) child_relationship: Option<String>,
    /// How an auto-number looks, `INV-{0000}`.
    pub(crate) display_format: Option<String>,
    /// Whether values that differ in case only are different.
    pub(crate) case_sensitive: bool,
    /// Whether a parent that is referred to can't be deleted.
    pub(crate) restricted_delete: bool,
    /// Labels of picklist values that differ from the value.
    pub(crate) labels: Vec<(String, String)>,
}

impl FieldDef {
    /// Returns a field that nothing is known of but its name, label and type.
    pub(crate) fn bare(name: &str, label: &str, kind: FieldType) -> FieldDef {
        FieldDef {
            name: name.to_owned(),
            label: label.to_owned(),
            kind,
            length: 0,
            precision: 0,
            scale: 0,
            nillable: false,
            createable: false,
            updateable: false,
            defaulted_on_create: false,
            filterable: false,
            sortable: false,
            groupable: false,
            permissionable: false,
            calculated: false,
            auto_number: false,
            custom: false,
            id_lookup: false,
            external_id: false,
            unique: false,
            name_field: false,
            compound: None,
            reference_to: Vec::new(),
            relationship: None,
            restricted: false,
            picklist: Vec::new(),
            master_detail: false,
            more: FieldExtras::default(),
        }
    }

    /// Whether the field has a column of its own in the store.
    pub(crate) fn is_stored(&self) -> bool {
        !self.kind.is_compound()
    }

    /// Whether a create must give a value.
    pub(crate) fn is_required(&self) -> bool {
        self.createable && !self.nillable && !self.defaulted_on_create && self.kind != FieldType::Boolean
    }
}
