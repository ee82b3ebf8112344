use super::clue::Clue;
use super::line::{Deployment, Line};

fn line(action: &str, display: &str) -> Line {
    Line {
        action: action.to_owned(),
        display: display.to_owned(),
        at: "2026-11-22T03:20:00.000+0000".to_owned(),
        by_id: Some("005000000000011AAA".to_owned()),
        by: Some("admin@example.com".to_owned()),
        is_platform: false,
        delegate: None,
        context: None,
    }
}

#[test]
fn a_line_is_recognised_by_action_words_and_id() {
    let seen = line(
        "PermSetAssign",
        "Permission set ERP Sync: assigned to user Ada (UserID: [005000000000Abc])",
    );
    let fits = |clue: Clue| clue.fits(&seen);
    assert!(fits(
        Clue::of(&["PermSetAssign"])
            .says("permission set ERP_Sync:")
            .id("005000000000AbcAAA")
    ));
    assert!(
        !fits(Clue::of(&["PermSetAssign"]).says("permission set ERP:")),
        "another set whose name begins so"
    );
    assert!(
        !fits(Clue::of(&["PermSetAssign"]).id("005000000000abcAAA")),
        "ids differ in case alone"
    );
    assert!(!fits(Clue::of(&["PermSetUnassign"])));
    assert!(fits(Clue::of(&["PermSet*"])));
}

#[test]
fn a_deployment_covers_what_its_user_did_while_it_ran() {
    let ran = Deployment {
        id: "0Af000000000001AAA".to_owned(),
        by_id: "005000000000011AAA".to_owned(),
        from: "2026-11-22T03:19:58Z".parse().unwrap(),
        to: "2026-11-22T03:20:00.700Z".parse().unwrap(),
    };
    let seen = line("PermSetFlsChanged", "");
    assert!(ran.covers(&seen));
    let later = Line {
        at: "2026-11-22T03:20:01.000+0000".to_owned(),
        ..seen.clone()
    };
    assert!(!ran.covers(&later));
    let other = Line {
        by_id: Some("005000000000012AAA".to_owned()),
        ..seen
    };
    assert!(!ran.covers(&other));
}
