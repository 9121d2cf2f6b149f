//! How long a parcel takes to leave the house: one order in some hundred.

use super::days;
use super::moment::{DAY, Moment};
use super::random::Random;

/// Orders of a day.
const A_DAY: i64 = 4;

/// Minutes from payment to hand-over to the carrier.
const MINUTES: [(i64, i64); 5] = [(0, 70), (500, 640), (900, 1330), (975, 2300), (1000, 4100)];

/// The day from which a second shop used the same warehouse, 2026-08-03.
const CROWDED: i64 = 398;

/// `orders.csv`: order, when it was paid, and when it was shipped; nothing while it waits.
pub fn sampled_orders() -> String {
    let mut random = Random::new(6231);
    let mut text = "order,paid,shipped\n".to_owned();
    let end = Moment(days().end * DAY);
    let mut number = 100_000;
    for day in days() {
        let mut minutes: Vec<i64> = (0..A_DAY).map(|_| 360 + random.below(DAY - 360)).collect();
        minutes.sort_unstable();
        for minute in minutes {
            number += 1 + random.below(90);
            let paid = Moment(day * DAY + minute);
            let percent = if day < CROWDED { 100 } else { 118 };
            let shipped = paid.plus(random.quantile(&MINUTES) * percent / 100);
            let shipped = if shipped < end { shipped.rfc3339() } else { String::new() };
            text += &format!("{number},{},{shipped}\n", paid.rfc3339());
        }
    }
    text
}
