//! Paths inside a tree: relative, forward slashes, never upwards.

/// `path` without `.` components and doubled slashes, or `None` when it could leave the tree: an
/// absolute path, a `..`, a drive letter, a NUL, or a component that names a `.git` folder.
///
/// `.git` is refused in any case of letters, because some file systems do not tell them apart.
pub(super) fn inside(path: &str) -> Option<String> {
    if path.starts_with('/') || path.contains('\0') {
        return None;
    }
    let mut parts = Vec::new();
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        let escapes = part == ".."
            || part.eq_ignore_ascii_case(".git")
            || (cfg!(windows) && part.contains([':', '\\']));
        if escapes {
            return None;
        }
        parts.push(part);
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// The path itself and the folders above it, outermost first: `a`, `a/b`, `a/b/c`.
pub(super) fn prefixes(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').filter_map(|(at, _)| path.get(..at)).chain(std::iter::once(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_paths_are_tidied() {
        assert_eq!(inside("./data//a.csv").as_deref(), Some("data/a.csv"));
        assert_eq!(inside("..data/..a").as_deref(), Some("..data/..a"));
    }

    #[test]
    fn paths_that_leave_the_tree_are_refused() {
        for path in ["", ".", "/etc/passwd", "../a", "a/../../b", "a/..", ".git/config", "a/.GIT/x", "a\0b"] {
            assert_eq!(inside(path), None, "{path:?}");
        }
    }

    #[test]
    fn prefixes_run_from_the_root() {
        assert_eq!(prefixes("a/b/c").collect::<Vec<_>>(), ["a", "a/b", "a/b/c"]);
    }
}
