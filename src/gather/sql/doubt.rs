//! What was left out of an answer, and why.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::gather::file::report::quiet;

/// Why a row is no observation, or a doubtful one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// Nothing says when it is.
    NoTime,
    /// What says when it is cannot be read.
    UnreadableTime,
    /// Nothing says how much.
    NoValue,
    /// A number that is none, or without end.
    NotFinite,
    /// What says how much cannot be read.
    UnreadableNumber,
    /// The part is more than the total, or one of them is below zero.
    NoShare,
    /// It is of a time that was not asked about.
    Outside,
    /// The same reading is there twice.
    Duplicate,
    /// Two readings of one thing at one time differ; both are kept.
    Contradiction,
}

/// How many rows there are of a kind of doubt, and one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubted {
    /// How many.
    pub count: u64,
    /// The first of them, in words.
    pub example: String,
}

/// The doubts of an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Doubts {
    /// By kind.
    pub kinds: BTreeMap<Doubt, Doubted>,
    /// When rows are whose numbers cannot be read.
    pub dated: Vec<Timestamp>,
}

impl Doubts {
    /// Counts a row; `example` is asked for the first only.
    pub fn add(&mut self, doubt: Doubt, example: impl FnOnce() -> String) {
        let first = || Doubted { count: 0, example: quiet(&example()) };
        self.kinds.entry(doubt).or_insert_with(first).count += 1;
    }

    /// How many rows there are of a kind.
    pub fn count(&self, doubt: Doubt) -> u64 {
        self.kinds.get(&doubt).map_or(0, |doubted| doubted.count)
    }

    /// All of them, each kind in a sentence.
    pub fn sentences(&self) -> Vec<String> {
        self.kinds.iter().map(|(doubt, doubted)| sentence(*doubt, doubted)).collect()
    }
}

/// A kind of doubt in a sentence without a full stop.
pub fn sentence(doubt: Doubt, Doubted { count, example }: &Doubted) -> String {
    let (rows, are, have, them, s) = match count {
        1 => ("row", "is", "has", "it", ""),
        _ => ("rows", "are", "have", "them", "s"),
    };
    let such_as = if *count == 1 { String::new() } else { "such as ".to_owned() };
    let left_out =
        format!("{them} {are_left}", are_left = if *count == 1 { "is left out" } else { "are left out" });
    let left_out = left_out.replace("them are", "they are");
    match doubt {
        Doubt::NoTime => format!("{count} {rows} {have} no time; {left_out}"),
        Doubt::UnreadableTime => format!("{count} time{s} cannot be read, {such_as}{example}; {left_out}"),
        Doubt::NoValue => format!("{count} {rows} {have} no value; {left_out}"),
        Doubt::NotFinite => {
            format!("{count} value{s} {are} no finite number, {such_as}{example}; {left_out}")
        }
        Doubt::UnreadableNumber => {
            format!("{count} value{s} cannot be read as a number, {such_as}{example}; {left_out}")
        }
        Doubt::NoShare => format!(
            "in {count} {rows} the part is more than the total, or one of them is below zero, {such_as}{example}; {left_out}"
        ),
        Doubt::Outside => {
            format!(
                "{count} {rows} {are} outside of the time that was asked about, {such_as}{example}; {left_out}"
            )
        }
        Doubt::Duplicate => {
            format!("{count} {rows} {have} the time and values of another, {such_as}{example}; {left_out}")
        }
        Doubt::Contradiction => {
            format!(
                "{count} {rows} {have} the time of another and a value of their own, {such_as}{example}; all count"
            )
        }
    }
}
