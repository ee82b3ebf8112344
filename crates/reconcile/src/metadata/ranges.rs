//! Address ranges of apps: as `first-last`, and as elements that may carry a description of somebody else's.

use std::collections::BTreeSet;
use std::net::IpAddr;

use hallpass_model::{Seen, Value};
use hallpass_salesforce::metadata::Element;

use super::text_at;

/// Reads the ranges; an address that is none is shown as it stands.
pub(super) fn read(holder: &Element, name: &str, first: &str, last: &str) -> Seen<Value> {
    let ranges: BTreeSet<String> = holder
        .all(name)
        .filter_map(|range| shown(range, first, last))
        .collect();
    Some(ranges)
        .filter(|ranges| !ranges.is_empty())
        .map(|ranges| Value::List(ranges.into_iter().collect()))
        .into()
}

fn shown(range: &Element, first: &str, last: &str) -> Option<String> {
    let address = |name| text_at(range, name).map(|text| canonical(&text));
    Some(format!("{}-{}", address(first)?, address(last)?))
}

/// An IPv6 address can be written in many ways.
fn canonical(text: &str) -> String {
    text.parse::<IpAddr>()
        .map_or_else(|_| text.to_owned(), |address| address.to_string())
}

/// Leaves exactly these ranges: those that are there stay as they are, with their descriptions.
pub(super) fn write(
    holder: &mut Element,
    name: &str,
    (first, last): (&str, &str),
    ranges: &[String],
    order: &[&str],
) -> Option<()> {
    let present: Vec<Element> = holder.all(name).cloned().collect();
    let mut elements = Vec::new();
    for range in ranges {
        let kept = present
            .iter()
            .find(|element| shown(element, first, last).as_ref() == Some(range));
        elements.push(match kept {
            Some(element) => element.clone(),
            None => made(name, (first, last), range)?,
        });
    }
    holder.remove(name);
    for element in elements {
        holder.insert(element, order);
    }
    Some(())
}

/// The WSDL has the children in alphabetical order.
fn made(name: &str, (first, last): (&str, &str), range: &str) -> Option<Element> {
    let (from, to) = range.split_once('-')?;
    let mut element = Element::new(name);
    let mut children = [(first, from), (last, to)];
    children.sort_unstable();
    let order = children.map(|(name, _)| name);
    for (name, address) in children {
        element.insert(Element::with_text(name, address), &order);
    }
    Some(element)
}

#[cfg(test)]
mod tests {
    use hallpass_salesforce::metadata::Tree;

    use super::{read, write};

    #[test]
    fn a_range_that_stays_keeps_its_description_and_the_others_go() {
        let text = "<ConnectedApp><ipRanges><description>HQ</description><end>192.0.2.9</end><start>192.0.2.1</start>\
                    </ipRanges><ipRanges><end>192.0.2.20</end><start>192.0.2.20</start></ipRanges></ConnectedApp>";
        let mut root = Tree::parse(text).unwrap().root;
        let wanted = [
            "192.0.2.1-192.0.2.9".to_owned(),
            "198.51.100.1-198.51.100.2".to_owned(),
        ];
        write(&mut root, "ipRanges", ("start", "end"), &wanted, &["ipRanges"]).unwrap();
        let found = Tree { root: root.clone() }.to_string();
        assert!(found.contains("HQ"), "{found}");
        assert!(!found.contains("192.0.2.20"), "{found}");
        let seen = read(&root, "ipRanges", "start", "end");
        assert_eq!(seen.known().unwrap().to_string(), wanted.join(", "));
    }
}
