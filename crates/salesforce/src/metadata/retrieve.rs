//! Retrieving: the files of components, as an archive that the org packs in its own time.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{Archive, Component, Element, FileProperties, MetadataFile, Package};
use crate::error::{Error, Result};
use crate::org::Reader;
use crate::transport::{Connection, Patience, Polled, Progress, until};

/// What a retrieve brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Retrieved {
    /// The files, by path.
    pub files: Vec<MetadataFile>,
    /// What the org says about the components, ids among it.
    pub properties: Vec<FileProperties>,
    /// What the org said about components that it did not find, or did not give.
    pub messages: Vec<String>,
}

impl Retrieved {
    /// The files of a type.
    pub fn of_type<'a>(&'a self, type_name: &'a str) -> impl Iterator<Item = &'a MetadataFile> {
        self.files
            .iter()
            .filter(move |file| file.component.type_name == type_name)
    }
}

impl Reader {
    /// Retrieves the files of components, waiting for the org to pack them.
    ///
    /// # Errors
    /// Those of any call; [`Error::Api`] when the org fails at it; [`Error::TimedOut`] when it takes too long.
    /// Components that are not there are no error: see [`Retrieved::messages`].
    pub async fn retrieve(
        &self,
        package: &Package,
        patience: Patience,
        progress: &(dyn Fn(&Progress) + Send + Sync),
    ) -> Result<Retrieved> {
        if package.is_empty() {
            return Ok(Retrieved::default());
        }
        let started = self
            .connection
            .ask_metadata("retrieve".into(), &request(&self.connection, package))
            .await?;
        let id = job_id(&started)?;
        let check = Element::new("checkRetrieveStatus")
            .with(Element::with_text("asyncProcessId", &id))
            .with(Element::with_text("includeZip", "true"));
        let env = &*self.connection.courier.env;
        until(env, "the retrieve", patience, progress, || async {
            let found = self.connection.ask_metadata("retrieve".into(), &check).await?;
            read_status(&found)
        })
        .await
    }
}

/// The elements stand in the order of the WSDL (`RetrieveRequest`, `Package`).
fn request(connection: &Connection, package: &Package) -> Element {
    let version = connection.version.to_string();
    let unpackaged = package
        .types()
        .fold(Element::new("unpackaged"), Element::with)
        .with(Element::with_text("version", &version));
    Element::new("retrieve").with(
        Element::new("retrieveRequest")
            .with(Element::with_text("apiVersion", &version))
            .with(Element::with_text("singlePackage", "true"))
            .with(unpackaged),
    )
}

fn job_id(started: &[Element]) -> Result<String> {
    started
        .first()
        .and_then(|result| result.child_text("id"))
        .ok_or_else(|| unreadable("it holds no id of the job"))
}

fn read_status(found: &[Element]) -> Result<Polled<Retrieved>> {
    let result = found.first().ok_or_else(|| unreadable("it holds no status"))?;
    let status = result.child_text("status").unwrap_or_default();
    if result.child_flag("done") != Some(true) {
        return Ok(Polled::Waiting(status));
    }
    if result.child_flag("success") == Some(false) || status == "Failed" {
        return Err(failure(result, &status).into());
    }
    let zip = result
        .child_text("zipFile")
        .ok_or_else(|| unreadable("it holds no archive"))?;
    let compact: String = zip.split_whitespace().collect();
    let bytes = STANDARD
        .decode(compact)
        .map_err(|error| unreadable(&error.to_string()))?;
    let archive = Archive::unpack(&bytes).map_err(|error| unreadable(&error.to_string()))?;
    let properties = properties_of(result);
    Ok(Polled::Done(Retrieved {
        files: files_of(archive, &properties)?,
        properties,
        messages: messages_of(result),
    }))
}

fn failure(result: &Element, status: &str) -> crate::error::ApiError {
    crate::error::ApiError {
        operation: "retrieve".into(),
        status: 200,
        code: result
            .child_text("errorStatusCode")
            .unwrap_or_else(|| status.to_owned()),
        message: result.child_text("errorMessage").unwrap_or_default(),
        fields: Vec::new(),
        request_id: None,
    }
}

/// What the org says of each component; of the manifest it says something too.
fn properties_of(result: &Element) -> Vec<FileProperties> {
    let all = result.all("fileProperties").map(FileProperties::read);
    all.filter(|file| file.type_name != "Package" && !file.file_name.ends_with("package.xml"))
        .collect()
}

