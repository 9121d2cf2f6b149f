//! What an editor makes of the schemas: the words it can show, and a session with the language server that editors use.

mod catalog;
mod client;
mod hover;
mod session;
