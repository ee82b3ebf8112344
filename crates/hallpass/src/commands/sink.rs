//! What `--to` means.

use std::ffi::OsString;
use std::path::PathBuf;

use hallpass_lifecycle::handover::{Sink, SinkError, Visibility};

use crate::arguments::ToArguments;
use crate::error::Failure;
use crate::exit::Exit;

/// Returns the sink that was named, if one was.
pub(super) fn sink(arguments: &ToArguments) -> Result<Option<Sink>, Failure> {
    let ToArguments { to, command, .. } = arguments;
    let (kind, path) = match to.as_slice() {
        [] if command.is_empty() => return Ok(None),
        [] => return Err(usage("a command belongs to --to exec")),
        [kind, rest @ ..] => (kind, rest.first()),
    };
    let path = path.map(PathBuf::from);
    match (kind.to_str(), path, command.split_first()) {
        (Some("env"), Some(file), None) => Ok(Some(Sink::Env { file })),
        (Some("postman"), Some(folder), None) => Ok(Some(Sink::Postman { folder })),
        (Some("exec"), None, Some((program, arguments))) => Ok(Some(Sink::Exec {
            program: program.clone(),
            arguments: arguments.to_vec(),
        })),
        (Some("env"), None, _) => Err(usage("--to env needs the file")),
        (Some("postman"), None, _) => Err(usage("--to postman needs the folder")),
        (Some("exec"), _, None) => Err(usage("--to exec needs the command, behind --")),
        (Some("exec"), Some(_), _) => Err(usage("the command of --to exec stands behind --")),
        (Some("env" | "postman"), Some(_), Some(_)) => Err(usage("a command belongs to --to exec")),
        _ => Err(usage(format!("there is no sink {}", kind.to_string_lossy()))),
    }
}

fn usage(message: impl Into<String>) -> Failure {
    Failure::new(Exit::Usage, message).hint("write --to env FILE, --to postman DIR, or --to exec -- CMD")
}

/// Says why a sink does not take a credential, and what to do.
pub(super) fn not_taken(error: &SinkError) -> Failure {
    let failure = Failure::because("hand the credential over", error);
    match error {
        SinkError::Git {
            visibility: Visibility::Tracked,
            ..
        } => failure.hint("git rm --cached it and add it to .gitignore; what was committed before is known to everybody who has the repository"),
        SinkError::Git {
            visibility: Visibility::Addable,
            ..
        } => failure.hint("add it to .gitignore, or write it outside of the work tree"),
        SinkError::Git { .. } => failure.hint("install git, or write the file outside of the work tree"),
        SinkError::Foreign(_) | SinkError::Link(_) => failure.hint("name another file, or move that one away"),
        _ => failure,
    }
}

/// The sink in one word.
pub(super) const fn word(sink: &Sink) -> &'static str {
    match sink {
        Sink::Env { .. } => "env",
        Sink::Postman { .. } => "postman",
        Sink::Exec { .. } => "exec",
    }
}

/// The sink as it is typed again, for hints.
pub(super) fn typed(sink: &Sink) -> String {
    let shown = |text: &OsString| text.to_string_lossy().into_owned();
    match sink {
        Sink::Env { file } => format!("--to env {}", file.display()),
        Sink::Postman { folder } => format!("--to postman {}", folder.display()),
        Sink::Exec { program, arguments } => {
            let words: Vec<String> = [program].into_iter().chain(arguments).map(shown).collect();
            format!("--to exec -- {}", words.join(" "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{sink, typed};
    use crate::arguments::ToArguments;

    fn parse(to: &[&str], command: &[&str]) -> Result<String, String> {
        let texts = |words: &[&str]| words.iter().map(Into::into).collect();
        let arguments = ToArguments {
            to: texts(to),
            app: None,
            with_secret_access: false,
            command: texts(command),
        };
        match sink(&arguments) {
            Ok(sink) => Ok(sink.as_ref().map(typed).unwrap_or_default()),
            Err(failure) => Err(failure.message),
        }
    }

    #[test]
    fn each_sink_has_its_form() {
        assert_eq!(parse(&["env", "x.env"], &[]).unwrap(), "--to env x.env");
        assert_eq!(parse(&["postman", "d"], &[]).unwrap(), "--to postman d");
        assert_eq!(parse(&["exec"], &["cat", "-"]).unwrap(), "--to exec -- cat -");
        assert_eq!(parse(&[], &[]).unwrap(), "");
        for (to, command) in [
            (&["env"][..], &[][..]),
            (&["postman"], &[]),
            (&["exec"], &[]),
            (&["exec", "x"], &["cat"]),
            (&["env", "x"], &["cat"]),
            (&[], &["cat"]),
            (&["vault"], &[]),
        ] {
            assert!(parse(to, command).is_err(), "{to:?} {command:?}");
        }
    }
}
