//! The files of a tree, each read once: side by side, and not at all where an earlier reading knows the same content.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::belonging::Standing;
use super::discover::{self, Files, Neighbourhood};
use super::document::Reader;
use super::{Declared, links, owners, rules, settings};
use crate::finding::{Finding, Findings, Location};
use crate::git::{BlobId, Snapshot};
use crate::model::{Declarations, Settings};
use crate::parallel;

/// What the files of a tree declare, file by file.
pub struct Readings {
    settings: Settings,
    /// What is wrong that no file declares: settings, links.
    findings: Findings,
    files: BTreeMap<String, File>,
}

/// A file that was looked at.
#[derive(Clone)]
struct File {
    blob: Option<BlobId>,
    standing: Standing,
    reading: Reading,
}

/// What became of a file.
#[derive(Clone)]
enum Reading {
    /// It was read as declarations.
    Read(Arc<(Declarations, Findings)>),
    /// Nothing in it says that it declares anything.
    Strange,
    /// It could not be had, for this reason.
    Lost(String),
}

/// What is read from, and how.
struct Source<'a> {
    files: &'a dyn Files,
    settings: &'a Settings,
    earlier: Option<&'a Readings>,
    with_blobs: bool,
    jobs: usize,
}

impl Readings {
    /// Reads a tree, as many files at a time as `jobs` says.
    pub fn of(snapshot: &Snapshot, jobs: usize) -> Self {
        Self::from_files(snapshot, jobs, false, None)
    }

    /// The same, and remembers what each file contained, so that [`Readings::after`] can tell what it need not read.
    pub fn to_compare(snapshot: &Snapshot, jobs: usize) -> Self {
        Self::from_files(snapshot, jobs, true, None)
    }

    /// Reads a tree of which most files have the content that they had in `earlier`: those are not read again.
    pub fn after(earlier: &Self, snapshot: &Snapshot, jobs: usize) -> Self {
        Self::from_files(snapshot, jobs, true, Some(earlier))
    }

    pub(super) fn from_files(
        files: &dyn Files,
        jobs: usize,
        with_blobs: bool,
        earlier: Option<&Self>,
    ) -> Self {
        let mut findings = Findings::default();
        let mut settings = settings::read(files, &mut findings);
        owners::read(files, &mut settings, &mut findings);
        // What is declared can depend on the zone, and on nothing else of the settings.
        let earlier = earlier.filter(|earlier| earlier.settings.zone == settings.zone);
        let source = Source { files, settings: &settings, earlier, with_blobs, jobs };
        let paths = discover::yaml_files(files, &settings);
        let read = if settings.roots_declared {
            findings.extend(links::in_roots(files, &settings));
            source.in_roots(&paths)
        } else {
            source.wherever_declared(&paths, &mut findings)
        };
        Self { files: read, settings, findings }
    }

    /// What is declared, in the order of files. What the readings hold is copied.
    pub fn declared(&self) -> Declared {
        let copy = Self {
            settings: self.settings.clone(),
            findings: self.findings.clone(),
            files: self.files.clone(),
        };
        copy.into_declared()
    }

    /// What is declared, in the order of files.
    pub fn into_declared(self) -> Declared {
        let Self { settings, mut findings, files } = self;
        let mut declarations = Declarations::default();
        for (path, file) in files {
            match file.reading {
                Reading::Read(read) => {
                    let (declared, found) = Arc::unwrap_or_clone(read);
                    declarations.objects.extend(declared.objects);
                    declarations.broken.extend(declared.broken);
                    declarations.waivers.extend(declared.waivers);
                    findings.extend(found);
                }
                Reading::Lost(reason) => findings.push(unreadable(&path, reason)),
                Reading::Strange => {}
            }
        }
        Declared { settings, declarations, findings }
    }
}

