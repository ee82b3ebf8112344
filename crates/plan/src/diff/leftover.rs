//! What carries a mark of this fleet and is declared no more: listed, never touched.

use hallpass_model::{Address, ApiName, Desired, IntegrationName, Kind, Live, Mark, Unmanaged};

/// Returns the marked things that no integration of this plan names.
pub(crate) fn leftovers(desired: &Desired, live: &Live) -> Vec<Unmanaged> {
    let users = live.users.values().filter_map(|user| {
        let bearer = ApiName::new(user.username.as_str());
        let mark = owned(desired, user.mark.as_ref(), &bearer)?;
        let declared = declared(desired, &mark.integration, |one| {
            one.user.username == user.username
        });
        (!declared).then(|| left(desired, Address::user(&mark.integration), &bearer))
    });
    let sets = live.permission_sets.iter().filter_map(|(name, set)| {
        let mark = owned(desired, set.mark.as_ref(), &set.name)?;
        let declared = declared(desired, &mark.integration, |one| one.permission_set.name == *name);
        (!declared).then(|| left(desired, Address::permission_set(&mark.integration), &set.name))
    });
    let apps = live.apps.values().filter_map(|app| {
        let mark = owned(desired, app.mark.as_ref(), &app.name)?;
        let declared = declared(desired, &mark.integration, |one| {
            one.apps.iter().any(|own| own.name == app.name)
        });
        let address = Address::named(&mark.integration, Kind::App, app.name.clone());
        (!declared).then(|| left(desired, address, &app.name))
    });
    users.chain(sets).chain(apps).collect()
}

fn owned<'m>(desired: &Desired, mark: Option<&'m Mark>, bearer: &ApiName) -> Option<&'m Mark> {
    mark.filter(|mark| mark.fleet == desired.fleet && mark.is_of(bearer))
}

fn declared(
    desired: &Desired,
    integration: &IntegrationName,
    names: impl FnOnce(&hallpass_model::Integration) -> bool,
) -> bool {
    let owner = desired
        .integrations
        .values()
        .find(|one| one.name == *integration || one.previously.as_ref() == Some(integration));
    owner.is_some_and(names)
}

fn left(desired: &Desired, address: Address, bearer: &ApiName) -> Unmanaged {
    let why = match desired.integrations.contains_key(&address.integration) {
        true => format!(
            "{bearer} is marked for {}, whose spec names another",
            address.integration
        ),
        false => format!(
            "{bearer} is marked for {}, which is not among these specs",
            address.integration
        ),
    };
    Unmanaged { address, why }
}
