//! What a server says when it refuses.

use crate::gather::file::report::quiet;
use crate::gather::remote::Lost;
use crate::model::statement::Position;

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The server's number for it.
    code: u32,
    /// What it says.
    says: String,
    /// The byte of the statement that it points at.
    pub position: Option<usize>,
}

impl Refusal {
    /// Reads `Code: 62, e.displayText() = DB::Exception: …, e.what() = …`, or `Code: 62. DB::Exception: … (version …)`
    /// as later versions have it; `None` where a text is neither.
    pub fn read(text: &str) -> Option<Self> {
        let (_, rest) = text.split_once("Code: ")?;
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let code = rest.get(..digits)?.parse().ok()?;
        let (_, says) = rest.split_once("DB::Exception: ")?;
        let ends = [", e.what()", " (version "].into_iter().filter_map(|end| says.find(end));
        let says =
            says.get(..ends.min().unwrap_or(says.len()))?.trim_end_matches(['.', ' ', '\n']).to_owned();
        let position = says.split_once("failed at position ").and_then(|(_, rest)| {
            let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            rest.get(..digits)?.parse::<usize>().ok()?.checked_sub(1)
        });
        Some(Self { code, says, position })
    }

    /// Whether the user may not change settings.
    pub fn is_of_settings(&self) -> bool {
        self.code == 164
    }

    /// In words. Secrets are taken out before what the server says is cut to size.
    pub fn lost(&self, server: &str, at: Option<Position>, masked: impl Fn(&str) -> String) -> Lost {
        let at = at.map(|at| format!(", {at} of the statement")).unwrap_or_default();
        let lost =
            Lost::new(format!("{server} refuses: {} (code {}{at})", quiet(&masked(&self.says)), self.code));
        match self.advice() {
            Some(help) => lost.help(help),
            None => lost,
        }
    }

    fn advice(&self) -> Option<&'static str> {
        Some(match self.code {
            81 => "see whether the database in its `url` is the one that is meant",
            158 | 396 => "let the database sum up: `group by` the interval, and one row for each",
            159 | 160 | 241 => "let the statement look at less, or raise `timeout` in its connectionDetails",
            164 => "ask with `select` alone: deming only reads",
            192..=194 | 516 => "see whether the user and the password are right, and still are",
            291 | 497 => "grant `select` on what the statement reads to the user",
            202 => "lower `concurrency` in its connectionDetails, or try again later",
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_refusing_are_read() {
        let old = "Code: 62, e.displayText() = DB::Exception: Syntax error: failed at position 40: x. Expected y, e.what() = DB::Exception\n";
        let new = "Code: 62. DB::Exception: Syntax error: failed at position 40 ('x') (line 1, col 40): x. Expected y. (SYNTAX_ERROR) (version 24.8.4.13 (official build))\n";
        for text in [old, new] {
            let refusal = Refusal::read(text).expect("a refusal");
            assert_eq!((refusal.code, refusal.position), (62, Some(39)), "{text}");
            assert!(refusal.says.starts_with("Syntax error: failed at position 40"), "{refusal:?}");
            assert!(!refusal.says.contains("version") && !refusal.says.contains("what()"), "{refusal:?}");
        }
        for text in ["", "Code: ", "Code: x", "Code: 1", "<html>", "Code: 99999999999, DB::Exception: x"] {
            assert_eq!(Refusal::read(text), None, "{text}");
        }
    }
}
