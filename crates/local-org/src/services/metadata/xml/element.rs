//! One element of the tree.

/// An element with its children in order; `text` is the joined character data between them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Element {
    /// Local name.
    pub(crate) name: String,
    /// Namespace the prefix stood for, if any.
    pub(crate) namespace: Option<String>,
    /// Attributes as written, without namespace declarations: local name and value.
    pub(crate) attributes: Vec<(String, String)>,
    /// Child elements.
    pub(crate) children: Vec<Element>,
    /// Character data, references resolved.
    pub(crate) text: String,
    /// Line and column just after the start tag, from 1: where Salesforce's messages point.
    pub(crate) place: (usize, usize),
}

/// Two elements are the same when they say the same: places and namespaces do not matter.
impl PartialEq for Element {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
            && self.attributes == other.attributes
            && self.children == other.children
            && self.text.trim() == other.text.trim()
    }
}

impl Element {
    /// An empty element.
    pub(crate) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// An element that holds only text.
    pub(crate) fn leaf(name: &str, text: impl Into<String>) -> Self {
        Self {
            name: name.to_owned(),
            text: text.into(),
            ..Self::default()
        }
    }

    /// The element with a child that holds `text` appended.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, text: impl Into<String>) -> Self {
        self.children.push(Self::leaf(name, text));
        self
    }

    /// The element with `child` appended.
    #[must_use]
    pub(crate) fn with_child(mut self, child: Element) -> Self {
        self.children.push(child);
        self
    }

    /// The first child of that name.
    pub(crate) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All children of that name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The trimmed text of the first child of that name; `None` when absent or empty.
    ///
    /// Trimmed because the server trims string values (Metadata API Developer Guide, createMetadata()).
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.child(name)
            .map(|child| child.text.trim())
            .filter(|text| !text.is_empty())
    }

    /// The value of a boolean child; clients also write `True` and `1`.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.value(name).is_some_and(is_true)
    }

    /// Replaces all children of that name by one with `text`, in the place of the first.
    pub(crate) fn set(&mut self, name: &str, text: impl Into<String>) {
        let leaf = Self::leaf(name, text);
        match self.children.iter().position(|child| child.name == name) {
            Some(at) => {
                self.children[at] = leaf;
                let mut seen = 0usize;
                self.children.retain(|child| {
                    if child.name == name {
                        seen += 1;
                    }
                    child.name != name || seen == 1
                });
            }
            None => self.children.push(leaf),
        }
    }

    /// Removes all children of that name.
    pub(crate) fn remove(&mut self, name: &str) {
        self.children.retain(|child| child.name != name);
    }

    /// The value of an attribute by its local name.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Whether a written boolean is true: `true`, `True`, `1`.
pub(crate) fn is_true(text: &str) -> bool {
    text.eq_ignore_ascii_case("true") || text == "1"
}
