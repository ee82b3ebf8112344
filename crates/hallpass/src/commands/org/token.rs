//! `hallpass org token`: an access token of a local org; the one place where a secret is a result.

use reqwest::Method;
use serde_json::json;

use super::control::{Control, folder};
use crate::arguments::{Global, OrgToken};
use crate::error::{Ended, Failure};
use crate::exit::Exit;
use crate::terminal::Terminal;
use crate::view::pretty;

pub(super) async fn run(terminal: Terminal, global: &Global, arguments: &OrgToken) -> Ended {
    let control = Control::of(&folder(terminal, global, arguments.dir.as_ref())?).await?;
    let wish = arguments
        .username
        .as_ref()
        .map_or_else(|| json!({}), |username| json!({ "username": username }));
    let answer = control.ask(Method::POST, "token", &wish).await?;
    control.close().await;
    let token = answer["access_token"]
        .as_str()
        .ok_or_else(|| Failure::new(Exit::Error, "the local org gave no token"))?;
    if global.json {
        terminal.result(&pretty(&answer));
    } else {
        terminal.result(&format!("{token}\n"));
    }
    Ok(Exit::Done)
}
