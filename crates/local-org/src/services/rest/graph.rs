//! Composite graphs: each graph stays as a whole or not at all.
//!
//! Source: REST API Developer Guide, "Using Composite Graphs".

use http::Method;
use serde_json::{Value, json};

use super::{Call, composite};
use crate::error::ApiError;
use crate::server::Response;
use crate::store::Tx;

const MAX_GRAPHS: usize = 75;
const MAX_NODES: usize = 500;
/// After so many failures the rest is not tried (REST API Developer Guide, Composite Graph; the words are a guess).
const MAX_FAILURES: usize = 14;
const TOO_MANY_FAILURES: &str = "The operation was halted because too many graphs of the request failed.";

/// Answers `/composite/graph`.
pub(super) fn handle(tx: &mut Tx<'_>, call: &Call<'_>) -> Result<Response, ApiError> {
    call.allow(&[Method::POST])?;
    let body = call.object()?;
    let graphs = body
        .get("graphs")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let nodes: usize = graphs
        .iter()
        .filter_map(|graph| graph["compositeRequest"].as_array())
        .map(Vec::len)
        .sum();
    if graphs.is_empty() || graphs.len() > MAX_GRAPHS || nodes > MAX_NODES {
        let message = format!("A request holds 1 to {MAX_GRAPHS} graphs and at most {MAX_NODES} nodes.");
        return Err(ApiError::bad("LIMIT_EXCEEDED", message));
    }
    let mut answers = Vec::new();
    let mut failures = 0;
    for graph in &graphs {
        let subrequests = composite::read(call, graph.get("compositeRequest"), MAX_NODES)?;
        if let Some(other) = subrequests.iter().find(|subrequest| !subrequest.is_record()) {
            let message = format!("The url isn't supported in a composite graph: {}", other.url());
            return Err(ApiError::bad("INVALID_INPUT", message));
        }
        let (responses, fine) = if failures < MAX_FAILURES {
            composite::together(tx, call, &subrequests)
        } else {
            let halted = |subrequest| composite::halted_by(subrequest, TOO_MANY_FAILURES);
            (subrequests.iter().map(halted).collect(), false)
        };
        failures += usize::from(!fine);
        answers.push(json!({
            "graphId": graph["graphId"],
            "graphResponse": {"compositeResponse": responses},
            "isSuccessful": fine,
        }));
    }
    Ok(Response::json(200, &json!({"graphs": answers})))
}
