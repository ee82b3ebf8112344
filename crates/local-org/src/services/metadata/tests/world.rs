//! A seeded org, a token, and calls in few words.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use serde_json::Value;

use crate::server::{Request, handle};
use crate::services::metadata::types::NAMESPACE;
use crate::services::metadata::wire::{Archive, write_archive};
use crate::services::metadata::xml::{Element, parse};
use crate::store::{Org, Tx};
use crate::testing;
use crate::value::Row;

pub(super) struct World {
    pub(super) org: Org,
    pub(super) token: String,
}

/// One file of a package, whose root element is closed around `inner`.
pub(super) use crate::testing::metadata_file as file;

pub(super) fn manifest(types: &[(&str, &[&str])], version: &str) -> String {
    let types = types
        .iter()
        .map(|(name, members)| (*name, members.iter().copied()));
    testing::manifest(types, version)
}

pub(super) fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    write_archive(files.iter().map(|(name, content)| (*name, content.as_bytes()))).unwrap()
}

impl World {
    pub(super) fn new() -> World {
        World::with(&[])
    }

    pub(super) fn with(behaviours: &[(&str, &str)]) -> World {
        let org = testing::org_with(behaviours);
        let token = testing::token(&org, false);
        World { org, token }
    }

    /// Sends the inside of a body and returns the status and the first element of the answer's body.
    pub(super) fn soap_at(&self, version: &str, body: &str) -> (u16, Element) {
        self.send(&format!("/services/Soap/m/{version}"), &self.token, body)
    }

    pub(super) fn soap(&self, body: &str) -> Element {
        let (status, answer) = self.soap_at("66.0", body);
        assert_eq!(status, 200, "{answer:?}");
        answer
    }

    pub(super) fn send(&self, path: &str, token: &str, body: &str) -> (u16, Element) {
        let mut request = Request::new(Method::POST, path);
        request.body = format!(
            "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><e:Header xmlns=\"{NAMESPACE}\"><SessionHeader><sessionId>{token}</sessionId></SessionHeader></e:Header><e:Body xmlns=\"{NAMESPACE}\">{body}</e:Body></e:Envelope>"
        )
        .into();
        let response = handle(&self.org, &request);
        let envelope = parse(&response.body).unwrap();
        (
            response.status,
            envelope.child("Body").unwrap().children[0].clone(),
        )
    }

    /// Deploys and returns the result with its details.
    pub(super) fn deploy(&self, files: &[(&str, &str)], options: &str) -> Element {
        let zip = STANDARD.encode(zip(files));
        let started = self.soap(&format!(
            "<deploy><ZipFile>{zip}</ZipFile><DeployOptions><singlePackage>true</singlePackage>{options}</DeployOptions></deploy>"
        ));
        let started = started.child("result").unwrap();
        assert_eq!(
            (started.value("done"), started.value("state")),
            (Some("false"), Some("Queued"))
        );
        let id = started.value("id").unwrap();
        let answer = self.soap(&format!(
            "<checkDeployStatus><asyncProcessId>{id}</asyncProcessId><includeDetails>true</includeDetails></checkDeployStatus>"
        ));
        answer.child("result").unwrap().clone()
    }

    /// Deploys with `rollbackOnError` and wants it to succeed.
    pub(super) fn deployed(&self, files: &[(&str, &str)]) -> Element {
        let result = self.deploy(files, "<rollbackOnError>true</rollbackOnError>");
        assert_eq!(
            result.value("status"),
            Some("Succeeded"),
            "{:#?}",
            problems(&result)
        );
        result
    }

    /// Deploys with `rollbackOnError` and wants it to fail; returns the problems.
    pub(super) fn refused(&self, files: &[(&str, &str)]) -> Vec<String> {
        let result = self.deploy(files, "<rollbackOnError>true</rollbackOnError>");
        assert_eq!(result.value("status"), Some("Failed"));
        problems(&result)
    }

    /// Retrieves and returns the files and the messages.
    pub(super) fn retrieve(&self, types: &[(&str, &[&str])]) -> (Archive, Vec<String>) {
        let types: String = types
            .iter()
            .map(|(name, members)| {
                let members: String = members
                    .iter()
                    .map(|member| format!("<members>{member}</members>"))
                    .collect();
                format!("<types>{members}<name>{name}</name></types>")
            })
            .collect();
        let started = self.soap(&format!(
            "<retrieve><retrieveRequest><apiVersion>66.0</apiVersion><unpackaged>{types}<version>66.0</version></unpackaged></retrieveRequest></retrieve>"
        ));
        let id = started.child("result").unwrap().value("id").unwrap().to_owned();
        let answer = self.soap(&format!(
            "<checkRetrieveStatus><asyncProcessId>{id}</asyncProcessId><includeZip>true</includeZip></checkRetrieveStatus>"
        ));
        let result = answer.child("result").unwrap();
        assert_eq!(result.value("status"), Some("Succeeded"));
        let zip = STANDARD.decode(result.value("zipFile").unwrap()).unwrap();
        let messages = result
            .all("messages")
            .filter_map(|message| message.value("problem"))
            .map(str::to_owned)
            .collect();
        (Archive::read(&zip).unwrap(), messages)
    }

    /// One retrieved file.
    pub(super) fn file(&self, kind: &str, name: &str, path: &str) -> Element {
        let (archive, messages) = self.retrieve(&[(kind, &[name])]);
        assert_eq!(messages, [""; 0]);
        parse(&archive.files[&format!("unpackaged/{path}")]).unwrap()
    }

    pub(super) fn work<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> T) -> T {
        testing::with(&self.org, work)
    }

    pub(super) fn rows(&self, object: &str, filter: &[(&str, Value)]) -> Vec<Row> {
        self.work(|tx| tx.find(object, filter))
    }
}

/// `fullName: problem` of all failures.
pub(super) fn problems(result: &Element) -> Vec<String> {
    result
        .child("details")
        .into_iter()
        .flat_map(|details| details.all("componentFailures").collect::<Vec<_>>())
        .filter_map(|failure| failure.value("problem"))
        .map(str::to_owned)
        .collect()
}

/// `created`, `changed` and `deleted` of a component.
pub(super) fn done(result: &Element, name: &str) -> (bool, bool, bool) {
    let message = result
        .child("details")
        .and_then(|details| {
            details
                .all("componentSuccesses")
                .find(|message| message.value("fullName") == Some(name))
        })
        .unwrap_or_else(|| panic!("{name} in {result:?}"));
    (
        message.flag("created"),
        message.flag("changed"),
        message.flag("deleted"),
    )
}
