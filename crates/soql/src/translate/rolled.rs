//! The SQL of a grouped query, with the subtotals of ROLLUP and CUBE.

use crate::ast::GroupKind;

/// The translated pieces of a grouped query.
pub(super) struct Grouped {
    pub(super) tables: String,
    pub(super) keys: Vec<String>,
    pub(super) expressions: Vec<String>,
    pub(super) filter: String,
    pub(super) having: String,
    /// Expression and direction.
    pub(super) order: Vec<(String, String)>,
    pub(super) window: String,
}

/// Stands for `GROUPING(key)` until it is known whether a row is a subtotal over that key.
pub(super) fn subtotal_mark(key: &str) -> String {
    format!("GROUPING({key})")
}

impl Grouped {
    pub(super) fn sql(&self, kind: GroupKind) -> String {
        match kind {
            GroupKind::Plain => self.plain(),
            GroupKind::Rollup | GroupKind::Cube => self.rolled(&sets(kind, self.keys.len())),
        }
    }

    fn plain(&self) -> String {
        let all = vec![true; self.keys.len()];
        let order: Vec<String> = self
            .order
            .iter()
            .map(|(expression, direction)| format!("{}{direction}", self.cell(expression, &all)))
            .collect();
        let order = if order.is_empty() {
            String::new()
        } else {
            format!(" ORDER BY {}", order.join(", "))
        };
        format!("{}{order}{}", self.level(&all, &[]), self.window)
    }

    /// One level of grouping after the other; sorted as a whole by columns that the answer leaves out.
    fn rolled(&self, sets: &[Vec<bool>]) -> String {
        let sorted: Vec<&str> = self
            .order
            .iter()
            .map(|(expression, _)| expression.as_str())
            .collect();
        let levels: Vec<String> = sets
            .iter()
            .map(|included| self.level(included, &sorted))
            .collect();
        let order: Vec<String> = self
            .order
            .iter()
            .enumerate()
            .map(|(index, (_, direction))| {
                // Subtotals come after what they sum up, unless the query sorts them itself.
                let direction = if direction.is_empty() {
                    " NULLS LAST"
                } else {
                    direction
                };
                format!("{}{direction}", self.expressions.len() + index + 1)
            })
            .collect();
        format!(
            "SELECT * FROM ({}) ORDER BY {}{}",
            levels.join(" UNION ALL "),
            order.join(", "),
            self.window
        )
    }

    /// Returns the groups by the included keys; the others are empty in them.
    fn level(&self, included: &[bool], further: &[&str]) -> String {
        let cells: Vec<String> = self
            .expressions
            .iter()
            .map(String::as_str)
            .chain(further.iter().copied())
            .map(|expression| self.cell(expression, included))
            .collect();
        let keys: Vec<&str> = self
            .keys
            .iter()
            .zip(included)
            .filter(|(_, included)| **included)
            .map(|(key, _)| key.as_str())
            .collect();
        let group = match keys.as_slice() {
            [] if self.keys.is_empty() => String::new(),
            // The grand total is one row even where no aggregate says so.
            [] => " GROUP BY NULL".to_owned(),
            keys => format!(" GROUP BY {}", keys.join(", ")),
        };
        format!(
            "SELECT {} {}{}{group}{}",
            cells.join(", "),
            self.tables,
            self.filter,
            self.having
        )
    }

    fn cell(&self, expression: &str, included: &[bool]) -> String {
        for (key, included) in self.keys.iter().zip(included) {
            if expression == key && !included {
                return "NULL".to_owned();
            }
            if expression == subtotal_mark(key) {
                return i32::from(!included).to_string();
            }
        }
        expression.to_owned()
    }
}

/// Returns which keys each level of grouping includes, the finest level first.
fn sets(kind: GroupKind, keys: usize) -> Vec<Vec<bool>> {
    match kind {
        GroupKind::Rollup => (0..=keys)
            .rev()
            .map(|length| (0..keys).map(|key| key < length).collect())
            .collect(),
        _ => (0..1_usize << keys)
            .rev()
            .map(|bits| (0..keys).map(|key| bits >> (keys - 1 - key) & 1 == 1).collect())
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_go_from_fine_to_coarse() {
        let told = |kind| {
            let sets = sets(kind, 2);
            let told = sets.iter().map(|set| {
                set.iter()
                    .map(|on| if *on { '1' } else { '0' })
                    .collect::<String>()
            });
            told.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(told(GroupKind::Rollup), "11 10 00");
        assert_eq!(told(GroupKind::Cube), "11 10 01 00");
    }
}
