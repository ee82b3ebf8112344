//! What a profile grants, taken out of it: a file is laid over the profile, so each grant is named and switched off.

use hallpass_model::{Grants, Target};
use hallpass_salesforce::metadata::{Element, Node};

/// The switches of an object's grants (Metadata API Developer Guide, ProfileObjectPermissions), in the order of the WSDL
/// around the object's name.
const OF_OBJECTS: [&str; 7] = [
    "allowCreate",
    "allowDelete",
    "allowEdit",
    "allowRead",
    "modifyAllRecords",
    "viewAllFields",
    "viewAllRecords",
];

/// Adds to a file that a profile grants nothing of this any more. User permissions have a list of their own; apps stand in no
/// file of a profile.
pub(super) fn without_grants(grants: &Grants, root: Element) -> Element {
    let mut root = grants.keys().filter_map(switched_off).fold(root, Element::with);
    // Elements of a name stand together, and the WSDL has them in the order of the alphabet.
    root.children
        .sort_by(|one, other| name_of(one).cmp(name_of(other)));
    root
}

fn name_of(node: &Node) -> &str {
    match node {
        Node::Element(element) => &element.name,
        Node::Text(_) | Node::Comment(_) => "",
    }
}

fn switched_off(target: &Target) -> Option<Element> {
    let entry = |element: &str, key: &str, name: &str| {
        let mut parts = [("enabled", "false"), (key, name)];
        parts.sort_unstable();
        filled(element, &parts)
    };
    Some(match target {
        Target::Object(object) => {
            let mut parts: Vec<_> = OF_OBJECTS.iter().map(|switch| (*switch, "false")).collect();
            parts.push(("object", object.as_str()));
            parts.sort_unstable();
            filled("objectPermissions", &parts)
        }
        Target::Field { .. } => {
            let name = target.name();
            let parts = [
                ("editable", "false"),
                ("field", name.as_str()),
                ("readable", "false"),
            ];
            filled("fieldPermissions", &parts)
        }
        Target::ApexClass(name) => entry("classAccesses", "apexClass", name.as_str()),
        Target::CustomPermission(name) => entry("customPermissions", "name", name.as_str()),
        Target::Flow(name) => entry("flowAccesses", "flow", name.as_str()),
        Target::ExternalCredential(name) => entry(
            "externalCredentialPrincipalAccesses",
            "externalCredentialPrincipal",
            name.as_str(),
        ),
        Target::CustomMetadataType(name) => entry("customMetadataTypeAccesses", "name", name.as_str()),
        Target::CustomSetting(name) => entry("customSettingAccesses", "name", name.as_str()),
        Target::SystemPermission(_) | Target::App(..) => return None,
    })
}

fn filled(element: &str, parts: &[(&str, &str)]) -> Element {
    parts.iter().fold(Element::new(element), |element, (name, text)| {
        element.with(Element::with_text(name, text))
    })
}

#[cfg(test)]
mod tests {
    use hallpass_model::build::grants;
    use hallpass_salesforce::metadata::{Element, Tree};

    use super::without_grants;

    #[test]
    fn each_grant_is_named_and_switched_off() {
        let grants = grants(&[
            ("Account", "read"),
            ("Account.Phone", "read edit"),
            ("class CustomerWS", "use"),
            ("system ViewSetup", "use"),
        ]);
        let root = Element::new("Profile").with(Element::with_text("custom", "true"));
        let text = Tree {
            root: without_grants(&grants, root),
        }
        .to_string();
        for part in [
            "<allowRead>false</allowRead>",
            "<object>Account</object>",
            "<field>Account.Phone</field>",
            "<apexClass>CustomerWS</apexClass>",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(!text.contains("ViewSetup") && !text.contains("true</enabled>"));
        let place = |name: &str| text.find(name).unwrap();
        assert!(place("<classAccesses>") < place("<custom>"));
        assert!(place("<fieldPermissions>") < place("<objectPermissions>"));
    }
}
