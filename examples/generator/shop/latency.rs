//! How long the checkout takes to answer: one request in some thousand is timed.

use super::moment::{DAY, Moment};
use super::random::Random;
use super::{SIDE_BY_SIDE, days};

/// Timed requests of a day.
const A_DAY: i64 = 14;

/// A step of the checkout, with its share of [`MILLISECONDS`] before and after the checks ran side by side.
const STEPS: [(i64, (&str, i64, i64)); 3] =
    [(5, ("basket", 60, 60)), (3, ("address", 105, 95)), (2, ("payment", 270, 155))];

/// Milliseconds of an ordinary answer; a few are slow, as everywhere.
const MILLISECONDS: [(i64, i64); 5] = [(0, 120), (500, 260), (900, 450), (985, 800), (1000, 1400)];

/// `checkout-latency.csv`: when, which step, how many milliseconds.
pub fn sampled_requests() -> String {
    let mut random = Random::new(4417);
    let mut text = "at,step,milliseconds\n".to_owned();
    for day in days() {
        // Between six in the morning and midnight: no clock is turned then.
        let mut minutes: Vec<i64> = (0..A_DAY).map(|_| 360 + random.below(DAY - 360)).collect();
        minutes.sort_unstable();
        for minute in minutes {
            let (step, before, after) = random.pick(&STEPS).unwrap_or(("basket", 60, 60));
            let percent = if day < SIDE_BY_SIDE { before } else { after };
            let milliseconds = random.quantile(&MILLISECONDS) * percent / 100;
            let at = Moment(day * DAY + minute).berlin().strftime("%Y-%m-%d %H:%M").to_string();
            text += &format!("{at},{step},{milliseconds}\n");
        }
    }
    text
}
