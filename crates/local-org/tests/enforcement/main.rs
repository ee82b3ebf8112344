//! What the whole HTTP surface lets users see and do, against plain sets of what they were granted.
//!
//! Nothing here shares code with the org: grants are made over HTTP, remembered as text in sets, added up by a loop,
//! and compared with the answers to many requests. Rows hold values that stand nowhere else, so a value in any
//! answer tells where it came from; and what a user may not see has to be answered exactly like what does not exist.

mod grants;
mod layout;
mod probes;
mod twins;
mod wire;
mod world;

use layout::{Layout, layout};
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use world::World;

/// How many random orgs are looked at; `HALLPASS_CASES` asks for more.
fn cases() -> u32 {
    std::env::var("HALLPASS_CASES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(1)
}

fn look_at(world: &World, layout: &Layout) -> Result<(), TestCaseError> {
    let people = layout::build(world, layout);
    for person in &people {
        let eyes = grants::Eyes::of(&person.granted);
        let told = probes::check(world, person, &eyes);
        if let Err(leak) = told {
            return Err(TestCaseError::fail(leak));
        }
    }
    Ok(())
}

#[test]
fn every_answer_is_what_the_granted_sets_say_and_nothing_leaks() {
    let world = World::start();
    let config = Config {
        cases: cases(),
        failure_persistence: None,
        max_shrink_iters: 12,
        ..Config::default()
    };
    let mut runner = TestRunner::new(config);
    if let Err(error) = runner.run(&layout(), |layout| look_at(&world, &layout)) {
        panic!("{error}");
    }
}

#[test]
fn access_that_is_taken_away_is_gone_at_once() {
    let world = World::start();
    let layout = Layout::of_one_full_set();
    let person = layout::build(&world, &layout).remove(0);
    let eyes = grants::Eyes::of(&person.granted);
    probes::check(&world, &person, &eyes).unwrap_or_else(|leak| panic!("{leak}"));
    for assignment in &person.assignments {
        world.delete("PermissionSetAssignment", assignment);
    }
    let left = layout::base();
    let eyes = grants::Eyes::of(&left);
    probes::check(&world, &person, &eyes).unwrap_or_else(|leak| panic!("{leak}"));
}

#[test]
fn a_cursor_is_its_users_alone_and_ends_with_the_access() {
    let world = World::start();
    world.many_invoices(210);
    let full = Layout::of_one_full_set();
    let mut people = layout::build(&world, &full);
    let (owner, other) = (people.remove(0), layout::build(&world, &full).remove(0));
    let first = owner.wire(&world).page("SELECT Id, Iban__c FROM Invoice__c", 200);
    let next = first.json["nextRecordsUrl"]
        .as_str()
        .expect("a second page")
        .to_owned();
    let foreign = other.wire(&world).get(&next);
    let number = next.rsplit('/').next().expect("a locator");
    let (locator, offset) = number.split_once('-').expect("a locator and an offset");
    let unknown = format!("01gHp0000000999{}", &locator[15..]);
    let nobodys = other
        .wire(&world)
        .get(&next.replace(number, &format!("{unknown}-{offset}")));
    assert_eq!(
        (foreign.status, foreign.text),
        (nobodys.status, nobodys.text),
        "somebody else's cursor is like none"
    );
    let mine = owner.wire(&world).get(&next);
    assert_eq!(mine.status, 200, "{}", mine.text);
    for assignment in &owner.assignments {
        world.delete("PermissionSetAssignment", assignment);
    }
    let late = owner.wire(&world).get(&next);
    assert_eq!((late.status, late.code()), (400, "INVALID_TYPE"), "{}", late.text);
}
