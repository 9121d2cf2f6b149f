//! Restore tests: every Thursday a backup of one system is brought back, and the clock runs.

use super::DAYS;
use super::moment::day;
use super::random::Random;

/// Systems in turn, with the minutes that a restore takes at least.
const SYSTEMS: [(&str, i64); 4] =
    [("ticket-database", 70), ("file-server", 120), ("directory", 35), ("mail-archive", 140)];

/// `restore-tests.json`: an array of test records.
pub fn tests() -> String {
    let mut random = Random::new(1105);
    // 3 July 2025 was a Thursday.
    let records = (2..DAYS).step_by(7).zip(SYSTEMS.iter().cycle()).map(|(at, (system, least))| {
        let minutes = least + random.below(40) + random.below(40);
        let result = if random.chance(60) { "failed" } else { "passed" };
        let date = day(at);
        format!("  {{\"date\": \"{date}\", \"system\": \"{system}\", \"result\": \"{result}\", \"minutes\": {minutes}}}")
    });
    format!("[\n{}\n]\n", records.collect::<Vec<_>>().join(",\n"))
}
