//! A whole org that is asked anything.

use http::{HeaderName, HeaderValue, Method};
use secrecy::ExposeSecret as _;

use crate::seed::seed;
use crate::server::{Request, handle};
use crate::sessions::{Flow, SignIn, Source, sign_in};
use crate::store::{Org, OrgSettings};
use crate::value::id;

/// Stands for the token of the administrator in what is sent.
const TOKEN: &str = "TOKEN";

/// What takes JSON: method and address below the version.
const PLACES: &[(&str, &str)] = &[
    ("POST", "composite"),
    ("POST", "composite/batch"),
    ("POST", "composite/graph"),
    ("POST", "composite/tree/Account"),
    ("POST", "composite/sobjects"),
    ("PATCH", "composite/sobjects"),
    ("PATCH", "composite/sobjects/Account/Erp_Key__c"),
    ("POST", "composite/sobjects/Account"),
    ("POST", "sobjects/Account"),
    ("POST", "sobjects/PermissionSet"),
    ("POST", "sobjects/ObjectPermissions"),
    ("PATCH", "sobjects/User/005Hp0000000000IAA"),
    ("PATCH", "metadata/deployRequest/0Af000000000000AAA"),
    ("POST", "metadata/deployRequest/validatedDeployRequestId"),
];

/// An org in memory with a signed-in administrator, who may do the most.
pub struct Target {
    org: Org,
    token: String,
}

impl Target {
    /// Seeds an org.
    ///
    /// # Panics
    /// When the seed is refused, which would be a bug of its own.
    #[must_use]
    pub fn new() -> Target {
        let settings = OrgSettings {
            seats: None,
            behaviours: crate::facts::Behaviours::default(),
            seed: None,
        };
        let org = Org::open(None, settings).expect("an org in memory");
        org.transaction(seed).expect("the seed follows the rules");
        Target::of(org)
    }

    /// Signs the administrator of a seeded org in.
    pub(super) fn of(org: Org) -> Target {
        let token = org.transaction(|tx| {
            let username = seed(tx)?.admin.username;
            let user = tx.find_one("User", &[("Username", username.into())]);
            let user = user
                .and_then(|row| id(&row, "Id"))
                .expect("the seed has the user");
            let source = Source::itself(tx.org);
            let wish = SignIn {
                user: &user,
                app: None,
                consumer: None,
                flow: Flow::Direct,
                scopes: vec!["full".to_owned()],
                source: &source,
                refresh: None,
            };
            Ok::<_, crate::error::ApiError>(sign_in(tx, &wish).token.expose_secret().to_owned())
        });
        Target {
            org,
            token: token.expect("the seed follows the rules"),
        }
    }

    /// Sends a request: `METHOD address`, headers line by line, an empty line, the body.
    ///
    /// # Panics
    /// When the answer is a fault of the server.
    pub fn request(&self, bytes: &[u8]) -> u16 {
        let (head, body) = split_head(bytes);
        let head = String::from_utf8_lossy(head);
        let mut lines = head.lines();
        let first = lines.next().unwrap_or_default();
        let (method, address) = first.split_once(' ').unwrap_or((first, "/"));
        let Ok(method) = method.parse::<Method>() else {
            return 0;
        };
        let mut request = Request::new(method, address);
        for line in lines {
            let (name, value) = line.split_once(':').unwrap_or((line, ""));
            let value = value.trim().replace(TOKEN, &self.token);
            if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(&value)) {
                request.headers.append(name, value);
            }
        }
        request.body = match std::str::from_utf8(body) {
            Ok(text) => text.replace(TOKEN, &self.token).into_bytes().into(),
            Err(_) => body.to_vec().into(),
        };
        self.answered(&request)
    }

    /// Asks a query.
    ///
    /// # Panics
    /// When the answer is a fault of the server.
    pub fn query(&self, soql: &str) -> u16 {
        let mut request = Request::new(Method::GET, "/services/data/v66.0/query");
        request.query = form_urlencoded::Serializer::new(String::new())
            .append_pair("q", soql)
            .finish();
        self.signed_in(request)
    }

    /// Sends JSON to an address below the version.
    ///
    /// # Panics
    /// When the answer is a fault of the server.
    pub fn json(&self, method: &str, address: &str, body: &[u8]) -> u16 {
        let Ok(method) = method.parse::<Method>() else {
            return 0;
        };
        let mut request = Request::new(method, &format!("/services/data/v66.0/{address}"));
        request.body = body.to_vec().into();
        self.signed_in(request)
    }

    /// Sends a body to the place that its first byte chooses.
    ///
    /// # Panics
    /// When the answer is a fault of the server.
    pub fn post(&self, bytes: &[u8]) -> u16 {
        let Some((choice, body)) = bytes.split_first() else {
            return 0;
        };
        let (method, place) = PLACES[usize::from(*choice) % PLACES.len()];
        self.json(method, place, body)
    }

    /// Deploys an archive over REST.
    ///
    /// # Panics
    /// When the answer is a fault of the server.
    pub fn deploy(&self, archive: &[u8]) -> u16 {
        let mut body = Vec::new();
        for (disposition, content) in [
            (
                "name=\"json\"",
                b"{\"deployOptions\":{\"singlePackage\":true}}".as_slice(),
            ),
            ("name=\"file\"; filename=\"deploy.zip\"", archive),
        ] {
            body.extend(format!("--B\r\nContent-Disposition: form-data; {disposition}\r\n\r\n").bytes());
            body.extend(content);
            body.extend(b"\r\n");
        }
        body.extend(b"--B--\r\n");
        let mut request = Request::new(Method::POST, "/services/data/v66.0/metadata/deployRequest");
        let kind = HeaderValue::from_static("multipart/form-data; boundary=B");
        request.headers.insert("content-type", kind);
        request.body = body.into();
        self.signed_in(request)
    }

    /// Deploys one file of a permission set, and asks what became of it.
    ///
    /// # Panics
    /// When an answer is a fault of the server.
    pub fn deploy_file(&self, content: &[u8]) -> u16 {
        let manifest = b"<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\"><types><members>*</members><name>PermissionSet</name></types><types><members>*</members><name>Profile</name></types><version>66.0</version></Package>";
        let files: [(&str, &[u8]); 3] = [
            ("package.xml", manifest),
            ("permissionsets/Hostile.permissionset", content),
            ("profiles/Hostile.profile", content),
        ];
        match crate::services::metadata::wire::write_archive(files) {
            Ok(archive) => self.deploy(&archive),
            Err(_) => 0,
        }
    }

    fn signed_in(&self, mut request: Request) -> u16 {
        let bearer = HeaderValue::from_str(&format!("Bearer {}", self.token));
        request
            .headers
            .insert("authorization", bearer.expect("tokens are plain text"));
        self.answered(&request)
    }

    fn answered(&self, request: &Request) -> u16 {
        let response = handle(&self.org, request);
        // Faults of SOAP are 500 by its own rules.
        let may_fault = request.path.to_ascii_lowercase().contains("/soap/") || response.status < 500;
        assert!(
            may_fault,
            "{} {}?{}: {}",
            request.method,
            request.path,
            request.query,
            String::from_utf8_lossy(&response.body)
        );
        response.status
    }
}

impl Default for Target {
    fn default() -> Self {
        Target::new()
    }
}

fn split_head(bytes: &[u8]) -> (&[u8], &[u8]) {
    bytes
        .windows(2)
        .position(|pair| pair == b"\n\n")
        .map_or((bytes, &[]), |at| (&bytes[..at], &bytes[at + 2..]))
}
