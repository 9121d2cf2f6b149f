//! What a walk over a tree found.

/// Names of a tree, sorted bytewise once the walk is over.
#[derive(Debug, Default)]
pub(super) struct Listing {
    pub(super) files: Vec<String>,
    pub(super) symbolic_links: Vec<String>,
    /// Folders that could not be looked into, and why.
    pub(super) closed_folders: Vec<(String, String)>,
    pub(super) unreadable_names: usize,
}

impl Listing {
    /// Sorts, and drops what was found twice.
    pub(super) fn finish(mut self) -> Self {
        for names in [&mut self.files, &mut self.symbolic_links] {
            names.sort_unstable();
            names.dedup();
        }
        self.closed_folders.sort_unstable();
        self
    }
}
