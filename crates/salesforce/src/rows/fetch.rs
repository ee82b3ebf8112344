//! Getting pages, and reading each as soon as it is there, so that its bytes can go.

use std::sync::Arc;

use super::composite::{Part, joined_operations};
use super::page::{Page, read_page};
use super::shape::Shape;
use crate::error::{Error, Result};
use crate::transport::{Call, Connection};

/// The longest path of a GET. The org takes 16,384 bytes of address and headers together (REST API
/// Developer Guide, "Status Codes"), and the token is among the headers; longer queries travel in a body.
const MAX_GET_PATH: usize = 8_000;

/// Gets pages: a single short one by GET, others as a composite call. A page that the org refuses is an
/// error of its own; the outer ones concern all of them. `shapes` say what the rows of each part become.
pub(super) async fn fetch_pages<S: Shape>(
    connection: Arc<Connection>,
    parts: Vec<Part>,
    shapes: Vec<S>,
) -> Result<Vec<Result<Page<S::Row>>>> {
    if let ([part], [shape]) = (parts.as_slice(), shapes.as_slice())
        && part.url.len() <= MAX_GET_PATH
    {
        return fetch_one(&connection, part, shape).await.map(|page| vec![page]);
    }
    let replies = connection
        .composite_read(joined_operations(&parts), &parts)
        .await?;
    Ok(replies
        .iter()
        .zip(&shapes)
        .map(|(reply, shape)| {
            reply
                .success()
                .and_then(|body| read_page(&reply.operation, body, shape))
        })
        .collect())
}

async fn fetch_one<S: Shape>(
    connection: &Connection,
    part: &Part,
    shape: &S,
) -> Result<Result<Page<S::Row>>> {
    let call = Call::get(part.operation.clone(), &part.url)?;
    match connection.call(&call).await {
        Ok(reply) => Ok(read_page(&part.operation, &reply.body, shape)),
        // Refused as a part of a composite call would be: it says nothing about other queries.
        Err(Error::Api(refusal)) if matches!(refusal.status, 400 | 403 | 404) => Ok(Err(Error::Api(refusal))),
        Err(error) => Err(error),
    }
}
