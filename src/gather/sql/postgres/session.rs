//! A connection to a server, and one question on it.

use std::time::Duration;

use tokio::runtime::Runtime;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{CancelToken, Client, Config, SimpleQueryMessage, Transaction};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::parameters;
use super::patience::{Patience, Stop};
use super::stream::{Counted, MAX_BYTES, Room};
use super::trouble::{self, Sent, Voice};
use crate::gather::file::report::quiet;
use crate::gather::remote::{Ask, Lost};
use crate::gather::sql::reading::Reading;
use crate::model::source::SqlQuestion;
use crate::model::statement::Parameter;

/// How many rows are fetched at once; no more of them wait in memory as the server sent them.
const ROWS_AT_ONCE: i32 = 10_000;

/// How long a server may take to hear that a question is no longer asked.
const TO_CANCEL: Duration = Duration::from_secs(2);

/// A connection that nobody else uses.
pub struct Session {
    runtime: Runtime,
    client: Client,
    room: Room,
    /// What the server calls itself.
    pub version: String,
}

/// Why a session gave no answer.
pub enum Broken {
    /// The server, or the way to it, says something else.
    Postgres(tokio_postgres::Error),
    /// Nobody waits any longer.
    Stop(Stop),
    /// Nobody takes the call: why.
    NoWay(String),
    /// Anything else.
    Lost(Lost),
}

/// Whom to connect to, and how.
pub struct Target {
    pub host: String,
    pub port: u16,
    pub config: Config,
    pub tls: MakeRustlsConnect,
    pub voice: Voice,
}

impl Target {
    /// The longest time until a connection stands.
    const TO_CONNECT: Duration = Duration::from_secs(10);

    async fn call(&self, room: Room) -> Result<Counted, Broken> {
        let call = Counted::connect(&self.host, self.port, room);
        let why = match tokio::time::timeout(Self::TO_CONNECT, call).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("no connection within {} s", Self::TO_CONNECT.as_secs()),
        };
        Err(Broken::NoWay(quiet(&why)))
    }

    /// The server sends more than anybody takes.
    fn too_large(&self) -> Broken {
        let (server, most) = (self.voice.server(), MAX_BYTES >> 20);
        let lost = Lost::new(format!("the answer of {server} has more than {most} MiB"));
        Broken::Lost(lost.help("let the database sum up, and ask for no columns but those that are declared"))
    }

    /// TLS to the host, for a stream that leads there.
    fn secured(&self) -> Secured {
        let mut tls = self.tls.clone();
        MakeTlsConnect::<Counted>::make_tls_connect(&mut tls, &self.host)
    }
}

type Secured = Result<<MakeRustlsConnect as MakeTlsConnect<Counted>>::TlsConnect, std::convert::Infallible>;

impl Broken {
    /// Whether asking again may help.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Postgres(error) => trouble::may_pass(error),
            Self::NoWay(_) => true,
            Self::Stop(_) | Self::Lost(_) => false,
        }
    }

    /// Why there is no answer, in words.
    pub fn lost(self, voice: &Voice) -> Lost {
        match self {
            Self::Postgres(error) => voice.lost(&error, None),
            Self::NoWay(why) => voice.unreachable(&why),
            Self::Stop(stop) => stop.lost(voice.server()),
            Self::Lost(lost) => lost,
        }
    }
}

impl From<tokio_postgres::Error> for Broken {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Postgres(error)
    }
}

impl From<Stop> for Broken {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

impl Session {
    /// Connects, and bounds what the server does on this connection.
    ///
    /// # Errors
    /// [`Broken`].
    pub fn open(target: &Target, patience: &Patience) -> Result<Self, Broken> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime
            .map_err(|error| Broken::Lost(Lost::new(format!("no connection can be made: {error}"))))?;
        let room = Room::default();
        let opened = runtime.block_on(async {
            let stream = patience.wait(target.call(room.clone())).await??;
            let Ok(tls) = target.secured();
            let (client, connection) = patience.wait(target.config.connect_raw(stream, tls)).await??;
            let numbered = connection.parameter("server_version").map(str::to_owned);
            // It ends with the client, or with the connection, of which the client knows then.
            tokio::spawn(async move { drop(connection.await) });
            patience.wait(bound(&client, patience)).await??;
            let version = patience.wait(version(&client)).await?.or(numbered).unwrap_or_default();
            Ok::<_, Broken>((client, version))
        });
        let opened = opened.map_err(|broken| if room.is_full() { target.too_large() } else { broken });
        let (client, version) = opened?;
        Ok(Self { runtime, client, room, version })
    }

    /// Whether it can be used again.
    pub fn is_sound(&self) -> bool {
        !self.client.is_closed()
    }

