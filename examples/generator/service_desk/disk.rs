//! How full the disk of the ticket database is: one sample a day, some lost.

use super::DAYS;
use super::moment::day;
use super::random::Random;

/// Days of the year whose sample was never written.
const LOST: [i64; 7] = [71, 72, 166, 251, 252, 253, 349];

/// `database-disk.csv`: the share of the disk in use at six in the morning.
pub fn daily_use() -> String {
    let mut random = Random::new(7702);
    // Hundred-thousandths of the disk. It fills evenly, and faster since attachments came in by mail in March.
    let mut used = 52_300;
    let mut text = "day,used_share\n".to_owned();
    for at in 0..DAYS {
        used += if at < 245 { 55 } else { 132 };
        let sample = used + random.around_zero(300);
        if !LOST.contains(&at) {
            text += &format!("{}T06:00:00Z,0.{sample:05}\n", day(at));
        }
    }
    text
}
