//! Rows: reading them by query and describe, writing them in collections.

mod composite;
mod describe;
mod fetch;
mod page;
mod query;
mod record;
mod shape;
mod wait;
mod write;

pub use composite::{MAX_QUERIES, MAX_SUBREQUESTS, SubReply};
pub use describe::{Described, FieldDescribe, GlobalObject, ObjectDescribe};
pub use page::QueryResult;
pub use record::Record;
pub use shape::{As, Shape};
pub use write::{Collection, Fields, MAX_COLLECTIONS, MAX_ROWS, RowOutcome, Step, StepOutcome, Verb};
