//! What a query says, before anybody knows whether its names exist.
//!
//! Places in the text ([`At`]) ride along for error messages and are equal to each other, so that
//! two trees are equal when they say the same.

mod function;
mod tree;

pub use function::Function;
pub use tree::{
    Alias, At, Call, Condition, Count, FieldsGroup, From, Group, GroupKind, Item, ListOperator, Literal,
    LiteralValue, Mark, Name, Nulls, Operand, Operator, Order, Path, Query, Spot, TypeOf, With,
};
