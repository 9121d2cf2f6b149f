//! Why there is no answer, and what to do about it.

use crate::gather::connection::Secrets;
use crate::net::{Failure, Trouble};

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Lost {
    /// Why, in a sentence without secrets.
    pub reason: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Whose doing it is.
    pub cause: Cause,
}

/// Whose doing it is that there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cause {
    /// The system gave none, or none that can be read.
    #[default]
    Answer,
    /// A variable of the environment is not set.
    Variable,
    /// It cannot be asked as it is declared.
    Declaration,
    /// Somebody wished to stop.
    Cancelled,
}

impl Lost {
    /// Lost for this reason.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), help: None, cause: Cause::default() }
    }

    /// With advice.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// For this cause.
    #[must_use]
    pub fn cause(self, cause: Cause) -> Self {
        Self { cause, ..self }
    }

    /// Lost since a question over HTTP failed. Secrets are taken out before what the server says is cut to size, so
    /// that no part of one is left.
    pub fn over_http(failure: Failure, secrets: &Secrets) -> Self {
        let trouble = failure.trouble.with_texts(|text| secrets.masked(text));
        let help = advice(&trouble).map(str::to_owned);
        let cause = match trouble {
            Trouble::Cancelled => Cause::Cancelled,
            _ => Cause::Answer,
        };
        Self { reason: Failure { trouble, ..failure }.to_string(), help, cause }
    }
}

/// What to do about a failure.
fn advice(trouble: &Trouble) -> Option<&'static str> {
    Some(match trouble {
        Trouble::Refused | Trouble::UnknownHost | Trouble::Unreachable(_) | Trouble::NoConnection(_) => {
            "see whether the server runs and whether `url` in its connectionDetails leads there"
        }
        Trouble::Silence(_) | Trouble::TooLong(_) => {
            "raise `timeout` in its connectionDetails, or ask for less"
        }
        Trouble::Tls(_) => {
            "where its certificate is of an authority of your own, name that one's certificate in `caFile`, or outside \
             of the repository in the variable SSL_CERT_FILE"
        }
        Trouble::Proxy(_) => "see whether `proxy`, HTTP_PROXY, HTTPS_PROXY or NO_PROXY say what is meant",
        Trouble::Status { status: 401 | 403, .. } => "see whether its credentials are right, and still are",
        Trouble::Status { status: 404, .. } => "see whether `url` in its connectionDetails leads to the API",
        Trouble::Status { status: 429, .. } => {
            "ask less often, or lower `concurrency` in its connectionDetails"
        }
        Trouble::TooLarge(_) => "ask for less: fewer series or items, or a longer `every`",
        Trouble::MediaType { .. } => "see whether `url` leads to the API, and not to a page for people",
        Trouble::Elsewhere(_) | Trouble::Circles => {
            "where that is right, put the place itself into `url`; credentials never follow a redirect elsewhere"
        }
        Trouble::Status { .. }
        | Trouble::CutOff
        | Trouble::Garbled(_)
        | Trouble::Unsendable(_)
        | Trouble::Cancelled => return None,
    })
}
