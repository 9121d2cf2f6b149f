//! Servers that mean no good.
