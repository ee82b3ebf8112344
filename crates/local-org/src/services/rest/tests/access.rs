//! What the effective access of a caller lets through, row by row and field by field.

use http::Method;
use serde_json::{Value, json};

use crate::dml;
use crate::enforce::Caller;
use crate::server::{Request, handle};
use crate::sessions::{Flow, SignIn, Source, sign_in};
use crate::store::Org;
use crate::testing::{admin, org, send, with};
use crate::value::{Id, id, row, text};

/// Makes an ordinary user with a set that reads and edits Account and only the field Phone, and returns a token.
fn limited(org: &Org) -> String {
    use secrecy::ExposeSecret as _;
    with(org, |tx| {
        let by = admin(tx);
        let profile = tx
            .find_one("Profile", &[("Name", Value::from("Minimum Access - Salesforce"))])
            .expect("a profile");
        let mut user = row([("ProfileId", Value::from(text(&profile, "Id")))]);
        for (name, value) in [
            ("Username", "limited@example.com"),
            ("LastName", "Limited"),
            ("Email", "limited@example.com"),
            ("Alias", "limited"),
            ("TimeZoneSidKey", "GMT"),
            ("LocaleSidKey", "en_US"),
            ("LanguageLocaleKey", "en_US"),
            ("EmailEncodingKey", "UTF-8"),
        ] {
            user.insert(name.to_owned(), Value::from(value));
        }
        let user = dml::insert(tx, &by, "User", &user).expect("a user");
        grants(tx, &by, &user);
        let source = Source::itself(tx.org);
        let wish = SignIn {
            user: &user,
            app: None,
            consumer: None,
            flow: Flow::Direct,
            scopes: vec!["api".to_owned()],
            source: &source,
            refresh: None,
        };
        sign_in(tx, &wish).token.expose_secret().to_owned()
    })
}

fn grants(tx: &mut crate::store::Tx<'_>, by: &Caller, user: &Id) {
    let on = Value::Bool(true);
    let set = row([
        ("Name", Value::from("Limited")),
        ("Label", Value::from("Limited")),
        ("PermissionsApiEnabled", on.clone()),
    ]);
    let set = dml::insert(tx, by, "PermissionSet", &set).expect("a set");
    let object = row([
        ("ParentId", Value::from(&set)),
        ("SobjectType", Value::from("Account")),
        ("PermissionsRead", on.clone()),
        ("PermissionsEdit", on.clone()),
    ]);
    dml::insert(tx, by, "ObjectPermissions", &object).expect("object rights");
    let field = row([
        ("ParentId", Value::from(&set)),
        ("SobjectType", Value::from("Account")),
        ("Field", Value::from("Account.Phone")),
        ("PermissionsRead", on.clone()),
        ("PermissionsEdit", on),
    ]);
    dml::insert(tx, by, "FieldPermissions", &field).expect("field rights");
    let pair = row([
        ("AssigneeId", Value::from(user)),
        ("PermissionSetId", Value::from(set)),
    ]);
    dml::insert(tx, by, "PermissionSetAssignment", &pair).expect("an assignment");
}

#[test]
fn a_caller_sees_and_touches_only_what_is_granted() {
    let org = org();
    let token = limited(&org);
    let acme = with(&org, |tx| {
        tx.find_one("Account", &[("Name", Value::from("Acme"))])
            .and_then(|row| id(&row, "Id"))
            .expect("Acme")
    });
    let path = format!("/services/data/v66.0/sobjects/Account/{acme}");
    let call = |method, path: &str, body| send(&org, &token, method, path, body);
    let (_, read) = call(Method::GET, &path, None);
    assert_eq!(
        (&read["Phone"], &read["Name"]),
        (&json!("+1 415 555 0100"), &json!("Acme"))
    );
    assert!(
        read.get("Industry").is_none() && read.get("AnnualRevenue").is_none(),
        "{read}"
    );
    assert_eq!(
        call(Method::GET, &format!("{path}?fields=Industry"), None).1[0]["errorCode"],
        "INVALID_FIELD"
    );
    assert_eq!(call(Method::PATCH, &path, Some(json!({"Phone": "1"}))).0, 204);
    assert_eq!(
        call(Method::PATCH, &path, Some(json!({"Industry": "x"}))).1[0]["errorCode"],
        "INVALID_FIELD"
    );
    assert_eq!(call(Method::DELETE, &path, None).0, 403);
    let create = call(
        Method::POST,
        "/services/data/v66.0/sobjects/Account",
        Some(json!({"Name": "x"})),
    );
    assert_eq!(
        (create.0, &create.1[0]["errorCode"]),
        (400, &json!("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY"))
    );
    for hidden in ["Contact", "PermissionSet", "SetupAuditTrail", "Invoice__c"] {
        assert_eq!(
            call(
                Method::GET,
                &format!("/services/data/v66.0/sobjects/{hidden}/describe"),
                None
            )
            .0,
            404,
            "{hidden}"
        );
    }
    let (_, described) = call(
        Method::GET,
        "/services/data/v66.0/sobjects/Account/describe",
        None,
    );
    let names: Vec<&str> = described["fields"]
        .as_array()
        .expect("fields")
        .iter()
        .filter_map(|field| field["name"].as_str())
        .collect();
    assert!(
        names.contains(&"Phone") && names.contains(&"Name") && !names.contains(&"Industry"),
        "{names:?}"
    );
}

