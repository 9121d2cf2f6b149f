//! What is asked, as words: the same question has the same digest, whoever asks it and wherever the system stands.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::text::{escaped, unescaped};
use crate::model::report::UptimeQuestion;
use crate::model::source::{
    Amount, ExecQuestion, HttpQuestion, OpenMetricsQuestion, PromQl, Question, RemoteSource, SqlQuestion,
    TimeColumn,
};
use crate::model::{Duration, Metric};

/// The words of a question: names and what they say, in a fixed order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words(Vec<(&'static str, String)>);

/// How far the observations of a metric lie apart.
pub fn every(metric: &Metric) -> Duration {
    metric.gather.as_ref().and_then(|gather| gather.every).unwrap_or(metric.process.interval)
}

impl Words {
    /// The words of a metric's question. The data source is named and not described, so that a server may move.
    pub fn of(metric: &Metric, source: &RemoteSource) -> Self {
        let mut words = vec![("kind", source.question.kind().keyword().to_owned())];
        if let Some(name) = &source.data_source {
            words.push(("dataSource", name.to_string()));
        }
        words.extend(question(&source.question));
        words.push(("unit", metric.unit.symbol().to_owned()));
        words.push(("every", every(metric).to_string()));
        words.extend(metric.process.by.iter().map(|column| ("by", column.clone())));
        Self(words)
    }

    /// Their SHA-256, as `sha256:` and 64 digits.
    pub fn digest(&self) -> String {
        let mut digest = String::from("sha256:");
        for byte in Sha256::digest(self.lines().as_bytes()) {
            // Writing to a string cannot fail.
            let _ = write!(digest, "{byte:02x}");
        }
        digest
    }

    /// One line for each: name, tab, what it says.
    pub fn lines(&self) -> String {
        let line = |(name, said): &(&str, String)| format!("{name}\t{}\n", escaped(said));
        self.0.iter().map(line).collect()
    }
}

/// The digest that belongs to the words in a file, whichever they are: of all lines but those of the metric's name and
/// of the digest itself. `None` where the file is no list of words.
pub fn digest_of_file(text: &str) -> Option<String> {
    let mut words = String::new();
    for line in text.lines() {
        let (name, said) = line.split_once('\t')?;
        unescaped(said)?;
        if !["metric", "digest"].contains(&name) {
            let _ = writeln!(words, "{line}");
        }
    }
    let mut digest = String::from("sha256:");
    for byte in Sha256::digest(words.as_bytes()) {
        let _ = write!(digest, "{byte:02x}");
    }
    Some(digest)
}

fn question(question: &Question) -> Vec<(&'static str, String)> {
    match question {
        Question::Prometheus(promql) => of_promql(promql),
        // Where a database lies is no part of what it is asked.
        Question::Sql(question) => {
            let SqlQuestion { statement, time, zone, amount, file: _ } = question.as_ref();
            let zone = zone.iana_name().unwrap_or("UTC").to_owned();
            let query = statement.text().to_owned();
            let first = vec![("query", query), ("time", time.clone()), ("timeZone", zone)];
            first.into_iter().chain(of_amount(amount)).collect()
        }
        Question::Http(http) => of_http(http),
        Question::OpenMetrics(OpenMetricsQuestion { path, metric }) => {
            vec![("path", path.clone()), ("metric", metric.to_string())]
        }
        Question::Upptime(UptimeQuestion { repository, site, degraded_is_down }) => {
            let degraded = degraded_is_down.then(|| ("degraded", "down".to_owned()));
            let words = vec![("repository", repository.clone()), ("site", site.clone())];
            words.into_iter().chain(degraded).collect()
        }
        Question::Exec(ExecQuestion { command, env, timeout: _, amount }) => {
            let words = command.iter().map(|word| ("word", word.clone()));
            let variables = env.iter().map(|name| ("env", name.clone()));
            words.chain(variables).chain([("observes", amount.keyword().to_owned())]).collect()
        }
        Question::Unclear(_) => Vec::new(),
    }
}

fn of_http(http: &HttpQuestion) -> Vec<(&'static str, String)> {
    let HttpQuestion { path, items, next, time, amount } = http;
    let mut words = vec![("path", path.clone())];
    words.extend(items.iter().map(|items| ("items", items.clone())));
    words.extend(next.iter().map(|next| ("next", next.clone())));
    words.extend(of_time(time));
    words.into_iter().chain(of_amount(amount)).collect()
}

fn of_time(time: &TimeColumn) -> Vec<(&'static str, String)> {
    let TimeColumn { column, format, zone } = time;
    let zone = zone.iana_name().unwrap_or("UTC").to_owned();
    let words = [("time", column.clone()), ("timeFormat", format.clone()), ("timeZone", Some(zone))];
    words.into_iter().filter_map(|(name, word)| Some((name, word?))).collect()
}

fn of_promql(promql: &PromQl) -> Vec<(&'static str, String)> {
    match promql {
        PromQl::Value(query) => vec![("query", query.clone())],
        PromQl::GoodOfTotal { good, total } => vec![("good", good.clone()), ("total", total.clone())],
        PromQl::BadOfTotal { bad, total } => vec![("bad", bad.clone()), ("total", total.clone())],
        PromQl::Share { query, is_of_good } => {
            vec![(if *is_of_good { "shareOfGood" } else { "shareOfBad" }, query.clone())]
        }
    }
}

fn of_amount(amount: &Amount) -> Vec<(&'static str, String)> {
    match amount {
        Amount::Value(value) => vec![("value", value.clone())],
        Amount::GoodOfTotal { good, total } => vec![("good", good.clone()), ("total", total.clone())],
        Amount::BadOfTotal { bad, total } => vec![("bad", bad.clone()), ("total", total.clone())],
    }
}
