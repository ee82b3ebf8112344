//! What the org says about its objects.

use http::Method;
use serde::Deserialize;

use super::composite::{MAX_SUBREQUESTS, Part};
use crate::error::{ApiError, Error, Result};
use crate::org::Reader;
use crate::transport::{Call, all_in_parallel, excerpt, segment};

/// One object of the list of all.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct GlobalObject {
    /// API name.
    pub name: String,
    /// Label.
    #[serde(default)]
    pub label: Option<String>,
    /// Key prefix of its ids.
    #[serde(default)]
    pub key_prefix: Option<String>,
    /// Whether somebody made it for this org.
    #[serde(default)]
    pub custom: bool,
    /// Whether it is a custom setting.
    #[serde(default)]
    pub custom_setting: bool,
    /// Whether SOQL reaches it.
    #[serde(default)]
    pub queryable: bool,
    /// Whether rows can be made.
    #[serde(default)]
    pub createable: bool,
}

/// An object with its fields, as far as the calling user sees them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ObjectDescribe {
    /// API name.
    pub name: String,
    /// Label.
    #[serde(default)]
    pub label: Option<String>,
    /// Whether SOQL reaches it.
    #[serde(default)]
    pub queryable: bool,
    /// Whether rows can be made.
    #[serde(default)]
    pub createable: bool,
    /// Whether rows can be changed.
    #[serde(default)]
    pub updateable: bool,
    /// Whether rows can be deleted.
    #[serde(default)]
    pub deletable: bool,
    /// Its fields.
    #[serde(default)]
    pub fields: Vec<FieldDescribe>,
}

impl ObjectDescribe {
    /// A field by name, compared without case.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&FieldDescribe> {
        self.fields
            .iter()
            .find(|field| field.name.eq_ignore_ascii_case(name))
    }
}

/// A field of an object.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FieldDescribe {
    /// API name.
    pub name: String,
    /// Label.
    #[serde(default)]
    pub label: Option<String>,
    /// Type, such as `string` or `reference`.
    #[serde(rename = "type", default)]
    pub kind: String,
    /// Length of texts.
    #[serde(default)]
    pub length: u32,
    /// Whether field permissions can name it.
    #[serde(default)]
    pub permissionable: bool,
    /// Whether it can be given when a row is made.
    #[serde(default)]
    pub createable: bool,
    /// Whether it can be changed.
    #[serde(default)]
    pub updateable: bool,
    /// Whether it may be null.
    #[serde(default)]
    pub nillable: bool,
    /// Whether the org fills it when it is not given.
    #[serde(default)]
    pub defaulted_on_create: bool,
    /// Whether it is a formula.
    #[serde(default)]
    pub calculated: bool,
    /// Whether the org numbers it.
    #[serde(default)]
    pub auto_number: bool,
    /// The compound field that it is a part of.
    #[serde(default)]
    pub compound_field_name: Option<String>,
    /// The objects that a reference points to.
    #[serde(default)]
    pub reference_to: Vec<String>,
    /// The values of a picklist.
    #[serde(default)]
    pub picklist_values: Vec<PicklistValue>,
}

/// A value of a picklist.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PicklistValue {
    /// The value.
    pub value: String,
    /// Whether it can be chosen.
    #[serde(default)]
    pub active: bool,
}

/// An object that was asked for by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Described {
    /// It is there.
    Object(Box<ObjectDescribe>),
    /// The org has no such object, or hides it from this user.
    Missing(ApiError),
}

impl Described {
    /// The object, if it is there.
    #[must_use]
    pub fn object(&self) -> Option<&ObjectDescribe> {
        match self {
            Self::Object(object) => Some(object),
            Self::Missing(_) => None,
        }
    }
}

#[derive(Deserialize)]
struct GlobalResponse {
    sobjects: Vec<GlobalObject>,
}

impl Reader {
    /// All objects of the org that the user sees.
    ///
    /// # Errors
    /// Those of any call.
    pub async fn describe_global(&self) -> Result<Vec<GlobalObject>> {
        let call = Call::get("list the objects", &self.connection.data("/sobjects"))?;
        let reply = self.connection.call(&call).await?;
        reply
            .json::<GlobalResponse>(&call.operation)
            .map(|response| response.sobjects)
    }

    /// One object with its fields.
    ///
    /// # Errors
    /// Those of any call; a missing object is no error.
    pub async fn describe(&self, object: &str) -> Result<Described> {
        let mut described = self.describe_many(&[object]).await?;
        described.pop().ok_or_else(|| Error::Truncated {
            operation: format!("describe {object}"),
            problem: "no answer came".into(),
        })
    }

    /// Several objects with their fields, 25 to a call, the calls side by side; in the order of `objects`.
    ///
    /// # Errors
    /// Those of any call; missing objects are no error.
    pub async fn describe_many<S: AsRef<str>>(&self, objects: &[S]) -> Result<Vec<Described>> {
        let calls: Vec<_> = objects
            .chunks(MAX_SUBREQUESTS)
            .map(|group| {
                let parts: Vec<Part> = group
                    .iter()
                    .enumerate()
                    .map(|(at, object)| describe_part(self, object.as_ref(), at))
                    .collect();
                let connection = std::sync::Arc::clone(&self.connection);
                async move {
                    let operation = format!("describe {} objects", parts.len());
                    connection.composite_read(operation, &parts).await
                }
            })
            .collect();
        let replies = all_in_parallel("describe", calls).await?;
        replies
            .into_iter()
            .flatten()
            .map(|reply| read_describe(&reply))
            .collect()
    }
}

fn describe_part(reader: &Reader, object: &str, at: usize) -> Part {
    let name = segment(object);
    Part {
        operation: format!("describe {object}"),
        method: Method::GET,
        url: reader.connection.data(&format!("/sobjects/{name}/describe")),
        reference: format!("r{at}"),
        body: None,
    }
}

fn read_describe(reply: &super::SubReply) -> Result<Described> {
    match reply.error() {
        Some(error) if error.is_missing() => Ok(Described::Missing(error)),
        Some(error) => Err(error.into()),
        None => serde_json::from_slice(&reply.body)
            .map(Described::Object)
            .map_err(|error| Error::Unreadable {
                operation: reply.operation.clone(),
                problem: format!("it is no describe: {error}"),
                excerpt: excerpt(&reply.body),
            }),
    }
}
