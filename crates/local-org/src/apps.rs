//! Apps as OAuth and Connect see them.
