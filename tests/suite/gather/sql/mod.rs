//! Observations from SQL databases.

mod sqlite;
