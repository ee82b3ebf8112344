//! What a seed file adds to the objects of an org: custom objects, and fields of any object.

use serde::{Deserialize, Serialize};

use super::parse::identify;
use super::{ChildRelationship, FieldDef, FieldExtras, FieldType, ObjectDef, Schema};

/// Custom objects and fields, in the order in which they were added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Additions {
    /// Custom objects.
    pub(crate) objects: Vec<AddedObject>,
    /// Custom fields of these and of other objects.
    pub(crate) fields: Vec<AddedField>,
}

/// A custom object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AddedObject {
    /// The API name.
    pub(crate) name: String,
    /// The label.
    pub(crate) label: String,
    /// The label of several.
    pub(crate) label_plural: String,
}

/// A custom field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AddedField {
    /// The object that it belongs to.
    pub(crate) object: String,
    /// The API name.
    pub(crate) name: String,
    /// The label.
    pub(crate) label: String,
    /// The type, as the Metadata API names it.
    pub(crate) kind: String,
    /// Characters at most.
    pub(crate) length: u32,
    /// Digits at most.
    pub(crate) precision: u32,
    /// Digits after the point.
    pub(crate) scale: u32,
    /// Whether a value must be given.
    pub(crate) required: bool,
    /// Whether values are unique.
    pub(crate) unique: bool,
    /// Whether it is an external id.
    pub(crate) external_id: bool,
    /// Whether it is a formula.
    pub(crate) formula: bool,
    /// Whether other values than those of the picklist are refused.
    pub(crate) restricted: bool,
    /// The values of a picklist.
    pub(crate) values: Vec<String>,
    /// The object that a reference points at.
    pub(crate) to: Option<String>,
    /// The name of the relationship from the parent, without `__r`.
    pub(crate) children: String,
}

impl Additions {
    /// Whether nothing is added.
    pub(crate) fn is_empty(&self) -> bool {
        self.objects.is_empty() && self.fields.is_empty()
    }

    /// Takes more additions over; what was there under the same name keeps its place and becomes as the new one is.
    pub(crate) fn join(&mut self, more: &Additions) {
        for object in &more.objects {
            match self
                .objects
                .iter_mut()
                .find(|known| known.name.eq_ignore_ascii_case(&object.name))
            {
                Some(known) => known.clone_from(object),
                None => self.objects.push(object.clone()),
            }
        }
        for field in &more.fields {
            match self.fields.iter_mut().find(|known| known.is(field)) {
                Some(known) => known.clone_from(field),
                None => self.fields.push(field.clone()),
            }
        }
    }
}

impl AddedField {
    fn is(&self, other: &AddedField) -> bool {
        self.object.eq_ignore_ascii_case(&other.object) && self.name.eq_ignore_ascii_case(&other.name)
    }

    fn define(&self) -> FieldDef {
        let kind = kind(&self.kind);
        let is_master = self.kind == "MasterDetail";
        let is_long = self.kind == "LongTextArea";
        let is_several = kind == FieldType::MultiPicklist;
        let nillable = !self.required && !is_master && kind != FieldType::Boolean;
        FieldDef {
            name: self.name.clone(),
            label: self.label.clone(),
            kind,
            length: self.length,
            precision: self.precision,
            scale: self.scale,
            nillable,
            createable: !self.formula,
            updateable: !self.formula && !is_master,
            defaulted_on_create: kind == FieldType::Boolean,
            filterable: !is_long,
            sortable: !is_long && !is_several,
            groupable: !is_long && !is_several && !kind.is_number() && kind != FieldType::DateTime,
            // Fields that every record must have are visible to everybody (Metadata API Developer Guide, PermissionSet).
            permissionable: !self.required && !is_master,
            calculated: self.formula,
            auto_number: false,
            custom: true,
            id_lookup: self.external_id,
            external_id: self.external_id,
            unique: self.unique,
            name_field: false,
            compound: None,
            reference_to: self.to.iter().cloned().collect(),
            relationship: self
                .to
                .as_ref()
                .and_then(|_| self.name.strip_suffix("__c"))
                .map(|name| format!("{name}__r")),
            restricted: self.restricted,
            picklist: self.values.clone(),
            master_detail: is_master,
            more: FieldExtras::default(),
        }
    }
}

