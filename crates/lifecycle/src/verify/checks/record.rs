//! `login_record`: the org wrote this very login down, by this user, through the spec's app.

use crate::verify::record::Logins;
use crate::verify::{Answer, Check, Subject};

const NAME: &str = "login_record";

pub(super) fn check(subject: &Subject<'_>, logins: &Logins) -> Check {
    let row = match &logins.own {
        Answer::Given(Some(row)) => row,
        Answer::Given(None) if logins.is_tied => {
            return Check::cannot(NAME, "the row of this login did not come in time");
        }
        Answer::Given(None) => {
            return Check::cannot(
                NAME,
                "the org shows no session that would name the row of this login",
            );
        }
        other => {
            return Check::cannot(
                NAME,
                format!("the login history does not answer: {}", other.why_not()),
            );
        }
    };
    let text = |column: &str| row.text(column).unwrap_or("nothing").to_owned();
    let (application, status, from) = (text("Application"), text("Status"), text("SourceIp"));
    let mut wrong = Vec::new();
    if subject.user().map(|user| user.id.as_str()) != row.text("UserId") {
        wrong.push(format!("it is of user {}", text("UserId")));
    }
    if !subject.app_labels().contains(&application.as_str()) {
        wrong.push(format!(
            "it came through {application}, which is no app of the spec"
        ));
    }
    if status != "Success" {
        wrong.push(format!("its status is {status}"));
    }
    Check::of(
        NAME,
        format!(
            "{} at {} from {from} through {application}",
            text("Id"),
            text("LoginTime")
        ),
        "things in the row of this login are wrong",
        wrong,
    )
}
