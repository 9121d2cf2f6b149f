//! How a declared system is reached: the details of its connection, with what the environment adds to them.
//!
//! `${env:NAME}` in a detail stands for a variable of the environment of whoever gathers. What comes from there is a
//! secret: it goes to the system and nowhere else. [`Secrets`] takes it out of every text that is told.
//!
//! Whoever changes a declaration must not gain by it what only the environment may know. Therefore certificates
//! (`caFile`) are read from the repository only; those of a machine come by `SSL_CERT_FILE`.

mod secrets;

use std::io::Read;
use std::time::Duration;

use serde_json::Value;

pub use self::secrets::Secrets;
use super::Files;
use super::remote::{Cause, Lost, Variable};
use crate::model::DataSource;
use crate::model::connection::{DETAILS, Shape, seconds};
use crate::net::{Address, AddressError, Limits, Options, Trust, base64};

/// The details of a connection.
#[derive(Debug, Clone)]
pub struct Connection {
    details: Vec<(&'static str, Resolved)>,
    secrets: Secrets,
}

/// A detail, with what the environment adds to it.
#[derive(Clone)]
enum Resolved {
    Text(String),
    Texts(Vec<(String, String)>),
    Number(u64),
}

/// Most details are secret or hold secrets.
impl std::fmt::Debug for Resolved {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(_) => f.write_str("a text"),
            Self::Texts(texts) => write!(f, "{} texts", texts.len()),
            Self::Number(number) => number.fmt(f),
        }
    }
}

impl Connection {
    /// The largest file of certificates, in bytes.
    const CERTIFICATES: u64 = 4 << 20;

    /// The details of a data source. Those that deming does not understand are left alone; `check` tells of them.
    ///
    /// # Errors
    /// [`Lost`], where a variable is not set or a detail is not written as it must be.
    pub fn of(data_source: &DataSource, variable: &Variable<'_>) -> Result<Self, Lost> {
        let mut connection = Self { details: Vec::new(), secrets: Secrets::default() };
        for detail in &DETAILS {
            let Some(value) = data_source.connection.get(detail.name) else { continue };
            if !detail.shape.fits(value) {
                let (name, shape) = (detail.name, detail.shape.describe());
                let reason = format!("`{name}` in its connectionDetails is not {shape}");
                return Err(Lost::new(reason).cause(Cause::Declaration));
            }
            let resolved = connection.resolved(detail.name, detail.shape, value, variable)?;
            connection.details.push((detail.name, resolved));
        }
        connection.split_url()?;
        if let (user, Some(password)) = (connection.text("user"), connection.text("password")) {
            let pair = format!("{}:{password}", user.unwrap_or_default());
            connection.secrets.add(&pair);
        }
        Ok(connection)
    }

    fn resolved(
        &mut self,
        name: &str,
        shape: Shape,
        value: &Value,
        variable: &Variable<'_>,
    ) -> Result<Resolved, Lost> {
        let mut text =
            |value: &Value| self.with_variables(name, value.as_str().unwrap_or_default(), variable);
        Ok(match shape {
            Shape::Text => Resolved::Text(text(value)?),
            Shape::Texts => {
                let pairs = value.as_object().into_iter().flatten();
                let pairs = pairs.map(|(key, value)| Ok((key.clone(), text(value)?)));
                Resolved::Texts(pairs.collect::<Result<_, Lost>>()?)
            }
            Shape::Seconds(_) => Resolved::Number(seconds(value).unwrap_or_default()),
            Shape::Count(..) => Resolved::Number(value.as_u64().unwrap_or_default()),
        })
    }

    /// A text with the values of the variables that it refers to.
    fn with_variables(&mut self, name: &str, text: &str, variable: &Variable<'_>) -> Result<String, Lost> {
        if text.contains('•') {
            let reason =
                format!("`{name}` in its connectionDetails holds a secret in plain sight, which is not used");
            return Err(
                Lost::new(reason).help("put it into a variable, and write `${env:NAME}` in its place")
            );
        }
        let (mut whole, mut rest) = (String::new(), text);
        while let Some((before, after)) = rest.split_once("${env:") {
            let Some((variable_name, after)) = after.split_once('}') else { break };
            let value = variable(variable_name).ok_or_else(|| {
                let reason = format!("the variable {variable_name}, which `{name}` in its connectionDetails refers to, is not set");
                let help = format!("set {variable_name} in the environment of `deming gather`");
                Lost::new(reason).help(help).cause(Cause::Variable)
            })?;
            self.secrets.add(&value);
            whole.push_str(before);
            whole.push_str(&value);
            rest = after;
        }
        whole.push_str(rest);
        Ok(whole)
    }

