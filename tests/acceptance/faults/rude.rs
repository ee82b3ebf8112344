//! Servers that break the rules of the wire, as the binary and the client behind it meet them.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hallpass_salesforce::transport::{HttpOptions, ReqwestSend};
use hallpass_salesforce::{Error, InstanceUrl, Login, Org, OrgOptions};

use super::world::Hurried;
use crate::support::{Folder, Run};

const GOOD: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

/// Does the same with every connection.
struct Rude {
    url: String,
    connections: Arc<AtomicUsize>,
    heads: Arc<Mutex<String>>,
}

impl Rude {
    fn serve(behave: impl Fn(&mut TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (connections, heads) = (Arc::<AtomicUsize>::default(), Arc::<Mutex<String>>::default());
        let (counted, kept, behave) = (connections.clone(), heads.clone(), Arc::new(behave));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                counted.fetch_add(1, Ordering::SeqCst);
                let (kept, behave) = (kept.clone(), behave.clone());
                std::thread::spawn(move || {
                    let mut head = [0; 8192];
                    let read = stream.read(&mut head).unwrap_or_default();
                    kept.lock()
                        .unwrap()
                        .push_str(&String::from_utf8_lossy(&head[..read]));
                    behave(&mut stream);
                });
            }
        });
        Self {
            url,
            connections,
            heads,
        }
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// What the binary makes of it.
    fn plan(&self) -> Run {
        let folder = Folder::with_sample_fleet();
        let org = format!(
            "  rude: {{ url: \"{}\", kind: sandbox, auth: {{ access_token: \"00Dxx!hush-hush\" }} }}\n  # A real org",
            self.url
        );
        folder.edit("specs/hallpass.yaml", "  # A real org", &org);
        let run = folder.run(&["plan", "--org", "rude"]).exits(1);
        let told = format!("{}{}", run.stdout, run.stderr);
        assert!(told.contains("error: ") && !told.contains("panicked"), "{told}");
        assert!(!told.contains("hush-hush"), "{told}");
        run
    }

    /// What the client makes of it, with less patience and a clock that does not wait.
    async fn connect(&self) -> Error {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let mut http = HttpOptions::default();
        http.read_timeout = Duration::from_millis(250);
        http.write_timeout = Duration::from_millis(250);
        http.stall_timeout = Duration::from_millis(100);
        let login = Login::AccessToken {
            url: InstanceUrl::parse(&self.url).unwrap(),
            token: "00Dxx!hush-hush".into(),
        };
        let network = Arc::new(ReqwestSend::new(http));
        let env = Arc::new(Hurried::default());
        match Org::connect_with(login, OrgOptions::default(), network, env).await {
            Ok(_) => panic!("a rude server is no org"),
            Err(error) => error,
        }
    }
}

fn say(stream: &mut TcpStream, text: &str) {
    let _ = stream.write_all(text.as_bytes());
    let _ = stream.flush();
}

/// Says a byte now and again until the other side has had enough.
fn drip(stream: &mut TcpStream) {
    let _ = stream.set_read_timeout(Some(Duration::from_millis(30)));
    while !matches!(stream.read(&mut [0; 1]), Ok(0)) && stream.write_all(b"x").is_ok() {}
}

#[test]
fn a_token_does_not_follow_a_redirect_to_another_host() {
    let other = Rude::serve(|stream| say(stream, &format!("{GOOD}content-length: 2\r\n\r\n[]")));
    let target = other.url.clone();
    let server = Rude::serve(move |stream| {
        let head = format!("HTTP/1.1 302 Found\r\nlocation: {target}/services/data\r\ncontent-length: 0\r\n");
        say(stream, &format!("{head}connection: close\r\n\r\n"));
    });
    server.plan().complains("redirects to 127.0.0.1");
    assert_eq!(other.connections(), 0, "{}", other.heads.lock().unwrap());
}

#[test]
fn an_answer_without_end_is_cut_off_at_a_size_and_not_asked_for_again() {
    let server = Rude::serve(|stream| {
        say(stream, &format!("{GOOD}\r\n["));
        let much = vec![b' '; 1 << 20];
        while stream.write_all(&much).is_ok() {}
    });
    server.plan().complains("larger than");
    assert!(server.connections() <= 3, "{}", server.connections());
}

#[test]
fn answers_in_no_form_that_is_known_are_told() {
    for (text, told) in [
        (
            format!("{GOOD}content-length: 9\r\n\r\n<a>no</a>"),
            "read the answer to",
        ),
        (
            "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 13\r\n\r\n<html></html>"
                .to_owned(),
            "read the answer to",
        ),
        (
            format!("{GOOD}content-length: 4\r\n\r\nnull"),
            "read the answer to",
        ),
    ] {
        let server = Rude::serve(move |stream| {
            say(stream, &text);
            let _ = stream.shutdown(Shutdown::Both);
        });
        server.plan().complains(told);
    }
}

#[tokio::test]
async fn whatever_breaks_off_or_drags_on_ends_with_an_error_after_a_few_tries() {
    type Behave = fn(&mut TcpStream);
    let rows: [(&str, Behave); 8] = [
        ("closes at once", |_| {}),
        ("closes its half and listens on", |stream| {
            let _ = stream.shutdown(Shutdown::Write);
            let _ = stream.read(&mut [0; 1]);
        }),
        ("closes its half in the middle", |stream| {
            say(stream, &format!("{GOOD}content-length: 900\r\n\r\n[{{"));
            let _ = stream.shutdown(Shutdown::Write);
            let _ = stream.read(&mut [0; 1]);
        }),
        ("speaks no HTTP", |stream| say(stream, "220 ready\r\n")),
        ("never answers", |stream| {
            let _ = stream.read(&mut [0; 1]);
        }),
        ("drips its head", |stream| {
            say(stream, "HTTP/1.1 200 OK\r\nx-slow: ");
            drip(stream);
        }),
        ("drips its body", |stream| {
            say(stream, &format!("{GOOD}content-length: 900\r\n\r\n"));
            drip(stream);
        }),
        ("stops in the middle", |stream| {
            say(stream, &format!("{GOOD}content-length: 900\r\n\r\n[{{"));
            let _ = stream.read(&mut [0; 1]);
        }),
    ];
    for (what, behave) in rows {
        let server = Rude::serve(behave);
        let error = server.connect().await;
        assert!(matches!(error, Error::Unreachable { .. }), "{what}: {error:?}");
        assert!(!format!("{error:?}").contains("hush-hush"), "{what}: {error:?}");
        let tries = server.connections();
        assert!((1..=12).contains(&tries), "{what}: {tries}");
    }
}
