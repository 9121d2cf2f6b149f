//! The observed branch: what is recorded, how it is read back, and what happens when others write too.

mod damage;
mod doctor;
mod growth;
mod killed;
mod recording;
mod sums;
mod together;
mod world;
