//! Names of objects, so that upper floors never see a type of libgit2.

use std::fmt;
use std::str::FromStr;

use git2::Oid;

/// Letters of a shortened id, as `git log --oneline` shows it in a repository of common size.
const SHORT: usize = 7;

macro_rules! object_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(super) Oid);

        impl $name {
            /// The first seven letters, for people.
            pub fn short(&self) -> String {
                self.0.to_string().chars().take(SHORT).collect()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            /// Reads a full id of forty hexadecimal letters.
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                let full = text.len() == 40 && text.bytes().all(|b| b.is_ascii_hexdigit());
                if !full {
                    return Err(NotAnId(text.to_owned()));
                }
                Oid::from_str(text).map(Self).map_err(|_| NotAnId(text.to_owned()))
            }
        }
    };
}

object_id! {
    /// Id of a commit; shown as forty hexadecimal letters.
    CommitId
}

object_id! {
    /// Id of a folder's content; shown as forty hexadecimal letters.
    TreeId
}

object_id! {
    /// Id of a file's content, as `git hash-object --no-filters` gives it.
    BlobId
}

/// A text that is no full object id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an object id of forty hexadecimal letters")]
pub struct NotAnId(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_and_shown() {
        let text = "2ba8db9c14e5794572f5ea338c2b90404c9769cb";
        let id: CommitId = text.parse().unwrap();
        assert_eq!((id.to_string().as_str(), id.short().as_str()), (text, "2ba8db9"));
    }

    #[test]
    fn a_shortened_id_is_refused() {
        assert!("2ba8db9".parse::<CommitId>().is_err());
        assert!("zz".repeat(20).parse::<BlobId>().is_err());
    }
}
