//! Changing the files of an app: which attribute stands where.

use hallpass_model::{ApiName, AppKind, Attribute, Attributes, Change, LiveApp, MetadataFile, Seen, Value};
use hallpass_salesforce::metadata::{Element, Tree};

use super::{links, new};
use crate::lower::LowerError;
use crate::lower::context::{Context, after, not_in_plan};
use crate::lower::text::{MAX_DESCRIPTION, known, marked};
use crate::metadata::{
    Family, connected_scope, external_scope, ip_relaxation_of_connected, ip_relaxation_of_external, list,
    listed, order_of, part_of, replace_all, set, set_flag, setting_family, text_at, texts_of, write_setting,
};

/// A file that is being changed.
pub(super) struct Editing<'e> {
    pub(super) context: &'e Context<'e>,
    pub(super) change: &'e Change,
    pub(super) family: Family,
    pub(super) app: &'e ApiName,
    /// The app as it is; nothing where it is new.
    pub(super) live: Option<&'e LiveApp>,
}

/// Returns the files of a live app that the change touches, merged with what they hold.
pub(super) fn files(
    context: &Context<'_>,
    change: &Change,
    app: &LiveApp,
) -> Result<Vec<MetadataFile>, LowerError> {
    if app.files.is_empty() {
        return Err(LowerError::Unread {
            address: change.address.clone(),
            why: why_unread(app),
        });
    }
    let families: &[Family] = match app.kind {
        AppKind::ExternalClientApp => &[
            Family::Header,
            Family::Global,
            Family::Settings,
            Family::Policies,
            Family::General,
        ],
        AppKind::ConnectedApp => &[Family::Connected],
    };
    let touched = families.iter().filter(|family| {
        after(change)
            .keys()
            .any(|one| stands_in(app.kind, *one, **family))
    });
    touched
        .map(|family| file(context, change, app, *family))
        .collect()
}

fn why_unread(app: &LiveApp) -> String {
    match &app.scopes {
        Seen::Unknown(why) => why.clone(),
        Seen::Known(_) | Seen::Absent => "the org returned no file of it".to_owned(),
    }
}

/// Returns whether an attribute stands in files of that type.
fn stands_in(kind: AppKind, attribute: Attribute, family: Family) -> bool {
    if let Some(place) = setting_family(kind, attribute) {
        return family == place;
    }
    let families: &[Family] = match attribute {
        Attribute::Label | Attribute::Description | Attribute::ContactEmail | Attribute::Mark => {
            &[Family::Header]
        }
        Attribute::Enabled => &[Family::General],
        Attribute::CallbackUrl | Attribute::Certificate | Attribute::CertificatePem => &[Family::Global],
        Attribute::Scopes => &[Family::Settings],
        Attribute::Flow => &[Family::Global, Family::Policies],
        Attribute::RunAs | Attribute::PermittedUsers | Attribute::IpRelaxation => &[Family::Policies],
        Attribute::Name
        | Attribute::AppKind
        | Attribute::Username
        | Attribute::LastName
        | Attribute::Email
        | Attribute::Alias
        | Attribute::Profile
        | Attribute::Role
        | Attribute::TimeZone
        | Attribute::Locale
        | Attribute::Language
        | Attribute::EmailEncoding
        | Attribute::Active
        | Attribute::Frozen
        | Attribute::UserLicense
        | Attribute::IpRanges
        | Attribute::Grants
        | Attribute::Hours
        | Attribute::UserPermissions
        | Attribute::Sessions
        | Attribute::RequirePkce
        | Attribute::RequireSecret
        | Attribute::RequireSecretForRefresh
        | Attribute::TrustedIpRanges
        | Attribute::RefreshPolicy
        | Attribute::SessionLevel
        | Attribute::SessionTimeout => return false,
    };
    family == Family::Connected || families.contains(&family)
}

fn file(
    context: &Context<'_>,
    change: &Change,
    app: &LiveApp,
    family: Family,
) -> Result<MetadataFile, LowerError> {
    let live = app.files.iter().find(|file| file.component == family.component());
    let (full_name, mut root) = match live {
        Some(file) => {
            let tree = Tree::parse(&file.xml).map_err(|error| LowerError::Unread {
                address: change.address.clone(),
                why: format!("{}: {error}", file.full_name),
            })?;
            (file.full_name.clone(), tree.root)
        }
        None => (family.name_for(app.name.as_str()), new::empty(family, change)?),
    };
    let editing = Editing {
        context,
        change,
        family,
        app: &app.name,
        live: Some(app),
    };
    apply(&editing, after(change), &mut root)?;
    Ok(MetadataFile {
        component: family.component().to_owned(),
        full_name,
        xml: Tree { root }.to_string(),
    })
}

