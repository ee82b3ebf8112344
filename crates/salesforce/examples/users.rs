//! Lists the active users of an org, with the key and secret of an app:
//!
//! ```console
//! $ INSTANCE_URL=https://acme.my.salesforce.com CLIENT_ID=… CLIENT_SECRET=… cargo run -p hallpass-salesforce --example users
//! ```

#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use std::env::var;
use std::error::Error;

use hallpass_salesforce::auth::ClientCredentials;
use hallpass_salesforce::soql::{Soql, eq};
use hallpass_salesforce::{InstanceUrl, Login, Org, OrgOptions};

fn main() -> Result<(), Box<dyn Error>> {
    // The provider can only be chosen once; that somebody chose it already is no error.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(list())
}

async fn list() -> Result<(), Box<dyn Error>> {
    let login = Login::ClientCredentials(ClientCredentials {
        url: InstanceUrl::parse(&var("INSTANCE_URL")?)?,
        client_id: var("CLIENT_ID")?,
        client_secret: var("CLIENT_SECRET")?.into(),
    });
    let org = Org::connect(login, OrgOptions::default()).await?;
    let users = Soql::select(["Id", "Username"])
        .from("User")
        .filter(eq("IsActive", true))
        .order_by("Id");
    for found in org.reader().query_many(&[users]).await? {
        for row in found.rows {
            println!(
                "{} {}",
                row.need_id("Id")?,
                row.text("Username").unwrap_or_default()
            );
        }
    }
    let calls = org.usage().calls;
    println!("{calls} API calls");
    Ok(())
}
