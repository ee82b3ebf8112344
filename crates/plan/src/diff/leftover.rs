//! What carries the mark of an integration whose spec names other things: listed, never touched.

use hallpass_model::{Address, ApiName, Desired, Integration, Kind, Live, Mark, Unmanaged};

/// Returns the marked things of integrations of this plan that their specs do not name.
pub(crate) fn leftovers(desired: &Desired, live: &Live) -> Vec<Unmanaged> {
    let users = live.users.values().filter_map(|user| {
        let bearer = ApiName::new(user.username.as_str());
        let one = owner(desired, user.mark.as_ref(), &bearer)?;
        let is_named = one.user.username == user.username;
        (!is_named).then(|| left(one, Address::user(&one.name), &bearer))
    });
    // A set that is about to be renamed is known by the name that it gets.
    let sets = live.permission_sets.iter().filter_map(|(name, set)| {
        let one = owner(desired, set.mark.as_ref(), &set.name)?;
        let is_named = one.permission_set.name == *name;
        (!is_named).then(|| left(one, Address::permission_set(&one.name), &set.name))
    });
    let apps = live.apps.values().filter_map(|app| {
        let one = owner(desired, app.mark.as_ref(), &app.name)?;
        let is_named = one.apps.iter().any(|own| own.name == app.name);
        let address = Address::named(&one.name, Kind::App, app.name.clone());
        (!is_named).then(|| left(one, address, &app.name))
    });
    users.chain(sets).chain(apps).collect()
}

fn owner<'d>(desired: &'d Desired, mark: Option<&Mark>, bearer: &ApiName) -> Option<&'d Integration> {
    mark.filter(|mark| mark.is_of(bearer))
        .and_then(|mark| desired.owner_of(mark))
}

fn left(one: &Integration, address: Address, bearer: &ApiName) -> Unmanaged {
    let why = format!("{bearer} is marked for {}, whose spec names another", one.name);
    let why = match address.kind {
        Kind::App => {
            format!("{why}; the developer name of an app never changes: declare it as it is to keep it")
        }
        _ => why,
    };
    Unmanaged { address, why }
}
