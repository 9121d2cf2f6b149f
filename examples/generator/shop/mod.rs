//! The invented web shop behind `examples/shop`: four hundred days of what its systems would write down.
//!
//! The story told by the figures is written down in `examples/shop/SHOP.md`.

mod cost;
mod latency;
mod orders;
mod outages;
mod search;

use super::{moment, random};

/// The first day, 2025-08-12, in days after the origin of moments.
const FIRST: i64 = 42;

/// Days that the data cover; the last one is 2026-09-15.
const DAYS: i64 = 400;

/// The day on which addresses and payments began to be checked side by side, 2026-07-09.
const SIDE_BY_SIDE: i64 = 373;

/// The days of the data, in days after the origin of moments.
fn days() -> std::ops::Range<i64> {
    FIRST..FIRST + DAYS
}

/// Every data file: its path inside `examples/shop`, and its bytes.
pub fn files() -> super::Files {
    let files = [
        ("data/checkout-latency.csv", latency::sampled_requests()),
        ("data/checkout-outages.csv", outages::windows()),
        ("data/orders.csv", orders::sampled_orders()),
        ("data/search.csv", search::daily_counts()),
        ("data/cost.csv", cost::daily_cost()),
    ];
    files.map(|(path, text)| (path.to_owned(), text.into_bytes())).into()
}
