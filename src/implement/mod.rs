//! Step 7: what is planned becomes commits, and what is rendered becomes pages.
//!
//! Files touched on disk: objects, branches and their logs below `.git` of the repository, and in its folder `deming` what
//! a clone remembers of its proposals and the lock of a run; in a wiki, its own pages
//! and `.deming-manifest.json`. The user's HEAD, index and work tree are touched in two cases only: a wiki that is a
//! work tree, and there only its own pages; and one declaration that somebody asked to have changed ([`in_place`]).

mod file;
pub mod forge;
pub mod hand;
pub mod in_place;
pub mod lock;
pub mod proposal;
pub mod wiki;

pub use file::write_file;
