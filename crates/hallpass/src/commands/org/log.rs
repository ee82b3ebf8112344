//! `hallpass org log`: every call that a local org answered, oldest first.

use reqwest::Method;
use serde_json::Value;

use super::control::{Control, folder};
use crate::arguments::{Global, OrgLog};
use crate::error::Ended;
use crate::exit::Exit;
use crate::terminal::Terminal;
use crate::view::for_terminal;

pub(super) async fn run(terminal: Terminal, global: &Global, arguments: &OrgLog) -> Ended {
    let control = Control::of(&folder(terminal, global, arguments.dir.as_ref())?).await?;
    let answer = control.ask(Method::GET, "log", &Value::Null).await?;
    control.close().await;
    for call in answer.as_array().into_iter().flatten() {
        terminal.result(&if global.json {
            format!("{call}\n")
        } else {
            line(call)
        });
    }
    Ok(Exit::Done)
}

fn line(call: &Value) -> String {
    let text = |key: &str| call[key].as_str().unwrap_or("-");
    let (at, method, path, user) = (text("at"), text("method"), text("path"), text("user"));
    for_terminal(&format!(
        "{at} {} {method:<6} {path} {user} {} ms",
        call["status"], call["ms"]
    )) + "\n"
}
