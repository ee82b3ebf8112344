//! The binary, killed in the middle of an apply.

use std::process::Stdio;

use crate::support::{Folder, Knobs, Served};

const DIR: &str = "specs/.hallpass/local-org";

/// After how many calls, the token included, the process is killed: while it reads, and between its writes.
const KILLED_AFTER: [usize; 5] = [4, 12, 15, 18, 21];

#[test]
fn an_apply_killed_midway_is_completed_by_the_next_one() {
    for calls in KILLED_AFTER {
        let folder = Folder::with_sample_fleet();
        let _org = Served::start(&folder, &["--dir", DIR]);
        let knobs = Knobs::of(&folder, DIR);
        knobs.delay(20);
        let mut apply = folder.command(&["apply", "--org", "local", "--auto-approve"]);
        let mut apply = apply.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while knobs.log().len() < calls {
            let ended = apply.try_wait().unwrap();
            assert!(ended.is_none(), "{ended:?} after {} calls", knobs.log().len());
        }
        // On Unix this is SIGKILL: nothing of the process runs any more.
        apply.kill().unwrap();
        apply.wait().unwrap();
        knobs.calm();

        folder
            .run(&["apply", "--org", "local", "--auto-approve"])
            .exits(0);
        folder
            .run(&["plan", "--org", "local", "--detailed-exitcode"])
            .exits(0)
            .says("No changes. 25 things are as they should be.");
    }
}
