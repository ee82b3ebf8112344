//! The commands of the page on curl, run as they stand there.

use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use crate::support::{Folder, repository};

#[test]
fn the_commands_of_the_page_can_be_pasted() {
    let page = std::fs::read_to_string(repository().join("docs/local-org/by-hand.md")).unwrap();
    // The page names a port that is easy to remember; another process of this machine may have it.
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let commands = commands(&page).replace("8080", &port.to_string());
    let folder = Folder::with(&[("page.sh", &commands)]);
    let binaries = Path::new(env!("CARGO_BIN_EXE_hallpass")).parent().unwrap();
    let output = Command::new("bash")
        .args(["-eu", "page.sh"])
        .current_dir(folder.path(""))
        .env(
            "PATH",
            format!("{}:{}", binaries.display(), std::env::var("PATH").unwrap()),
        )
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success(),
        "{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    for expected in [
        &format!("http://127.0.0.1:{port} API"),
        "\"totalSize\":2",
        // What the composite request made, in its order.
        "\"referenceId\":\"assigned\"",
        "INVALID_TYPE",
        "\"status\":\"Succeeded\"",
        "Deployed_By_Hand",
        "INVALID_SESSION_ID",
    ] {
        assert!(said.contains(expected), "{expected} is not in\n{said}");
    }
    assert_eq!(said.matches("\"httpStatusCode\":20").count(), 7, "{said}");
}

/// What stands in the page's blocks of `sh`.
fn commands(page: &str) -> String {
    let mut taken = None::<bool>;
    let mut commands = String::new();
    for line in page.lines() {
        match (line.strip_prefix("```"), taken) {
            (Some(language), None) => taken = Some(language == "sh"),
            (Some(_), Some(_)) => taken = None,
            (None, Some(true)) => {
                commands.push_str(line);
                commands.push('\n');
            }
            (None, _) => {}
        }
    }
    commands
}
