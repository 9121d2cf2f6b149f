//! Orders of new laptops, one JSON object a line; `null` while a laptop is on its way.

use super::DAYS;
use super::moment::day;
use super::random::Random;

const MODELS: [(i64, &str); 3] = [(5, "standard-14"), (3, "light-13"), (2, "developer-16")];

/// Days from order to delivery.
const LEAD_TIME: [(i64, i64); 6] = [(0, 3), (200, 6), (500, 9), (800, 12), (950, 16), (1000, 23)];

/// `laptops.jsonl`: orders, earliest first.
pub fn orders() -> String {
    let mut random = Random::new(3304);
    let mut text = String::new();
    let mut number = 400;
    for at in 0..DAYS {
        if day(at).weekday().to_monday_zero_offset() > 4 || !random.chance(480) {
            continue;
        }
        number += 1;
        let delivered = at + random.quantile(&LEAD_TIME);
        let delivered = if delivered < DAYS { format!("\"{}\"", day(delivered)) } else { "null".to_owned() };
        let model = random.pick(&MODELS).unwrap_or("standard-14");
        let ordered = day(at);
        text += &format!(
            "{{\"order\":\"REQ{number:05}\",\"model\":\"{model}\",\"ordered\":\"{ordered}\",\"delivered\":{delivered}}}\n"
        );
    }
    text
}
