//! Gathering: files become observations, and what cannot be read becomes findings.

mod answers;
mod bounds;
#[cfg(unix)]
mod exec;
mod findings;
mod history;
mod kept;
mod known_answers;
mod reading;
mod reports;
mod sql;
mod upptime;
mod world;
