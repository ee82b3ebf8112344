//! What to do next in a rotation.

/// What is known of a rotation. All but `proved`, `handed_over` and `changed` is the org's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// Whether hallpass itself is signed in through this app.
    pub is_own_app: bool,
    /// What is in the one slot that an app has for a second pair.
    pub slot: Slot,
    /// What this run is to do.
    pub wish: Wish,
    /// Whether this run handed the staged pair over.
    pub handed_over: bool,
    /// Whether this run proved the new pair.
    pub proved: bool,
    /// Whether this run promoted a pair or revoked one.
    pub changed: bool,
}

/// The slot for a second pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slot {
    /// Nothing is in it.
    Empty,
    /// A new pair, which is good already and not the one in use.
    Staged {
        /// Whether the org still shows its secret.
        is_shown: bool,
    },
    /// The former pair, which is good until it is revoked or ends.
    Former,
    /// A pair that ended.
    Expired,
    /// Something in a state that is not known here, in the org's word.
    Unknown(String),
}

/// What a run is to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Make a new pair the one in use.
    pub rotate: bool,
    /// End the former one.
    pub revoke_old: bool,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Empty the slot of a pair that is no use any more.
    Discard,
    /// Have the org make a new pair.
    Stage,
    /// Give the staged pair to its consumer.
    HandOver,
    /// Prove a pair with a token of its own.
    Prove(Which),
    /// Make the staged pair the one in use; the former one takes its place.
    Promote,
    /// End the former pair.
    Revoke,
    /// Nothing is left to do.
    Finished(Done),
    /// Nothing may be done.
    Refuse(Refusal),
}

/// Which of the pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The one in the slot.
    Staged,
    /// The one in use.
    InUse,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// The new pair is in use, and the former one is still good.
    Overlap,
    /// The pair in use is the only one.
    One,
}

/// Why nothing is done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// hallpass would take the ground from under its own feet.
    #[error("hallpass is signed in through this app itself")]
    OwnApp,
    /// A staged pair waits for a sink.
    #[error("a rotation is under way: a new pair is staged and not in use yet")]
    UnderWay,
    /// A pair in a state that is not known here.
    #[error("the staged pair is in state {0:?}, which hallpass does not know")]
    State(String),
}

/// Says what to do next.
#[must_use]
pub fn next(observed: &Observed) -> Step {
    let Observed {
        is_own_app,
        slot,
        wish,
        handed_over,
        proved,
        changed,
    } = observed;
    if *is_own_app {
        return Step::Refuse(Refusal::OwnApp);
    }
    match slot {
        Slot::Unknown(state) => Step::Refuse(Refusal::State(state.clone())),
        Slot::Expired => Step::Discard,
        Slot::Staged { .. } if !wish.rotate => Step::Refuse(Refusal::UnderWay),
        // Nobody can be given what nobody can see.
        Slot::Staged { is_shown: false } => Step::Discard,
        Slot::Staged { .. } if !handed_over => Step::HandOver,
        Slot::Staged { .. } if !proved => Step::Prove(Which::Staged),
        Slot::Staged { .. } => Step::Promote,
        Slot::Former if !wish.revoke_old => Step::Finished(Done::Overlap),
        // Whoever revokes the only pair that works has an outage.
        Slot::Former if !proved => Step::Prove(Which::InUse),
        Slot::Former => Step::Revoke,
        Slot::Empty if *changed || !wish.rotate => Step::Finished(Done::One),
        Slot::Empty => Step::Stage,
    }
}

#[cfg(test)]
mod tests {
    use super::{Done, Observed, Refusal, Slot, Step, Which, Wish, next};

    const ROTATE: Wish = Wish {
        rotate: true,
        revoke_old: false,
    };
    const REVOKE: Wish = Wish {
        rotate: false,
        revoke_old: true,
    };
    const BOTH: Wish = Wish {
        rotate: true,
        revoke_old: true,
    };
    const STAGED: Slot = Slot::Staged { is_shown: true };

    fn seen(slot: Slot, wish: Wish) -> Observed {
        Observed {
            is_own_app: false,
            slot,
            wish,
            handed_over: false,
            proved: false,
            changed: false,
        }
    }

