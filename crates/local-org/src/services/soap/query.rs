//! `query`, `queryAll`, `queryMore`.

use serde_json::Value;

use super::handle::{Answer, Call};
use super::output::result_of_query;
use crate::services::metadata::xml::Element;
use crate::services::query::{QueryOptions, more, run};
use crate::store::Tx;

/// `query`.
pub(super) fn query(tx: &mut Tx<'_>, call: &Call<'_>) -> Answer {
    first(tx, call, false)
}

/// `queryAll`: with what lies in the recycle bin.
pub(super) fn query_all(tx: &mut Tx<'_>, call: &Call<'_>) -> Answer {
    first(tx, call, true)
}

fn first(tx: &mut Tx<'_>, call: &Call<'_>, include_deleted: bool) -> Answer {
    let soql = call.operation().value("queryString").unwrap_or_default();
    let mut options = options(call);
    options.include_deleted = include_deleted;
    let answer = run(tx, call.caller, soql, &options)?;
    Ok(vec![result(call, &answer)])
}

/// `queryMore`.
pub(super) fn query_more(tx: &mut Tx<'_>, call: &Call<'_>) -> Answer {
    let locator = call.operation().value("queryLocator").unwrap_or_default();
    let answer = more(tx, call.caller, locator, &options(call))?;
    Ok(vec![result(call, &answer)])
}

fn options(call: &Call<'_>) -> QueryOptions {
    let mut options = QueryOptions::new("");
    let wanted = call
        .envelope
        .header("QueryOptions", "batchSize")
        .and_then(|text| text.parse().ok());
    if let Some(wanted) = wanted {
        options.set_page_size(wanted);
    }
    options
}

fn result(call: &Call<'_>, answer: &Value) -> Element {
    let mut result = super::envelope::typed("result", "QueryResult");
    result.children = result_of_query(call.flavour, answer);
    result
}
