//! Questions to other machines: what servers may do, and what must not come of it.

mod bounds;
mod redirects;
mod retries;
mod trust;

use std::time::Duration;

use deming::net::{Address, Cancel, Client, Failure, Limits, Options, Proxies, Request, Response};

/// Bounds as they are used, but for times that a test can wait for.
pub fn limits() -> Limits {
    Limits {
        connect: Duration::from_secs(5),
        silence: Duration::from_secs(5),
        total: Duration::from_secs(10),
        bytes: 1 << 20,
        retries: 2,
        first_wait: Duration::from_millis(10),
        longest_wait: Duration::from_secs(2),
        at_once: 4,
    }
}

pub fn client() -> Client {
    Client::new(Cancel::default(), Proxies::default())
}

/// Gets a URL within bounds.
pub fn get(url: &str, limits: Limits) -> Result<Response, Failure> {
    ask(&client(), url, limits)
}

pub fn ask(client: &Client, url: &str, limits: Limits) -> Result<Response, Failure> {
    let address = Address::parse(url).unwrap();
    let line = client.line(address.clone(), Options { limits, ..Options::default() })?;
    line.send(&Request::get(address).accepting(&["application/json", "+json"]))
}
