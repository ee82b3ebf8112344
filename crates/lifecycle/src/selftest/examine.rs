//! Looking at the throw-away integration from inside, with its own token, and from outside.

use hallpass_model::Username;
use hallpass_salesforce::rows::{Collection, Fields};
use hallpass_salesforce::soql::{Soql, eq};
use hallpass_salesforce::{Error, Org, Reader, RecordId, Writer};
use secrecy::SecretString;
use serde_json::Value;

use crate::credential::{Credential, Key};
use crate::token::{Interrupt, with_token};

/// The throw-away integration, made.
#[derive(Debug)]
pub struct Subject {
    /// Its credential.
    pub credential: Credential,
    /// Its user.
    pub username: Username,
    /// The id of the user.
    pub user: RecordId,
}

/// A refusal of the token endpoint: code and words.
pub type Words = (String, String);

/// What was seen; what is `None` could not be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Witnessed {
    /// The answer to a wrong secret.
    pub wrong_secret: Option<Words>,
    /// The answer to a consumer key that no app has.
    pub unknown_client: Option<Words>,
    /// How many sessions over the API the user has while it has one token.
    pub sessions: Option<usize>,
    /// `LoginType`, `LoginSubType` and `Status` of its login.
    pub login: Option<[String; 3]>,
    /// Whether the API took the token after the user was frozen; the code where it did not.
    pub answers_frozen: Option<Result<(), String>>,
    /// The answer to a token request of the frozen user.
    pub frozen: Option<Words>,
    /// The same, after the user's sessions were deleted.
    pub answers_ended: Option<Result<(), String>>,
}

/// Looks. What fails is left out, and nothing of it stays: the user ends up as it was.
pub async fn examine(admin: &Org, subject: &Subject, interrupt: &Interrupt) -> Witnessed {
    let mut seen = Witnessed {
        wrong_secret: refusal(admin, subject, &subject.credential.client_id).await,
        unknown_client: refusal(admin, subject, "3MVG9hallpassSelftestHasNoSuchKey").await,
        ..Witnessed::default()
    };
    let login = subject.credential.login(admin.url(), &subject.username);
    let work = async |own: &Org| from_inside(admin, own, subject).await;
    if let Ok(held) = with_token(admin, &login, interrupt, work).await
        && let Ok(inside) = held.done
    {
        seen = Witnessed {
            wrong_secret: seen.wrong_secret,
            unknown_client: seen.unknown_client,
            ..inside
        };
    }
    seen
}

/// Asks with a secret that is wrong.
async fn refusal(admin: &Org, subject: &Subject, client_id: &str) -> Option<Words> {
    let wrong = Credential {
        client_id: client_id.to_owned(),
        key: Key::Secret(SecretString::from("hallpass-selftest-wrong")),
    };
    refused(admin, &wrong, &subject.username).await
}

async fn refused(admin: &Org, credential: &Credential, username: &Username) -> Option<Words> {
    match admin.beside(&credential.login(admin.url(), username)).await {
        Ok(token) => {
            // Nobody wanted it. That it is not revoked ends with the user, whose sessions are ended too.
            let _ = token.sign_out().await;
            None
        }
        Err(error) => error
            .oauth()
            .map(|refusal| (refusal.error.clone(), refusal.description.clone())),
    }
}

async fn from_inside(admin: &Org, own: &Org, subject: &Subject) -> Witnessed {
    let (reader, writer) = (admin.reader(), admin.writer());
    let mut seen = Witnessed {
        sessions: sessions(&reader, subject).await.map(|ids| ids.len()),
        login: login(&reader, subject).await,
        ..Witnessed::default()
    };
    if freeze(&reader, &writer, subject, true).await.is_ok() {
        seen.answers_frozen = Some(answers(&own.reader()).await);
        seen.frozen = refused(admin, &subject.credential, &subject.username).await;
    }
    if let Some(ids) = sessions(&reader, subject).await
        && let Ok(delete) = Collection::delete("AuthSession", ids)
        && writer.write(&[delete]).await.is_ok()
    {
        seen.answers_ended = Some(answers(&own.reader()).await);
    }
    // Where this fails, ending the integration freezes the user anyway.
    let _ = freeze(&reader, &writer, subject, false).await;
    seen
}

/// Describe-global is open to every user of the API.
async fn answers(own: &Reader) -> Result<(), String> {
    match own.get_json::<Value>("/sobjects").await {
        Ok(_) => Ok(()),
        Err(error) => Err(error.code().map_or_else(|| error.to_string(), str::to_owned)),
    }
}

async fn sessions(reader: &Reader, subject: &Subject) -> Option<Vec<RecordId>> {
    let soql = Soql::select(["Id"])
        .from("AuthSession")
        .filter(eq("UsersId", subject.user.as_str()))
        .filter(eq("SessionType", "API"));
    let found = reader.query(&soql).await.ok()?;
    Some(found.rows.iter().filter_map(|row| row.id("Id")).collect())
}

async fn login(reader: &Reader, subject: &Subject) -> Option<[String; 3]> {
    let soql = Soql::select(["LoginType", "LoginSubType", "Status", "LoginTime"])
        .from("LoginHistory")
        .filter(eq("UserId", subject.user.as_str()))
        .order_by("LoginTime");
    let found = reader.query(&soql).await.ok()?;
    // Attempts with a wrong secret may be there too.
    let rows = found.rows.iter().rev();
    let row = rows
        .clone()
        .find(|row| row.text("Status") == Some("Success"))
        .or_else(|| rows.clone().next())?;
    let text = |column: &str| row.text(column).unwrap_or_default().to_owned();
    Some([text("LoginType"), text("LoginSubType"), text("Status")])
}

async fn freeze(reader: &Reader, writer: &Writer, subject: &Subject, frozen: bool) -> Result<(), Error> {
    let soql = Soql::select(["Id"])
        .from("UserLogin")
        .filter(eq("UserId", subject.user.as_str()));
    let found = reader.query(&soql).await?;
    let ids = found.rows.iter().filter_map(|row| row.id("Id"));
    let fields = || Fields::from_iter([("IsFrozen".to_owned(), Value::from(frozen))]);
    let rows = ids.map(|id| (id, fields())).collect();
    writer
        .write(&[Collection::update("UserLogin", rows)?])
        .await
        .map(drop)
}
