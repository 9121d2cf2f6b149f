//! ClickHouse, started in a temporary folder on ports of its own.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use super::process::{Process, free_port, get, post, wait_until};
use crate::programs::at_hand;

/// A server with the users `deming` and, who may only read and change no setting, `guest`.
pub struct ClickHouse {
    folder: TempDir,
    process: Option<Process>,
    pub port: u16,
}

/// The password of both.
pub const PASSWORD: &str = super::postgres::PASSWORD;

impl ClickHouse {
    /// A server that answers, whose times are in a zone; `None` (with a notice) where the program is not at hand.
    pub fn start(zone: &str) -> Option<Self> {
        let program = Path::new("/usr/sbin/clickhouse-server");
        let program = if program.is_file() { program } else { Path::new("/usr/bin/clickhouse-server") };
        if !at_hand("clickhouse-server", program.is_file()) {
            return None;
        }
        let mut server = Self { folder: tempfile::tempdir().unwrap(), process: None, port: free_port() };
        std::fs::write(server.folder.path().join("config.xml"), server.settings(zone)).unwrap();
        std::fs::write(server.folder.path().join("users.xml"), users()).unwrap();
        let config = format!("--config-file={}", server.folder.path().join("config.xml").display());
        let mut command = Command::new(program);
        command.arg(config).current_dir(server.folder.path());
        server.process = Some(Process::start(&mut command));
        wait_until("ClickHouse answers", || get(server.port, "/ping").contains("Ok."));
        server.sql("create database desk");
        Some(server)
    }

    fn settings(&self, zone: &str) -> String {
        let (folder, http, native) = (self.folder.path().display(), self.port, free_port());
        format!(
            "<?xml version=\"1.0\"?>\n<yandex><logger><level>warning</level><log>{folder}/log</log><errorlog>{folder}/errors</errorlog></logger>\
             <http_port>{http}</http_port><tcp_port>{native}</tcp_port><listen_host>127.0.0.1</listen_host>\
             <path>{folder}/data/</path><tmp_path>{folder}/tmp/</tmp_path><user_files_path>{folder}/files/</user_files_path>\
             <users_config>{folder}/users.xml</users_config><default_profile>default</default_profile>\
             <default_database>default</default_database><timezone>{zone}</timezone>\
             <mark_cache_size>16777216</mark_cache_size><uncompressed_cache_size>0</uncompressed_cache_size></yandex>\n"
        )
    }

    /// Ends it at once, as a crash does.
    pub fn kill(&mut self) {
        self.process = None;
    }

    /// Runs a statement, whose failure fails the test, and gives what it says.
    pub fn sql(&self, statement: &str) -> String {
        let said = post(self.port, &format!("/?user=deming&password={PASSWORD}"), statement);
        let (head, body) = said.split_once("\r\n\r\n").unwrap_or((&said, ""));
        assert!(head.contains(" 200 "), "{statement}: {said}");
        body.to_owned()
    }

    /// The URL of a database, its password by reference.
    pub fn url(&self, database: &str) -> String {
        format!("clickhouse://deming:${{env:DESK_PASSWORD}}@127.0.0.1:{}/{database}", self.port)
    }
}

fn users() -> String {
    let user = |name: &str, profile: &str| {
        format!(
            "<{name}><password>{PASSWORD}</password><networks><ip>127.0.0.1</ip></networks><profile>{profile}</profile><quota>default</quota></{name}>"
        )
    };
    format!(
        "<?xml version=\"1.0\"?>\n<yandex><profiles><default></default><reader><readonly>1</readonly></reader></profiles>\
         <users>{}{}</users><quotas><default></default></quotas></yandex>\n",
        user("deming", "default"),
        user("guest", "reader")
    )
}
