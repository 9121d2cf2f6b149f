//! Prometheus, with series that were recorded before it started or that it scrapes.

use std::process::Command;

use tempfile::TempDir;

use super::process::{Process, free_port, get, wait_until};
use crate::programs::on_path;

/// A running Prometheus.
pub struct Prometheus {
    pub port: u16,
    pub process: Process,
    _folder: TempDir,
}

impl Prometheus {
    /// One that knows these series, written as OpenMetrics with times, and scrapes these addresses every second;
    /// `None` where there is no Prometheus.
    pub fn start(series: &str, scraped: &[String]) -> Option<Self> {
        if !on_path("prometheus") || !on_path("promtool") {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        std::fs::create_dir(&data).unwrap();
        if !series.is_empty() {
            let file = folder.path().join("series.om");
            std::fs::write(&file, series).unwrap();
            let run = Command::new("promtool")
                .args(["tsdb", "create-blocks-from", "openmetrics", "--quiet"])
                .args([&file, &data])
                .output()
                .unwrap();
            assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        }
        let config = folder.path().join("prometheus.yml");
        let targets = scraped.iter().map(|target| format!("'{target}'")).collect::<Vec<_>>().join(", ");
        let scrape =
            format!("scrape_configs: [{{job_name: shop, static_configs: [{{targets: [{targets}]}}]}}]");
        std::fs::write(&config, format!("global: {{scrape_interval: 1s}}\n{scrape}\n")).unwrap();
        let port = free_port();
        let process = Process::start(
            Command::new("prometheus")
                .arg(format!("--config.file={}", config.display()))
                .arg(format!("--storage.tsdb.path={}", data.display()))
                .arg(format!("--web.listen-address=127.0.0.1:{port}"))
                .arg("--storage.tsdb.retention.time=100y")
                .current_dir(folder.path()),
        );
        wait_until("Prometheus is ready", || get(port, "/-/ready").starts_with("HTTP/1.1 200"));
        Some(Self { port, process, _folder: folder })
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}
