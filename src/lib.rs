//! deming
