//! Series drawn as SVG: one element without script, style or colour of its own. The page that holds it gives colours to
//! its classes, so that it is readable on light and dark, on paper and on a screen.

use std::fmt::Write;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::show;
use crate::text::escape::{one_line, xml_attribute, xml_text};

/// Points at most: more than about two a pixel cannot be told apart.
const POINTS: usize = 400;
/// With fewer points each is marked.
const MARKED: usize = 70;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 260.0;
/// Where lines are drawn: left, top, right, bottom.
const LEFT: f64 = 62.0;
const TOP: f64 = 34.0;
const RIGHT: f64 = 744.0;
const BOTTOM: f64 = 226.0;
/// Labels of time, about.
const LABELS: usize = 6;
/// How close labels of changes may come before the later one gets a line of its own.
const LABEL_WIDTH: f64 = 84.0;

/// What is drawn. All numbers are on the scale of the axis.
#[derive(Debug, Clone)]
pub struct Plot<'a> {
    /// What it is, for who cannot see it.
    pub title: &'a str,
    /// What the axis counts in.
    pub unit: &'a str,
    /// The lower and upper end of the axis.
    pub range: (f64, f64),
    /// The series; an interval without a value is a gap.
    pub points: Vec<Dot>,
    /// Straight lines with their names.
    pub levels: Vec<(String, f64)>,
    /// When the level changed, and by how much, in words.
    pub changes: Vec<(Timestamp, String)>,
    /// The zone of the dates.
    pub zone: &'a TimeZone,
}

/// An interval of a series.
#[derive(Debug, Clone, Copy)]
pub struct Dot {
    /// Its first moment.
    pub at: Timestamp,
    /// Its value.
    pub value: Option<f64>,
    /// The middle, the lower and the upper limit of what is usual; not a number where there are none.
    pub limits: [f64; 3],
}

/// The drawing on one line; empty with fewer than two values.
pub fn draw(plot: &Plot<'_>) -> String {
    let shown = plot.points.get(plot.points.len().saturating_sub(POINTS)..).unwrap_or_default();
    let known = shown.iter().filter(|dot| dot.value.is_some_and(f64::is_finite)).count();
    let (Some(first), Some(last)) = (shown.first(), shown.last()) else { return String::new() };
    if known < 2 || first.at >= last.at {
        return String::new();
    }
    let canvas = Canvas { plot, shown, from: first.at.as_second() as f64, to: last.at.as_second() as f64 };
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        "<svg class=\"plot\" viewBox=\"0 0 {WIDTH:.0} {HEIGHT:.0}\" role=\"img\" aria-label=\"{}\">",
        xml_attribute(&one_line(&canvas.words()))
    );
    canvas.grid(&mut out);
    canvas.usual(&mut out);
    canvas.series(&mut out, known);
    // Names come last, so that no line runs through them.
    canvas.levels(&mut out);
    canvas.changes(&mut out);
    out.push_str("</svg>");
    out
}

struct Canvas<'a> {
    plot: &'a Plot<'a>,
    shown: &'a [Dot],
    from: f64,
    to: f64,
}

