//! One try, with its redirects.

use std::io::{self, Read};
use std::time::{Duration, Instant, SystemTime};

use ureq::http::{self, HeaderMap, StatusCode};
use ureq::{Agent, Body, Error, Timeout};

use super::address::Address;
use super::cancel::Cancel;
use super::client::Limits;
use super::failure::Trouble;
use super::message::{Method, Request, Response, is_accepted, media_type};
use super::patience;

/// How many redirects a try follows.
const REDIRECTS: usize = 5;

/// How much of an answer that is none is read, in bytes.
const MESSAGE: u64 = 16 * 1024;

/// What a try needs.
pub struct Exchange<'a> {
    pub agent: &'a Agent,
    pub limits: &'a Limits,
    pub cancel: &'a Cancel,
    /// The end of all tries together.
    pub deadline: Instant,
}

impl Exchange<'_> {
    /// Sends a request, and again where it is referred to the same server.
    pub fn run(&self, request: &Request) -> Result<Response, Trouble> {
        let (mut address, mut body) = (request.address.clone(), request.body.as_deref());
        for _ in 0..=REDIRECTS {
            let response = self.once(&address, body, request)?;
            let status = response.status();
            let Some(location) = redirect(status, response.headers()) else {
                return self.received(address, response, request.accepts);
            };
            // What changes something is not repeated somewhere else: some servers answer so after they have done it.
            if !matches!(request.method, Method::Get | Method::Ask) {
                return Err(Trouble::Elsewhere(without_query(location)));
            }
            let next = address.join(location).map_err(|_| Trouble::Elsewhere(without_query(location)))?;
            if !next.is_beside(&address) {
                return Err(Trouble::Elsewhere(next.to_string()));
            }
            // A question stays what it is, but for the one status that asks for a look at the answer elsewhere.
            body = body.filter(|_| status != StatusCode::SEE_OTHER);
            address = next;
        }
        Err(Trouble::Circles)
    }

    fn once(
        &self,
        address: &Address,
        body: Option<&[u8]>,
        request: &Request,
    ) -> Result<http::Response<Body>, Trouble> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Trouble::TooLong(self.limits.total));
        }
        // A question that is referred elsewhere without its body is a plain one.
        let method = if body.is_some() { request.method } else { Method::Get };
        let mut built = http::Request::builder().method(method.keyword()).uri(address.to_url());
        for (name, value) in &request.headers {
            let describes_body = name.to_ascii_lowercase().starts_with("content-");
            if body.is_some() || !describes_body {
                built = built.header(name, value);
            }
        }
        if !request.accepts.is_empty() && !has(&request.headers, "accept") {
            built = built.header("accept", accept(request.accepts));
        }
        let result = match body {
            Some(body) => self.send(built.body(body), left),
            None => self.send(built.body(()), left),
        };
        result.map_err(|error| self.trouble(error, address))
    }

    fn send(
        &self,
        request: http::Result<http::Request<impl ureq::AsSendBody>>,
        left: Duration,
    ) -> Result<http::Response<Body>, Error> {
        let request = request.map_err(Error::Http)?;
        let request = self.agent.configure_request(request).timeout_global(Some(left)).build();
        self.agent.run(request)
    }

    /// Reads an answer to its end.
    fn received(
        &self,
        address: Address,
        response: http::Response<Body>,
        accepts: &'static [&'static str],
    ) -> Result<Response, Trouble> {
        let (head, body) = response.into_parts();
        if !head.status.is_success() {
            return Err(self.refusal(head.status, &head.headers, body));
        }
        match media_type(&head.headers) {
            Some(is) if !is_accepted(&is, accepts) => {
                return Err(Trouble::MediaType { is, accepted: accepts });
            }
            _ => {}
        }
        let (body, is_whole) = self.read(body, self.limits.bytes, &address)?;
        if !is_whole {
            return Err(Trouble::TooLarge(self.limits.bytes));
        }
        Ok(Response { address, headers: head.headers, body })
    }

    /// What an answer says that is none.
    fn refusal(&self, status: StatusCode, headers: &HeaderMap, mut body: Body) -> Trouble {
        let mut message = Vec::new();
        // What cannot be read of it is no news.
        let _ = body.as_reader().take(MESSAGE).read_to_end(&mut message);
        if self.cancel.is_cancelled() {
            return Trouble::Cancelled;
        }
        // A page is made for browsers; its text is no message.
        let is_page = media_type(headers).is_some_and(|is| is == "text/html");
        let message = if is_page { String::new() } else { String::from_utf8_lossy(&message).into_owned() };
        let retry_after = patience::retry_after(headers, SystemTime::now());
        Trouble::Status { status: status.as_u16(), retry_after, message }
    }

    /// Up to `limit` bytes after decompression, and whether those were all.
    fn read(&self, mut body: Body, limit: u64, address: &Address) -> Result<(Vec<u8>, bool), Trouble> {
        let mut bytes = Vec::new();
        let mut piece = vec![0; 64 * 1024];
        let mut reader = body.as_reader();
        loop {
            if self.cancel.is_cancelled() {
                return Err(Trouble::Cancelled);
            }
            let count = match reader.read(&mut piece) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) => return Err(self.trouble(Error::from(error), address)),
            };
            bytes.extend_from_slice(piece.get(..count).unwrap_or_default());
            if bytes.len() as u64 > limit {
                return Ok((bytes, false));
            }
        }
        // A connection that is shut on a wish to stop can look like the end of an answer.
        if self.cancel.is_cancelled() { Err(Trouble::Cancelled) } else { Ok((bytes, true)) }
    }

    /// What went wrong, in our words.
    fn trouble(&self, error: Error, address: &Address) -> Trouble {
        if self.cancel.is_cancelled() {
            return Trouble::Cancelled;
        }
        match error {
            Error::HostNotFound => Trouble::UnknownHost,
            Error::ConnectionFailed => Trouble::Unreachable("no connection".to_owned()),
            Error::Timeout(Timeout::Resolve | Timeout::Connect) => Trouble::NoConnection(self.limits.connect),
            Error::Timeout(Timeout::PerRead | Timeout::PerWrite) => Trouble::Silence(self.limits.silence),
            Error::Timeout(_) => Trouble::TooLong(self.limits.total),
            Error::Rustls(error) => Trouble::Tls(error.to_string()),
            Error::Tls(why) => Trouble::Tls(why.to_owned()),
            Error::ConnectProxyFailed(why) => Trouble::Proxy(why),
            Error::InvalidProxyUrl => Trouble::Proxy("its URL is not one".to_owned()),
            Error::BodyExceedsLimit(limit) => Trouble::TooLarge(limit),
            Error::Decompress(_, error) if is_early_end(&error) => Trouble::CutOff,
            Error::Http(error) => Trouble::Unsendable(error.to_string()),
            Error::Io(error) => io_trouble(&error, address),
            other => Trouble::Garbled(other.to_string()),
        }
    }
}

fn is_early_end(error: &io::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    matches!(error.kind(), UnexpectedEof | ConnectionReset | ConnectionAborted | BrokenPipe)
}

fn io_trouble(error: &io::Error, address: &Address) -> Trouble {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => Trouble::Refused,
        _ if is_early_end(error) => Trouble::CutOff,
        // So the TLS library tells of what it does not like.
        io::ErrorKind::InvalidData if address.is_secure() => Trouble::Tls(error.to_string()),
        _ => Trouble::Unreachable(error.to_string()),
    }
}

/// Where a redirect leads.
fn redirect(status: StatusCode, headers: &HeaderMap) -> Option<&str> {
    let is_one = matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308);
    headers.get("location").filter(|_| is_one)?.to_str().ok()
}

fn without_query(location: &str) -> String {
    location.split(['?', '#']).next().unwrap_or_default().to_owned()
}

fn has(headers: &[(String, String)], name: &str) -> bool {
    headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
}

/// The media types that can be asked for by name; all others are the second choice.
fn accept(accepts: &[&str]) -> String {
    let named = accepts.iter().filter(|accepted| !accepted.starts_with('+')).copied();
    named.chain(["*/*;q=0.1"]).collect::<Vec<_>>().join(", ")
}
