//! OpenSLO v1: what its own examples come to, what is wrong where, and what is observed.

mod acceptance;
mod exchange;
mod figures;
mod mistakes;
mod shapes;
