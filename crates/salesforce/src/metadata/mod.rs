//! Metadata: files of components, read by SOAP and written by REST deploys.
//!
//! Files are edited as ordered trees ([`Tree`]), so that elements this crate does not know survive.

mod archive;
mod component;
mod deploy;
mod deploy_result;
mod element;
mod list;
mod package;
mod parse;
mod read;
mod retrieve;
pub(crate) mod soap;
mod write_xml;

pub use archive::{Archive, BadArchive};
pub use component::{Component, MetadataFile};
pub use deploy::{DeployOptions, Deployment, Removal};
pub use deploy_result::{ComponentResult, DeployResult, ProblemLevel};
pub use element::{Element, Node, Tree};
pub use list::{FileProperties, MetadataType};
pub use package::{Package, package_xml};
pub use parse::BadXml;
pub use retrieve::Retrieved;

/// The namespace of metadata files and of the Metadata API.
pub const NAMESPACE: &str = "http://soap.sforce.com/2006/04/metadata";
