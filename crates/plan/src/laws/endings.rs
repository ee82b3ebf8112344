//! What holds of integrations that end and come back.

use hallpass_model::build::{desired, integration, live_of};
use hallpass_model::{Grace, Kind, OrgName};

use crate::{apply_in_memory, check, plan};

#[test]
fn an_integration_that_was_ended_comes_back_whole() {
    let grants = [
        ("Account", "read edit"),
        ("Account.Phone", "read"),
        ("class CustomerWS", "use"),
    ];
    let all = desired([integration("billing", &grants), integration("postman", &grants)]);
    let mut one = desired([integration("billing", &grants)]);
    one.retiring.today = "2026-11-22".to_owned();
    let org = OrgName::new("local").unwrap();
    for days in [0, 30] {
        one.retiring.prune = Some(Grace::of_days(days));
        let mut live = live_of(&all);
        let ending = plan(&org, &one, &live);
        assert_eq!(check(&ending, &one, &live), []);
        live = apply_in_memory(&ending, live, &one);
        assert!(
            plan(&org, &one, &live).changes.is_empty(),
            "an end leaves nothing to do"
        );
        let user = live
            .users
            .values()
            .find(|user| user.username.as_str().starts_with("postman"));
        assert_eq!(user.unwrap().active, days > 0);

        let back = plan(&org, &all, &live);
        assert_eq!((check(&back, &all, &live), &*back.blocked), (vec![], &[][..]));
        assert!(back.changes.iter().any(|change| change.kind == Kind::Login));
        live = apply_in_memory(&back, live, &all);
        assert!(plan(&org, &all, &live).is_empty());
    }
}
