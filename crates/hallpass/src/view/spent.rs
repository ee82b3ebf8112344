//! What a command cost, beside its result.

use super::document::Api;

/// Says how many calls were made, and how many the org has left of its day where it told.
pub(crate) fn spent(api: Api) -> String {
    let Api {
        calls, limit, used, ..
    } = api;
    let made = if calls == 1 {
        "1 API call".to_owned()
    } else {
        format!("{calls} API calls")
    };
    match (limit, used) {
        (Some(limit), Some(used)) => {
            let left = limit.saturating_sub(used);
            format!("{made}; the org has {left} of {limit} left today\n")
        }
        _ => format!("{made}\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Api, spent};

    #[test]
    fn calls_stand_beside_what_the_org_has_left() {
        let api = |calls, limit, used| Api {
            calls,
            round_trips: 1,
            limit,
            used,
        };
        assert_eq!(spent(api(1, None, None)), "1 API call\n");
        let told = spent(api(10, Some(100_000), Some(42)));
        assert_eq!(told, "10 API calls; the org has 99958 of 100000 left today\n");
        // A soft limit can be overdrawn.
        assert!(spent(api(2, Some(5), Some(6))).contains("0 of 5"));
    }
}
