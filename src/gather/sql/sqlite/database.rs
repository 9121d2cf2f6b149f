//! A database in memory, and what may be done with it.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::{Connection, MAIN_DB, OpenFlags};

use crate::gather::Files;
use crate::gather::file::report::quiet;

/// A database of so many bytes is read at most; all of it lies in memory while it is asked.
const MAX_BYTES: u64 = 256 * 1024 * 1024;

/// A statement takes so many steps of SQLite's machine at most, which are some five seconds. Steps are counted and not
/// seconds, so that a slow machine comes to the same end as a fast one.
const MAX_STEPS: u64 = 500_000_000;

/// How many steps lie between two looks at their number.
const STEPS_AT_ONCE: i32 = 100_000;

/// What may be in one text, one blob or one row.
const MAX_CELL: i32 = 16 * 1024 * 1024;

/// What all statements together may hold in memory while they sort and group, and the databases with them.
const MAX_MEMORY: i64 = 1024 * 1024 * 1024;

/// Why a database cannot be asked at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// There is no such file.
    #[error("there is no such file")]
    NotThere,
    /// It is a symbolic link.
    #[error("it is a symbolic link, and those are not followed")]
    Link,
    /// It is a pointer of Git LFS.
    #[error("it is a Git LFS pointer, and the data have not been fetched")]
    Pointer,
    /// Changes that are not yet in it lie beside it.
    #[error("changes that are not yet in it lie in `{}` beside it", quiet(.0))]
    Journal(String),
    /// It is too large.
    #[error("it has more than {} MiB", .0 / 1024 / 1024)]
    TooLarge(u64),
    /// It is something else.
    #[error("it is no database of SQLite, or an encrypted one")]
    NoDatabase,
    /// Anything else that stands in the way.
    #[error("{}", quiet(.0))]
    Other(String),
}

/// A database in memory.
pub struct Database {
    pub(super) connection: Connection,
    /// Steps that the statement at hand has taken.
    pub(super) steps: Arc<AtomicU64>,
}

impl Database {
    /// Reads a database of the repository into memory.
    ///
    /// # Errors
    /// Why it cannot be asked.
    pub fn open(files: &dyn Files, path: &str) -> Result<Self, Unreadable> {
        let content = content(files, path)?;
        let of_sqlite = |error: rusqlite::Error| Unreadable::Other(super::ask::words(&error));
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_MEMORY
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_EXRESCODE;
        let mut connection = Connection::open_in_memory_with_flags(flags).map_err(of_sqlite)?;
        connection
            .deserialize_read_exact(MAIN_DB, content.as_slice(), content.len(), true)
            .map_err(of_sqlite)?;
        drop(content);
        let steps = Arc::new(AtomicU64::new(0));
        bound(&mut connection, &steps).map_err(of_sqlite)?;
        Ok(Self { connection, steps })
    }

    /// Whether the statement at hand was stopped since it took too many steps.
    pub fn is_exhausted(&self) -> bool {
        self.steps.load(Ordering::Relaxed) > MAX_STEPS
    }
}

/// The bytes of a database that has no other writer.
fn content(files: &dyn Files, path: &str) -> Result<Vec<u8>, Unreadable> {
    let is_there =
        |path: &str| files.matching(&as_glob(path)).is_ok_and(|found| found.iter().any(|one| one == path));
    if !is_there(path) {
        let links = files.links_to(&as_glob(path));
        return Err(if links.is_empty() { Unreadable::NotThere } else { Unreadable::Link });
    }
    let mut content = Vec::new();
    let reader = files.open(path).map_err(Unreadable::Other)?;
    let mut reader = reader.take(MAX_BYTES + 1);
    reader.read_to_end(&mut content).map_err(|error| Unreadable::Other(error.to_string()))?;
    if content.len() as u64 > MAX_BYTES {
        return Err(Unreadable::TooLarge(MAX_BYTES));
    }
    if content.starts_with(b"version https://git-lfs.github.com/spec/") {
        return Err(Unreadable::Pointer);
    }
    if content.len() < 100 || !content.starts_with(b"SQLite format 3\0") {
        return Err(Unreadable::NoDatabase);
    }
    for ending in ["-wal", "-journal"] {
        let beside = format!("{path}{ending}");
        let is_empty = |path: &str| {
            files.open(path).is_ok_and(|mut reader| matches!(reader.read(&mut [0_u8; 1]), Ok(0)))
        };
        if is_there(&beside) && !is_empty(&beside) {
            return Err(Unreadable::Journal(beside));
        }
    }
    // A database whose changes go to a journal of their own says so in these two bytes. With all of them in the
    // database itself it may as well be read as one of the older kind, which needs no file beside it.
    if let Some([write @ 2, read @ 2]) = content.get_mut(18..20) {
        (*write, *read) = (1, 1);
    }
    Ok(content)
}

/// A path as a pattern that fits only itself.
fn as_glob(path: &str) -> String {
    let mut glob = String::with_capacity(path.len());
    for c in path.chars() {
        match c {
            '*' | '?' | '[' | ']' | '{' | '}' => glob.extend(['[', c, ']']),
            other => glob.push(other),
        }
    }
    glob
}

/// Bounds what statements can do, and what can be done by the database itself: its views, its columns that are made by
/// expressions, and its damaged pages.
fn bound(connection: &mut Connection, steps: &Arc<AtomicU64>) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, false)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, MAX_CELL)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.set_limit(Limit::SQLITE_LIMIT_WORKER_THREADS, 0)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1_000)?;
    connection.execute_batch(&format!(
        "pragma query_only = on; pragma temp_store = memory; pragma cell_size_check = on; \
         pragma hard_heap_limit = {MAX_MEMORY}"
    ))?;
    connection.authorizer(Some(authorize))?;
    let steps = Arc::clone(steps);
    let one_more = move || {
        let taken = steps.fetch_add(STEPS_AT_ONCE.unsigned_abs().into(), Ordering::Relaxed);
        taken > MAX_STEPS
    };
    connection.progress_handler(STEPS_AT_ONCE, Some(one_more))
}

/// Functions whose answer is another one each time, or that reach beyond the database.
const FORBIDDEN: [&str; 8] = [
    "current_date",
    "current_time",
    "current_timestamp",
    "random",
    "randomblob",
    "load_extension",
    "fts3_tokenizer",
    "sqlite_offset",
];

/// Allows to read, and nothing else.
fn authorize(context: AuthContext<'_>) -> Authorization {
    match context.action {
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive => Authorization::Allow,
        AuthAction::Function { function_name } => {
            let is_forbidden = FORBIDDEN.iter().any(|name| name.eq_ignore_ascii_case(function_name));
            if is_forbidden { Authorization::Deny } else { Authorization::Allow }
        }
        _ => Authorization::Deny,
    }
}