impl Canvas<'_> {
    /// What is to be seen, for who cannot see it. All values stand in the tables of the page.
    fn words(&self) -> String {
        let value = |dot: &Dot| dot.value.filter(|value| value.is_finite());
        let values: Vec<f64> = self.shown.iter().filter_map(value).collect();
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let latest = values.last().copied().unwrap_or_default();
        let day = |dot: Option<&Dot>| dot.map_or_else(String::new, |dot| show::day(dot.at, self.plot.zone));
        let shown = |value: f64| format!("{} {}", plain(value), self.plot.unit).trim().to_owned();
        format!(
            "{}: from {} to {} between {} and {}, latest {}",
            self.plot.title,
            day(self.shown.first()),
            day(self.shown.last()),
            shown(low),
            shown(high),
            shown(latest)
        )
    }

    fn x(&self, at: Timestamp) -> f64 {
        LEFT + (at.as_second() as f64 - self.from) / (self.to - self.from) * (RIGHT - LEFT)
    }

    fn y(&self, value: f64) -> f64 {
        let (low, high) = self.plot.range;
        let share = if high > low { (value - low) / (high - low) } else { 0.5 };
        BOTTOM - share.clamp(-0.05, 1.05) * (BOTTOM - TOP)
    }

    fn grid(&self, out: &mut String) {
        let _ = write!(
            out,
            "<text class=\"unit\" x=\"4\" y=\"14\">{}</text>",
            xml_text(&one_line(self.plot.unit))
        );
        for tick in ticks(self.plot.range) {
            let y = self.y(tick);
            let _ = write!(out, "<path class=\"grid\" d=\"M{LEFT:.1} {y:.1}H{RIGHT:.1}\"/>");
            let label = xml_text(&plain(tick));
            let _ = write!(
                out,
                "<text class=\"tick\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{label}</text>",
                LEFT - 6.0,
                y + 4.0
            );
        }
        let every = self.shown.len().div_ceil(LABELS).max(1);
        for dot in self.shown.iter().step_by(every) {
            let x = self.x(dot.at);
            // A label at the very end would stick out.
            let anchor = if x > RIGHT - 36.0 {
                "end"
            } else if x < LEFT + 36.0 {
                "start"
            } else {
                "middle"
            };
            let day = show::day(dot.at, self.plot.zone);
            let _ = write!(
                out,
                "<text class=\"tick\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{}</text>",
                BOTTOM + 18.0,
                xml_text(&day)
            );
        }
    }

    /// The middle and the limits, each broken where a phase ends.
    fn usual(&self, out: &mut String) {
        for (line, class) in [(0, "middle"), (1, "limit"), (2, "limit")] {
            let mut path = String::new();
            let mut before: Option<f64> = None;
            for dot in self.shown {
                let limit = dot.limits.get(line).copied().filter(|limit| limit.is_finite());
                let (x, y) = (self.x(dot.at), limit.map(|limit| self.y(limit)));
                if let Some(y) = y {
                    let sign = if before == limit { 'L' } else { 'M' };
                    let _ = write!(path, "{sign}{x:.1} {y:.1}");
                }
                before = limit;
            }
            if path.contains('L') {
                let _ = write!(out, "<path class=\"{class}\" d=\"{path}\"/>");
            }
        }
    }

    fn levels(&self, out: &mut String) {
        for (name, value) in &self.plot.levels {
            let y = self.y(*value);
            let _ = write!(out, "<path class=\"target\" d=\"M{LEFT:.1} {y:.1}H{RIGHT:.1}\"/>");
            // Below the line where there is no room above it.
            let at = if y < TOP + 12.0 { y + 13.0 } else { y - 4.0 };
            let _ = write!(
                out,
                "<text class=\"target\" x=\"{:.1}\" y=\"{at:.1}\" text-anchor=\"start\">{}</text>",
                LEFT + 4.0,
                xml_text(&one_line(name))
            );
        }
    }

    fn changes(&self, out: &mut String) {
        let first = self.shown.first().map(|dot| dot.at);
        let mut taken = [f64::NEG_INFINITY; 2];
        for (at, size) in self.plot.changes.iter().filter(|(at, _)| first.is_some_and(|first| *at >= first)) {
            let x = self.x(*at);
            let row = usize::from(x - taken[0] < LABEL_WIDTH);
            if let Some(place) = taken.get_mut(row) {
                *place = x;
            }
            let anchor = if x > RIGHT - LABEL_WIDTH { "end" } else { "start" };
            let shift = if anchor == "end" { -4.0 } else { 4.0 };
            let _ = write!(out, "<path class=\"change\" d=\"M{x:.1} {TOP:.1}V{BOTTOM:.1}\"/>");
            let _ = write!(
                out,
                "<text class=\"change\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{}</text>",
                x + shift,
                14.0 + 13.0 * row as f64,
                xml_text(&one_line(size))
            );
        }
    }

    /// The line, with gaps where there is no value; a value between two gaps is a dot.
    fn series(&self, out: &mut String, known: usize) {
        let mut path = String::new();
        let mut dots = String::new();
        let place = |dot: &Dot| Some((self.x(dot.at), self.y(dot.value.filter(|value| value.is_finite())?)));
        let places: Vec<Option<(f64, f64)>> = self.shown.iter().map(place).collect();
        for (at, place) in places.iter().enumerate() {
            let Some((x, y)) = place else { continue };
            let follows =
                at.checked_sub(1).and_then(|before| places.get(before)).is_some_and(Option::is_some);
            let goes_on = places.get(at + 1).is_some_and(Option::is_some);
            let _ = write!(path, "{}{x:.1} {y:.1}", if follows { 'L' } else { 'M' });
            if known <= MARKED || !(follows || goes_on) {
                let _ = write!(dots, "<circle class=\"dot\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.2\"/>");
            }
        }
        let _ = write!(out, "<path class=\"series\" d=\"{path}\"/>{dots}");
    }
}