    #[test]
    fn each_state_has_its_next_step() {
        let rows = [
            (seen(Slot::Empty, ROTATE), Step::Stage),
            (seen(Slot::Expired, ROTATE), Step::Discard),
            (seen(Slot::Expired, REVOKE), Step::Discard),
            (seen(Slot::Staged { is_shown: false }, ROTATE), Step::Discard),
            (seen(STAGED, ROTATE), Step::HandOver),
            (
                Observed {
                    handed_over: true,
                    ..seen(STAGED, ROTATE)
                },
                Step::Prove(Which::Staged),
            ),
            (
                Observed {
                    handed_over: true,
                    proved: true,
                    ..seen(STAGED, ROTATE)
                },
                Step::Promote,
            ),
            (seen(STAGED, REVOKE), Step::Refuse(Refusal::UnderWay)),
            (seen(Slot::Former, ROTATE), Step::Finished(Done::Overlap)),
            (seen(Slot::Former, REVOKE), Step::Prove(Which::InUse)),
            (
                Observed {
                    proved: true,
                    ..seen(Slot::Former, BOTH)
                },
                Step::Revoke,
            ),
            (seen(Slot::Empty, REVOKE), Step::Finished(Done::One)),
            (
                Observed {
                    changed: true,
                    ..seen(Slot::Empty, BOTH)
                },
                Step::Finished(Done::One),
            ),
            (
                seen(Slot::Unknown("Odd".to_owned()), ROTATE),
                Step::Refuse(Refusal::State("Odd".to_owned())),
            ),
        ];
        for (observed, step) in rows {
            assert_eq!(next(&observed), step, "{observed:?}");
        }
    }

    #[test]
    fn the_app_of_hallpass_itself_is_never_touched() {
        for slot in [Slot::Empty, STAGED, Slot::Former, Slot::Expired] {
            let observed = Observed {
                is_own_app: true,
                ..seen(slot, BOTH)
            };
            assert_eq!(next(&observed), Step::Refuse(Refusal::OwnApp));
        }
    }

    /// An org and a consumer, each pair by its number.
    #[derive(Clone, Debug, PartialEq, Eq)]
    struct World {
        in_use: u32,
        second: Option<(u32, Slot)>,
        made: u32,
        consumer: u32,
    }

    const FRESH: World = World {
        in_use: 1,
        second: None,
        made: 1,
        consumer: 1,
    };

    impl World {
        fn is_good(&self, pair: u32) -> bool {
            self.in_use == pair || self.second.as_ref().is_some_and(|(second, _)| *second == pair)
        }

        /// Runs until it is finished, or killed after so many steps.
        fn run(&mut self, wish: Wish, steps: usize) -> Option<Done> {
            let mut observed = seen(Slot::Empty, wish);
            for _ in 0..steps {
                observed.slot = self.second.as_ref().map_or(Slot::Empty, |(_, slot)| slot.clone());
                match next(&observed) {
                    Step::Discard => self.second = None,
                    Step::Stage => {
                        assert_eq!(self.second, None, "one staged pair at a time");
                        self.made += 1;
                        self.second = Some((self.made, STAGED));
                    }
                    Step::HandOver => {
                        self.consumer = self.second.as_ref().unwrap().0;
                        observed.handed_over = true;
                    }
                    Step::Prove(_) => observed.proved = true,
                    Step::Promote => {
                        let (new, _) = self.second.take().unwrap();
                        self.second = Some((self.in_use, Slot::Former));
                        self.in_use = new;
                        observed.changed = true;
                    }
                    Step::Revoke => {
                        self.second = None;
                        observed.changed = true;
                    }
                    Step::Finished(done) => return Some(done),
                    Step::Refuse(refusal) => panic!("{refusal}"),
                }
                assert!(self.is_good(self.consumer), "an outage: {self:?}");
            }
            None
        }
    }

    #[test]
    fn a_rotation_ends_with_both_pairs_and_the_new_one_in_use() {
        let mut world = FRESH;
        assert_eq!(world.run(ROTATE, 20), Some(Done::Overlap));
        assert_eq!((world.in_use, world.consumer), (2, 2));
        assert_eq!(world.second, Some((1, Slot::Former)));
        assert_eq!(
            world.run(ROTATE, 20),
            Some(Done::Overlap),
            "again changes nothing"
        );
        assert_eq!(world.made, 2);
        assert_eq!(world.run(REVOKE, 20), Some(Done::One));
        assert_eq!((world.in_use, world.second), (2, None));
    }

    #[test]
    fn a_rotation_killed_after_any_step_goes_on_to_the_same_end() {
        for steps in 0..6 {
            let mut world = FRESH;
            world.run(ROTATE, steps);
            assert_eq!(world.run(ROTATE, 20), Some(Done::Overlap), "after {steps} steps");
            assert_eq!(
                (world.in_use, world.consumer, world.made),
                (2, 2, 2),
                "after {steps}"
            );
        }
        for steps in 0..8 {
            let mut world = FRESH;
            world.run(BOTH, steps);
            world.run(BOTH, 20);
            assert_eq!(world.second, None, "after {steps} steps");
            assert_eq!(world.in_use, world.consumer);
        }
    }

    #[test]
    fn a_pair_that_ended_makes_room() {
        let mut world = World {
            second: Some((7, Slot::Expired)),
            made: 7,
            ..FRESH
        };
        assert_eq!(world.run(ROTATE, 20), Some(Done::Overlap));
        assert_eq!(world.in_use, 8);
    }
}
