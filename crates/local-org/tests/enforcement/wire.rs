//! HTTP/1.1 by hand, over one connection that is kept.

use std::cell::RefCell;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;

use serde_json::Value;

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) text: String,
    pub(crate) json: Value,
}

impl Answer {
    pub(crate) fn code(&self) -> &str {
        self.json[0]["errorCode"].as_str().unwrap_or_default()
    }
}

/// A connection of one user.
pub(crate) struct Wire {
    address: String,
    token: String,
    stream: RefCell<Option<BufReader<TcpStream>>>,
}

impl Wire {
    pub(crate) fn new(url: &str, token: &str) -> Wire {
        Wire {
            address: url.trim_start_matches("http://").to_owned(),
            token: token.to_owned(),
            stream: RefCell::new(None),
        }
    }

    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    pub(crate) fn get(&self, target: &str) -> Answer {
        self.send("GET", target, &[], None)
    }

    pub(crate) fn query(&self, soql: &str) -> Answer {
        self.get(&format!("/services/data/v66.0/query?q={}", percent(soql)))
    }

    pub(crate) fn page(&self, soql: &str, size: usize) -> Answer {
        let size = format!("batchSize={size}");
        let target = format!("/services/data/v66.0/query?q={}", percent(soql));
        self.send("GET", &target, &[("Sforce-Query-Options", &size)], None)
    }

    pub(crate) fn json(&self, method: &str, target: &str, body: &Value) -> Answer {
        let body = body.to_string();
        self.send(
            method,
            target,
            &[("Content-Type", "application/json")],
            Some(&body),
        )
    }

    pub(crate) fn send(
        &self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> Answer {
        let mut slot = self.stream.borrow_mut();
        let stream = slot.get_or_insert_with(|| {
            let stream = TcpStream::connect(&self.address).expect("the org listens");
            stream.set_nodelay(true).expect("a socket");
            BufReader::new(stream)
        });
        let mut head = format!(
            "{method} {target} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nContent-Length: {}\r\n",
            self.address,
            self.token,
            body.map_or(0, str::len)
        );
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        head.push_str(body.unwrap_or_default());
        stream
            .get_mut()
            .write_all(head.as_bytes())
            .expect("the org reads");
        read(stream)
    }
}

fn read(stream: &mut BufReader<TcpStream>) -> Answer {
    let mut line = String::new();
    stream.read_line(&mut line).expect("a status line");
    let status: u16 = line
        .split(' ')
        .nth(1)
        .and_then(|text| text.parse().ok())
        .unwrap_or_else(|| panic!("a status: {line}"));
    let mut length = 0;
    loop {
        line.clear();
        stream.read_line(&mut line).expect("a header");
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().expect("a length");
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).expect("the whole body");
    let text = String::from_utf8(body).expect("text");
    let json = serde_json::from_str(&text).unwrap_or(Value::Null);
    Answer { status, text, json }
}

pub(crate) fn percent(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || byte == b'_' {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}
