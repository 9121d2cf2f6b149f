//! Upptime: a repository that watches sites and commits each change of their status.
//!
//! Upptime keeps a file `history/SITE.yml` for each site, with its status now. A status holds from the commit that
//! brought it until the next commit that changed the file, or took it away; down time is the sum of the stretches that
//! were down. What Upptime itself reports is made of the times of issues, and leaves out what has not ended.
//!
//! | file | knows |
//! |---|---|
//! | `status` | what a file, or the message of a commit, says of a site |
//! | [`monitor`] | the sites of a repository, and when each was down |
//! | [`local`] | the history of this repository, as observations |
//! | [`system`] | that of another one, which only `gather` asks |

pub mod local;
pub mod monitor;
mod status;
pub mod system;
