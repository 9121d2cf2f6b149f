//! Numbers with units: what a metric measures in, what a target says, and by how much things should change.

use std::fmt;
use std::str::FromStr;

use super::duration::Duration;

/// What a metric is counted in. Inside deming times are seconds and shares are fractions of one;
/// a `Unit` carries people's own spelling and the way between the two.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    symbol: Box<str>,
    dimension: Dimension,
    factor: f64,
}

/// Which quantities can be compared with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    /// Lengths of time; canonical unit: seconds.
    Time,
    /// Shares of a whole; canonical unit: a fraction of one.
    Ratio,
    /// Anything else; canonical unit: the one declared.
    Other,
}

impl Unit {
    /// The unit of shares, `ratio`.
    pub fn ratio() -> Self {
        Self { symbol: "ratio".into(), dimension: Dimension::Ratio, factor: 1.0 }
    }

    /// The unit of time that deming counts in, `s`.
    pub fn seconds() -> Self {
        Self { symbol: "s".into(), dimension: Dimension::Time, factor: 1.0 }
    }

    /// Reads a declared unit. `ms s min m h d w` are times, `ratio` and `%` shares; everything else stands for itself.
    pub fn named(symbol: &str) -> Self {
        let (dimension, factor) = match symbol {
            "ms" => (Dimension::Time, 0.001),
            "s" => (Dimension::Time, 1.0),
            "m" | "min" => (Dimension::Time, 60.0),
            "h" => (Dimension::Time, 3_600.0),
            "d" => (Dimension::Time, 86_400.0),
            "w" => (Dimension::Time, 604_800.0),
            "ratio" => (Dimension::Ratio, 1.0),
            "%" => (Dimension::Ratio, 0.01),
            _ => (Dimension::Other, 1.0),
        };
        Self { symbol: symbol.into(), dimension, factor }
    }

    /// As declared.
    pub fn symbol(&self) -> &str {
        &self.symbol
    }

    /// What kind of quantity it measures.
    pub fn dimension(&self) -> Dimension {
        self.dimension
    }

    /// The canonical unit's name, as JSON output gives it: `s`, `ratio` or the declared symbol.
    pub fn canonical_symbol(&self) -> &str {
        match self.dimension {
            Dimension::Time => "s",
            Dimension::Ratio => "ratio",
            Dimension::Other => &self.symbol,
        }
    }

    /// A number that stands in this unit, as data columns do, in canonical terms (seconds, fraction).
    pub fn canonical(&self, declared: f64) -> f64 {
        declared * self.factor
    }

    /// A canonical number (seconds, fraction) in this unit.
    pub fn declared(&self, canonical: f64) -> f64 {
        canonical / self.factor
    }

    /// A canonical number as people read it: `6.4 h`, `77.52 %`, `1,234 tickets`. A time is told in the declared
    /// unit unless that would hide it (under a tenth) or bloat it (over two thousand), then in a fitting one.
    pub fn show(&self, canonical: f64) -> String {
        if !canonical.is_finite() {
            return "–".into();
        }
        match self.dimension {
            Dimension::Ratio => format!("{} %", decimals(canonical * 100.0, ratio_digits(canonical))),
            Dimension::Time => show_time(canonical, &self.symbol, self.factor),
            Dimension::Other if self.symbol.is_empty() => decimals(canonical, digits(canonical)),
            Dimension::Other => format!("{} {}", decimals(canonical, digits(canonical)), self.symbol),
        }
    }
}

impl Unit {
    /// A canonical number that somebody declared, as people read it: as [`show`](Self::show), without zeros behind the
    /// last decimal, which say nothing in a level.
    pub fn level(&self, canonical: f64) -> String {
        let shown = self.show(canonical);
        let (number, rest) = shown.split_once(' ').unwrap_or((&shown, ""));
        let number = match number.contains('.') {
            true => number.trim_end_matches('0').trim_end_matches('.'),
            false => number,
        };
        if rest.is_empty() { number.to_owned() } else { format!("{number} {rest}") }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.symbol)
    }
}

/// Two digits for most shares; more close to one, where the difference between 99.95 % and 99.99 % is the point.
fn ratio_digits(fraction: f64) -> usize {
    if (0.999..1.0).contains(&fraction) { 4 } else { 2 }
}

