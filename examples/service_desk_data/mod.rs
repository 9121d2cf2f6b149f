//! The invented year behind `examples/service-desk`: what each system of an IT department would export.
//!
//! The story told by the figures is written down in `examples/service-desk/README.md`. Every series has a
//! stream of random numbers of its own, so that a change to one leaves the others as they are. Only integers
//! are used: the last bit of a logarithm is not the same on every machine, an integer is.

mod disk;
mod incidents;
mod laptops;
mod moment;
mod patches;
mod portal;
mod random;
mod restores;
mod survey;

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
