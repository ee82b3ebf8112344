//! The table of refusals: what is asked, what is answered, and how that is known.
//!
//! `tests/refusals/*.yaml` hold the table, one file a surface. The runner sends each request to an org of its own and
//! compares the answer; the page writes the table down for readers. Where a fact has a switch, its rows are run for
//! each value.

mod answer;
mod package;
mod page;
mod placeholder;
mod stage;
mod table;
mod tests;