/// Writes the attributes into a file.
pub(super) fn apply(editing: &Editing<'_>, after: &Attributes, root: &mut Element) -> Result<(), LowerError> {
    match editing.family {
        Family::Header => header(editing, after, root),
        Family::Global => global(editing, after, root),
        Family::Settings => {
            settings(after, root);
            Ok(())
        }
        Family::Policies => policies(editing, after, root),
        Family::General => {
            if let Some(Value::Flag(on)) = after.get(&Attribute::Enabled) {
                set_flag(root, "isEnabled", *on, order_of(editing.family.component()));
            }
            Ok(())
        }
        Family::Connected => connected(editing, after, root),
    }?;
    settings_of(editing, after, root)
}

/// Writes the settings that stand in this file.
fn settings_of(editing: &Editing<'_>, after: &Attributes, root: &mut Element) -> Result<(), LowerError> {
    let kind = match editing.family {
        Family::Connected => AppKind::ConnectedApp,
        _ => AppKind::ExternalClientApp,
    };
    let here = after
        .iter()
        .filter(|(attribute, _)| setting_family(kind, **attribute) == Some(editing.family));
    for (attribute, value) in here {
        write_setting(kind, *attribute, value, root)
            .ok_or_else(|| not_in_plan(&editing.change.address, "a value of its form"))?;
    }
    Ok(())
}

fn header(editing: &Editing<'_>, after: &Attributes, root: &mut Element) -> Result<(), LowerError> {
    let order = order_of(editing.family.component());
    if let Some(label) = text(after, Attribute::Label) {
        set(root, "label", label, order);
    }
    if let Some(email) = text(after, Attribute::ContactEmail) {
        set(root, "contactEmail", email, order);
    }
    if after.contains_key(&Attribute::Description) || after.contains_key(&Attribute::Mark) {
        let visible = editing.live.and_then(|app| known(&app.description));
        let mark = editing
            .live
            .and_then(|app| app.mark.as_ref())
            .map(ToString::to_string);
        let description = marked(&editing.change.address, after, visible, mark, MAX_DESCRIPTION)?;
        if description.is_empty() {
            root.remove("description");
        } else {
            set(root, "description", &description, order);
        }
    }
    Ok(())
}

/// Takes out what must not be sent again: another key is refused, and the others make new ones.
fn without_credentials(root: &mut Element) {
    for name in [
        "consumerKey",
        "consumerSecret",
        "shouldRotateConsumerKey",
        "shouldRotateConsumerSecret",
    ] {
        root.remove(name);
    }
}

fn global(editing: &Editing<'_>, after: &Attributes, root: &mut Element) -> Result<(), LowerError> {
    let order = order_of(editing.family.component());
    without_credentials(root);
    if let Some(urls) = lines(after, Attribute::CallbackUrl) {
        set(root, "callbackUrl", &urls.join("\n"), order);
    }
    if let Some(flow) = text(after, Attribute::Flow) {
        set_flag(
            root,
            "isClientCredentialsFlowEnabled",
            flow == "client_credentials",
            order,
        );
    }
    certificate(editing, after, root, order)
}

/// A file without a certificate switches JWT bearer off. Where the org did not give the certificate back, the plan has
/// to bring it.
fn certificate(
    editing: &Editing<'_>,
    after: &Attributes,
    root: &mut Element,
    order: &[&str],
) -> Result<(), LowerError> {
    if let Some(pem) = text(after, Attribute::CertificatePem) {
        set(root, "certificate", pem.trim_end(), order);
    }
    let uses_jwt = match text(after, Attribute::Flow) {
        Some(flow) => flow == "jwt_bearer",
        // The app of another may have neither, and a plan for ours brings the certificate with every change of the file.
        None if editing.family == Family::Connected => false,
        None => editing
            .live
            .is_some_and(|app| app.client_credentials == Seen::Known(false)),
    };
    if uses_jwt && text_at(root, "certificate").is_none() {
        return Err(not_in_plan(&editing.change.address, "the certificate"));
    }
    Ok(())
}

