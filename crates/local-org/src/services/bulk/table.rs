//! Uploaded data: columns and rows.

use super::dialect::Dialect;

/// Data, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<TableRow>,
}

/// One row; `is_whole` where it has as many values as there are columns.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TableRow {
    pub(super) values: Vec<String>,
    pub(super) is_whole: bool,
}

/// Why data is none, as a job's `errorMessage` words it.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum BadData {
    #[error("ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is {0}")]
    LineEnding(&'static str),
    #[error("InvalidBatch : The data has no columns")]
    Empty,
    #[error("ClientInputError : The data can't be read as UTF-8")]
    Text,
}

impl Table {
    /// Reads what a client uploaded.
    pub(super) fn parse(data: &[u8], dialect: Dialect) -> Result<Table, BadData> {
        if !dialect.ending.fits(data) {
            return Err(BadData::LineEnding(dialect.ending.name()));
        }
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(dialect.delimiter.byte())
            .has_headers(true)
            .flexible(true)
            .from_reader(data);
        let columns: Vec<String> = reader
            .headers()
            .map_err(|_| BadData::Text)?
            .iter()
            .map(|name| name.trim().to_owned())
            .collect();
        if columns.iter().all(String::is_empty) {
            return Err(BadData::Empty);
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|_| BadData::Text)?;
            let is_whole = record.len() == columns.len();
            let mut values: Vec<String> = record.iter().map(str::to_owned).collect();
            values.resize(columns.len(), String::new());
            rows.push(TableRow { values, is_whole });
        }
        Ok(Table { columns, rows })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::super::dialect::{Delimiter, Dialect, LineEnding};
    use super::{BadData, Table};

    #[test]
    fn data_is_read_by_its_dialect() {
        let dialect = Dialect {
            delimiter: Delimiter::Pipe,
            ending: LineEnding::CrLf,
        };
        let table = Table::parse(b"Name|Phone\r\n\"A|\"\"B\"\"\"|1\r\nC\r\n", dialect).unwrap();
        assert_eq!(table.columns, ["Name", "Phone"]);
        assert_eq!(table.rows[0].values, ["A|\"B\"", "1"]);
        assert_eq!((table.rows[1].values.len(), table.rows[1].is_whole), (2, false));
    }

    #[test]
    fn lines_must_end_as_the_job_says() {
        for (data, ending, fine) in [
            (&b"Name\nA\n"[..], LineEnding::Lf, true),
            (b"Name\r\nA\r\n", LineEnding::Lf, false),
            (b"Name\nA\n", LineEnding::CrLf, false),
            (b"Name", LineEnding::CrLf, true),
        ] {
            let dialect = Dialect {
                ending,
                ..Dialect::default()
            };
            let read = Table::parse(data, dialect);
            assert_eq!(read.is_ok(), fine, "{data:?}");
            if !fine {
                assert_eq!(read.unwrap_err(), BadData::LineEnding(ending.name()));
            }
        }
        assert_eq!(Table::parse(b"", Dialect::default()), Err(BadData::Empty));
    }

    proptest! {
        #[test]
        fn no_data_is_too_strange_to_be_read(data in any::<Vec<u8>>()) {
            let _ = Table::parse(&data, Dialect::default());
        }
    }
}
