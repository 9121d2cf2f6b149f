//! How far long work has come: bars on a terminal, a line for each source elsewhere, nothing where it should be quiet.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::output::Console;
use crate::ops::gather::{Event, Outcome};
use crate::ops::harmless_line;
use crate::world::World;

/// How often a bar moves while nothing happens.
const BEAT: Duration = Duration::from_millis(120);

/// Tells of sources that are asked.
pub enum Progress<'a> {
    /// Bars that are wiped away at the end.
    Bars(Bars),
    /// A line for each source that is done.
    Lines(&'a Console),
}

/// A bar for all sources, and one for each that is being asked.
pub struct Bars {
    screen: MultiProgress,
    whole: ProgressBar,
    each: Mutex<BTreeMap<String, ProgressBar>>,
}

impl<'a> Progress<'a> {
    /// Bars where somebody looks at a terminal; never in a pipeline, a pipe or where it should be quiet.
    pub fn new(console: &'a Console, world: &World) -> Self {
        let somebody_looks = std::io::stderr().is_terminal() && !world.in_ci && !console.is_quiet();
        match somebody_looks {
            true => Self::Bars(Bars::new()),
            false => Self::Lines(console),
        }
    }

    /// Takes note of an event.
    pub fn hear(&self, event: Event<'_>) {
        match self {
            Self::Bars(bars) => bars.hear(event),
            Self::Lines(console) => {
                if let Event::Ends { metric, outcome } = event {
                    console.say(&format!("{metric}: {}", words(outcome)));
                }
            }
        }
    }

    /// Clears the screen of bars.
    pub fn finish(&self) {
        if let Self::Bars(bars) = self {
            // A terminal that has gone away needs no clearing.
            let _ = bars.screen.clear();
        }
    }
}

impl Bars {
    fn new() -> Self {
        let screen = MultiProgress::new();
        let whole = screen.add(ProgressBar::new(0));
        whole.set_style(style("{bar:30} {pos}/{len} sources  {elapsed}"));
        Self { screen, whole, each: Mutex::default() }
    }

    fn hear(&self, event: Event<'_>) {
        match event {
            Event::Begins { metrics } => self.whole.set_length(metrics as u64),
            Event::Asks { metric, pieces } => {
                let bar = self.screen.add(ProgressBar::new(pieces as u64));
                bar.set_style(style("{spinner} {msg}  {bar:20} {pos}/{len}"));
                bar.set_message(metric.to_string());
                bar.enable_steady_tick(BEAT);
                self.bars().insert(metric.to_string(), bar);
            }
            Event::Answered { metric } => {
                if let Some(bar) = self.bars().get(metric.as_str()) {
                    bar.inc(1);
                }
            }
            Event::Ends { metric, .. } => {
                if let Some(bar) = self.bars().remove(metric.as_str()) {
                    bar.finish_and_clear();
                    self.whole.inc(1);
                }
            }
        }
    }

    fn bars(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, ProgressBar>> {
        self.each.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The templates are ours and tested; one that were broken would fall back on the plain one.
fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Current => "nothing is due".into(),
        Outcome::Answered { observations: 1, .. } => "1 observation".into(),
        Outcome::Answered { observations, .. } => format!("{observations} observations"),
        Outcome::Lost { lost, .. } => format!("lost: {}", harmless_line(&lost.reason)),
        Outcome::Cancelled => "not asked, since somebody wished to stop".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_come_and_go_with_their_sources() {
        let bars = Bars::new();
        let metric = "errors".parse().expect("a name");
        bars.hear(Event::Begins { metrics: 2 });
        bars.hear(Event::Asks { metric: &metric, pieces: 3 });
        bars.hear(Event::Answered { metric: &metric });
        assert_eq!(bars.bars().get("errors").map(ProgressBar::position), Some(1));
        bars.hear(Event::Ends { metric: &metric, outcome: &Outcome::Cancelled });
        assert_eq!((bars.bars().len(), bars.whole.position()), (0, 1));
    }
}
