//! Servers that tests start on this machine: real ones, and ones that do as they are told.

pub mod clickhouse;
pub mod postgres;
pub mod process;
pub mod prometheus;
pub mod scripted;
pub mod victoria;
