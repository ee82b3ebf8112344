//! A query for records: one statement says which rows and in what order, another fetches any of them.

use crate::ast::Query;
use crate::error::Result;
use crate::shape::{Page, RecordQuery, Statement};

use super::columns::Columns;
use super::filter::where_sql;
use super::scope::Scope;
use super::sql::Frame;
use super::{order, restrict};

pub(super) fn records(mut scope: Scope<'_>, query: &Query) -> Result<RecordQuery> {
    let page = page(&scope, query)?;
    Ok(RecordQuery {
        pins: restrict::pins(&scope, query),
        ids: ids(&mut scope, query)?,
        page,
    })
}

fn ids(scope: &mut Scope<'_>, query: &Query) -> Result<Statement> {
    let filter = where_sql(scope, query.filter.as_ref())?;
    let order = order::of_records(scope, &query.order)?;
    let window = order::window(scope, query)?;
    let id = scope.key();
    let sql = format!("SELECT {id} {}{filter} ORDER BY {order}{window}", scope.tables());
    Ok(Statement {
        sql,
        params: std::mem::take(&mut scope.frame.params),
    })
}

fn page(outer: &Scope<'_>, query: &Query) -> Result<Page> {
    let object = std::sync::Arc::clone(&outer.object);
    let mut scope = Scope::of(outer.world, object, &query.from, Frame::for_ids())?;
    let mut columns = Columns::default();
    let id = columns.add(scope.key());
    columns.add_items(&mut scope, query, 0)?;
    let mut terms = vec![format!("{} IN (SELECT value FROM json_each(?1))", scope.key())];
    terms.extend(scope.standing_conditions());
    let sql = format!(
        "SELECT {} {} WHERE {}",
        columns.expressions().join(", "),
        scope.tables(),
        terms.join(" AND ")
    );
    Ok(Page {
        object: scope.object.name.clone(),
        statement: Statement {
            sql,
            params: scope.frame.params,
        },
        id,
        parts: columns.parts,
        children: columns.children,
    })
}
