//! OpenSLO v1: what its own examples come to, what is wrong where, and what is observed.

mod acceptance;
mod figures;
mod mistakes;
