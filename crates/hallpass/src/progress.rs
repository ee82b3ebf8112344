//! Signs of life on stderr: for somebody at a terminal all the time, for a pipeline when something takes long.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::terminal::Terminal;

/// From when on it is told, where no terminal shows it, that something takes long.
const FIRST: Duration = Duration::from_secs(10);
/// How often it is told then.
const EVERY: Duration = Duration::from_secs(30);

/// Shows what is going on: on a terminal in a line that is gone at the end.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    terminal: Terminal,
    message: Mutex<String>,
}

impl Progress {
    /// Begins with a message.
    pub(crate) fn start(terminal: Terminal, message: &str) -> Self {
        Self {
            bar: bar(terminal, message),
            terminal,
            message: Mutex::new(message.to_owned()),
        }
    }

    /// Goes on with another message.
    pub(crate) fn say(&self, message: String) {
        self.bar.set_message(message.clone());
        *self.message.lock().unwrap_or_else(PoisonError::into_inner) = message;
    }

    /// Prints something else while the line stands aside.
    pub(crate) fn aside(&self, print: impl FnOnce()) {
        self.bar.suspend(print);
    }

    /// Completes with `work`. A pipeline that says nothing for minutes looks stuck, so where no terminal shows the
    /// message it is told now and again.
    pub(crate) async fn during<T>(&self, work: impl Future<Output = T>) -> T {
        if self.terminal.shows_progress() {
            return work.await;
        }
        told_when_long(work, tokio::time::sleep, |waited| {
            let message = self.message.lock().unwrap_or_else(PoisonError::into_inner);
            let waited = waited.as_secs();
            self.terminal
                .note(&format!("still at it after {waited}s: {message}\n"));
        })
        .await
    }
}

async fn told_when_long<T, P: Future<Output = ()>>(
    work: impl Future<Output = T>,
    pause: impl Fn(Duration) -> P,
    tell: impl Fn(Duration),
) -> T {
    let mut work = std::pin::pin!(work);
    let (mut waited, mut next) = (Duration::ZERO, FIRST);
    loop {
        tokio::select! {
            biased;
            done = &mut work => return done,
            () = pause(next) => {}
        }
        waited += next;
        next = EVERY;
        tell(waited);
    }
}

fn bar(terminal: Terminal, message: &str) -> ProgressBar {
    if !terminal.shows_progress() {
        return ProgressBar::hidden();
    }
    let style =
        ProgressStyle::with_template("{spinner} {msg} {elapsed}").expect("the template is well formed");
    let bar = ProgressBar::new_spinner()
        .with_style(style)
        .with_message(message.to_owned());
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::future::{poll_fn, ready};
    use std::task::Poll;
    use std::time::Duration;

    use super::told_when_long;

    /// What is told of work that is ready when it was looked at so often.
    async fn told(looks: usize) -> Vec<u64> {
        let mut left = looks;
        let work = poll_fn(|_| {
            left -= 1;
            if left == 0 { Poll::Ready(()) } else { Poll::Pending }
        });
        let told = RefCell::new(Vec::new());
        told_when_long(
            work,
            |_| ready(()),
            |waited: Duration| {
                told.borrow_mut().push(waited.as_secs());
            },
        )
        .await;
        told.into_inner()
    }

    #[tokio::test]
    async fn a_wait_is_told_when_it_is_long_and_then_now_and_again() {
        assert_eq!(told(1).await, [] as [u64; 0]);
        assert_eq!(told(2).await, [10]);
        assert_eq!(told(5).await, [10, 40, 70, 100]);
    }
}
