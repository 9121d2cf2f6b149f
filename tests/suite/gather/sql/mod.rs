//! Observations from SQL databases.

mod alike;
mod clickhouse;
mod postgres;
mod push_down;
mod sqlite;
mod world;
