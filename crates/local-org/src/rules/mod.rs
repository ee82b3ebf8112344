//! What each object asks of its rows beyond types: a file an object.
