//! Any permission set: what is deployed comes back in its normal form, and going in again changes nothing.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, btree_set};
use proptest::prelude::*;

use super::world::{World, done, file, manifest};
use crate::services::metadata::xml::{Element, to_fragment};

const FIELDS: &[&str] = &[
    "Account.Phone",
    "Account.Website",
    "Lead.Phone",
    "Case.Reason",
    "Invoice__c.Amount__c",
    "Invoice__c.Overdue__c",
];
const OBJECTS: &[&str] = &["Account", "Case", "Invoice__c", "Lead"];
/// Without dependencies among each other.
const PERMISSIONS: &[&str] = &["ApiEnabled", "RunReports", "PasswordNeverExpires"];
const CLASSES: &[&str] = &["CustomerWS", "CustomerRESTWS"];

#[derive(Clone, Debug)]
struct Set {
    /// How far each object goes: read, create, edit, delete.
    objects: BTreeMap<&'static str, u8>,
    fields: BTreeMap<&'static str, bool>,
    permissions: Vec<&'static str>,
    classes: Vec<&'static str>,
    description: Option<String>,
}

prop_compose! {
    fn sets()(
        objects in btree_map(prop::sample::select(OBJECTS), 0..4_u8, 0..4),
        fields in btree_map(prop::sample::select(FIELDS), any::<bool>(), 0..6),
        permissions in btree_set(prop::sample::select(PERMISSIONS), 0..3),
        classes in btree_set(prop::sample::select(CLASSES), 0..3),
        description in prop::option::of("[A-Za-z<&\"é]{1,20}"),
    ) -> Set {
        Set { objects, fields, permissions: permissions.into_iter().collect(), classes: classes.into_iter().collect(), description }
    }
}

impl Set {
    /// The file in the order and with the defaults that the org answers with.
    fn normal(&self) -> Element {
        let mut root = Element::new("PermissionSet");
        for class in &self.classes {
            root.children.push(
                Element::new("classAccesses")
                    .with("apexClass", *class)
                    .with("enabled", "true"),
            );
        }
        if let Some(description) = &self.description {
            root = root.with("description", description);
        }
        for (field, edit) in self.granted() {
            root.children.push(
                Element::new("fieldPermissions")
                    .with("editable", edit.to_string())
                    .with("field", field)
                    .with("readable", "true"),
            );
        }
        root = root.with("hasActivationRequired", "false").with("label", "Any");
        for (object, depth) in &self.objects {
            root.children.push(
                Element::new("objectPermissions")
                    .with("allowCreate", (*depth > 0).to_string())
                    .with("allowDelete", (*depth > 2).to_string())
                    .with("allowEdit", (*depth > 1).to_string())
                    .with("allowRead", "true")
                    .with("modifyAllRecords", "false")
                    .with("object", *object)
                    .with("viewAllFields", "false")
                    .with("viewAllRecords", "false"),
            );
        }
        for permission in &self.permissions {
            root.children.push(
                Element::new("userPermissions")
                    .with("enabled", "true")
                    .with("name", *permission),
            );
        }
        root
    }

    /// Fields of objects that the set reads; formulas can't be edited.
    fn granted(&self) -> Vec<(&'static str, bool)> {
        self.fields
            .iter()
            .filter(|(field, _)| self.objects.contains_key(field.split('.').next().unwrap()))
            .map(|(field, edit)| (*field, *edit && !field.ends_with("Overdue__c")))
            .collect()
    }

    /// The same said at random: fields of one kind together, kinds in another order, false grants written out.
    fn said(&self) -> Element {
        let mut said = self.normal();
        said.children.push(
            Element::new("fieldPermissions")
                .with("editable", "false")
                .with("field", "Account.Fax")
                .with("readable", "false"),
        );
        said.children.sort_by(|one, other| other.name.cmp(&one.name));
        said
    }
}

fn deploy(world: &World, inner: &Element) -> (bool, bool, bool) {
    let inner: String = inner.children.iter().map(to_fragment).collect();
    let result = world.deployed(&[
        ("package.xml", &manifest(&[("PermissionSet", &["Any"])], "66.0")),
        ("permissionsets/Any.permissionset", &file("PermissionSet", &inner)),
    ]);
    done(&result, "Any")
}

fn back(world: &World) -> Element {
    world.file("PermissionSet", "Any", "permissionsets/Any.permissionset")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn any_set_comes_back_in_its_normal_form(first in sets(), second in sets()) {
        let world = World::new();
        for set in [&first, &second] {
            deploy(&world, &set.said());
            let back = back(&world);
            prop_assert_eq!(&back.children, &set.normal().children);
            prop_assert_eq!(deploy(&world, &back), (false, false, false));
        }
    }
}
