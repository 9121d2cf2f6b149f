//! The invented year behind `examples/service-desk`: what each system of an IT department would export.
//!
//! The story told by the figures is written down in `examples/service-desk/improvement/README.md`.

mod disk;
mod incidents;
mod laptops;
mod patches;
mod portal;
mod restores;
mod survey;

use super::moment::{DAY, Moment};
use super::{moment, random};

/// Days in the year that the data cover.
const DAYS: i64 = 365;

/// When the systems exported their data: 2026-07-01 00:00 in Berlin.
const EXPORT: Moment = Moment(DAYS * DAY);

/// Every data file: its path inside `examples/service-desk`, and its bytes.
pub fn files() -> Vec<(String, Vec<u8>)> {
    let mut files = incidents::monthly_files();
    files.extend([
        ("data/portal-outages.csv".to_owned(), portal::outages().into_bytes()),
        ("data/database-disk.csv".to_owned(), disk::daily_use().into_bytes()),
        ("data/survey.csv".to_owned(), survey::answers()),
        ("data/laptops.jsonl".to_owned(), laptops::orders().into_bytes()),
        ("data/restore-tests.json".to_owned(), restores::tests().into_bytes()),
        ("data/patches.csv.gz".to_owned(), patches::compressed()),
    ]);
    files
}
