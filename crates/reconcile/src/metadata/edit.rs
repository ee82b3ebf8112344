//! Reading and changing metadata files by path.

use hallpass_salesforce::metadata::{Element, Node};

/// Returns the text at a path such as `oauthConfig/callbackUrl`, trimmed as the org trims it; empty counts as absent.
pub(crate) fn text_at(root: &Element, path: &str) -> Option<String> {
    let element = path.split('/').try_fold(root, |at, name| at.child(name))?;
    Some(element.text().trim().to_owned()).filter(|text| !text.is_empty())
}

/// Returns the flag at a path.
pub(crate) fn flag_at(root: &Element, path: &str) -> Option<bool> {
    text_at(root, path).map(|text| text.eq_ignore_ascii_case("true"))
}

/// Returns the texts of all children of that name.
pub(crate) fn texts_of(root: &Element, name: &str) -> Vec<String> {
    root.all(name)
        .map(|child| child.text().trim().to_owned())
        .filter(|text| !text.is_empty())
        .collect()
}

/// Gives a child this text, at its place in `order`; an empty text takes the child out.
pub(crate) fn set(root: &mut Element, name: &str, text: &str, order: &[&str]) {
    if text.is_empty() {
        root.remove(name);
    } else {
        root.set(name, text, order);
    }
}

/// Gives a child a flag.
pub(crate) fn set_flag(root: &mut Element, name: &str, flag: bool, order: &[&str]) {
    root.set(name, if flag { "true" } else { "false" }, order);
}

/// Replaces all children of a name by these texts.
pub(crate) fn replace_all(root: &mut Element, name: &str, texts: &[String], order: &[&str]) {
    root.remove(name);
    for text in texts {
        root.insert(Element::with_text(name, text), order);
    }
}

/// Returns a part of the file to be changed, making it at its place in `order`.
pub(crate) fn part_of<'e>(root: &'e mut Element, name: &str, order: &[&str]) -> &'e mut Element {
    if root.child(name).is_none() {
        root.insert(Element::new(name), order);
    }
    let found = root.children.iter_mut().find_map(|node| match node {
        Node::Element(element) if element.local_name() == name => Some(element),
        _ => None,
    });
    found.expect("it was there or has just been put there")
}

#[cfg(test)]
mod tests {
    use super::{flag_at, part_of, replace_all, set, text_at, texts_of};
    use hallpass_salesforce::metadata::Tree;

    #[test]
    fn unknown_elements_survive_a_change() {
        let text = "<T><a>1</a><z><deep x=\"1\">&amp;</deep></z><d>TRUE</d></T>";
        let mut root = Tree::parse(text).unwrap().root;
        set(&mut root, "a", "", &["a", "b"]);
        set(part_of(&mut root, "p", &["p"]), "q", "x", &[]);
        assert_eq!(text_at(&root, "a"), None);
        assert_eq!(text_at(&root, "p/q").as_deref(), Some("x"));
        assert_eq!(text_at(&root, "z/deep").as_deref(), Some("&"));
        assert_eq!(flag_at(&root, "d"), Some(true));
    }

    #[test]
    fn repeated_elements_stand_together() {
        let mut root = Tree::parse("<T><b>1</b><c>x</c><b>2</b></T>").unwrap().root;
        replace_all(&mut root, "b", &["7".to_owned(), "8".to_owned()], &["b", "c"]);
        assert_eq!(texts_of(&root, "b"), ["7", "8"]);
        let names: Vec<&str> = root.elements().map(|element| element.local_name()).collect();
        assert_eq!(names, ["b", "b", "c"]);
    }
}
