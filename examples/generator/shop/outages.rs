//! When nobody could check out, as the monitor outside the data centre saw it.

use super::moment::{DAY, Moment};
use super::random::Random;
use super::{DAYS, FIRST};

const CAUSES: [(i64, &str); 4] =
    [(4, "payment provider"), (3, "deployment"), (2, "database failover"), (1, "certificate")];

/// The outage of September 2026: day after the origin of moments, minute, and how many minutes it took.
const SEPTEMBER: (i64, i64, i64, &str) = (440, 20 * 60 + 14, 23, "payment provider");

/// `checkout-outages.csv`: one row for each outage, earliest first.
pub fn windows() -> String {
    let mut random = Random::new(8120);
    let mut windows: Vec<(Moment, i64, &str)> = Vec::new();
    // Seven quiet weeks before September, so that its one outage is seen for what it does to the budget.
    for week in 0..DAYS / 7 - 7 {
        if random.chance(400) {
            let start = Moment((FIRST + week * 7) * DAY + random.below(7 * DAY));
            windows.push((
                start,
                3 + random.below(9) + random.below(9),
                random.pick(&CAUSES).unwrap_or("unknown"),
            ));
        }
    }
    let (day, minute, minutes, cause) = SEPTEMBER;
    windows.push((Moment(day * DAY + minute), minutes, cause));
    let rows = windows.iter().map(|(start, minutes, cause)| {
        format!("{},{},{cause}\n", start.rfc3339(), start.plus(*minutes).rfc3339())
    });
    "down,up,cause\n".to_owned() + &rows.collect::<String>()
}
