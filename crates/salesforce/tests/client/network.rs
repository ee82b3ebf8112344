//! The real sender against servers that misbehave, on this machine.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hallpass_salesforce::transport::{HttpOptions, HttpSend, ReqwestSend, TransportFailure};
use http::Request;

/// A server that does the same with every connection, and how many there were.
struct Server {
    url: String,
    connections: Arc<AtomicUsize>,
}

fn serve(behave: impl Fn(&mut TcpStream) + Send + 'static) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let connections = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&connections);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            count.fetch_add(1, Ordering::SeqCst);
            let mut stream = stream.unwrap();
            // The request's head, so that closing does not reset what is on its way.
            let _ = stream.read(&mut [0; 4096]);
            behave(&mut stream);
        }
    });
    Server { url, connections }
}

/// Holds the connection open without a word until the other side gives up.
fn hang(stream: &mut TcpStream) {
    let _ = stream.read(&mut [0; 1]);
}

fn say(stream: &mut TcpStream, text: &str) {
    let _ = stream.write_all(text.as_bytes());
    let _ = stream.flush();
}

fn impatient() -> HttpOptions {
    let mut options = HttpOptions::default();
    options.read_timeout = Duration::from_millis(300);
    options.write_timeout = Duration::from_millis(300);
    options.stall_timeout = Duration::from_millis(50);
    options.max_body_bytes = 1000;
    options
}

async fn get(url: &str) -> Result<(u16, String), TransportFailure> {
    let request = Request::get(format!("{url}/x")).body(Vec::new()).unwrap();
    match ReqwestSend::new(impatient()).send(request).await {
        Ok(answer) => Ok((
            answer.status().as_u16(),
            String::from_utf8(answer.into_body().to_vec()).unwrap(),
        )),
        Err(error) => Err(error.failure),
    }
}

#[tokio::test]
async fn a_whole_answer_comes_back() {
    let server = serve(|stream| {
        say(
            stream,
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok",
        );
    });
    assert_eq!(get(&server.url).await, Ok((200, "ok".into())));
}

#[tokio::test]
async fn what_goes_wrong_is_told_apart() {
    use TransportFailure::{Interrupted, NotSent, TimedOut, TooLarge};
    type Behave = fn(&mut TcpStream);
    let rows: [(&str, Behave, TransportFailure); 7] = [
        ("closes at once", |_| {}, Interrupted),
        (
            "closes in the middle of the head",
            |stream| say(stream, "HTTP/1.1 200 OK\r\ncontent-le"),
            Interrupted,
        ),
        (
            "closes in the middle of the body",
            |stream| say(stream, "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nshort"),
            Interrupted,
        ),
        (
            "closes in the middle of a chunk",
            |stream| {
                say(
                    stream,
                    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nshort",
                );
            },
            Interrupted,
        ),
        ("never answers", hang, TimedOut),
        (
            "stops in the middle",
            |stream| {
                say(stream, "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nshort");
                hang(stream);
            },
            TimedOut,
        ),
        (
            "never stops",
            |stream| {
                say(stream, "HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n");
                say(stream, &"x".repeat(5000));
            },
            TooLarge { limit: 1000 },
        ),
    ];
    for (what, behave, failure) in rows {
        let server = serve(behave);
        assert_eq!(get(&server.url).await, Err(failure), "{what}");
        assert_eq!(server.connections.load(Ordering::SeqCst), 1, "{what}: sent once");
    }
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert_eq!(get(&format!("http://{nobody}")).await, Err(NotSent));
}

#[tokio::test]
async fn a_slow_drip_ends_with_the_whole_request_s_time() {
    let server = serve(|stream| {
        say(stream, "HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n");
        // Each byte comes before the connection counts as stalled.
        stream.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
        while !matches!(stream.read(&mut [0; 1]), Ok(0)) && stream.write_all(b"x").is_ok() {}
    });
    assert_eq!(get(&server.url).await, Err(TransportFailure::TimedOut));
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_nobody_is_asked_there() {
    let other = serve(|stream| say(stream, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"));
    let target = other.url.clone();
    let server = serve(move |stream| {
        let head = format!("HTTP/1.1 302 Found\r\nlocation: {target}/steal\r\ncontent-length: 0\r\n");
        say(stream, &format!("{head}connection: close\r\n\r\n"));
    });
    assert_eq!(get(&server.url).await, Ok((302, String::new())));
    assert_eq!(other.connections.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn extra_certificates_that_are_none_are_told() {
    let mut options = impatient();
    options.extra_ca_pem = Some(b"-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----".to_vec());
    let request = Request::get("https://127.0.0.1:9/x").body(Vec::new()).unwrap();
    let error = ReqwestSend::new(options).send(request).await.unwrap_err();
    assert_eq!(error.failure, TransportFailure::NoTls);
    assert!(!error.may_have_arrived());
}
