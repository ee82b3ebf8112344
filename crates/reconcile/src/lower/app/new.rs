//! The files of a new app.
//!
//! Flags are written with the values that the org would choose itself, so that nothing depends on a default that differs
//! between versions. The order of elements is that of the WSDL.

use hallpass_model::{Attribute, Attributes, Change, MetadataFile};
use hallpass_salesforce::metadata::{Element, Tree};

use super::edit::{Editing, apply};
use crate::lower::LowerError;
use crate::lower::context::{Context, after, name};
use crate::metadata::{Family, order_of, part_of, set};

/// Fixed elements of a new app's files.
const HEADER: [(&str, &str); 2] = [("distributionState", "Local"), ("isProtected", "false")];
const GLOBAL: [(&str, &str); 9] = [
    ("isClientCredentialsFlowEnabled", "false"),
    ("isCodeCredFlowEnabled", "false"),
    ("isConsumerSecretOptional", "false"),
    ("isDeviceFlowEnabled", "false"),
    ("isIntrospectAllTokens", "false"),
    ("isPkceRequired", "true"),
    ("isRefreshTokenRotationEnabled", "false"),
    ("isSecretRequiredForRefreshToken", "true"),
    ("isTokenExchangeEnabled", "false"),
];
const POLICIES: [(&str, &str); 8] = [
    ("ipRelaxationPolicyType", "Enforce"),
    ("isClientCredentialsFlowEnabled", "false"),
    ("isGuestCodeCredFlowEnabled", "false"),
    ("isTokenExchangeFlowEnabled", "false"),
    ("permittedUsersPolicyType", "AdminApprovedPreAuthorized"),
    ("refreshTokenPolicyType", "SpecificLifetime"),
    ("refreshTokenValidityPeriod", "365"),
    ("refreshTokenValidityUnit", "Days"),
];
const CONNECTED_CONFIG: [(&str, &str); 3] = [
    ("isAdminApproved", "true"),
    ("isConsumerSecretOptional", "false"),
    ("isSecretRequiredForRefreshToken", "true"),
];
const CONNECTED_POLICY: [(&str, &str); 2] = [("ipRelaxation", "ENFORCE"), ("refreshTokenPolicy", "infinite")];

/// Makes the files of an External Client App. The general policies are left to the org, which makes them itself, unless
/// the app shall be off.
pub(super) fn external(context: &Context<'_>, change: &Change) -> Result<Vec<MetadataFile>, LowerError> {
    let families = [Family::Header, Family::Global, Family::Settings, Family::Policies];
    let general = after(change)
        .contains_key(&Attribute::Enabled)
        .then_some(Family::General);
    families
        .into_iter()
        .chain(general)
        .map(|family| filled(context, change, family, empty(family, change)?))
        .collect()
}

/// Makes the file of a connected app. Most orgs refuse it; those that allow it are few and old.
pub(super) fn connected(context: &Context<'_>, change: &Change) -> Result<Vec<MetadataFile>, LowerError> {
    let order = order_of(Family::Connected.component());
    let mut root = empty(Family::Connected, change)?;
    fill(
        part_of(&mut root, "oauthConfig", order),
        "oauthConfig",
        &CONNECTED_CONFIG,
    );
    fill(
        part_of(&mut root, "oauthPolicy", order),
        "oauthPolicy",
        &CONNECTED_POLICY,
    );
    Ok(vec![filled(context, change, Family::Connected, root)?])
}

/// A file of that type with what every new one holds.
pub(super) fn empty(family: Family, change: &Change) -> Result<Element, LowerError> {
    let component = family.component();
    let mut root = Tree::of_type(component).root;
    let app = name(&change.address)?.as_str();
    match family {
        Family::Header => fill(&mut root, component, &HEADER),
        Family::Global => fill(&mut root, component, &GLOBAL),
        Family::Policies => fill(&mut root, component, &POLICIES),
        Family::Settings | Family::General | Family::Connected => {}
    }
    match family {
        Family::Header | Family::Connected => set(&mut root, "label", app, order_of(component)),
        Family::Global | Family::Settings | Family::Policies | Family::General => {
            set(&mut root, "externalClientApplication", app, order_of(component));
            set(&mut root, "label", &family.name_for(app), order_of(component));
        }
    }
    Ok(root)
}

fn fill(root: &mut Element, part: &str, elements: &[(&str, &str)]) {
    for (name, text) in elements {
        set(root, name, text, order_of(part));
    }
}

fn filled(
    context: &Context<'_>,
    change: &Change,
    family: Family,
    mut root: Element,
) -> Result<MetadataFile, LowerError> {
    let app = name(&change.address)?;
    let mut all: Attributes = after(change).clone();
    // Lists the sets even where no attribute says so.
    all.entry(Attribute::PermittedUsers)
        .or_insert_with(|| "admin_pre_authorized".into());
    apply(
        &Editing {
            context,
            change,
            family,
            app,
            live: None,
        },
        &all,
        &mut root,
    )?;
    Ok(MetadataFile {
        component: family.component().to_owned(),
        full_name: family.name_for(app.as_str()),
        xml: Tree { root }.to_string(),
    })
}
