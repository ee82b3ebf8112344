//! What ends: found by its mark, frozen first, and taken apart when its grace is over.
//!
//! Integrations end as a whole, because their specs say so or are gone. And what carries the mark of an integration whose
//! spec names something else ends by itself, beside the integration that goes on.
//!
//! The mark is the clock: it says since when. Freezing comes before anything else and deactivating after all else, so
//! that whatever happens in between, the user can be found by its mark and cannot log in. A user is never deleted; the
//! deactivated one keeps its mark, and a spec that comes back finds it by that.

mod apart;
mod change;
mod clock;
mod close;
mod ending;
mod found;
mod obstacle;
mod shared;
mod told;

use hallpass_model::{Bearer, Blocked, Change, Desired, IntegrationName, Live, Unmanaged};

use ending::Ending;

/// What ends and how.
#[derive(Default)]
pub(crate) struct Retired {
    pub(crate) changes: Vec<Change>,
    pub(crate) bearers: Vec<(IntegrationName, Bearer)>,
    pub(crate) unmanaged: Vec<Unmanaged>,
    pub(crate) blocked: Vec<Blocked>,
}

/// Plans the end of all that ends, and lists what nobody ends. `planned` is what is done to the integrations that go on.
pub(crate) fn retire(desired: &Desired, live: &Live, planned: &[Change]) -> Retired {
    let mut retired = Retired::default();
    for group in found::groups(desired, live) {
        let ending = Ending {
            desired,
            live,
            planned,
            group: &group,
        };
        ending.plan(&mut retired);
    }
    retired
}
