//! VictoriaMetrics, with series that are imported into it.

use std::process::Command;

use tempfile::TempDir;

use super::process::{Process, free_port, get, post, wait_until};
use crate::programs::on_path;

/// A running VictoriaMetrics.
pub struct Victoria {
    port: u16,
    _process: Process,
    _folder: TempDir,
}

impl Victoria {
    /// One that knows these series, written as OpenMetrics with times in seconds; `None` where there is no
    /// VictoriaMetrics.
    pub fn start(series: &str) -> Option<Self> {
        if !on_path("victoria-metrics") {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        let process = Process::start(
            Command::new("victoria-metrics")
                .arg(format!("-storageDataPath={}", folder.path().join("data").display()))
                .arg(format!("-httpListenAddr=127.0.0.1:{port}"))
                .arg("-retentionPeriod=100y")
                .current_dir(folder.path()),
        );
        wait_until("VictoriaMetrics is ready", || get(port, "/health").starts_with("HTTP/1.1 200"));
        // Its own format has times in milliseconds.
        let lines = series.lines().filter(|line| !line.starts_with('#'));
        let body: String = lines.map(|line| format!("{line}000\n")).collect();
        assert!(post(port, "/api/v1/import/prometheus", &body).starts_with("HTTP/1.1 204"));
        get(port, "/internal/force_flush");
        Some(Self { port, _process: process, _folder: folder })
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}
