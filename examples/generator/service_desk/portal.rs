//! Outages of the self-service portal: two monitors watch it, so the same outage is often there twice.

use super::DAYS;
use super::moment::{DAY, Moment};
use super::random::Random;

/// The outages of June 2026, day of the year and minutes: inside office hours, and more of them by the end.
const JUNE: [(i64, i64, i64, &str); 3] = [
    (345, 9 * 60 + 12, 24, "certificate expired"),
    (363, 10 * 60 + 5, 41, "session store full"),
    (364, 14 * 60 + 20, 37, "session store full"),
];

const CAUSES: [(i64, &str); 4] =
    [(4, "session store full"), (3, "database locked"), (2, "deployment failed"), (1, "network provider")];

/// `portal-outages.csv`: one row for each window that a monitor saw, earliest first.
pub fn outages() -> String {
    let mut random = Random::new(9901);
    let mut windows: Vec<(Moment, Moment, &str, &str)> = Vec::new();
    let mut seen = |start: Moment, minutes: i64, cause, random: &mut Random| {
        let end = start.plus(minutes);
        windows.push((start, end, "probe-frankfurt", cause));
        // The second monitor notices a little later and believes in the end a little later, if at all.
        if random.chance(600) {
            windows.push((start.plus(2), end.plus(3), "probe-dublin", cause));
        }
    };
    for week in 0..DAYS / 7 - 5 {
        if random.chance(420) {
            let start = Moment(week * 7 * DAY + random.below(7 * DAY));
            let cause = random.pick(&CAUSES).unwrap_or("unknown");
            seen(start, 4 + random.below(26) + random.below(26), cause, &mut random);
        }
    }
    for (day, minute, minutes, cause) in JUNE {
        seen(Moment(day * DAY + minute), minutes, cause, &mut random);
    }
    windows.sort();
    let rows = windows.iter().enumerate().map(|(index, (start, end, monitor, cause))| {
        format!("OUT{:03},{},{},{monitor},{cause}\n", index + 1, start.rfc3339(), end.rfc3339())
    });
    "outage,started,ended,monitor,cause\n".to_owned() + &rows.collect::<String>()
}