fn kind(name: &str) -> FieldType {
    match name {
        "Checkbox" => FieldType::Boolean,
        "Currency" => FieldType::Currency,
        "Date" => FieldType::Date,
        "DateTime" => FieldType::DateTime,
        "Email" => FieldType::Email,
        "LongTextArea" | "TextArea" => FieldType::TextArea,
        "Lookup" | "MasterDetail" => FieldType::Reference,
        "MultiselectPicklist" => FieldType::MultiPicklist,
        "Number" => FieldType::Double,
        "Percent" => FieldType::Percent,
        "Phone" => FieldType::Phone,
        "Picklist" => FieldType::Picklist,
        "Time" => FieldType::Time,
        "Url" => FieldType::Url,
        _ => FieldType::String,
    }
}

impl Schema {
    /// Builds the schema from the embedded data and what was added to it.
    pub(crate) fn with(additions: &Additions) -> Schema {
        let mut schema = Schema::load();
        for added in &additions.objects {
            schema.add_object(added);
        }
        for added in &additions.fields {
            schema.add_field(added);
        }
        if !additions.is_empty() {
            identify(&mut schema.objects);
            schema.index();
        }
        schema
    }

    fn add_object(&mut self, added: &AddedObject) {
        if self.object(&added.name).is_some() {
            return;
        }
        // Any custom object serves as a pattern for what all of them have.
        let Some(pattern) = self.object("Invoice__c").cloned() else {
            return;
        };
        let mut fields: Vec<FieldDef> = pattern
            .fields
            .iter()
            .filter(|field| !field.custom)
            .cloned()
            .collect();
        for field in fields.iter_mut().filter(|field| field.name_field) {
            field.label = format!("{} Name", added.label);
            field.auto_number = false;
            field.length = 80;
            (field.createable, field.updateable) = (true, true);
            field.nillable = true;
        }
        let key_prefix = self.free_prefix();
        self.objects.push(ObjectDef {
            name: added.name.clone(),
            label: added.label.clone(),
            label_plural: added.label_plural.clone(),
            key_prefix,
            fields,
            children: Vec::new(),
            definition_id: None,
            ..pattern
        });
        self.index();
    }

    fn add_field(&mut self, added: &AddedField) {
        let field = added.define();
        if let Some(parent) = self.objects.iter_mut().find(|object| {
            added
                .to
                .as_deref()
                .is_some_and(|to| object.name.eq_ignore_ascii_case(to))
        }) {
            let name = format!("{}__r", added.children);
            if parent.child(&name).is_none() {
                parent.children.push(ChildRelationship {
                    name,
                    child: added.object.clone(),
                    field: added.name.clone(),
                });
            }
        }
        let Some(object) = self
            .objects
            .iter_mut()
            .find(|object| object.name.eq_ignore_ascii_case(&added.object))
        else {
            return;
        };
        match object
            .fields
            .iter_mut()
            .find(|known| known.name.eq_ignore_ascii_case(&field.name))
        {
            Some(known) => *known = field,
            None => object.fields.push(field),
        }
    }

    /// Custom objects have the prefixes `a00` and on, in the order in which they were made.
    fn free_prefix(&self) -> String {
        const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        let prefix = |number: usize| {
            let digit = |at: usize| char::from(DIGITS[at % DIGITS.len()]);
            format!("a{}{}", digit(number / DIGITS.len()), digit(number))
        };
        (0..DIGITS.len() * DIGITS.len())
            .map(prefix)
            .find(|prefix| self.object_by_prefix(prefix).is_none())
            .unwrap_or_else(|| "azz".to_owned())
    }
}
