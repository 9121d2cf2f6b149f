//! Lines to systems, and tries after tries.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ureq::Agent;
use ureq::tls::TlsConfig;

use super::address::Address;
use super::cancel::Cancel;
use super::exchange::Exchange;
use super::failure::{Failure, Trouble};
use super::gate::Gate;
use super::message::{Method, Request, Response};
use super::patience;
use super::proxy::{self, Proxies};
use super::trust::Trust;

/// What bounds the questions on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The longest time until a connection stands, its TLS included.
    pub connect: Duration,
    /// The longest time in which nothing comes.
    pub silence: Duration,
    /// The longest time for everything: all tries, and the waits between them. Waiting for others at the same host does
    /// not count.
    pub total: Duration,
    /// The largest answer in bytes, after decompression.
    pub bytes: u64,
    /// How often a question is asked again that got no answer.
    pub retries: u32,
    /// How long the first wait between two tries is.
    pub first_wait: Duration,
    /// The longest wait between two tries, and the most patience that a server may ask for.
    pub longest_wait: Duration,
    /// How many questions a host gets at the same time, from all lines together.
    pub at_once: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            silence: Duration::from_secs(60),
            total: Duration::from_secs(120),
            bytes: 64 << 20,
            retries: 3,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(30),
            at_once: 4,
        }
    }
}

/// What is special about the way to a system.
#[derive(Clone, Default)]
pub struct Options {
    /// What bounds questions.
    pub limits: Limits,
    /// A proxy, in place of those that the environment names.
    pub proxy: Option<String>,
    /// Whom to trust.
    pub trust: Trust,
}

/// One for a run of the program. Clones are the same client.
#[derive(Debug, Clone)]
pub struct Client {
    cancel: Cancel,
    gate: Arc<Gate>,
    proxies: Proxies,
}

/// The way to one system. Several threads may ask on it at the same time.
pub struct Line {
    agent: Agent,
    address: Address,
    limits: Limits,
    client: Client,
}

impl Client {
    /// How this program names itself to servers.
    const NAME: &'static str = concat!("deming/", env!("CARGO_PKG_VERSION"));

    /// A client that stops when somebody wishes so.
    pub fn new(cancel: Cancel, proxies: Proxies) -> Self {
        Self { cancel, gate: Arc::default(), proxies }
    }

    /// The wish to stop that it heeds.
    pub fn cancel(&self) -> &Cancel {
        &self.cancel
    }

    /// The way to the system at an address. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Failure`], where a proxy is named in a way that cannot be understood.
    pub fn line(&self, address: Address, options: Options) -> Result<Line, Failure> {
        let proxy = match &options.proxy {
            Some(proxy) => proxy::proxy(proxy).map(Some),
            None => self.proxies.towards(&address),
        };
        let proxy =
            proxy.map_err(|error| Failure::unsent(address.server(), Trouble::Proxy(error.to_string())))?;
        let limits = options.limits;
        let agent: Agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(proxy)
            .tls_config(TlsConfig::builder().root_certs(options.trust.roots()).build())
            .user_agent(Self::NAME)
            .timeout_resolve(Some(limits.connect))
            .timeout_connect(Some(limits.connect))
            .timeout_per_read(Some(limits.silence))
            .timeout_per_write(Some(limits.silence))
            .max_idle_connections_per_host(limits.at_once.max(1))
            .build()
            .into();
        let to_shut = agent.clone();
        self.cancel.on_cancel(move || to_shut.shutdown());
        Ok(Line { agent, address, limits, client: self.clone() })
    }
}

impl Line {
    /// Where the system is.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// What bounds questions.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Asks, until there is an answer or no hope of one.
    ///
    /// # Errors
    /// [`Failure`]. A request to another scheme, host or port than the line's is one.
    pub fn send(&self, request: &Request) -> Result<Response, Failure> {
        let failure = |trouble, tries| Failure { server: self.address.server(), trouble, tries };
        if !request.address.is_beside(&self.address) {
            return Err(failure(Trouble::Elsewhere(request.address.to_string()), 0));
        }
        let cancel = &self.client.cancel;
        let host = self.address.server();
        let Some(_pass) = self.client.gate.enter(&host, self.limits.at_once, cancel) else {
            return Err(failure(Trouble::Cancelled, 0));
        };
        let deadline = Instant::now() + self.limits.total;
        let exchange = Exchange { agent: &self.agent, limits: &self.limits, cancel, deadline };
        let mut tries = 0;
        loop {
            tries += 1;
            let trouble = match exchange.run(request) {
                Ok(response) => return Ok(response),
                Err(trouble) => trouble,
            };
            let may_pass = match request.method {
                Method::Create => trouble.was_unheard(),
                _ => trouble.may_pass(),
            };
            let Some(wait) = self.wait_after(&trouble, tries, deadline).filter(|_| may_pass) else {
                return Err(failure(trouble, tries));
            };
            if !cancel.wait(wait) {
                return Err(failure(Trouble::Cancelled, tries));
            }
        }
    }

    /// How long to wait for the next try; `None` where there should be none.
    fn wait_after(&self, trouble: &Trouble, tries: u32, deadline: Instant) -> Option<Duration> {
        if tries > self.limits.retries {
            return None;
        }
        let asked = match trouble {
            Trouble::Status { retry_after, .. } => *retry_after,
            _ => None,
        };
        let wait = patience::wait(tries, self.limits.first_wait, self.limits.longest_wait, asked)?;
        let left = deadline.saturating_duration_since(Instant::now());
        (wait < left).then_some(wait)
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Line({})", self.address)
    }
}

/// A proxy may be named with a password.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").field("limits", &self.limits).finish_non_exhaustive()
    }
}
