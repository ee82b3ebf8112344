//! Versions that an org offers, and the one that is used.

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::instance::InstanceUrl;
use crate::transport::{Call, Courier};
use crate::version::ApiVersion;

const OPERATION: &str = "list the API versions";

/// Which version of the API is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VersionChoice {
    /// The newest that both the org and this client know.
    Newest,
    /// This one and no other.
    Pinned(ApiVersion),
}

/// A version as the org lists it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct OfferedVersion {
    /// The release, such as `Winter '27`.
    pub label: String,
    /// Its path.
    pub url: String,
    /// Its number, such as `68.0`.
    pub version: String,
}

/// Asks the org, which needs no token and counts against no limit, and picks.
pub(crate) async fn negotiate(
    courier: &Courier,
    url: &InstanceUrl,
    choice: VersionChoice,
) -> Result<ApiVersion> {
    if let VersionChoice::Pinned(version) = choice {
        return Ok(version);
    }
    pick(&offered(courier, url).await?)
}

pub(crate) async fn offered(courier: &Courier, url: &InstanceUrl) -> Result<Vec<OfferedVersion>> {
    let call = Call::get(OPERATION, "/services/data")?.by_nobody();
    courier.send_repeating(&call, url).await?.json(OPERATION)
}

/// The newest offered version that this client knows.
///
/// Entries are taken by number *and* path: since Winter '27 the list ends in an alias ("Latest Release")
/// whose path is not that of a version.
fn pick(offered: &[OfferedVersion]) -> Result<ApiVersion> {
    let real = |entry: &OfferedVersion| {
        let version: ApiVersion = entry.version.parse().ok()?;
        (entry.url.trim_end_matches('/') == version.data_path()).then_some(version)
    };
    let usable = ApiVersion::OLDEST_USABLE..=ApiVersion::NEWEST_KNOWN;
    offered
        .iter()
        .filter_map(real)
        .filter(|version| usable.contains(version))
        .max()
        .ok_or_else(|| {
            let newest = offered.iter().filter_map(real).max();
            Error::BadRequest {
                operation: OPERATION.into(),
                problem: format!(
                    "the org offers {}, and {} to {} is needed",
                    newest.map_or_else(|| "no version".to_owned(), |version| format!("up to {version}")),
                    ApiVersion::OLDEST_USABLE,
                    ApiVersion::NEWEST_KNOWN
                ),
            }
        })
}

#[cfg(test)]
mod tests {
    use super::{OfferedVersion, pick};
    use crate::version::ApiVersion;

    fn offered(rows: &[(&str, &str)]) -> Vec<OfferedVersion> {
        rows.iter()
            .map(|(url, version)| OfferedVersion {
                label: String::new(),
                url: (*url).to_owned(),
                version: (*version).to_owned(),
            })
            .collect()
    }

    #[test]
    fn the_newest_known_version_is_picked_and_never_an_alias() {
        let alias = ("/services/data/latest", "68.0");
        let v62 = ("/services/data/v62.0", "62.0");
        let v67 = ("/services/data/v67.0", "67.0");
        let v68 = ("/services/data/v68.0", "68.0");
        let v69 = ("/services/data/v69.0/", "69.0");
        let rows = [
            (&[v67, v68, alias][..], Some(68)),
            (&[v67, alias], Some(67)),
            (&[v67, v69], Some(67)),
            (&[v62], None),
            (&[], None),
        ];
        for (list, expected) in rows {
            assert_eq!(
                pick(&offered(list)).ok(),
                expected.map(ApiVersion::new),
                "{list:?}"
            );
        }
    }
}
