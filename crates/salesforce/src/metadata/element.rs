//! XML as an ordered tree.

/// An XML document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    /// Its outermost element.
    pub root: Element,
}

/// An element with everything in it, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// Its name as written, with a prefix if it has one.
    pub name: String,
    /// Its attributes, in order; namespace declarations are among them.
    pub attributes: Vec<(String, String)>,
    /// What is in it, in order.
    pub children: Vec<Node>,
}

/// Something inside an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// An element.
    Element(Element),
    /// A text, without escapes.
    Text(String),
    /// A comment, as written.
    Comment(String),
}

impl Tree {
    /// An empty metadata file of this type.
    #[must_use]
    pub fn of_type(type_name: &str) -> Self {
        Self {
            root: Element::new(type_name).with_attribute("xmlns", super::NAMESPACE),
        }
    }
}

impl Element {
    /// An element without anything in it.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            attributes: Vec::new(),
            children: Vec::new(),
        }
    }

    /// An element with a text in it.
    #[must_use]
    pub fn with_text(name: &str, text: &str) -> Self {
        let mut element = Self::new(name);
        element.set_text(text);
        element
    }

    /// The same with one more attribute.
    #[must_use]
    pub fn with_attribute(mut self, name: &str, value: &str) -> Self {
        self.attributes.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same with one more element at the end of it.
    #[must_use]
    pub fn with(mut self, child: Self) -> Self {
        self.children.push(Node::Element(child));
        self
    }

    /// Its name without a prefix.
    #[must_use]
    pub fn local_name(&self) -> &str {
        self.name.rsplit(':').next().unwrap_or(&self.name)
    }

    /// The value of an attribute, by its name without a prefix.
    #[must_use]
    pub fn attribute(&self, local_name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(name, _)| name.rsplit(':').next() == Some(local_name))
            .map(|(_, value)| value.as_str())
    }

    /// All text in it, without that of inner elements.
    #[must_use]
    pub fn text(&self) -> String {
        self.children
            .iter()
            .filter_map(|node| match node {
                Node::Text(text) => Some(text.as_str()),
                Node::Element(_) | Node::Comment(_) => None,
            })
            .collect()
    }

    /// Puts this text in place of everything in it.
    pub fn set_text(&mut self, text: &str) {
        self.children.clear();
        if !text.is_empty() {
            self.children.push(Node::Text(text.to_owned()));
        }
    }

    /// The elements in it.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) | Node::Comment(_) => None,
        })
    }

    /// The elements in it that have this name (without a prefix).
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.elements()
            .filter(move |element| element.local_name() == name)
    }

    /// The first element in it with this name (without a prefix).
    #[must_use]
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.elements().find(|element| element.local_name() == name)
    }

    /// The same, to be changed.
    pub fn child_mut(&mut self, name: &str) -> Option<&mut Self> {
        self.children.iter_mut().find_map(|node| match node {
            Node::Element(element) if element.local_name() == name => Some(element),
            _ => None,
        })
    }

    /// The text of the first element with this name, trimmed as the org trims it.
    #[must_use]
    pub fn child_text(&self, name: &str) -> Option<String> {
        self.child(name).map(|element| element.text().trim().to_owned())
    }

    /// Whether the first element with this name says `true`; nothing where it is absent or says neither.
    #[must_use]
    pub fn child_flag(&self, name: &str) -> Option<bool> {
        match self.child_text(name)?.to_ascii_lowercase().as_str() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        }
    }

    /// Gives the element with this name this text; one that is not there is added in its place in `order`.
    pub fn set(&mut self, name: &str, text: &str, order: &[&str]) {
        match self.child_mut(name) {
            Some(element) => element.set_text(text),
            None => self.insert(Self::with_text(name, text), order),
        }
    }

    /// Gives the element with this name this text; one that is not there is added in alphabetical place.
    pub fn put(&mut self, name: &str, text: &str) {
        match self.child_mut(name) {
            Some(element) => element.set_text(text),
            None => self.add(Self::with_text(name, text)),
        }
    }

    /// Puts `child` in alphabetical place, behind others of its name. The sequences of the WSDL are
    /// alphabetical for permission sets, profiles and the apps (metadata.wsdl 66.0), and only `fullName`
    /// comes before all.
    pub fn add(&mut self, child: Self) {
        fn rank(element: &Element) -> (bool, &str) {
            (element.local_name() != "fullName", element.local_name())
        }
        let at = self
            .children
            .iter()
            .rposition(|node| matches!(node, Node::Element(element) if rank(element) <= rank(&child)))
            .map_or(0, |at| at + 1);
        self.children.insert(at, Node::Element(child));
    }

    /// Takes out all elements with this name; says whether there were any.
    pub fn remove(&mut self, name: &str) -> bool {
        let before = self.children.len();
        self.children
            .retain(|node| !matches!(node, Node::Element(element) if element.local_name() == name));
        self.children.len() != before
    }

    /// Puts `child` where `order`, the sequence of the type in the WSDL, has it: behind the last element
    /// that comes before it or has the same name. Elements that `order` does not name stay where they are.
    ///
    /// Repeated elements must be together, or the org refuses the file (Metadata API, "Element X is
    /// duplicated at this location").
    pub fn insert(&mut self, child: Self, order: &[&str]) {
        let rank = |name: &str| order.iter().position(|known| *known == name);
        let name = child.local_name().to_owned();
        let place = |element: &Self| match (rank(element.local_name()), rank(&name)) {
            _ if element.local_name() == name => true,
            (Some(theirs), Some(ours)) => theirs < ours,
            (_, None) => true,
            (None, Some(_)) => false,
        };
        let at = self
            .children
            .iter()
            .rposition(|node| matches!(node, Node::Element(element) if place(element)))
            .map_or(0, |at| at + 1);
        self.children.insert(at, Node::Element(child));
    }
}

#[cfg(test)]
mod tests {
    use super::{Element, Tree};

    const ORDER: [&str; 4] = ["description", "hasActivationRequired", "label", "license"];

    fn names(element: &Element) -> Vec<&str> {
        element.elements().map(Element::local_name).collect()
    }

    #[test]
    fn elements_are_put_where_the_type_has_them() {
        let mut set = Tree::of_type("PermissionSet").root;
        set.set("license", "L", &ORDER);
        set.set("description", "D", &ORDER);
        set.insert(Element::with_text("unknown", "?"), &ORDER);
        set.set("label", "N", &ORDER);
        set.set("label", "M", &ORDER);
        assert_eq!(names(&set), ["description", "label", "license", "unknown"]);
        assert_eq!(set.child_text("label").as_deref(), Some("M"));
    }

    #[test]
    fn elements_are_added_in_alphabetical_place() {
        let mut app = Tree::of_type("ExternalClientApplication").root;
        for name in [
            "label",
            "contactEmail",
            "fullName",
            "scopes",
            "isProtected",
            "scopes",
        ] {
            app.add(Element::with_text(name, "1"));
        }
        app.put("label", "2");
        app.put("description", "3");
        let expected = [
            "fullName",
            "contactEmail",
            "description",
            "isProtected",
            "label",
            "scopes",
            "scopes",
        ];
        assert_eq!(names(&app), expected);
        assert_eq!(app.child_text("label").as_deref(), Some("2"));
    }

    #[test]
    fn repeated_elements_stay_together() {
        let mut app = Element::new("App");
        for name in ["a", "b", "c", "b", "a"] {
            app.insert(Element::new(name), &["a", "b", "c"]);
        }
        assert_eq!(names(&app), ["a", "a", "b", "b", "c"]);
        assert!(app.remove("a"));
        assert!(!app.remove("a"));
    }
}