fn settings(after: &Attributes, root: &mut Element) {
    if let Some(scopes) = lines(after, Attribute::Scopes) {
        let words = list(scopes.iter().map(|scope| external_scope(scope)));
        set(
            root,
            "commaSeparatedOauthScopes",
            &words,
            order_of(Family::Settings.component()),
        );
    }
}

fn policies(editing: &Editing<'_>, after: &Attributes, root: &mut Element) -> Result<(), LowerError> {
    let order = order_of(editing.family.component());
    if let Some(flow) = text(after, Attribute::Flow) {
        let on = flow == "client_credentials";
        set_flag(root, "isClientCredentialsFlowEnabled", on, order);
        if !on {
            root.remove("clientCredentialsFlowUser");
        }
    }
    if let Some(username) = text(after, Attribute::RunAs) {
        set(root, "clientCredentialsFlowUser", username, order);
        // A user to run as is for this flow alone, and the org's switch of it stands beside.
        set_flag(root, "isClientCredentialsFlowEnabled", true, order);
    }
    if let Some(word) = text(after, Attribute::PermittedUsers) {
        let policy = if word == "admin_pre_authorized" {
            "AdminApprovedPreAuthorized"
        } else {
            "AllSelfAuthorized"
        };
        set(root, "permittedUsersPolicyType", policy, order);
    }
    if let Some(word) = text(after, Attribute::IpRelaxation) {
        let word = ip_relaxation_of_external(word)
            .ok_or_else(|| not_in_plan(&editing.change.address, "a known IP relaxation"))?;
        set(root, "ipRelaxationPolicyType", word, order);
    }
    let present = text_at(root, "commaSeparatedPermissionSet").unwrap_or_default();
    let present: Vec<String> = listed(&present).map(str::to_owned).collect();
    let sets = links::complete(editing.context, editing.app, &present);
    set(root, "commaSeparatedPermissionSet", &list(&sets), order);
    Ok(())
}

fn connected(editing: &Editing<'_>, after: &Attributes, root: &mut Element) -> Result<(), LowerError> {
    header(editing, after, root)?;
    let order = order_of(editing.family.component());
    let config_order = order_of("oauthConfig");
    let config = part_of(root, "oauthConfig", order);
    without_credentials(config);
    if let Some(urls) = lines(after, Attribute::CallbackUrl) {
        set(config, "callbackUrl", &urls.join("\n"), config_order);
    }
    if let Some(flow) = text(after, Attribute::Flow) {
        let on = flow == "client_credentials";
        set_flag(config, "isClientCredentialEnabled", on, config_order);
        if !on {
            config.remove("oauthClientCredentialUser");
        }
    }
    if let Some(username) = text(after, Attribute::RunAs) {
        set(config, "oauthClientCredentialUser", username, config_order);
    }
    if let Some(word) = text(after, Attribute::PermittedUsers) {
        set_flag(
            config,
            "isAdminApproved",
            word == "admin_pre_authorized",
            config_order,
        );
    }
    if let Some(scopes) = lines(after, Attribute::Scopes) {
        let words: Vec<String> = scopes
            .iter()
            .map(|scope| connected_scope(scope).to_owned())
            .collect();
        replace_all(config, "scopes", &words, config_order);
    }
    certificate(editing, after, config, config_order)?;
    if let Some(word) = text(after, Attribute::IpRelaxation) {
        let word = ip_relaxation_of_connected(word)
            .ok_or_else(|| not_in_plan(&editing.change.address, "a known IP relaxation"))?;
        set(
            part_of(root, "oauthPolicy", order),
            "ipRelaxation",
            word,
            order_of("oauthPolicy"),
        );
    }
    let sets = links::complete(editing.context, editing.app, &texts_of(root, "permissionSetName"));
    replace_all(root, "permissionSetName", &sets, order);
    Ok(())
}

fn text(after: &Attributes, attribute: Attribute) -> Option<&str> {
    after.get(&attribute).and_then(Value::text)
}

/// A list, also where it holds one value and is written as a text.
fn lines(after: &Attributes, attribute: Attribute) -> Option<Vec<String>> {
    match after.get(&attribute)? {
        Value::List(lines) => Some(lines.clone()),
        Value::Text(line) => Some(vec![line.clone()]),
        Value::Flag(_) => None,
    }
}
