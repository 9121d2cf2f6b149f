//! One SQL statement that only reads, with named parameters for what is asked about.
//!
//! Parameters are bound by whoever talks to a database, never pasted as text: this file only finds them, which takes to
//! know what in a statement is a string, a comment, a quoted name or a cast. Whether a statement really writes nothing
//! is for the database to hold; what shows at a glance is told early, where it is declared.

mod token;

use std::fmt;
use std::ops::Range;

use self::token::{Kind, Token, Tokens};
use crate::text::nearest;

/// What a statement can ask about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Parameter {
    /// The start of the slice of time.
    From,
    /// Its end, which is no longer part of it.
    To,
    /// How far observations lie apart.
    Interval,
}

impl Parameter {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::From, Self::To, Self::Interval];

    /// As it is written behind its colon.
    pub fn name(self) -> &'static str {
        match self {
            Self::From => "from",
            Self::To => "to",
            Self::Interval => "interval",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|parameter| parameter.name() == name)
    }
}

/// A statement that passed the glance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    text: String,
    parameters: Vec<(Range<usize>, Parameter)>,
    /// Where the time of day is asked for.
    clock: Option<Position>,
}

/// What is wrong with a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub at: Position,
    /// What, without a full stop.
    pub problem: Problem,
}

/// Kinds of mistakes in statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// Something opens and never closes: a string, a quoted name, a comment.
    Open(&'static str),
    /// A string ends in `\'`, which ends it in some databases and not in others.
    BackslashQuote,
    /// There is nothing to run.
    Nothing,
    /// It does not begin as a question does: with this word instead.
    NoQuestion(String),
    /// Another statement follows.
    Second,
    /// A word that writes.
    Writes(String),
    /// A parameter that there is not: what is written, and which one is meant.
    Unknown(String, Option<Parameter>),
}

/// A place in a text, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character within it.
    pub column: usize,
}

