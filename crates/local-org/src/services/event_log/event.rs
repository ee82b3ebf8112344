//! What an event says of a call: its family, its resource, and the object that it is about.

use crate::server::Request;

/// What of a call stands in the log of the day. Bodies and tokens do not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ApiEvent {
    /// `REST`, `SOAP`, `Bulk` or `ApexREST`.
    pub(crate) family: &'static str,
    /// The version of the API, such as `66.0`.
    pub(crate) version: String,
    /// The path below `/services/data`, or the name of the SOAP call.
    pub(crate) resource: String,
    /// The object, where the call names one.
    pub(crate) entity: String,
}

/// Returns what stands in the log of a call; nothing for calls that are of none of the families.
pub(crate) fn event(request: &Request) -> Option<ApiEvent> {
    let segments = request.segments();
    let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
    match parts.as_slice() {
        ["services", "data", version, rest @ ..] if !rest.is_empty() => {
            let is_bulk = rest.first() == Some(&"jobs");
            Some(ApiEvent {
                family: if is_bulk { "Bulk" } else { "REST" },
                version: number(version),
                resource: format!("/{version}/{}", rest.join("/")),
                entity: entity(request, rest),
            })
        }
        ["services", "async", version, rest @ ..] => Some(ApiEvent {
            family: "Bulk",
            version: number(version),
            resource: format!("/{version}/{}", rest.join("/")),
            entity: String::new(),
        }),
        ["services", "apexrest", rest @ ..] => Some(ApiEvent {
            family: "ApexREST",
            version: String::new(),
            resource: format!("/{}", rest.join("/")),
            entity: String::new(),
        }),
        ["services", "Soap", "u" | "c", version, ..] => {
            let head = String::from_utf8_lossy(&request.body[..request.body.len().min(16 * 1024)]);
            Some(ApiEvent {
                family: "SOAP",
                version: number(version),
                resource: soap_call(&head).unwrap_or_default(),
                entity: queried(&between(&head, "queryString").unwrap_or_default()),
            })
        }
        _ => None,
    }
}

fn number(version: &str) -> String {
    version.trim_start_matches(['v', 'V']).to_owned()
}

fn entity(request: &Request, rest: &[&str]) -> String {
    match rest {
        ["sobjects" | "tooling", "sobjects", name, ..]
        | ["sobjects", name, ..]
        | ["composite", "tree", name, ..] => (*name).to_owned(),
        ["composite", "sobjects", name, ..] => (*name).to_owned(),
        ["query" | "queryAll"] | ["tooling", "query" | "queryAll"] => {
            queried(&request.parameter("q").unwrap_or_default())
        }
        _ => String::new(),
    }
}

/// The object behind FROM, outside of brackets: those hold other queries.
fn queried(soql: &str) -> String {
    let mut depth = 0_u32;
    let mut outside = String::new();
    for c in soql.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => outside.push(c),
            _ => {}
        }
    }
    let mut words = outside.split_whitespace();
    let found = words.by_ref().any(|word| word.eq_ignore_ascii_case("from"));
    let name = if found {
        words.next().unwrap_or_default()
    } else {
        ""
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    name.chars().take_while(|c| is_name(*c)).collect()
}

/// The name of the first element in the body.
fn soap_call(envelope: &str) -> Option<String> {
    let (_, body) = envelope.split_once("Body")?;
    let (_, inside) = body.split_once('<')?;
    let name: String = inside
        .chars()
        .take_while(|c| !c.is_whitespace() && !matches!(c, '>' | '/'))
        .collect();
    let bare = name.rsplit(':').next().unwrap_or_default();
    Some(bare.to_owned())
}

fn between(text: &str, element: &str) -> Option<String> {
    let (_, rest) = text.split_once(element)?;
    let (_, rest) = rest.split_once('>')?;
    Some(rest.split('<').next()?.to_owned())
}