/// Sends a body that is no JSON and returns the text of the answer.
fn raw(org: &Org, token: &str, method: Method, target: &str, body: String) -> String {
    let mut request = Request::new(method, target);
    let bearer = format!("Bearer {token}");
    request
        .headers
        .insert("authorization", bearer.parse().expect("a header"));
    request.body = body.into();
    String::from_utf8(handle(org, &request).body).expect("text")
}

#[test]
fn other_faces_of_the_org_show_no_more() {
    let org = org();
    let token = limited(&org);
    let acme = with(&org, |tx| {
        tx.find_one("Account", &[("Name", Value::from("Acme"))])
            .and_then(|row| id(&row, "Id"))
            .expect("Acme")
    });
    let base = "/services/data/v66.0";
    let call = |method, path: &str, body| send(&org, &token, method, &format!("{base}/{path}"), body);
    for (soql, code) in [
        ("SELECT Industry FROM Account", "INVALID_FIELD"),
        ("SELECT Id FROM Account WHERE Industry = 'x'", "INVALID_FIELD"),
        ("SELECT Id FROM Contact", "INVALID_TYPE"),
    ] {
        let job = json!({"operation": "query", "query": soql});
        let (_, refused) = call(Method::POST, "jobs/query", Some(job));
        assert_eq!(refused[0]["errorCode"], code, "{soql}");
        let text = raw(
            &org,
            &token,
            Method::POST,
            "/services/Soap/u/60.0",
            envelope(
                &token,
                &format!("<query><queryString>{soql}</queryString></query>"),
            ),
        );
        assert!(text.contains(&format!("<faultcode>sf:{code}")), "{text}");
    }
    for path in [
        "sobjects/Contact/updated?start=2026-01-01T00:00:00Z&end=2026-01-02T00:00:00Z".to_owned(),
        format!("sobjects/Account/{acme}/Contacts"),
        format!("sobjects/Account/{acme}/Owner/Profile"),
    ] {
        assert_eq!(call(Method::GET, &path, None).0, 404, "{path}");
    }
    for (operation, data, told) in [
        (
            "update",
            format!("Id,Industry\n{acme},x\n"),
            "Field name not found : Industry",
        ),
        (
            "insert",
            "Name\nNew\n".to_owned(),
            "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
        ),
        (
            "delete",
            format!("Id\n{acme}\n"),
            "INSUFFICIENT_ACCESS_OR_READONLY",
        ),
    ] {
        let job = json!({"operation": operation, "object": "Account"});
        let (_, made) = call(Method::POST, "jobs/ingest", Some(job));
        let job = format!("jobs/ingest/{}", made["id"].as_str().expect("an Id"));
        raw(&org, &token, Method::PUT, &format!("{base}/{job}/batches"), data);
        call(Method::PATCH, &job, Some(json!({"state": "UploadComplete"})));
        let failed = raw(
            &org,
            &token,
            Method::GET,
            &format!("{base}/{job}/failedResults"),
            String::new(),
        );
        let info = call(Method::GET, &job, None).1;
        assert!(
            failed.contains(told)
                || info["errorMessage"]
                    .as_str()
                    .is_some_and(|why| why.contains(told)),
            "{info} {failed}"
        );
    }
    let soap = |operation: &str| {
        raw(
            &org,
            &token,
            Method::POST,
            "/services/Soap/u/60.0",
            envelope(&token, operation),
        )
    };
    let described = soap("<describeSObject><sObjectType>Account</sObjectType></describeSObject>");
    assert!(described.contains("<name>Phone</name>") && !described.contains("Industry"));
    let ids = format!("<ids>{acme}</ids>");
    for verb in ["delete", "undelete", "emptyRecycleBin"] {
        let answer = soap(&format!("<{verb}>{ids}</{verb}>"));
        assert!(
            answer.contains("INSUFFICIENT_ACCESS_OR_READONLY"),
            "{verb}: {answer}"
        );
    }
    let retrieved = soap(&format!(
        "<retrieve><fieldList>Industry</fieldList><sObjectType>Account</sObjectType>{ids}</retrieve>"
    ));
    assert!(retrieved.contains("sf:INVALID_FIELD"), "{retrieved}");
}

fn envelope(token: &str, operation: &str) -> String {
    format!(
        "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns=\"urn:partner.soap.sforce.com\"><e:Header><SessionHeader><sessionId>{token}</sessionId></SessionHeader></e:Header><e:Body>{operation}</e:Body></e:Envelope>"
    )
}