fn digits(value: f64) -> usize {
    match value.abs() {
        v if v == v.trunc() && v < 1e15 => 0,
        v if v >= 1000.0 => 0,
        v if v >= 100.0 => 1,
        v if v >= 0.1 => 2,
        _ => 4,
    }
}

fn show_time(seconds: f64, symbol: &str, factor: f64) -> String {
    // People read a lone `m` as metres or months.
    let symbol = if symbol == "m" { "min" } else { symbol };
    let own = (seconds / factor).abs();
    if seconds == 0.0 || (0.1..2000.0).contains(&own) {
        return format!("{} {symbol}", decimals(seconds / factor, digits(seconds / factor)));
    }
    let (symbol, factor) = match seconds.abs() {
        s if s < 1.0 => ("ms", 0.001),
        s if s < 120.0 => ("s", 1.0),
        s if s < 7_200.0 => ("min", 60.0),
        s if s < 172_800.0 => ("h", 3_600.0),
        _ => ("d", 86_400.0),
    };
    format!("{} {symbol}", decimals(seconds / factor, digits(seconds / factor)))
}

/// `value` with so many decimals, thousands grouped by commas, never `-0`.
fn decimals(value: f64, places: usize) -> String {
    let plain = format!("{:.places$}", value.abs());
    let (whole, fraction) = plain.split_once('.').map_or((plain.as_str(), None), |(w, f)| (w, Some(f)));
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if let Some(fraction) = fraction {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    let zero = grouped.chars().all(|c| matches!(c, '0' | '.' | ','));
    if value < 0.0 && !zero { format!("-{grouped}") } else { grouped }
}

/// A number as written in a declaration, before the unit of the metric it speaks of is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Literal {
    /// A bare number.
    Number(f64),
    /// A percentage, as a fraction of one.
    Percent(f64),
    /// A length of time, in seconds.
    Time(f64),
}

/// Why a text is no [`Literal`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a quantity is a number (`0.95`), a percentage (`95%`) or a duration (`8h`, `30m`)")]
pub struct LiteralError;

/// A target that cannot be compared with what the metric measures.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{given} cannot be compared with a metric measured in {unit}")]
pub struct UnitMismatch {
    /// What was written, in words.
    pub given: String,
    /// The metric's unit, as declared.
    pub unit: String,
}

impl Literal {
    /// The canonical number for a metric of this unit. A bare number stands in the metric's own unit, save that
    /// for shares a number below one is a fraction (`95%` and `0.95` are the same).
    pub fn in_unit(self, unit: &Unit) -> Result<f64, UnitMismatch> {
        match (self, unit.dimension()) {
            // With `%` a bare 1 would be one part in a hundred to one reader and the whole to another.
            (Self::Number(n), Dimension::Ratio) if n.abs() == 1.0 && unit.symbol() == "%" => {
                Err(mismatch("a bare 1 (write `1%` or `100%`)", unit))
            }
            (Self::Number(n), Dimension::Ratio) if n.abs() <= 1.0 => Ok(n),
            (Self::Number(n), _) => Ok(unit.canonical(n)),
            (Self::Percent(n), Dimension::Ratio) | (Self::Time(n), Dimension::Time) => Ok(n),
            (Self::Percent(_), _) => Err(mismatch("a percentage", unit)),
            (Self::Time(_), _) => Err(mismatch("a duration", unit)),
        }
    }
}

fn mismatch(given: &str, unit: &Unit) -> UnitMismatch {
    let unit = if unit.symbol().is_empty() { "plain numbers".into() } else { format!("`{}`", unit.symbol()) };
    UnitMismatch { given: given.into(), unit }
}

/// As people read it where no metric says in which unit.
impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Percent(share) => f.write_str(&Unit::ratio().level(*share)),
            Self::Time(seconds) => f.write_str(&Unit::named("h").level(*seconds)),
        }
    }
}

impl FromStr for Literal {
    type Err = LiteralError;

    fn from_str(text: &str) -> Result<Self, LiteralError> {
        if let Some(number) = text.strip_suffix('%') {
            return plain_number(number.trim_end()).map(|n| Self::Percent(percent(n))).ok_or(LiteralError);
        }
        if let Some(number) = plain_number(text) {
            return Ok(Self::Number(number));
        }
        time(text).map(Self::Time).ok_or(LiteralError)
    }
}

