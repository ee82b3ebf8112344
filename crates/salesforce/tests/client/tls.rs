//! Certificates: those of the machine, and one of one's own.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;

use hallpass_salesforce::transport::{HttpOptions, HttpSend, ReqwestSend, TransportFailure};
use http::Request;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A server with a certificate that nobody knows: its address, and the certificate.
fn serve() -> (String, String) {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(vec!["localhost".into()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://localhost:{}/x", listener.local_addr().unwrap().port());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = StreamOwned::new(connection, stream.unwrap());
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok");
            stream.conn.send_close_notify();
            let _ = stream.flush();
        }
    });
    (url, cert.pem())
}

fn get(url: &str) -> Request<Vec<u8>> {
    Request::get(url).body(Vec::new()).unwrap()
}

#[tokio::test]
async fn an_unknown_certificate_is_refused_before_anything_is_sent() {
    let (url, _) = serve();
    let error = ReqwestSend::new(HttpOptions::default())
        .send(get(&url))
        .await
        .unwrap_err();
    assert_eq!(error.failure, TransportFailure::Untrusted);
    assert!(!error.may_have_arrived());
}

#[tokio::test]
async fn a_certificate_of_one_s_own_is_taken_when_given() {
    let (url, pem) = serve();
    let mut options = HttpOptions::default();
    options.extra_ca_pem = Some(pem.into_bytes());
    let answer = ReqwestSend::new(options).send(get(&url)).await.unwrap();
    assert_eq!(answer.body().as_ref(), b"ok");
}
