//! Security patches that fell due: were they installed within the fourteen days that the policy allows?

use std::io::Write;

use flate2::{Compression, GzBuilder};

use super::DAYS;
use super::moment::day;
use super::random::Random;

const HOSTS: [&str; 8] =
    ["desk-01", "desk-02", "portal-01", "portal-02", "db-01", "files-01", "mail-01", "dc-01"];

/// Days from release to installation. The portal's hosts are patched by hand and take longer.
const DAYS_OPEN: [(i64, i64); 5] = [(0, 1), (500, 5), (900, 11), (970, 14), (1000, 20)];

/// `patches.csv.gz`. The time stamp in the header of the archive stays 0, so that the bytes are the same each time.
pub fn compressed() -> Vec<u8> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    // Writing to memory cannot fail; should it do so all the same, the test that compares the bytes says so.
    encoder.write_all(due().as_bytes()).and_then(|()| encoder.finish()).unwrap_or_default()
}

fn due() -> String {
    let mut random = Random::new(2204);
    let mut text = "patch,host,severity,due,installed,days_open\n".to_owned();
    for (round, released) in (6..DAYS - 14).step_by(14).enumerate() {
        for host in HOSTS {
            let slower = if host.starts_with("portal") { 7 } else { 0 };
            let days_open = random.quantile(&DAYS_OPEN) + slower;
            let severity = if random.chance(250) { "critical" } else { "important" };
            let (installed, days_open) = match released + days_open {
                at if at < DAYS => (day(at).to_string(), days_open.to_string()),
                _ => ("?".to_owned(), "?".to_owned()),
            };
            let due = day(released + 14);
            text += &format!("P{:03},{host},{severity},{due},{installed},{days_open}\n", round + 1);
        }
    }
    text
}
