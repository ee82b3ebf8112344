//! Small pieces of SQL, and the parameters of one statement.

use crate::shape::Param;

/// The most parameters of a statement, with room to spare below SQLite's 32,766.
const MOST_PARAMS: usize = 32_000;

/// What the parts of one statement share: its parameters and the numbering of its tables.
#[derive(Debug, Default)]
pub(super) struct Frame {
    pub(super) params: Vec<Param>,
    tables: usize,
}

impl Frame {
    /// A frame whose first parameter is set later, row by row: the Ids of a page.
    pub(super) fn for_ids() -> Self {
        Self {
            params: vec![Param::Text("[]".to_owned())],
            tables: 0,
        }
    }

    /// Binds a value and returns its mark.
    pub(super) fn bind(&mut self, param: Param) -> String {
        self.params.push(param);
        format!("?{}", self.params.len())
    }

    pub(super) fn text(&mut self, text: &str) -> String {
        self.bind(Param::Text(text.to_owned()))
    }

    /// Returns how far the statement has got, for [`rewind`](Self::rewind).
    pub(super) fn mark(&self) -> usize {
        self.params.len()
    }

    /// Takes back the values that were bound since: every value of a statement must stand in it. Numbers of tables are
    /// not used again.
    pub(super) fn rewind(&mut self, mark: usize) {
        self.params.truncate(mark);
    }

    pub(super) fn is_full(&self) -> bool {
        self.params.len() > MOST_PARAMS
    }

    pub(super) fn new_table(&mut self) -> String {
        let alias = format!("t{}", self.tables);
        self.tables += 1;
        alias
    }
}

/// Quotes a name of the schema.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Returns the column of a table.
pub(super) fn column(table: &str, name: &str) -> String {
    format!("{}.{}", quoted(table), quoted(name))
}

/// Joins conditions by AND or OR as a balanced tree: SQLite refuses expressions that are nested more
/// than a thousand deep, and a flat list of terms counts as one that deep.
pub(super) fn joined(terms: &[String], sign: &str) -> String {
    const FLAT: usize = 64;
    match terms {
        [] => "1".to_owned(),
        [one] => one.clone(),
        few if few.len() <= FLAT => format!("({})", few.join(sign)),
        many => {
            let (left, right) = many.split_at(many.len() / 2);
            format!("({}{sign}{})", joined(left, sign), joined(right, sign))
        }
    }
}

/// Writes texts as a JSON array.
pub(super) fn json_array(texts: &[String]) -> String {
    let mut json = String::from("[");
    for (index, text) in texts.iter().enumerate() {
        if index > 0 {
            json.push(',');
        }
        json.push('"');
        for c in text.chars() {
            match c {
                '"' => json.push_str("\\\""),
                '\\' => json.push_str("\\\\"),
                c if u32::from(c) < 0x20 => json.push_str(&format!("\\u{:04x}", u32::from(c))),
                c => json.push(c),
            }
        }
        json.push('"');
    }
    json.push(']');
    json
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_of_terms_stay_shallow() {
        let terms: Vec<String> = (0..10_000).map(|n| n.to_string()).collect();
        let sql = joined(&terms, " OR ");
        let mut depth = 0_usize;
        let mut deepest = 0;
        for c in sql.chars() {
            match c {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            deepest = deepest.max(depth);
        }
        assert!(deepest < 20, "{deepest}");
    }

    #[test]
    fn texts_become_json() {
        let texts = ["a\"\\".to_owned(), "\u{1}ü".to_owned()];
        assert_eq!(json_array(&texts), r#"["a\"\\","\u0001ü"]"#);
    }
}
