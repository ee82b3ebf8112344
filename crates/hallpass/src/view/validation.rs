//! What an org says of the files of a plan that it checked and did not take.

use std::fmt::Write as _;

use hallpass_reconcile::{Checked, Validation, Waiting};

use super::comment::Comment;
use super::markdown::safe;
use super::{Styles, for_terminal};

/// Prints it for a terminal, under the plan.
pub(crate) fn validation_as_text(validation: &Validation, styles: Styles) -> String {
    let mut out = String::from("\n");
    let _ = writeln!(out, "{}", styles.bold("Check of the org, with nothing written"));
    for line in lines(validation) {
        let text = for_terminal(&line.text);
        let text = match line.is_bad {
            true => styles.bad(text).to_string(),
            false => text,
        };
        let _ = writeln!(out, "    {text}");
    }
    out
}

/// Adds it to a comment on a pull request.
pub(super) fn validation_as_markdown(comment: &mut Comment, validation: &Validation) {
    comment.open("\n**Check of the org, with nothing written**\n\n");
    for line in lines(validation) {
        comment.line(format!("- {}\n", safe(&line.text)));
    }
    comment.close("");
}

struct Line {
    text: String,
    is_bad: bool,
}

fn lines(validation: &Validation) -> Vec<Line> {
    let plain = |text: String| Line { text, is_bad: false };
    let mut lines: Vec<Line> = validation.components.iter().map(of_component).collect();
    lines.extend(validation.problem.iter().map(|problem| Line {
        text: format!("! refused: {problem}"),
        is_bad: true,
    }));
    lines.extend(validation.waiting.iter().map(|waiting| {
        let Waiting {
            address: _,
            component,
            name,
            needs,
        } = waiting;
        plain(format!(
            "? {component} {name}: not checked, it names {needs}, which apply makes first"
        ))
    }));
    if lines.is_empty() {
        lines.push(plain("no files to check".to_owned()));
    }
    if validation.rows > 0 {
        let rows = validation.rows;
        lines.push(plain(format!(
            "rows are not checked: no org checks rows before they are written ({rows} here)"
        )));
    }
    lines
}

fn of_component(checked: &Checked) -> Line {
    let Checked {
        address: _,
        component,
        name,
        problem,
    } = checked;
    match problem {
        None => Line {
            text: format!("{component} {name}: would be taken"),
            is_bad: false,
        },
        Some(problem) => Line {
            text: format!("! {component} {name}: {problem}"),
            is_bad: true,
        },
    }
}
