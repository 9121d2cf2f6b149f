//! Where things are kept that can be had again: outside of any work tree, safe to delete.

use std::path::{Path, PathBuf};

/// The folder for them, as the XDG Base Directory Specification has it: `$XDG_CACHE_HOME/deming`, else
/// `~/.cache/deming`. None where the environment names no such place, or one within the repository.
pub fn folder(variable: &dyn Fn(&str) -> Option<String>, root: &Path) -> Option<PathBuf> {
    let absolute = |name: &str| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let cache = absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")))?;
    (!cache.starts_with(root)).then(|| cache.join("deming"))
}

#[cfg(test)]
mod tests {
    use super::folder;
    use std::path::{Path, PathBuf};

    #[test]
    fn it_is_where_the_environment_says_and_never_in_the_repository() {
        let of = |set: &'static [(&str, &str)]| {
            let variable = |name: &str| {
                set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
            };
            folder(&variable, Path::new("/home/ann/shop"))
        };
        assert_eq!(of(&[("HOME", "/home/ann")]), Some(PathBuf::from("/home/ann/.cache/deming")));
        assert_eq!(
            of(&[("HOME", "/home/ann"), ("XDG_CACHE_HOME", "/tmp/c")]),
            Some(PathBuf::from("/tmp/c/deming"))
        );
        assert_eq!(of(&[("XDG_CACHE_HOME", "c")]), None);
        assert_eq!(of(&[("XDG_CACHE_HOME", "/home/ann/shop/.cache")]), None);
        assert_eq!(of(&[]), None);
    }
}
