//! What the times of a file show of the clock that they were written by.

use jiff::Timestamp;

use super::time::{Moment, ZoneOrigin};
use crate::finding::Rule;
use crate::gather::clocks::{Lines, rules};
use crate::model::window::seconds_between;

/// No zone is further from another that people would confuse it with, in seconds.
const FURTHEST_ZONE: f64 = 14.0 * 3_600.0;

/// What is known of the clock of the file at hand.
#[derive(Debug, Default)]
pub struct Clock {
    /// Times that the declared zone's clock skips.
    skipped: Lines,
    /// Times that it shows twice.
    twice: Lines,
    /// The latest time after what was recorded, and whether one of these names its zone.
    ahead: Option<(Timestamp, bool)>,
}

/// Something to tell of a file.
pub struct Remark {
    /// The rule that it breaks.
    pub rule: &'static Rule,
    /// The first line that does.
    pub line: u32,
    /// What is wrong.
    pub message: String,
    /// What to do next.
    pub help: &'static str,
}

impl Clock {
    /// Takes the time of the row on a line.
    pub fn saw(&mut self, moment: Moment, line: u32) {
        match moment.zone {
            ZoneOrigin::Skipped => self.skipped.add(line),
            ZoneOrigin::Twice => self.twice.add(line),
            ZoneOrigin::Stated | ZoneOrigin::Assumed | ZoneOrigin::OfDate => {}
        }
    }

    /// Takes a time after what was recorded.
    pub fn saw_ahead(&mut self, moment: Moment) {
        let certain = matches!(moment.zone, ZoneOrigin::Stated | ZoneOrigin::OfDate);
        let (latest, is_certain) = self.ahead.unwrap_or((moment.at, false));
        self.ahead = Some((latest.max(moment.at), is_certain || certain));
    }

    /// Whether there is nothing to tell.
    pub fn is_quiet(&self) -> bool {
        self.skipped.is_empty() && self.twice.is_empty() && self.ahead.is_none()
    }

    /// Adds what the rows show that follow.
    pub fn absorb(&mut self, other: Self) {
        self.skipped.absorb(other.skipped);
        self.twice.absorb(other.twice);
        if let Some((latest, is_certain)) = other.ahead {
            let (known, was_certain) = self.ahead.unwrap_or((latest, false));
            self.ahead = Some((known.max(latest), was_certain || is_certain));
        }
    }

    /// How many hours the rows that lie in the future are ahead at most, where that looks like the clock of another zone.
    pub fn seems_shifted(&self, recorded: Timestamp) -> Option<f64> {
        let (latest, is_certain) = self.ahead?;
        let ahead = seconds_between(recorded, latest);
        (!is_certain && ahead <= FURTHEST_ZONE).then(|| (ahead / 900.0).ceil() / 4.0)
    }

    /// What there is to tell of hours at which the clock was changed.
    pub fn remarks(&self) -> impl Iterator<Item = Remark> {
        let skipped = (!self.skipped.is_empty()).then(|| Remark {
            rule: &rules::SKIPPED_TIME,
            line: self.skipped.first(),
            message: told(
                &self.skipped,
                "in the hour that the clock of the declared zone skips; read an hour later than written",
            ),
            help: "see which clock wrote the file, and declare its `timeZone` (`UTC`, most often), or write the offset with \
                   each time",
        });
        let twice = (!self.twice.is_empty()).then(|| Remark {
            rule: &rules::DOUBLED_TIME,
            line: self.twice.first(),
            message: told(
                &self.twice,
                "in the hour that the clock of the declared zone shows twice; read as the first of the two, an hour before \
                 the other",
            ),
            help: "write times in UTC, or with their offset, so that each moment has one name",
        });
        skipped.into_iter().chain(twice)
    }
}

fn told(lines: &Lines, words: &str) -> String {
    let (lie, they_are) = if lines.count() == 1 { ("lies", "it is") } else { ("lie", "they are") };
    format!(
        "{} ({}) {lie} {}",
        lines.rows(),
        lines.named(),
        words.replace("; read", &format!("; {they_are} read"))
    )
}