impl Position {
    /// The place of a byte.
    pub fn of(text: &str, byte: usize) -> Self {
        let before = text.get(..byte).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let begin = before.rfind('\n').map_or(0, |end| end + 1);
        let column = before.get(begin..).unwrap_or_default().chars().count() + 1;
        Self { line, column }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

impl Statement {
    /// Reads a statement.
    ///
    /// # Errors
    /// Everything that is wrong with it, in order, and never nothing.
    pub fn read(text: &str) -> Result<Self, Vec<Fault>> {
        let fault = |byte: usize, problem| Fault { at: Position::of(text, byte), problem };
        let tokens: Result<Vec<Token<'_>>, (usize, Problem)> = Tokens::new(text).collect();
        let mut tokens = tokens.map_err(|(byte, problem)| vec![fault(byte, problem)])?;
        while tokens.last().is_some_and(|last| last.kind == Kind::Semicolon) {
            tokens.pop();
        }
        let end = tokens.last().map_or(0, |last| last.bytes.end);
        let found = structure(&tokens).into_iter().chain(tokens.iter().filter_map(unknown));
        let mut faults: Vec<Fault> = found.map(|(byte, problem)| fault(byte, problem)).collect();
        if !faults.is_empty() {
            faults.sort_by_key(|fault| fault.at);
            return Err(faults);
        }
        let parameters = tokens.iter().filter_map(|token| Some((token.bytes.clone(), parameter(token)?)));
        let clock = tokens.iter().enumerate().find(|(at, _)| asks_the_clock(&tokens, *at));
        Ok(Self {
            text: text.get(..end).unwrap_or(text).to_owned(),
            parameters: parameters.collect(),
            clock: clock.map(|(_, token)| Position::of(text, token.bytes.start)),
        })
    }

    /// As it is declared, without the semicolon that may end it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it asks about this.
    pub fn uses(&self, parameter: Parameter) -> bool {
        self.parameters.iter().any(|(_, used)| *used == parameter)
    }

    /// Where it asks what time it is, by `'now'` or a function of that meaning; the answer would be another one each
    /// time.
    pub fn asks_the_clock(&self) -> Option<Position> {
        self.clock
    }

    /// The statement with something else in the place of each parameter: what the database binds values to.
    pub fn with(&self, placeholder: impl Fn(Parameter) -> String) -> String {
        let (mut written, mut begin) = (String::with_capacity(self.text.len() + 64), 0);
        for (bytes, parameter) in &self.parameters {
            written.push_str(self.text.get(begin..bytes.start).unwrap_or_default());
            written.push_str(&placeholder(*parameter));
            begin = bytes.end;
        }
        written.push_str(self.text.get(begin..).unwrap_or_default());
        written
    }

    /// The place in the statement as declared of a byte of the one that [`Self::with`] gives for the same placeholders.
    pub fn position(&self, byte: usize, placeholder: impl Fn(Parameter) -> String) -> Position {
        let (mut written, mut begin) = (0, 0);
        for (bytes, parameter) in &self.parameters {
            let plain = bytes.start - begin;
            if byte < written + plain {
                break;
            }
            written += plain;
            let width = placeholder(*parameter).len();
            if byte < written + width {
                return Position::of(&self.text, bytes.start);
            }
            written += width;
            begin = bytes.end;
        }
        Position::of(&self.text, begin + byte.saturating_sub(written))
    }
}

/// Whether the token at a place asks what time it is.
fn asks_the_clock(tokens: &[Token<'_>], at: usize) -> bool {
    let Some(token) = tokens.get(at) else { return false };
    let kind = |ahead: usize| tokens.get(at + ahead).map(|token| token.kind);
    let is_call_of_nothing = kind(1) == Some(Kind::Open) && kind(2) == Some(Kind::Close);
    let of_time = ["date", "time", "datetime", "julianday", "unixepoch"];
    token.text.eq_ignore_ascii_case("'now'")
        || (is_call_of_nothing && of_time.iter().any(|name| token.is_word(name)))
}

fn parameter(token: &Token<'_>) -> Option<Parameter> {
    match token.kind {
        Kind::Parameter => Parameter::named(token.text.get(1..)?),
        _ => None,
    }
}

fn unknown(token: &Token<'_>) -> Option<(usize, Problem)> {
    if token.kind != Kind::Parameter || parameter(token).is_some() {
        return None;
    }
    let name = token.text.get(1..).unwrap_or_default().to_lowercase();
    let meant = nearest(&name, Parameter::ALL.map(Parameter::name)).and_then(Parameter::named);
    Some((token.bytes.start, Problem::Unknown(token.text.to_owned(), meant)))
}

/// What is wrong with the statement as a whole.
fn structure(tokens: &[Token<'_>]) -> Option<(usize, Problem)> {
    let Some(first) = tokens.iter().find(|token| token.kind != Kind::Open) else {
        return Some((0, Problem::Nothing));
    };
    let asks = ["select", "with", "values", "table"].iter().any(|word| first.is_word(word));
    if !asks {
        return Some((first.bytes.start, Problem::NoQuestion(first.text.to_owned())));
    }
    if let Some(end) = tokens.iter().position(|token| token.kind == Kind::Semicolon) {
        let next = tokens.get(end + 1).map_or(0, |token| token.bytes.start);
        return Some((next, Problem::Second));
    }
    let word = (0..tokens.len()).find(|at| writes(tokens, *at))?;
    let token = tokens.get(word)?;
    Some((token.bytes.start, Problem::Writes(token.text.to_owned())))
}

/// Whether the word at a place writes: `into` always does; others where a statement begins, and a word follows.
fn writes(tokens: &[Token<'_>], at: usize) -> bool {
    let Some(token) = tokens.get(at) else { return false };
    if token.is_word("into") {
        return true;
    }
    let begins = at.checked_sub(1).and_then(|before| tokens.get(before));
    let begins = begins.is_some_and(|before| matches!(before.kind, Kind::Open | Kind::Close));
    let goes_on = tokens.get(at + 1).is_some_and(|next| matches!(next.kind, Kind::Word | Kind::Quoted));
    begins && goes_on && ["insert", "update", "delete", "merge"].iter().any(|word| token.is_word(word))
}

#[cfg(test)]
mod tests;
