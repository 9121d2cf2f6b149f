//! ClickHouse, asked over HTTP.
//!
//! A question is sent with settings that forbid to write and bound time and rows. The server holds its answer back until
//! it is whole, so that what fails half-way fails as a whole.
//!
//! | file | knows |
//! |---|---|
//! | `answer` | rows as the server writes them |
//! | `refusal` | what the server says when it refuses |
//! | `server` | which version it is, and what that can do |

mod answer;
mod refusal;
mod server;

use std::sync::{Mutex, PoisonError};

use jiff::tz::Offset;

use self::answer::Answering;
use self::refusal::Refusal;
use self::server::Server;
use super::MAX_ROWS;
use super::place::Place;
use crate::gather::connection::Connection;
use crate::gather::remote::{Answer, Ask, Lost, Means, System, Web};
use crate::model::observation::Records;
use crate::model::source::{Question, SqlQuestion};
use crate::model::statement::Parameter;
use crate::net::{Address, Request, form};

/// A server.
pub struct ClickHouse {
    web: Web,
    database: Option<String>,
    /// What is known of it once it has been asked for the first time.
    known: Mutex<Option<Server>>,
}

impl ClickHouse {
    /// Opens the way to a server. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Lost`], where it is not declared as it must be.
    pub fn open(connection: &Connection, place: &Place, means: &Means<'_>) -> Result<Self, Lost> {
        let help = "write `url: \"clickhouse://HOST:PORT/DATABASE\"`, or `clickhouse+https:` with TLS";
        place.only_options(&[]).map_err(|reason| Lost::new(reason).help(help))?;
        let (scheme, port) =
            if place.scheme == "clickhouse+https" { ("https", 8443) } else { ("http", 8123) };
        let host = if place.host.contains(':') { format!("[{}]", place.host) } else { place.host.clone() };
        let url = format!("{scheme}://{host}:{}/", place.port.unwrap_or(port));
        let address = Address::parse(&url)
            .map_err(|error| Lost::new(format!("`url` cannot be used: {error}")).help(help))?;
        let database = place.database.clone().or_else(|| connection.text("database").map(str::to_owned));
        Ok(Self { web: Web::at(connection, address, means)?, database, known: Mutex::new(None) })
    }

    /// What is known of the server, which is asked where nothing is.
    fn server(&self) -> Result<Server, Lost> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(server) = known.as_ref() {
            return Ok(server.clone());
        }
        let asked = |is_bound: bool| {
            let settings: &[(&str, &str)] = if is_bound { &[("readonly", "2")] } else { &[] };
            self.send(server::QUESTION, settings)
        };
        // A user who may only read may change no setting, not even to what it is.
        let (body, may_set) = match asked(true) {
            Ok(body) => (body, true),
            Err(Unanswered::Refused(refusal)) if refusal.is_of_settings() => {
                (asked(false).map_err(|unanswered| self.lost(unanswered, None))?, false)
            }
            Err(unanswered) => return Err(self.lost(unanswered, None)),
        };
        let server = Server::read(&body, may_set)
            .ok_or_else(|| Lost::new(format!("{} does not answer as ClickHouse does", self.web.server())))?;
        Ok(known.insert(server).clone())
    }

    /// Sends a statement with settings, and gives what comes back.
    fn send(&self, statement: &str, settings: &[(&str, &str)]) -> Result<Vec<u8>, Unanswered> {
        let database = self.database.as_deref().map(|name| ("database", name));
        let always = [("default_format", "JSONCompact"), ("wait_end_of_query", "1")];
        let query = form(always.into_iter().chain(database).chain(settings.iter().copied()));
        let address = self.web.below(&format!("/?{query}")).map_err(Unanswered::Lost)?;
        let request =
            Request::post(address, "text/plain; charset=utf-8", statement).accepting(&["application/json"]);
        match self.web.try_ask(request) {
            Ok(response) => Ok(response.into_body()),
            Err(failure) => Err(match failure.status() {
                Some((500, message)) if message.trim().is_empty() => Unanswered::Lost(self.without_a_word()),
                told => match told.and_then(|(_, message)| Refusal::read(message)) {
                    Some(refusal) => Unanswered::Refused(refusal),
                    None => Unanswered::Lost(self.web.lost(failure)),
                },
            }),
        }
    }

    /// A server that is busy ends a statement which ran out of time with an empty answer.
    fn without_a_word(&self) -> Lost {
        let (server, seconds) = (self.web.server(), self.web.patience().as_secs());
        Lost::new(format!(
            "{server} ended the statement without a word, as it may when one takes longer than the timeout of {seconds} s"
        ))
    }

    fn lost(&self, unanswered: Unanswered, question: Option<(&SqlQuestion, &Server, &Ask<'_>)>) -> Lost {
        match unanswered {
            Unanswered::Lost(lost) => lost,
            Unanswered::Refused(refusal) => {
                let at = question.and_then(|(question, server, ask)| {
                    let placeholder = |parameter| placeholder(server, parameter, ask);
                    Some(question.statement.position(refusal.position?, placeholder))
                });
                refusal.lost(&self.web.server(), at, |text| self.web.secrets().masked(text))
            }
        }
    }

    /// The settings of a question: those that bound it, and its parameters.
    fn settings(&self, server: &Server, question: &SqlQuestion, ask: &Ask<'_>) -> Vec<(String, String)> {
        let mut settings: Vec<(String, String)> = Vec::new();
        let mut set = |name: &str, value: String| settings.push((name.to_owned(), value));
        if server.may_set {
            set("readonly", "2".into());
            set("max_execution_time", self.web.patience().as_secs().max(1).to_string());
            set("max_result_rows", (MAX_ROWS + 1).to_string());
            set("result_overflow_mode", "throw".into());
            set("output_format_json_quote_denormals", "1".into());
            if server.hears_of_ends() {
                set("cancel_http_readonly_queries_on_client_close", "1".into());
            }
            if server.writes_iso() {
                set("date_time_output_format", "iso".into());
            }
        }
        if server.takes_parameters() {
            for parameter in Parameter::ALL.into_iter().filter(|one| question.statement.uses(*one)) {
                set(&format!("param_{}", parameter.name()), value(parameter, ask));
            }
        }
        settings
    }
}