/// Seconds of `8h`, `1.5h`, `90s`, `250ms`; months and longer have no fixed length and are refused by the caller's error.
fn time(text: &str) -> Option<f64> {
    let split = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, symbol) = text.split_at(split);
    let unit = Unit::named(symbol);
    (unit.dimension() == Dimension::Time).then_some(())?;
    plain_number(number.trim_end()).map(|n| unit.canonical(n))
}

/// So many percent as a fraction of one, rounded once: a division would make 99.9 a hair more than 0.999, and 999 of
/// 1000 a miss of `99.9%`.
pub fn percent(number: f64) -> f64 {
    format!("{number}e-2").parse().unwrap_or(number / 100.0)
}

/// A finite decimal number; `inf`, `nan` and hexadecimal are no numbers here.
fn plain_number(text: &str) -> Option<f64> {
    let shaped = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'));
    let number: f64 = if shaped { text.parse().ok()? } else { return None };
    number.is_finite().then_some(number)
}

/// How an observed value is held against a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// At most: `lte`.
    AtMost,
    /// Below: `lt`.
    Below,
    /// At least: `gte`.
    AtLeast,
    /// Above: `gt`.
    Above,
}

impl Comparison {
    /// Whether `observed` satisfies `target`.
    pub fn holds(self, observed: f64, target: f64) -> bool {
        match self {
            Self::AtMost => observed <= target,
            Self::Below => observed < target,
            Self::AtLeast => observed >= target,
            Self::Above => observed > target,
        }
    }

    /// Whether smaller values are the good ones.
    pub fn prefers_lower(self) -> bool {
        matches!(self, Self::AtMost | Self::Below)
    }

    /// As OpenSLO spells it.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::AtMost => "lte",
            Self::Below => "lt",
            Self::AtLeast => "gte",
            Self::Above => "gt",
        }
    }

    /// As mathematics writes it.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::AtMost => "≤",
            Self::Below => "<",
            Self::AtLeast => "≥",
            Self::Above => ">",
        }
    }
}

/// From which multiple on a rise is told as one: in percent of next to nothing it would look like noise.
const MANIFOLD: f64 = 10.0;

/// A relative change for people: `+12.3 %`, and `×1,281` for what has become a multiple.
pub fn relative(share: f64) -> String {
    if share < MANIFOLD {
        format!("{:+.1} %", share * 100.0)
    } else {
        format!("×{}", decimals(share + 1.0, 0))
    }
}

/// By how much something should change, or may change, against a starting value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    /// `+30%`: a share of the starting value.
    Relative(f64),
    /// `+5pp`: percentage points, for shares; a fraction of one.
    Points(f64),
    /// `-2h`, `+3`: an amount in the metric's unit.
    Absolute(Literal),
}

/// Why a text is no [`Change`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a change has a sign and is relative (`-20%`), in percentage points (`+5pp`) or an amount (`-2h`, `+3`)"
)]
pub struct ChangeError;

impl Change {
    /// The value that `start` (canonical) becomes, for a metric of this unit.
    pub fn apply(self, start: f64, unit: &Unit) -> Result<f64, UnitMismatch> {
        match self {
            Self::Relative(share) => Ok(start * (1.0 + share)),
            Self::Points(points) if unit.dimension() == Dimension::Ratio => Ok(start + points),
            Self::Points(_) => Err(mismatch("a number of percentage points", unit)),
            Self::Absolute(literal) => match (literal, unit.dimension()) {
                // An amount is never a fraction in disguise, unlike a level: `+0.5` on `%` is half a point.
                (Literal::Number(n), _) => Ok(start + unit.canonical(n)),
                _ => literal.in_unit(unit).map(|amount| start + amount),
            },
        }
    }

    /// Whether the change goes down.
    pub fn is_decrease(self) -> bool {
        match self {
            Self::Relative(n) | Self::Points(n) => n < 0.0,
            Self::Absolute(Literal::Number(n) | Literal::Percent(n) | Literal::Time(n)) => n < 0.0,
        }
    }
}

impl FromStr for Change {
    type Err = ChangeError;

