//! Answers to the question "how content are you?", from a survey tool that thinks in German.

use super::DAYS;
use super::moment::day;
use super::random::Random;

/// Scores in halves of a point (10 is the best, 5,0), each with what people then write.
const ANSWERS: [(i64, (i64, &str)); 8] = [
    (4, (10, "Prima gelöst, danke!")),
    (5, (9, "Schnelle Hilfe")),
    (6, (8, "")),
    (4, (8, "Freundlich und verständlich")),
    (3, (7, "Lösung gut, Rückmeldung spät")),
    (2, (6, "Mehrfach weiterverbunden")),
    (1, (4, "Das WLAN fällt immer noch aus")),
    (1, (2, "Rückruf kam erst nach Tagen")),
];

/// `survey.csv` in Latin-1, with semicolons and decimal commas.
pub fn answers() -> Vec<u8> {
    let mut random = Random::new(5503);
    let mut text = "Datum;Note;Kommentar\n".to_owned();
    for at in 0..DAYS {
        let date = day(at);
        let weekend = date.weekday().to_monday_zero_offset() > 4;
        if weekend || !random.chance(560) {
            continue;
        }
        if let Some((halves, comment)) = random.pick(&ANSWERS) {
            let score = format!("{},{}", halves / 2, halves % 2 * 5);
            text += &format!("{};{score};{comment}\n", date.strftime("%d.%m.%Y"));
        }
    }
    latin_1(&text)
}

/// Latin-1 is the first 256 characters of Unicode, a byte each.
fn latin_1(text: &str) -> Vec<u8> {
    text.chars().map(|character| u8::try_from(character).unwrap_or(b'?')).collect()
}
