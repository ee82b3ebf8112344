//! How the lines of a job's data look: what parts columns, and what ends lines.

use serde::{Deserialize, Serialize};

/// What stands between two columns (Bulk API 2.0 Developer Guide, "Create a Job", columnDelimiter).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Delimiter {
    #[serde(rename = "BACKQUOTE")]
    Backquote,
    #[serde(rename = "CARET")]
    Caret,
    #[default]
    #[serde(rename = "COMMA")]
    Comma,
    #[serde(rename = "PIPE")]
    Pipe,
    #[serde(rename = "SEMICOLON")]
    Semicolon,
    #[serde(rename = "TAB")]
    Tab,
}

impl Delimiter {
    pub(super) fn byte(self) -> u8 {
        match self {
            Delimiter::Backquote => b'`',
            Delimiter::Caret => b'^',
            Delimiter::Comma => b',',
            Delimiter::Pipe => b'|',
            Delimiter::Semicolon => b';',
            Delimiter::Tab => b'\t',
        }
    }
}

/// What ends a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum LineEnding {
    #[default]
    #[serde(rename = "LF")]
    Lf,
    #[serde(rename = "CRLF")]
    CrLf,
}

impl LineEnding {
    pub(super) fn name(self) -> &'static str {
        match self {
            LineEnding::Lf => "LF",
            LineEnding::CrLf => "CRLF",
        }
    }

    fn text(self) -> &'static str {
        match self {
            LineEnding::Lf => "\n",
            LineEnding::CrLf => "\r\n",
        }
    }

    /// Whether the first line of `data` ends as the job says.
    pub(super) fn fits(self, data: &[u8]) -> bool {
        let Some(end) = data.iter().position(|byte| *byte == b'\n') else {
            return true;
        };
        let found = if end > 0 && data[end - 1] == b'\r' {
            LineEnding::CrLf
        } else {
            LineEnding::Lf
        };
        found == self
    }
}

/// Both together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Dialect {
    #[serde(rename = "columnDelimiter", default)]
    pub(super) delimiter: Delimiter,
    #[serde(rename = "lineEnding", default)]
    pub(super) ending: LineEnding,
}

impl Dialect {
    /// Writes one line. Every value is quoted, as real answers have it.
    pub(super) fn line<'v>(self, values: impl IntoIterator<Item = &'v str>) -> String {
        let mut line = String::new();
        for (at, value) in values.into_iter().enumerate() {
            if at > 0 {
                line.push(char::from(self.delimiter.byte()));
            }
            line.push('"');
            line.push_str(&value.replace('"', "\"\""));
            line.push('"');
        }
        line.push_str(self.ending.text());
        line
    }
}
