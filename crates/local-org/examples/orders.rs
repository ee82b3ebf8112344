//! A Rust test's view of a local org: seed it, ask it over HTTP as one of its users, look at what was called.
//!
//! `cargo run -p hallpass-local-org --example orders`

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use hallpass_local_org::{Fault, LocalOrg, Options, Seed};
use secrecy::ExposeSecret as _;

const SEED: &str = "
version: 1
permission_sets:
  Orders: { objects: { Account: [read] }, fields: { Account: { read: [Phone] } } }
users:
  - username: orders.api@example.com
    profile: Minimum Access - API Only Integrations
    licenses: [SalesforceAPIIntegrationPsl]
    permission_sets: [Orders]
rows:
  Account: [{ Name: Initech, Phone: +1 555 0100 }]
";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let seed = Seed::parse(SEED, "orders.yaml")?;
    let org = LocalOrg::start(Options::default().seed(seed)).await?;
    let token = org.token_for("orders.api@example.com")?;
    let token = token.expose_secret();

    let phone = query(&org, token, "SELECT+Phone+FROM+Account+WHERE+Name='Initech'")?;
    assert!(phone.contains("+1 555 0100"), "{phone}");

    // What the permission set does not grant does not exist for this user.
    let hidden = query(&org, token, "SELECT+AnnualRevenue+FROM+Account")?;
    assert!(hidden.contains("INVALID_FIELD"), "{hidden}");

    // The next query meets a busy org.
    org.add_fault(Fault::reply(503, r#"[{"errorCode":"SERVER_UNAVAILABLE"}]"#).on("GET", "/query"));
    let busy = query(&org, token, "SELECT+Id+FROM+Account")?;
    assert!(busy.contains("SERVER_UNAVAILABLE"), "{busy}");

    let statuses: Vec<u16> = org.calls().iter().map(|call| call.status).collect();
    assert_eq!(statuses, [200, 400, 503]);
    org.stop().await;
    Ok(())
}

/// Any HTTP client does; this one is the standard library.
fn query(org: &LocalOrg, token: &str, soql: &str) -> std::io::Result<String> {
    let address = org.url().trim_start_matches("http://");
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "GET /services/data/v66.0/query?q={soql} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\
         Connection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_runs() {
        super::main().expect("the example runs to its end");
    }
}
