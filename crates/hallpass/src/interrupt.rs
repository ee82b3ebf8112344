//! Somebody wants the program to end: by Ctrl-C, or as schedulers do.

use hallpass_lifecycle::token::Interrupt;
use tokio::sync::watch;

/// Listens from now on; until the program ends, the signals mean no more than what is made of them here.
pub(crate) fn listen() -> Box<Interrupt> {
    let (tell, told) = watch::channel(false);
    tokio::spawn(async move {
        signalled().await;
        let _ = tell.send(true);
    });
    Box::new(move || {
        let mut told = told.clone();
        Box::pin(async move {
            if told.wait_for(|is_told| *is_told).await.is_err() {
                std::future::pending::<()>().await;
            }
        })
    })
}

#[cfg(unix)]
async fn signalled() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(not(unix))]
async fn signalled() {
    let _ = tokio::signal::ctrl_c().await;
}
