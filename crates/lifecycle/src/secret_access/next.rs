//! What to do next with the setting.

/// What is known of the setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observed {
    /// Whether the setting is on.
    pub open: bool,
    /// Whether a note says that hallpass turned it on.
    pub noted: bool,
    /// Whether this run may turn it on.
    pub asked: bool,
    /// Whether the work that needs it is over, done or not.
    pub over: bool,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Write the note: from now on somebody will close what is opened.
    Note,
    /// Turn the setting on.
    Open,
    /// Do the work that needs it.
    Work,
    /// Turn the setting off again.
    Close,
    /// Take the note away.
    Forget,
    /// Nothing is left to do.
    Finished,
}

/// Says what to do next. What was on before any note was written is nobody's to turn off.
#[must_use]
pub const fn next(observed: &Observed) -> Step {
    let Observed {
        open,
        noted,
        asked,
        over,
    } = *observed;
    match (over, open, noted) {
        (true, true, true) => Step::Close,
        (_, false, true) if over || !asked => Step::Forget,
        (true, _, _) => Step::Finished,
        // An earlier run did not get to its end.
        (false, true, true) if !asked => Step::Close,
        (false, false, false) if asked => Step::Note,
        (false, false, true) => Step::Open,
        (false, _, _) => Step::Work,
    }
}

#[cfg(test)]
mod tests {
    use super::{Observed, Step, next};

    /// The org and this machine, as far as the setting goes.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    struct World {
        open: bool,
        noted: bool,
    }

    /// Runs until finished, or until so many steps are taken; returns whether the work was done while the setting was on.
    fn run(world: &mut World, asked: bool, steps: usize) -> Option<bool> {
        let mut worked = None;
        for _ in 0..steps {
            let observed = Observed {
                open: world.open,
                noted: world.noted,
                asked,
                over: worked.is_some(),
            };
            match next(&observed) {
                Step::Note => world.noted = true,
                Step::Open => world.open = true,
                Step::Work => worked = Some(world.open),
                Step::Close => world.open = false,
                Step::Forget => world.noted = false,
                Step::Finished => return worked,
            }
        }
        worked
    }

    const CLOSED: World = World {
        open: false,
        noted: false,
    };
    const OPEN: World = World {
        open: true,
        noted: false,
    };

    #[test]
    fn a_closed_setting_is_opened_for_the_work_and_closed_again() {
        let mut world = CLOSED;
        assert_eq!(run(&mut world, true, 10), Some(true));
        assert_eq!(world, CLOSED);
    }

    #[test]
    fn a_closed_setting_stays_closed_unless_asked() {
        let mut world = CLOSED;
        assert_eq!(run(&mut world, false, 10), Some(false));
        assert_eq!(world, CLOSED);
    }

    #[test]
    fn a_setting_that_was_on_stays_on() {
        for asked in [true, false] {
            let mut world = OPEN;
            assert_eq!(run(&mut world, asked, 10), Some(true));
            assert_eq!(world, OPEN);
        }
    }

    #[test]
    fn whatever_step_was_the_last_the_next_run_leaves_it_closed() {
        for steps in 0..6 {
            for asked in [true, false] {
                let mut world = CLOSED;
                run(&mut world, true, steps);
                assert!(
                    !world.open || world.noted,
                    "what is opened is noted, after {steps} steps"
                );
                run(&mut world, asked, 10);
                assert_eq!(world, CLOSED, "after {steps} steps, asked again: {asked}");
            }
        }
    }
}
