//! What a million requests to the checkout cost, from the bill of the hosting company.

use super::moment::day;
use super::random::Random;
use super::{SIDE_BY_SIDE, days};

/// `cost.csv`: euros for a million requests, one row a day.
pub fn daily_cost() -> String {
    let mut random = Random::new(2968);
    let mut text = "day,eur_per_million\n".to_owned();
    for at in days() {
        // Cents. Two checks at once need a little more of everything.
        let cents = if at < SIDE_BY_SIDE { 4_150 } else { 4_290 } + random.around_zero(260);
        text += &format!("{},{}.{:02}\n", day(at), cents / 100, cents % 100);
    }
    text
}