impl Source<'_> {
    /// In declared roots every file of YAML declares, and those of JSON that a root names or that say so: other ones
    /// are data.
    fn in_roots(&self, paths: &[&str]) -> BTreeMap<String, File> {
        let json = discover::json_files(self.files, self.settings);
        let (named, others): (Vec<_>, Vec<_>) = json.into_iter().partition(|(_, is_named)| *is_named);
        let named = named.into_iter().map(|(path, _)| path);
        let certain: Vec<&str> = paths.iter().copied().chain(named).collect();
        let mut read = self.each(&certain, |path, blob| self.read_as(path, Standing::IN_ROOT, blob));
        let others: Vec<&str> = others.into_iter().map(|(path, _)| path).collect();
        let others = self.each(&others, |path, blob| self.read_if_it_says_so(path, blob)).into_iter();
        read.extend(others.filter(|(_, file)| matches!(file.reading, Reading::Read(_))));
        read
    }

    /// The files that say that they are declarations, and those beside them. Other people's files are left alone, save
    /// beside declarations: there, what is broken or looks like a declaration is taken for one.
    fn wherever_declared(&self, paths: &[&str], findings: &mut Findings) -> BTreeMap<String, File> {
        let mut read = self.each(paths, |path, blob| self.read_if_it_says_so(path, blob));
        let mut neighbourhood = Neighbourhood::default();
        for path in paths {
            if read.get(*path).is_some_and(|file| matches!(file.reading, Reading::Read(_))) {
                neighbourhood.add(path);
            }
        }
        let (near, far): (Vec<&str>, Vec<&str>) = paths
            .iter()
            .filter(|path| !read.get(**path).is_some_and(|file| matches!(file.reading, Reading::Read(_))))
            .partition(|path| neighbourhood.contains(path));
        // Read a second time rather than kept: these are few, and all strangers together may be large.
        read.extend(self.each(&near, |path, blob| self.read_as(path, Standing::of(path), blob)));
        for path in far {
            if let Some(file) = read.get_mut(path) {
                file.reading = Reading::Strange;
            }
        }
        findings.extend(links::near_declarations(self.files, self.settings, &neighbourhood));
        read
    }

    /// What `read` makes of each file that is not known already.
    fn each(
        &self,
        paths: &[&str],
        read: impl Fn(&str, Option<BlobId>) -> File + Sync,
    ) -> BTreeMap<String, File> {
        let work = |path: &str| {
            let blob = if self.with_blobs { self.files.blob(path) } else { None };
            (path.to_owned(), read(path, blob))
        };
        parallel::in_order(paths.to_vec(), self.jobs, work).into_iter().collect()
    }

    fn read_if_it_says_so(&self, path: &str, blob: Option<BlobId>) -> File {
        let standing = Standing::of(path).that_says_so();
        if let Some(known) = self.known(path, standing, blob) {
            return known;
        }
        let reading = match self.files.content(path) {
            Ok(bytes) if discover::mentions_us(&String::from_utf8_lossy(&bytes)) => {
                self.reading(path, &bytes, standing)
            }
            Ok(_) => Reading::Strange,
            Err(reason) => Reading::Lost(reason),
        };
        File { blob, standing, reading }
    }

    fn read_as(&self, path: &str, standing: Standing, blob: Option<BlobId>) -> File {
        if let Some(known) = self.known(path, standing, blob) {
            return known;
        }
        let reading = match self.files.content(path) {
            Ok(bytes) => self.reading(path, &bytes, standing),
            Err(reason) => Reading::Lost(reason),
        };
        File { blob, standing, reading }
    }

    fn reading(&self, path: &str, bytes: &[u8], standing: Standing) -> Reading {
        let mut reader = Reader::new(self.settings);
        reader.file(path, bytes, standing);
        Reading::Read(Arc::new(reader.finish()))
    }

    /// The earlier reading of a file of the same content, if it was read in the same way.
    fn known(&self, path: &str, standing: Standing, blob: Option<BlobId>) -> Option<File> {
        let earlier = self.earlier?.files.get(path)?;
        let same = blob.is_some() && earlier.blob == blob && earlier.standing == standing;
        (same && matches!(earlier.reading, Reading::Read(_))).then(|| earlier.clone())
    }
}

/// A file that cannot be had.
pub(super) fn unreadable(path: &str, reason: String) -> Finding {
    Finding::new(&rules::UNREADABLE, Location::Path(path.to_owned()), reason)
}
