//! The parts that collections are made of (Postman Collection Format v2.1.0).

use serde_json::{Value, json};

/// A request that is being made.
pub(super) struct Request {
    name: String,
    description: String,
    method: &'static str,
    url: Value,
    headers: Vec<(&'static str, &'static str)>,
    body: Option<Value>,
    auth: Option<Value>,
    before: Vec<String>,
    tests: Vec<String>,
}

impl Request {
    /// One with this method and address; `{{name}}` in it stands for a variable.
    pub(super) fn new(method: &'static str, name: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            description: String::new(),
            method,
            url: Value::from(url.into()),
            headers: Vec::new(),
            body: None,
            auth: None,
            before: Vec::new(),
            tests: Vec::new(),
        }
    }

    /// A query.
    pub(super) fn query(name: impl Into<String>, soql: &str) -> Self {
        let path = "{{instance_url}}/services/data/v{{api_version}}/query";
        let mut request = Self::new("GET", name, "");
        let segments: Vec<&str> = path.split('/').collect();
        let value = parameter(soql);
        request.url = json!({
            "raw": format!("{path}?q={value}"),
            "host": [segments[0]],
            "path": segments[1..],
            "query": [{ "key": "q", "value": value }],
        });
        request
    }

    pub(super) fn described(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    pub(super) fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }

    /// With a body as it stands.
    pub(super) fn raw(mut self, body: impl Into<String>) -> Self {
        self.body = Some(json!({ "mode": "raw", "raw": body.into() }));
        self
    }

    /// With a form as a body.
    pub(super) fn form(mut self, fields: &[(&str, &str)]) -> Self {
        let fields: Vec<Value> = fields
            .iter()
            .map(|(key, value)| json!({ "key": key, "value": value, "type": "text" }))
            .collect();
        self.body = Some(json!({ "mode": "urlencoded", "urlencoded": fields }));
        self
    }

    /// Without the token of the collection.
    pub(super) fn by_nobody(mut self) -> Self {
        self.auth = Some(json!({ "type": "noauth" }));
        self
    }

    /// With a script that runs before it is sent.
    pub(super) fn before(mut self, script: &str) -> Self {
        self.before = lines(script);
        self
    }

    /// With a script that looks at the answer.
    pub(super) fn tests(mut self, script: &str) -> Self {
        self.tests = lines(script);
        self
    }

    pub(super) fn build(self) -> Value {
        let headers: Vec<Value> = self
            .headers
            .iter()
            .map(|(key, value)| json!({ "key": key, "value": value }))
            .collect();
        let mut request = json!({ "method": self.method, "header": headers, "url": self.url });
        if !self.description.is_empty() {
            request["description"] = self.description.into();
        }
        if let Some(body) = self.body {
            request["body"] = body;
        }
        if let Some(auth) = self.auth {
            request["auth"] = auth;
        }
        let events = [("prerequest", self.before), ("test", self.tests)];
        let events: Vec<Value> = events
            .into_iter()
            .filter(|(_, script)| !script.is_empty())
            .map(|(listen, script)| event(listen, &script))
            .collect();
        json!({ "name": self.name, "event": events, "request": request, "response": [] })
    }
}

/// A folder of requests or folders.
pub(super) fn folder(name: &str, description: &str, items: &[Value]) -> Value {
    json!({ "name": name, "description": description, "item": items })
}

/// A script that runs with a folder or request.
pub(super) fn event(listen: &str, script: &[String]) -> Value {
    json!({ "listen": listen, "script": { "type": "text/javascript", "exec": script } })
}

/// A script by its lines, without the indentation that all of them have.
pub(super) fn lines(script: &str) -> Vec<String> {
    let lines: Vec<&str> = script.lines().filter(|line| !line.trim().is_empty()).collect();
    let indent = |line: &&str| line.len() - line.trim_start().len();
    let least = lines.iter().map(indent).min().unwrap_or_default();
    lines
        .iter()
        .map(|line| line[least..].trim_end().to_owned())
        .collect()
}

/// A text as a literal of JavaScript. JSON is one, apart from two line ends that old engines take for real ones.
pub(super) fn literal(text: &str) -> String {
    Value::from(text)
        .to_string()
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// A value of a query as Postman sends it: it encodes blanks and quotes itself, and takes these as they are.
fn parameter(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '%' => out.push_str("%25"),
            '&' => out.push_str("%26"),
            '+' => out.push_str("%2B"),
            '#' => out.push_str("%23"),
            '\n' | '\r' | '\t' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Request, lines, literal};

    #[test]
    fn a_query_keeps_what_would_end_its_parameter() {
        let built = Request::query("q", "SELECT Id FROM Account WHERE Name LIKE 'a&b%+#'").build();
        assert_eq!(
            built["request"]["url"]["query"][0]["value"],
            "SELECT Id FROM Account WHERE Name LIKE 'a%26b%25%2B%23'"
        );
        assert_eq!(built["request"]["url"]["host"][0], "{{instance_url}}");
    }

    #[test]
    fn a_script_loses_the_indentation_that_it_has_here() {
        assert_eq!(
            lines("\n    if (a) {\n      b;\n    }\n"),
            ["if (a) {", "  b;", "}"]
        );
    }

    #[test]
    fn a_text_stays_a_text() {
        assert_eq!(literal("a\"b</script>\n"), r#""a\"b</script>\n""#);
        assert_eq!(literal("\u{2028}"), r#""\u2028""#);
    }
}