/// Joins the files with what the org says which component each is of. A file that it named and did not send
/// is missing, not absent.
fn files_of(mut archive: Archive, properties: &[FileProperties]) -> Result<Vec<MetadataFile>> {
    let mut contents: std::collections::BTreeMap<String, Vec<u8>> = std::mem::take(&mut archive.files)
        .into_iter()
        .map(|(path, content)| (inner_path(&path).to_owned(), content))
        .collect();
    let mut files = Vec::new();
    for properties in properties {
        let path = inner_path(&properties.file_name).to_owned();
        let content = contents.remove(&path).ok_or_else(|| Error::Truncated {
            operation: "retrieve".into(),
            problem: format!("the archive lacks {path}"),
        })?;
        let xml = String::from_utf8(content).map_err(|_| unreadable(&format!("{path} is no UTF-8")))?;
        let component = Component {
            type_name: properties.type_name.clone(),
            full_name: properties.full_name.clone(),
        };
        files.push(MetadataFile { component, path, xml });
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

/// Archives hold files below `unpackaged/`, or without it.
fn inner_path(path: &str) -> &str {
    path.strip_prefix("unpackaged/").unwrap_or(path)
}

fn messages_of(result: &Element) -> Vec<String> {
    result
        .all("messages")
        .filter_map(|message| message.child_text("problem"))
        .collect()
}

fn unreadable(problem: &str) -> Error {
    Error::Unreadable {
        operation: "retrieve".into(),
        problem: problem.to_owned(),
        excerpt: "an archive".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::{STANDARD, read_status};
    use crate::error::Error;
    use crate::metadata::{Archive, Component, Tree};
    use crate::transport::Polled;
    use base64::Engine;

    fn status(body: &str) -> crate::error::Result<Polled<super::Retrieved>> {
        read_status(&[Tree::parse(&format!("<result>{body}</result>")).unwrap().root])
    }

    fn zip(files: &[(&str, &str)]) -> String {
        let archive = files.iter().fold(Archive::default(), |a, (path, text)| {
            a.with(path, (*text).to_owned())
        });
        STANDARD.encode(archive.pack().unwrap())
    }

    const PROPERTIES: &str = "<fileProperties><fileName>unpackaged/externalClientApps/A.eca</fileName>\
        <fullName>A</fullName><id>0xI000000000001AAA</id><type>ExternalClientApplication</type></fileProperties>\
        <fileProperties><fileName>unpackaged/package.xml</fileName><fullName>unpackaged/package.xml</fullName>\
        <type>Package</type></fileProperties>";

    #[test]
    fn files_are_joined_with_their_components() {
        let zip = zip(&[
            ("unpackaged/externalClientApps/A.eca", "<E/>"),
            ("unpackaged/package.xml", "<P/>"),
        ]);
        let body = format!(
            "<done>true</done>{PROPERTIES}<messages><fileName>p</fileName><problem>no B</problem></messages>\
             <status>Succeeded</status><success>true</success><zipFile>{zip}</zipFile>"
        );
        let Polled::Done(retrieved) = status(&body).unwrap() else {
            panic!()
        };
        assert_eq!(retrieved.messages, ["no B"]);
        let file = &retrieved.files[0];
        assert_eq!(file.component, Component::new("ExternalClientApplication", "A"));
        assert_eq!(
            (file.path.as_str(), file.xml.as_str()),
            ("externalClientApps/A.eca", "<E/>")
        );
        assert_eq!(file.component.path().as_deref(), Some("externalClientApps/A.eca"));
        assert_eq!(retrieved.files.len(), 1);
        let ids: Vec<&str> = retrieved.properties.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, ["0xI000000000001AAA"]);
    }

    #[test]
    fn a_file_that_was_named_and_not_sent_is_an_error() {
        let body = format!(
            "<done>true</done>{PROPERTIES}<success>true</success><zipFile>{}</zipFile>",
            zip(&[])
        );
        assert!(matches!(status(&body).unwrap_err(), Error::Truncated { .. }));
    }

    #[test]
    fn a_failed_retrieve_says_why() {
        let error = status(
            "<done>true</done><errorStatusCode>UNKNOWN_EXCEPTION</errorStatusCode>\
             <errorMessage>went wrong</errorMessage><status>Failed</status><success>false</success>",
        );
        let error = error.unwrap_err();
        assert_eq!(error.code(), Some("UNKNOWN_EXCEPTION"));
        assert_eq!(error.api().unwrap().message, "went wrong");
        let waiting = status("<done>false</done><status>InProgress</status>").unwrap();
        assert_eq!(waiting, Polled::Waiting("InProgress".into()));
        assert!(status("<done>true</done><success>true</success>").is_err());
    }
}
