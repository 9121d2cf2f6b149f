//! Observations from SQL databases: each row of an answer is one.
//!
//! | file | knows |
//! |---|---|
//! | `cell` | what stands in a cell of an answer, whichever database it comes from |
//! | `moment` | when a cell is |
//! | `place` | where a database is |
//! | `reading` | rows become points; what cannot be one is a doubt |
//! | `doubt` | what was left out of an answer, and why |
//! | [`postgres`] | PostgreSQL and what speaks as it does |
//! | [`sqlite`] | databases of SQLite in the repository, read in memory, which need no network |

mod cell;
mod doubt;
mod moment;
mod place;
pub mod postgres;
mod reading;
pub mod sqlite;

/// More rows than this are no answer that a database summed up. What is known of some of them only is known wrongly, so
/// then there is none.
const MAX_ROWS: usize = 5_000_000;
