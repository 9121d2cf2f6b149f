//! Gathering: files become observations, and what cannot be read becomes findings.

mod answers;
mod bounds;
mod findings;
mod history;
mod known_answers;
mod reading;
mod sql;
mod world;
