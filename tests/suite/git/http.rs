//! `git http-backend` behind a few lines of HTTP, so that network Git meets a real server.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The only credentials that the server takes: `user:secret`, in base64.
const CREDENTIALS: &str = "Basic dXNlcjpzZWNyZXQ=";

/// Serves the repositories of a folder and gives `127.0.0.1:PORT`. Ends with the test process.
pub fn serve(folder: PathBuf) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let folder = folder.clone();
            std::thread::spawn(move || answer(stream, &folder));
        }
    });
    address
}

fn answer(stream: TcpStream, folder: &Path) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = HashMap::new();
    for line in reader.by_ref().lines().map_while(Result::ok).take_while(|line| !line.is_empty()) {
        let (name, value) = line.split_once(": ")?;
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let length: u64 = headers.get("content-length").and_then(|value| value.parse().ok()).unwrap_or(0);
    let mut body = Vec::new();
    reader.take(length).read_to_end(&mut body).ok()?;
    if headers.get("authorization").map(String::as_str) != Some(CREDENTIALS) {
        let refusal = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        return (&stream).write_all(refusal.as_bytes()).ok();
    }
    reply(&stream, &backend(folder, &method, &target, &headers, &body)?)
}

fn backend(
    folder: &Path,
    method: &str,
    target: &str,
    headers: &HashMap<String, String>,
    body: &[u8],
) -> Option<Vec<u8>> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let header = |name: &str| headers.get(name).map_or("", String::as_str);
    let mut child = Command::new("git")
        .args(["-c", "http.receivepack=true", "http-backend"])
        .env("GIT_PROJECT_ROOT", folder)
        .envs([("GIT_HTTP_EXPORT_ALL", "1"), ("REMOTE_USER", "user"), ("REMOTE_ADDR", "127.0.0.1")])
        .envs([("REQUEST_METHOD", method), ("PATH_INFO", path), ("QUERY_STRING", query)])
        .envs([
            ("CONTENT_TYPE", header("content-type")),
            ("HTTP_CONTENT_ENCODING", header("content-encoding")),
        ])
        .env("CONTENT_LENGTH", body.len().to_string())
        .env("GIT_PROTOCOL", header("git-protocol"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    child.stdin.take()?.write_all(body).ok()?;
    Some(child.wait_with_output().ok()?.stdout)
}

/// CGI says the status in a header of its own.
fn reply(mut stream: &TcpStream, cgi: &[u8]) -> Option<()> {
    let end = cgi.windows(4).position(|four| four == b"\r\n\r\n")?;
    let (head, body) = (std::str::from_utf8(&cgi[..end]).ok()?, &cgi[end + 4..]);
    let status = head.lines().find_map(|line| line.strip_prefix("Status: ")).unwrap_or("200 OK");
    let start =
        format!("HTTP/1.1 {status}\r\n{head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    stream.write_all(start.as_bytes()).ok()?;
    stream.write_all(body).ok()
}