/// Round numbers within a range, three to six of them.
fn ticks((low, high): (f64, f64)) -> Vec<f64> {
    let span = high - low;
    if !(span > 0.0 && span.is_finite()) {
        return vec![low];
    }
    let raw = span / 5.0;
    let power = 10f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|step| *step >= raw);
    let step = step.unwrap_or(10.0 * power);
    let first = (low / step - 1e-9).ceil();
    let count = ((high / step + 1e-9).floor() - first).clamp(0.0, 10.0) as usize;
    (0..=count).map(|n| (first + n as f64) * step).collect()
}

/// A number in few digits.
fn plain(value: f64) -> String {
    let places = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    };
    let text = format!("{value:.places$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".into() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plot(values: &[Option<f64>], zone: &TimeZone) -> String {
        let dot = |(n, value): (usize, &Option<f64>)| Dot {
            at: Timestamp::from_second(86_400 * n as i64).expect("a time"),
            value: *value,
            limits: [f64::NAN; 3],
        };
        draw(&Plot {
            title: "a\"b<c>",
            unit: "h",
            range: (0.0, 10.0),
            points: values.iter().enumerate().map(dot).collect(),
            levels: vec![("target <x>".into(), 5.0)],
            changes: vec![(Timestamp::from_second(86_400).expect("a time"), "+1 & 2".into())],
            zone,
        })
    }

    #[test]
    fn ticks_are_round_and_few() {
        assert_eq!(ticks((0.0, 98.0)), [0.0, 20.0, 40.0, 60.0, 80.0]);
        assert_eq!(ticks((89.0, 100.0)), [90.0, 92.5, 95.0, 97.5, 100.0]);
        assert_eq!(ticks((-20.0, 100.0)), [0.0, 25.0, 50.0, 75.0, 100.0]);
        assert_eq!(ticks((1.0, 1.0)), [1.0]);
        assert_eq!(plain(-0.0001), "0");
        assert_eq!(plain(97.5), "97.5");
    }

    #[test]
    fn gaps_are_gaps_and_texts_are_harmless() {
        let zone = TimeZone::UTC;
        let drawn = plot(&[Some(1.0), Some(2.0), None, Some(3.0), None, Some(9.0), Some(8.0)], &zone);
        let path = drawn.split("class=\"series\" d=\"").nth(1).and_then(|rest| rest.split('"').next());
        assert_eq!(path.map(|path| path.matches('M').count()), Some(3), "{drawn}");
        assert!(!drawn.contains("<c>") && !drawn.contains("<x>") && drawn.contains("+1 &amp; 2"), "{drawn}");
        assert!(!drawn.contains('\n'));
        for nothing in [&[][..], &[Some(1.0)], &[Some(1.0), None], &[Some(f64::NAN), Some(1.0)]] {
            assert_eq!(plot(nothing, &zone), "", "{nothing:?}");
        }
    }
}
