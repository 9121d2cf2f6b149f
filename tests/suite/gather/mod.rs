//! Gathering: files become observations, and what cannot be read becomes findings.

mod bounds;
mod findings;
mod history;
mod kept;
mod known_answers;
mod reading;
mod world;
