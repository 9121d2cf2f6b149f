//! The search of the catalogue: how many searches, how many failed, and after how many something was put into a basket.

use super::days;
use super::moment::day;
use super::random::Random;

/// The day from which failures grow, 2026-07-20: the index no longer fits into memory.
const GROWING: i64 = 384;

/// `search.csv`: one row a day.
pub fn daily_counts() -> String {
    let mut random = Random::new(7345);
    let mut text = "day,searches,failed,to_basket\n".to_owned();
    for at in days() {
        let weekend = day(at).weekday().to_monday_zero_offset() > 4;
        let searches = if weekend { 11_800 } else { 9_200 } + random.around_zero(1_400);
        // Hundred-thousandths of the searches.
        let failing = 260 + 4 * (at - GROWING).max(0) + random.around_zero(120);
        let failed = searches * failing / 100_000;
        let to_basket = searches * (142 + random.around_zero(22)) / 1_000;
        text += &format!("{},{searches},{failed},{to_basket}\n", day(at));
    }
    text
}
