//! The binary in a folder of its own, with a cleared environment.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A folder with specs, gone at the end.
pub(crate) struct Folder {
    dir: TempDir,
}

/// How a run of the binary ended.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Folder {
    /// Makes a folder with a copy of the sample fleet in `specs/`.
    pub(crate) fn with_sample_fleet() -> Self {
        let folder = Self {
            dir: TempDir::new().unwrap(),
        };
        for name in ["hallpass.yaml", "billing.yaml", "postman.yaml"] {
            let text = std::fs::read_to_string(repository().join("specs").join(name)).unwrap();
            folder.write(&format!("specs/{name}"), &text);
        }
        folder
    }

    /// The sample fleet, where the app of billing has the certificate of this key in `specs/billing.pem`.
    pub(crate) fn with_certificate() -> (Self, rcgen::KeyPair) {
        let key =
            rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048).unwrap();
        let certificate = rcgen::CertificateParams::new(vec!["billing".to_owned()])
            .unwrap()
            .self_signed(&key)
            .unwrap();
        let folder = Self::with_sample_fleet();
        folder.write("specs/billing.pem", &certificate.pem());
        folder.edit(
            "specs/billing.yaml",
            "flow: client_credentials\n    scopes: [api]",
            "flow: jwt_bearer\n    certificate: billing.pem\n    scopes: [api, refresh_token]",
        );
        (folder, key)
    }

    /// Makes a folder with these files.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self {
            dir: TempDir::new().unwrap(),
        };
        for (name, text) in files {
            folder.write(name, text);
        }
        folder
    }

    /// Returns the path of a file in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file.
    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Replaces a text in a file, which must be there.
    pub(crate) fn edit(&self, name: &str, from: &str, to: &str) {
        let text = std::fs::read_to_string(self.path(name)).unwrap();
        assert!(text.contains(from), "{name} does not hold {from:?}:\n{text}");
        self.write(name, &text.replacen(from, to, 1));
    }

    /// Returns the command that runs the binary here.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hallpass"));
        command
            .args(arguments)
            .current_dir(self.dir.path())
            .env_clear()
            .stdin(Stdio::null());
        command.env("HOME", self.dir.path());
        command
    }

    /// Runs the binary to its end.
    #[must_use]
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, &[])
    }

    /// Runs the binary to its end, with these variables.
    #[must_use]
    pub(crate) fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
        let output = self
            .command(arguments)
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        Run {
            code: output.status.code().expect("not killed"),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Returns the whole call log of the fleet's local org.
    pub(crate) fn log(&self) -> Vec<Value> {
        let run = self.run(&["org", "log", "--org", "local", "--json"]).exits(0);
        run.stdout
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

impl Run {
    /// Asserts the exit code.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "\n--- stdout\n{}\n--- stderr\n{}",
            self.stdout, self.stderr
        );
        self
    }

    /// Asserts that stdout holds a text.
    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(
            self.stdout.contains(text),
            "{text:?} is not in\n--- stdout\n{}\n--- stderr\n{}",
            self.stdout,
            self.stderr
        );
        self
    }

    /// Asserts that stderr holds a text.
    #[track_caller]
    pub(crate) fn complains(self, text: &str) -> Self {
        assert!(
            self.stderr.contains(text),
            "{text:?} is not in\n--- stderr\n{}",
            self.stderr
        );
        self
    }

    /// Reads stdout as one JSON document.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| {
            panic!(
                "{error}\n--- stdout\n{}\n--- stderr\n{}",
                self.stdout, self.stderr
            )
        })
    }
}

/// Returns the root of the repository.
pub(crate) fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}