    /// Takes the user and the password out of a URL that has them.
    fn split_url(&mut self) -> Result<(), Lost> {
        let Some(url) = self.text("url") else { return Ok(()) };
        let Some((scheme, rest)) = url.split_once("://") else { return Ok(()) };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let Some((person, _)) = authority.rsplit_once('@') else { return Ok(()) };
        let (user, password) = person.split_once(':').unwrap_or((person, ""));
        let bare = format!("{scheme}://{}", rest.get(person.len() + 1..).unwrap_or_default());
        let decoded = |text: &str| {
            percent_decoded(text)
                .ok_or_else(|| Lost::new("the user and the password in its URL cannot be read"))
        };
        let (user, password) = (decoded(user)?, decoded(password)?);
        if !password.is_empty() {
            self.secrets.add(&password);
        }
        self.details.retain(|(name, _)| !matches!(*name, "url" | "user" | "password"));
        let given = [("url", bare), ("user", user), ("password", password)];
        self.details.extend(
            given
                .into_iter()
                .filter(|(_, text)| !text.is_empty())
                .map(|(name, text)| (name, Resolved::Text(text))),
        );
        Ok(())
    }

    fn detail(&self, name: &str) -> Option<&Resolved> {
        self.details.iter().find(|(known, _)| *known == name).map(|(_, detail)| detail)
    }

    /// A detail that is a text.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.detail(name) {
            Some(Resolved::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// A detail that is a number.
    pub fn number(&self, name: &str) -> Option<u64> {
        match self.detail(name) {
            Some(Resolved::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// How long a question may take.
    pub fn timeout(&self) -> Option<Duration> {
        self.number("timeout").map(Duration::from_secs)
    }

    /// The secrets in it.
    pub fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// The URL of a system that is asked over HTTP.
    ///
    /// # Errors
    /// [`Lost`], where there is none.
    pub fn address(&self) -> Result<Address, Lost> {
        let help = "write `connectionDetails: {url: \"https://HOST\"}`";
        let url = self.text("url").ok_or_else(|| Lost::new("it has no `url`").help(help))?;
        Address::parse(url.trim()).map_err(|error| match error {
            AddressError::Unreadable | AddressError::Scheme | AddressError::Credentials => {
                Lost::new(format!("`url` cannot be used: {error}")).help(help)
            }
        })
    }

    /// The headers of each request, those of its user among them.
    ///
    /// # Errors
    /// [`Lost`], where one cannot stand in a request.
    pub fn headers(&self) -> Result<Vec<(String, String)>, Lost> {
        let mut headers = match self.detail("headers") {
            Some(Resolved::Texts(headers)) => headers.clone(),
            _ => Vec::new(),
        };
        let authorization = match (self.text("token"), self.text("user"), self.text("password")) {
            (Some(token), _, _) => Some(format!("Bearer {token}")),
            (None, None, None) => None,
            (None, user, password) => {
                let pair = format!("{}:{}", user.unwrap_or_default(), password.unwrap_or_default());
                Some(format!("Basic {}", base64(pair.as_bytes())))
            }
        };
        let is_given = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        headers.extend(authorization.filter(|_| !is_given).map(|value| ("authorization".to_owned(), value)));
        for (name, value) in &mut headers {
            // A variable that is read from a file ends in a line break more often than not.
            *value = value.trim().to_owned();
            if !is_token(name) || value.chars().any(|c| c.is_control() && c != '\t') {
                return Err(Lost::new(format!("the header `{name}` cannot stand in a request")));
            }
        }
        Ok(headers)
    }

    /// What is special about the way to it.
    ///
    /// # Errors
    /// [`Lost`], where the certificates that it names cannot be read.
    pub fn options(&self, files: &dyn Files) -> Result<Options, Lost> {
        let mut limits = Limits::default();
        if let Some(timeout) = self.timeout() {
            (limits.silence, limits.total) = (timeout, timeout);
            limits.connect = limits.connect.min(timeout);
        }
        if let Some(retries) = self.number("retries") {
            limits.retries = u32::try_from(retries).unwrap_or(u32::MAX);
        }
        if let Some(concurrency) = self.number("concurrency") {
            limits.at_once = usize::try_from(concurrency).unwrap_or(usize::MAX);
        }
        let trust = self.certificates(files)?.map_or(Ok(Trust::default()), |pem| {
            Trust::pem(&pem).map_err(|error| Lost::new(format!("`caFile` cannot be used: {error}")))
        })?;
        Ok(Options { limits, proxy: self.text("proxy").map(str::to_owned), trust })
    }

    /// The text of the certificates that it names, from the repository.
    ///
    /// # Errors
    /// [`Lost`], where they cannot be read.
    pub fn certificates(&self, files: &dyn Files) -> Result<Option<Vec<u8>>, Lost> {
        let Some(path) = self.text("caFile") else { return Ok(None) };
        let lost = |why: String| {
            Lost::new(format!("`caFile` cannot be read: {why}")).help(
                "commit the certificates; those outside of the repository come by the variable SSL_CERT_FILE",
            )
        };
        let mut pem = Vec::new();
        let file = files.open(path).map_err(lost)?;
        file.take(Self::CERTIFICATES).read_to_end(&mut pem).map_err(|error| lost(error.to_string()))?;
        Ok(Some(pem))
    }
}

/// Whether a text can be the name of a header (RFC 9110, 5.6.2).
fn is_token(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(fits)
}

/// A text out of a URL, without its `%XX`; `None` where that is no text.
fn percent_decoded(text: &str) -> Option<String> {
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let Some((first, after)) = rest.split_first() {
        let hex = if *first == b'%' { after.get(..2) } else { None };
        let byte = hex.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests;
