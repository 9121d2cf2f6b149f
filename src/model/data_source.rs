//! Where remote numbers live.

use std::collections::BTreeMap;

use super::name::{Meta, Name};

/// A system that is asked over the network. Secrets stand in it only as references (`${env:NAME}`).
#[derive(Debug, Clone)]
pub struct DataSource {
    /// Name and place.
    pub meta: Meta,
    /// Which kind of system: `prometheus`, `sql`, `http` …
    pub kind: Name,
    /// How to reach it, as declared.
    pub connection: BTreeMap<String, serde_json::Value>,
    /// Whether losing it is an error rather than a warning.
    pub required: bool,
}

/// A database that SQL is asked from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// A file of SQLite in the repository: its path there.
    Sqlite(String),
    /// PostgreSQL, and what speaks as it does: Citus, CockroachDB, Yugabyte.
    Postgres,
    /// ClickHouse, over HTTP.
    ClickHouse,
    /// One that only the environment of whoever gathers tells: the URL begins with a reference.
    Referred,
}

/// Why a data source names no database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoDatabase {
    /// There is no URL.
    #[error("it has no `url` that tells which database is asked")]
    NoUrl,
    /// A database that deming cannot ask: how its URL begins.
    #[error("deming cannot ask a database of `{0}:`")]
    UnknownScheme(String),
    /// A file outside of the repository.
    #[error("`{0}` is no path inside the repository")]
    Outside(String),
}

impl DataSource {
    /// Which database its `url` names.
    ///
    /// # Errors
    /// Where it names none.
    pub fn database(&self) -> Result<Database, NoDatabase> {
        let url = self.connection.get("url").and_then(serde_json::Value::as_str).map(str::trim);
        let url = url.filter(|url| !url.is_empty()).ok_or(NoDatabase::NoUrl)?;
        if url.starts_with("${") {
            return Ok(Database::Referred);
        }
        let (scheme, rest) = url.split_once(':').ok_or(NoDatabase::NoUrl)?;
        match scheme.to_ascii_lowercase().as_str() {
            "sqlite" => {
                inside(rest).map(Database::Sqlite).ok_or_else(|| NoDatabase::Outside(rest.to_owned()))
            }
            "postgres" | "postgresql" => Ok(Database::Postgres),
            "clickhouse" | "clickhouse+http" | "clickhouse+https" => Ok(Database::ClickHouse),
            _ => Err(NoDatabase::UnknownScheme(scheme.to_owned())),
        }
    }
}

/// The path of a file below the root of the repository, without steps that mean nothing; `None`: it leads out.
fn inside(path: &str) -> Option<String> {
    let path = path.strip_prefix("//").unwrap_or(path);
    let steps: Vec<&str> = path.split('/').filter(|step| *step != ".").collect();
    let leads_out =
        steps.iter().any(|step| step.is_empty() || *step == ".." || step.contains(['\\', '\0', '?']));
    (!leads_out && !steps.is_empty()).then(|| steps.join("/"))
}