/// Why nothing came back.
enum Unanswered {
    /// The server refuses.
    Refused(Refusal),
    /// Anything else.
    Lost(Lost),
}

impl System for ClickHouse {
    fn ask(&self, ask: &Ask<'_>) -> Result<Answer, Lost> {
        let Question::Sql(question) = &ask.source.question else {
            return Err(Lost::new("a database is asked something else than SQL"));
        };
        let server = self.server()?;
        let statement = question.statement.with(|parameter| placeholder(&server, parameter, ask));
        let settings = self.settings(&server, question, ask);
        let settings: Vec<(&str, &str)> =
            settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let body = self
            .send(&statement, &settings)
            .map_err(|unanswered| self.lost(unanswered, Some((question, &server, ask))))?;
        let masked = |text: &str| self.web.secrets().masked(text);
        let reading =
            Answering::new(ask.metric, question, &server).read(&body, &self.web.server(), masked)?;
        let rows = reading.finish(ask.interval);
        Ok(Answer {
            records: Records::Points(rows.points),
            groups: rows.groups,
            server: format!("ClickHouse {}", server.version),
            doubts: rows.doubts.sentences(),
        })
    }
}

/// What stands for a parameter in the statement: a parameter of the server's own, or for servers from before these a
/// literal, in which nothing stands but digits that this file writes.
fn placeholder(server: &Server, parameter: Parameter, ask: &Ask<'_>) -> String {
    let name = parameter.name();
    match (server.takes_parameters(), parameter) {
        (true, Parameter::From | Parameter::To) => format!("{{{name}:DateTime('UTC')}}"),
        (true, Parameter::Interval) => format!("{{{name}:UInt32}}"),
        (false, Parameter::From | Parameter::To) => format!("toDateTime('{}', 'UTC')", value(parameter, ask)),
        (false, Parameter::Interval) => value(parameter, ask),
    }
}

/// The value of a parameter: a time in UTC, or a number of seconds.
fn value(parameter: Parameter, ask: &Ask<'_>) -> String {
    let time = |at| Offset::UTC.to_datetime(at).strftime("%Y-%m-%d %H:%M:%S").to_string();
    match parameter {
        Parameter::From => time(ask.interval.from),
        Parameter::To => time(ask.interval.to),
        Parameter::Interval => (ask.every.nominal_seconds().round() as u32).to_string(),
    }
}
