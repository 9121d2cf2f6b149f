//! Observations from SQL databases.

mod alike;
mod clickhouse;
mod postgres;
mod sqlite;
mod world;