    fn from_str(text: &str) -> Result<Self, ChangeError> {
        if !text.starts_with(['+', '-']) {
            return Err(ChangeError);
        }
        if let Some(number) = text.strip_suffix("pp") {
            return plain_number(number.trim_end()).map(|n| Self::Points(percent(n))).ok_or(ChangeError);
        }
        match text.parse::<Literal>() {
            Ok(Literal::Percent(share)) => Ok(Self::Relative(share)),
            Ok(amount) => Ok(Self::Absolute(amount)),
            Err(_) => Err(ChangeError),
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Relative(share) => write!(f, "{:+} %", trimmed(share * 100.0)),
            Self::Points(points) => write!(f, "{:+} pp", trimmed(points * 100.0)),
            Self::Absolute(Literal::Number(n)) => write!(f, "{n:+}"),
            Self::Absolute(Literal::Percent(n)) => write!(f, "{:+} %", trimmed(n * 100.0)),
            Self::Absolute(Literal::Time(n)) => {
                write!(f, "{}{}", if *n < 0.0 { "" } else { "+" }, Unit::named("h").show(*n))
            }
        }
    }
}

/// Without the noise that a factor of a hundred leaves in the last bits.
fn trimmed(value: f64) -> f64 {
    (value * 1e9).round() / 1e9
}

/// A calendar duration as a quantity of time, for settings that take either.
impl From<Duration> for Literal {
    fn from(duration: Duration) -> Self {
        Self::Time(duration.nominal_seconds())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_read_by_their_spelling() {
        assert_eq!("95%".parse(), Ok(Literal::Percent(0.95)));
        assert_eq!("99.9%".parse(), Ok(Literal::Percent(0.999)));
        assert_eq!("0.95".parse(), Ok(Literal::Number(0.95)));
        assert_eq!("99.9%".parse(), Ok(Literal::Percent(0.999)));
        assert_eq!("8h".parse(), Ok(Literal::Time(28_800.0)));
        assert_eq!("1.5h".parse(), Ok(Literal::Time(5_400.0)));
        for bad in ["", "%", "h", "nan", "inf", "1e999", "0x10", "8 furlongs", "1M", "--1"] {
            assert!(bad.parse::<Literal>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_literal_meets_a_unit() {
        let hours = Unit::named("h");
        let percent = Unit::named("%");
        assert_eq!(Literal::Number(8.0).in_unit(&hours), Ok(28_800.0));
        assert_eq!(Literal::Time(60.0).in_unit(&hours), Ok(60.0));
        assert_eq!(Literal::Number(0.95).in_unit(&percent), Ok(0.95));
        assert_eq!(Literal::Number(80.0).in_unit(&percent), Ok(0.8));
        assert!(Literal::Number(1.0).in_unit(&percent).is_err(), "1 % or 100 %?");
        assert_eq!(Literal::Number(1.0).in_unit(&Unit::ratio()), Ok(1.0));
        let error = Literal::Percent(0.95).in_unit(&hours).expect_err("no share of hours");
        assert_eq!(error.to_string(), "a percentage cannot be compared with a metric measured in `h`");
    }

    #[test]
    fn changes_are_signed() {
        let ratio = Unit::ratio();
        assert_eq!("+30%".parse::<Change>().map(|c| c.apply(0.5, &ratio)), Ok(Ok(0.65)));
        assert_eq!("+5pp".parse::<Change>().map(|c| c.apply(0.5, &ratio)), Ok(Ok(0.55)));
        assert_eq!("-2h".parse::<Change>().map(|c| c.apply(10_800.0, &Unit::named("h"))), Ok(Ok(3_600.0)));
        assert!("30%".parse::<Change>().is_err());
        assert!("+5pp".parse::<Change>().is_ok_and(|c| c.apply(1.0, &Unit::named("h")).is_err()));
    }

    #[test]
    fn people_read_numbers_with_units() {
        assert_eq!(Unit::named("h").show(6.4 * 3600.0), "6.40 h");
        assert_eq!(Unit::named("h").show(30.0), "30 s");
        assert_eq!(Unit::ratio().show(0.7752), "77.52 %");
        assert_eq!(Unit::ratio().show(0.99955), "99.9550 %");
        assert_eq!(Unit::named("tickets").show(1234.0), "1,234 tickets");
        assert_eq!(Unit::named("tickets").show(-0.0), "0 tickets");
        assert_eq!(Unit::named("").show(f64::NAN), "–");
    }
}
