//! Observations from SQL databases.

mod postgres;
mod sqlite;
mod world;
