//! `hallpass org serve`: a Salesforce org on this machine, until interrupted.

use hallpass_local_org::{Credentials, LocalOrg, Options, Seed};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use crate::arguments::{Global, OrgServe};
use crate::error::{Ended, Failure};
use crate::exit::Exit;
use crate::terminal::Terminal;

pub(super) async fn run(terminal: Terminal, global: &Global, arguments: &OrgServe) -> Ended {
    let options = options(arguments)?;
    let org = LocalOrg::start(options)
        .await
        .map_err(|error| Failure::because("start the local org", &error))?;
    if let Some(path) = &arguments.ca_out {
        // Before the line that says the org is up: whoever waits for it may use the file at once.
        std::fs::write(path, org.certificate().unwrap_or_default())
            .map_err(|error| Failure::because(format!("write {}", path.display()), &error))?;
    }
    terminal.result(&if global.json {
        format!("{}\n", as_json(&org))
    } else {
        as_line(&org)
    });
    interrupted().await;
    org.stop().await;
    Ok(Exit::Done)
}

fn options(arguments: &OrgServe) -> Result<Options, Failure> {
    let mut options = Options {
        dir: arguments.dir.clone(),
        port: arguments.port,
        tls: arguments.tls,
        seats: arguments.seats,
        ..Options::default()
    };
    if let Some(file) = &arguments.seed {
        let seed = Seed::read(file).map_err(|error| Failure::new(Exit::Error, error.to_string()))?;
        options.seed = Some(seed);
    }
    for choice in &arguments.behaviours {
        let (name, value) = choice.split_once('=').ok_or_else(|| {
            Failure::new(
                Exit::Usage,
                format!("{choice:?} is no behaviour: it takes NAME=VALUE"),
            )
        })?;
        options.behaviours.push((name.to_owned(), value.to_owned()));
    }
    Ok(options)
}

fn as_json(org: &LocalOrg) -> Value {
    let of = |who: &Credentials| json!({ "client_id": who.client_id, "client_secret": who.client_secret.expose_secret(), "username": who.username });
    json!({ "url": org.url(), "api_version": org.api_version(), "admin": of(org.admin()), "runner": of(org.runner()), "control": { "secret": org.control_secret().expose_secret() } })
}

fn as_line(org: &LocalOrg) -> String {
    let admin = org.admin();
    format!(
        "{} API {} as {} client_id={} client_secret={}\n",
        org.url(),
        org.api_version(),
        admin.username,
        admin.client_id,
        admin.client_secret.expose_secret()
    )
}

/// Waits for ctrl-c or SIGTERM.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        // Without the handler SIGTERM still ends the process, only less gently.
        let Ok(mut terminate) = signal(SignalKind::terminate()) else {
            return;
        };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = tokio::signal::ctrl_c().await;
}
