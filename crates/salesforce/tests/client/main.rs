//! The client against orgs that misbehave, without a network.

#[cfg(test)]
mod auth;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod logs;
#[cfg(test)]
mod metadata;
#[cfg(test)]
mod network;
#[cfg(test)]
mod retry;
#[cfg(test)]
mod rows;
#[cfg(test)]
mod sf_cli;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tls;
#[cfg(test)]
mod writes;
