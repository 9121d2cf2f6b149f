//! One test binary, so that linking stays quick; a module for each area.

mod present;
mod text;
