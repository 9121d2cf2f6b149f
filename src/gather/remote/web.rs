//! A system that is asked over HTTP.

use std::time::Duration;

use super::lost::Cause;
use super::{Lost, Means};
use crate::gather::connection::{Connection, Secrets};
use crate::model::DataSource;
use crate::net::{Address, Failure, Line, Request, Response};

/// The way to a system over HTTP, with its headers.
pub struct Web {
    line: Line,
    headers: Vec<(String, String)>,
    secrets: Secrets,
}

impl Web {
    /// The way to a declared data source.
    ///
    /// # Errors
    /// [`Lost`], where its connection cannot be used as it is declared.
    pub fn to(data_source: &DataSource, means: &Means<'_>) -> Result<Self, Lost> {
        let connection = Connection::of(data_source, means.variable)?;
        let secrets = connection.secrets();
        let address = connection.address();
        let address = address.map_err(|lost| {
            let reason = secrets.masked(&lost.reason);
            Lost { reason, ..lost }.cause(Cause::Declaration)
        })?;
        Self::at(&connection, address, means)
    }

    /// The way to an address, with all else as the connection has it.
    ///
    /// # Errors
    /// [`Lost`], where its connection cannot be used as it is declared.
    pub fn at(connection: &Connection, address: Address, means: &Means<'_>) -> Result<Self, Lost> {
        let secrets = connection.secrets().clone();
        let masked = |lost: Lost| {
            let reason = secrets.masked(&lost.reason);
            Lost { reason, ..lost }.cause(Cause::Declaration)
        };
        let headers = connection.headers().map_err(masked)?;
        let options = connection.options(means.files).map_err(masked)?;
        let line = means.client.line(address, options);
        let line = line.map_err(|failure| Lost::over_http(failure, &secrets))?;
        Ok(Self { line, headers, secrets })
    }

    /// The secrets of the connection.
    pub fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// Something below the URL of the system.
    ///
    /// # Errors
    /// [`Lost`], where that is no URL.
    pub fn below(&self, path: &str) -> Result<Address, Lost> {
        let address = self.line.address().below(path);
        address.map_err(|error| Lost::new(format!("what it is asked for cannot stand in a URL: {error}")))
    }

    /// The server, for people.
    pub fn server(&self) -> String {
        self.line.address().server()
    }

    /// How long a question may take.
    pub fn patience(&self) -> Duration {
        self.line.limits().silence
    }

    /// Lost since a question failed.
    pub fn lost(&self, failure: Failure) -> Lost {
        Lost::over_http(failure, &self.secrets)
    }

    /// Asks.
    ///
    /// # Errors
    /// [`Lost`], where there is no answer.
    pub fn ask(&self, request: Request) -> Result<Response, Lost> {
        self.try_ask(request).map_err(|failure| self.lost(failure))
    }

    /// Asks, and leaves it to the caller what a failure means.
    ///
    /// # Errors
    /// [`Failure`], where there is no answer.
    pub fn try_ask(&self, request: Request) -> Result<Response, Failure> {
        let headers = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        self.line.send(&request.headers(headers))
    }
}
