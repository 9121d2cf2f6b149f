//! Which database a statement is for, and what does not fit it.

use std::collections::BTreeMap;

use super::index::Index;
use crate::finding::{Finding, Level, Rule};
use crate::model::source::{Question, RemoteKind, Source};
use crate::model::statement::Parameter;
use crate::model::{DataSource, Database, Metric, NoDatabase, Object};
use crate::text::nearest;

/// Where these rules come from.
const SOURCE: &str = "The language `deming/v1`; OWASP SQL Injection Prevention Cheat Sheet for parameters.";

/// A metric that asks a database of PostgreSQL with this statement.
macro_rules! asked {
    ($url:literal, $query:literal) => {
        concat!(
            "apiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: \"@ops\"}\n---\n",
            "apiVersion: deming/v1\nkind: DataSource\nmetadata: {name: warehouse}\nspec: {type: sql, connectionDetails: {url: \"",
            $url,
            "\"}}\n---\napiVersion: deming/v1\nkind: Metric\nmetadata: {name: tickets}\nspec:\n  service: desk\n  class: process\n",
            "  unit: tickets\n  direction: lower\n  owner: \"@ops\"\n  gather:\n    source:\n      sql:\n        dataSource: warehouse\n",
            "        query: \"",
            $query,
            "\"\n        columns: {time: at, value: n}\n"
        )
    };
}

/// Something else than one statement that reads.
pub static STATEMENT: Rule = Rule {
    code: "D237",
    name: "not-one-question",
    level: Level::Error,
    what: "The `query` of an SQL source is not one statement that only reads: it is empty or unfinished, begins with \
           something else than `select`, `with`, `values` or `table`, is followed by another, or writes.",
    why: "Gathering looks at systems that people work with. It must never change one, whoever wrote the statement.",
    bad: asked!(
        "postgres://db.example.org/desk",
        "select at, n from t where at >= :from and at < :to; drop table t"
    ),
    good: asked!("postgres://db.example.org/desk", "select at, n from t where at >= :from and at < :to"),
    beside: "",
    source: SOURCE,
    is_locked: true,
};

/// A parameter that there is not, or none that bounds what is asked.
pub static PARAMETER: Rule = Rule {
    code: "D238",
    name: "statement-parameter",
    level: Level::Error,
    what: "A statement has a parameter that there is not, or a database outside of the repository is asked without \
           `:from` and `:to`.",
    why: "A parameter that is mistyped makes every question fail. Without bounds each run asks for everything there \
          ever was, and the database sends it.",
    bad: asked!("postgres://db.example.org/desk", "select at, n from t where at >= :form and at < :to"),
    good: asked!("postgres://db.example.org/desk", "select at, n from t where at >= :from and at < :to"),
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A data source that names no database.
pub static DATABASE: Rule = Rule {
    code: "D240",
    name: "unknown-database",
    level: Level::Warning,
    what: "The `url` of an SQL data source is missing, names a database that deming cannot ask, or a file outside of \
           the repository.",
    why: "Nothing can be gathered from it, so every figure that rests on it stays unknown.",
    bad: asked!("mysql://db.example.org/desk", "select at, n from t where at >= :from and at < :to"),
    good: asked!("sqlite:data/desk.db", "select at, n from t where at >= :from and at < :to"),
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// Notes where statements are for SQLite databases in the repository: these need no network to be asked.
pub fn locate(objects: &mut [Object]) {
    let path = |object: &Object| match object {
        Object::DataSource(system) => match database(system)? {
            Ok(Database::Sqlite(path)) => Some((system.meta.name.clone(), path)),
            _ => None,
        },
        _ => None,
    };
    let files: BTreeMap<_, _> = objects.iter().filter_map(path).collect();
    if files.is_empty() {
        return;
    }
    for object in objects {
        let Object::Metric(metric) = object else { continue };
        let Some(Source::Remote(remote)) = metric.gather.as_mut().map(|gather| &mut gather.source) else {
            continue;
        };
        if let Question::Sql(question) = &mut remote.question {
            question.file = remote.data_source.as_ref().and_then(|name| files.get(name)).cloned();
        }
    }
}

/// What does not fit in a data source of SQL, or in a statement for one.
pub fn unfit(object: &Object, index: &Index<'_>) -> Option<Finding> {
    match object {
        Object::DataSource(system) => unknown(system, &database(system)?.err()?),
        Object::Metric(metric) => unbounded(metric, index),
        _ => None,
    }
}

/// Which database a data source of SQL names.
fn database(system: &DataSource) -> Option<Result<Database, NoDatabase>> {
    (system.kind.as_str() == RemoteKind::Sql.keyword()).then(|| system.database())
}

fn unknown(system: &DataSource, reason: &NoDatabase) -> Option<Finding> {
    let spec = system.meta.place.child("spec");
    let place = match reason {
        NoDatabase::NoUrl => spec,
        _ => spec.child("connectionDetails").child("url"),
    };
    let message = format!("nothing can be asked from `{}`: {reason}", system.meta.name);
    let known = ["sqlite", "postgres", "postgresql", "clickhouse"];
    let help = match reason {
        NoDatabase::UnknownScheme(scheme) => match nearest(scheme, known) {
            Some(meant) => format!("did you mean `{meant}:`?"),
            None => "deming asks `sqlite:`, `postgres:` and `clickhouse:`".to_owned(),
        },
        NoDatabase::Outside(_) => {
            "commit the database, and name it from the root: `sqlite:data/desk.db`".into()
        }
        NoDatabase::NoUrl => {
            "give it one: `connectionDetails: {url: \"postgres://HOST/DATABASE\"}`".to_owned()
        }
    };
    Some(Finding::new(&DATABASE, place, message).help(help))
}

/// A statement for a database over the network that asks for all of time, each time.
fn unbounded(metric: &Metric, index: &Index<'_>) -> Option<Finding> {
    let Source::Remote(remote) = &metric.gather.as_ref()?.source else { return None };
    let (Question::Sql(question), Some(name)) = (&remote.question, &remote.data_source) else { return None };
    let is_elsewhere = question.file.is_none() && index.data_source(name.as_str()).is_some();
    let unused: Vec<&str> = [Parameter::From, Parameter::To]
        .into_iter()
        .filter(|parameter| !question.statement.uses(*parameter))
        .map(Parameter::name)
        .collect();
    if !is_elsewhere || unused.is_empty() {
        return None;
    }
    let names: Vec<String> = unused.iter().map(|name| format!("`:{name}`")).collect();
    let message =
        format!("the statement never uses {}, so it asks for more than is needed", names.join(" and "));
    let help = "bound it: `where at >= :from and at < :to`";
    Some(
        Finding::new(&PARAMETER, remote.place.child("query"), message)
            .at_level(Level::Warning)
            .help(help)
            .key("unused"),
    )
}
