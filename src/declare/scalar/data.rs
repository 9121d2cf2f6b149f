//! How data files are written: paths, encodings, delimiters, time patterns, conditions.

use jiff::fmt::strtime;
use serde_json::{Value, json};

use super::Scalar;

/// A glob that stays inside the repository.
#[derive(Debug, Clone)]
pub struct RepositoryGlob(pub String);

impl Scalar for RepositoryGlob {
    const NAME: &'static str = "RepositoryGlob";
    const NOUN: &'static str = "a path in the repository";

    fn read(text: &str) -> Result<Self, String> {
        let inside = !text.starts_with(['/', '\\']) && text.split(['/', '\\']).all(|part| part != "..");
        if text.is_empty() || !inside || text.contains(':') {
            return Err("a data file is named from the root of the repository and lies inside it, as in `data/tickets-*.csv`".into());
        }
        globset::Glob::new(text).map_err(|error| format!("it is no valid pattern: {}", error.kind()))?;
        Ok(Self(text.to_owned()))
    }

    fn schema() -> Value {
        json!({
            "description": "A path from the root of the repository; `*`, `?`, `[a-z]`, `{a,b}` and `**` are wild cards.",
            "type": ["string", "number", "boolean"], "minLength": 1, "examples": ["data/incidents-*.csv"]
        })
    }
}

/// A label of the WHATWG Encoding Standard; holds the encoding's own name.
#[derive(Debug, Clone)]
pub struct EncodingLabel(pub &'static str);

impl Scalar for EncodingLabel {
    const NAME: &'static str = "Encoding";
    const NOUN: &'static str = "an encoding";

    fn read(text: &str) -> Result<Self, String> {
        // People write Latin-1 with a dash; the standard has only `latin1`.
        let label = text.to_ascii_lowercase().replace("latin-", "latin");
        encoding_rs::Encoding::for_label(label.as_bytes()).map(|encoding| Self(encoding.name())).ok_or_else(
            || "there is no such encoding; `utf-8`, `latin-1` and `windows-1252` are common ones".into(),
        )
    }

    fn schema() -> Value {
        json!({
            "description": "A label of the WHATWG Encoding Standard.",
            "type": ["string", "number"], "examples": ["utf-8", "latin-1", "windows-1252"]
        })
    }
}

/// What stands between the cells of a row: one ASCII character.
#[derive(Debug, Clone, Copy)]
pub struct Delimiter(pub u8);

impl Scalar for Delimiter {
    const NAME: &'static str = "Delimiter";
    const NOUN: &'static str = "a delimiter";

    fn read(text: &str) -> Result<Self, String> {
        match text.as_bytes() {
            b"tab" | b"\\t" => Ok(Self(b'\t')),
            [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r') => Ok(Self(*byte)),
            _ => Err("a delimiter is one ASCII character such as `;`, or the word `tab`".into()),
        }
    }

    fn schema() -> Value {
        json!({
            "description": "One ASCII character, or the word `tab`.",
            "type": ["string", "number"], "examples": [";", "tab"]
        })
    }
}

/// What stands before the decimals of a number.
#[derive(Debug, Clone, Copy)]
pub struct DecimalMark(pub char);

impl Scalar for DecimalMark {
    const NAME: &'static str = "DecimalMark";
    const NOUN: &'static str = "a decimal mark";

    fn read(text: &str) -> Result<Self, String> {
        match text {
            "." => Ok(Self('.')),
            "," => Ok(Self(',')),
            _ => Err("decimals stand behind `.` or `,`".into()),
        }
    }

    fn schema() -> Value {
        json!({"description": "What stands before the decimals of a number.", "enum": [".", ","]})
    }
}

/// How a column writes times: `unix`, `unix-ms` or a `strptime` pattern.
#[derive(Debug, Clone)]
pub struct TimePattern(pub String);

impl Scalar for TimePattern {
    const NAME: &'static str = "TimeFormat";
    const NOUN: &'static str = "a time format";

    fn read(text: &str) -> Result<Self, String> {
        const SHAPE: &str = "a time format is `unix`, `unix-ms` or a pattern such as `%d/%m/%Y %H:%M`";
        if matches!(text, "unix" | "unix-ms") {
            return Ok(Self(text.to_owned()));
        }
        if !text.contains('%') {
            return Err(SHAPE.into());
        }
        // A pattern that cannot write a time cannot read one either.
        let probe = jiff::Timestamp::UNIX_EPOCH.to_zoned_datetime(jiff::tz::TimeZone::UTC);
        strtime::format(text, &probe).map_err(|error| format!("{error}; {SHAPE}"))?;
        Ok(Self(text.to_owned()))
    }

    fn schema() -> Value {
        json!({
            "description": "`unix` (seconds), `unix-ms`, or a strptime pattern.",
            "type": "string", "pattern": "^unix(-ms)?$|%", "examples": ["%d/%m/%Y %H:%M", "unix"]
        })
    }
}

/// How large a compiled pattern may be, in bytes: patterns come from pull requests.
const PATTERN_SIZE: usize = 1 << 20;

/// A regular expression that a whole cell must match.
#[derive(Debug, Clone)]
pub struct Pattern(pub regex::Regex);

impl Scalar for Pattern {
    const NAME: &'static str = "Pattern";
    const NOUN: &'static str = "a regular expression";

    fn read(text: &str) -> Result<Self, String> {
        // Compiled as written, so that errors quote what was written; gathering binds it to the whole cell.
        let pattern = regex::RegexBuilder::new(text).size_limit(PATTERN_SIZE).build();
        pattern.map(Self).map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => "the pattern becomes too large".into(),
            error => format!("it is no valid regular expression: {}", last_line(&error.to_string())),
        })
    }

    fn schema() -> Value {
        json!({
            "description": "A regular expression that the whole cell must match.",
            "type": ["string", "number", "boolean"], "examples": ["P[12]", "INC[0-9]+"]
        })
    }
}

/// The reason in a report of the `regex` crate, without its drawing.
fn last_line(report: &str) -> &str {
    report.lines().last().unwrap_or_default().trim_start_matches("error: ")
}