    /// Asks, within a transaction that cannot write.
    ///
    /// # Errors
    /// [`Lost`].
    pub fn ask(
        &mut self,
        ask: &Ask<'_>,
        question: &SqlQuestion,
        target: &Target,
        patience: &Patience,
    ) -> Result<Reading, Broken> {
        let used = parameters::used(&question.statement);
        let placeholder = |parameter: Parameter| parameters::placeholder(&used, parameter);
        let written = question.statement.with(placeholder);
        let sent = Sent { declared: &question.statement, written: &written, placeholder: &placeholder };
        let Self { runtime, client, room, .. } = self;
        room.renew();
        let token = client.cancel_token();
        let outcome = runtime.block_on(async {
            let transaction = patience.wait(client.build_transaction().read_only(true).start()).await??;
            let reading = read(&transaction, &written, &used, ask, question, patience).await?;
            patience.wait(transaction.rollback()).await??;
            Ok(reading)
        });
        match outcome {
            Err(Broken::Postgres(error)) if error.as_db_error().is_some() && !trouble::may_pass(&error) => {
                Err(Broken::Lost(target.voice.lost(&error, Some(sent))))
            }
            Err(Broken::Stop(stop)) => {
                // The server works on until it hears; whether it does is not waited for longer than this.
                runtime.block_on(async {
                    drop(tokio::time::timeout(TO_CANCEL, cancel(target, &token)).await);
                });
                Err(Broken::Stop(stop))
            }
            Err(_) if room.is_full() => Err(target.too_large()),
            other => other,
        }
    }
}

/// Tells the server that nobody waits for an answer any longer.
async fn cancel(target: &Target, token: &CancelToken) -> Result<(), Broken> {
    let stream = target.call(Room::default()).await?;
    let Ok(tls) = target.secured();
    Ok(token.cancel_query_raw(stream, tls).await?)
}

async fn read(
    transaction: &Transaction<'_>,
    written: &str,
    used: &[Parameter],
    ask: &Ask<'_>,
    question: &SqlQuestion,
    patience: &Patience,
) -> Result<Reading, Broken> {
    let kinds: Vec<Type> = used.iter().copied().map(parameters::kind).collect();
    let statement = patience.wait(transaction.prepare_typed(written, &kinds)).await??;
    if statement.params().len() > used.len() {
        let lost = Lost::new("the statement has a parameter that deming does not know");
        return Err(Broken::Lost(lost.help("the parameters are `:from`, `:to` and `:interval`")));
    }
    let columns: Vec<String> = statement.columns().iter().map(|column| column.name().to_owned()).collect();
    let unusable = |unusable: crate::gather::sql::reading::Unusable| {
        Broken::Lost(Lost::new(unusable.to_string()).help(unusable.help()))
    };
    let mut reading = Reading::new(ask.metric, question, &columns).map_err(unusable)?;
    let values: Vec<Box<dyn ToSql + Sync + Send>> =
        used.iter().map(|one| parameters::value(*one, ask)).collect();
    let values: Vec<&(dyn ToSql + Sync)> =
        values.iter().map(|value| &**value as &(dyn ToSql + Sync)).collect();
    let portal = patience.wait(transaction.bind(&statement, &values)).await??;
    loop {
        let rows = patience.wait(transaction.query_portal(&portal, ROWS_AT_ONCE)).await??;
        for row in &rows {
            reading.row(|place| super::cells::cell(row, place)).map_err(unusable)?;
        }
        if rows.len() < ROWS_AT_ONCE as usize {
            return Ok(reading);
        }
    }
}

/// Bounds what the server does. Servers that know a setting by another name, or not at all, do without it: whoever
/// asks bounds its own waiting, too.
async fn bound(client: &Client, patience: &Patience) -> Result<(), tokio_postgres::Error> {
    let milliseconds = patience.left().as_millis().max(1);
    for setting in [
        format!("set statement_timeout = {milliseconds}"),
        "set lock_timeout = 10000".to_owned(),
        format!("set idle_in_transaction_session_timeout = {milliseconds}"),
        "set time zone 'UTC'".to_owned(),
    ] {
        match client.batch_execute(&setting).await {
            Err(error) if error.as_db_error().is_none() => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// What the server calls itself: `PostgreSQL 17.2`, `CockroachDB CCL v24.1.0`.
async fn version(client: &Client) -> Option<String> {
    let messages = client.simple_query("select version()").await.ok()?;
    let text = messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0),
        _ => None,
    })?;
    let short = text.split(" on ").next().unwrap_or(text);
    Some(quiet(short.split(" (").next().unwrap_or(short)))
}
