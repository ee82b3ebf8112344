//! Ctrl-C and SIGTERM for flows that have something to put away first: somebody, or a scheduler, wants the program to end.

use hallpass_lifecycle::token::Interrupt;
use tokio::sync::watch;

/// Listens from now on: what it gives completes once somebody wants the program to end.
pub(crate) fn interrupt() -> Box<Interrupt> {
    let (told, heard) = watch::channel(false);
    tokio::spawn(async move {
        wanted().await;
        // Whoever is not there any more needs not be told.
        let _ = told.send(true);
    });
    Box::new(move || {
        let mut heard = heard.clone();
        Box::pin(async move {
            // A sender that is gone tells nothing any more.
            if heard.wait_for(|is_told| *is_told).await.is_err() {
                std::future::pending::<()>().await;
            }
        })
    })
}

#[cfg(unix)]
async fn wanted() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return listened().await;
    };
    tokio::select! {
        () = listened() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(not(unix))]
async fn wanted() {
    listened().await;
}

async fn listened() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
