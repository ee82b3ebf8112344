//! What deployments do to the schema: objects and fields that come, change and go.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::parse::index;
use super::{ChildRelationship, FieldDef, ObjectDef, Schema};

/// What an administrator has made of one object, over what the data files say of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Definition {
    /// The object without its fields, where an administrator made or changed it.
    pub(crate) object: Option<ObjectDef>,
    /// Fields made or changed, in the order of their making.
    pub(crate) fields: Vec<FieldDef>,
    /// Fields of the data files that were deleted.
    pub(crate) removed: Vec<String>,
    /// Whether the whole object was deleted.
    pub(crate) gone: bool,
}

impl Definition {
    /// Adds a field, or replaces the one of that name.
    pub(crate) fn put(&mut self, field: FieldDef) {
        self.removed
            .retain(|name| !name.eq_ignore_ascii_case(&field.name));
        match self
            .fields
            .iter_mut()
            .find(|known| known.name.eq_ignore_ascii_case(&field.name))
        {
            Some(known) => *known = field,
            None => self.fields.push(field),
        }
    }

    /// Takes a field away.
    pub(crate) fn remove(&mut self, name: &str) {
        self.fields.retain(|known| !known.name.eq_ignore_ascii_case(name));
        self.removed.push(name.to_owned());
    }
}

impl Schema {
    /// Applies what an administrator has made of the object `name`; `self` is the schema of the data files with other
    /// definitions applied.
    pub(crate) fn apply(&mut self, name: &str, definition: &Definition) {
        if definition.gone {
            self.objects
                .retain(|object| !object.name.eq_ignore_ascii_case(name));
            self.index();
            return;
        }
        if let Some(object) = &definition.object {
            match self.position(name) {
                Some(at) => {
                    let known = &mut self.objects[at];
                    let (fields, children) = (
                        std::mem::take(&mut known.fields),
                        std::mem::take(&mut known.children),
                    );
                    *known = ObjectDef {
                        fields: if fields.is_empty() {
                            object.fields.clone()
                        } else {
                            fields
                        },
                        children,
                        ..object.clone()
                    };
                }
                None => self.objects.push(object.clone()),
            }
            self.index();
        }
        let Some(at) = self.position(name) else { return };
        let gone = |field: &str| {
            definition
                .removed
                .iter()
                .any(|name| name.eq_ignore_ascii_case(field))
        };
        let object = &mut self.objects[at];
        object.fields.retain(|field| !gone(&field.name));
        for field in &definition.fields {
            match object
                .fields
                .iter_mut()
                .find(|known| known.name.eq_ignore_ascii_case(&field.name))
            {
                Some(known) => *known = field.clone(),
                None => object.fields.push(field.clone()),
            }
        }
        object.by_name = index(object.fields.iter().map(|field| field.name.as_str()));
    }

    /// Makes the child relationships that the references of made objects and fields stand for.
    pub(crate) fn relate(&mut self) {
        let related: Vec<(String, ChildRelationship)> = self
            .objects
            .iter()
            .flat_map(|object| object.fields.iter().map(move |field| (object, field)))
            .filter_map(|(object, field)| {
                let child = ChildRelationship {
                    name: field.more.child_relationship.clone()?,
                    child: object.name.clone(),
                    field: field.name.clone(),
                };
                Some((field.reference_to.first()?.clone(), child))
            })
            .collect();
        let fields: HashSet<(String, String)> = self
            .objects
            .iter()
            .flat_map(|object| {
                object
                    .fields
                    .iter()
                    .map(|field| (object.name.clone(), field.name.clone()))
            })
            .collect();
        let exists = |child: &ChildRelationship| fields.contains(&(child.child.clone(), child.field.clone()));
        for object in &mut self.objects {
            object.children.retain(exists);
        }
        for (parent, child) in related {
            if let Some(at) = self.position(&parent) {
                let children = &mut self.objects[at].children;
                children.retain(|known| known.child != child.child || known.field != child.field);
                children.push(child);
            }
        }
    }

    fn position(&self, name: &str) -> Option<usize> {
        self.by_name.get(&name.to_ascii_lowercase()).copied()
    }
}
