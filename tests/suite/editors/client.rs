//! An editor, as far as a language server sees one: messages of the Language Server Protocol over its standard streams.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

use crate::programs;

/// The server, below `target/`.
const SERVER: &str = "language-server/node_modules/yaml-language-server/bin/yaml-language-server";

/// How long an answer may take before the server counts as stuck.
const PATIENCE: Duration = Duration::from_secs(120);

/// An editor with a folder open.
pub struct Editor {
    server: Child,
    to_server: ChildStdin,
    from_server: Receiver<Value>,
    asked: u64,
    /// The newest diagnostics of each file that are not fetched yet.
    diagnostics: BTreeMap<String, Vec<Value>>,
}

impl Editor {
    /// Opens a folder, or `None` (with a notice) where the server or node is not at hand; in CI they must be.
    pub fn open_folder(root: &Path) -> Option<Self> {
        let server = programs::in_target(SERVER)?;
        if !programs::on_path("node") {
            return None;
        }
        let mut server = Command::new("node")
            .arg(server)
            .arg("--stdio")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let to_server = server.stdin.take().unwrap();
        let from_server = listen(server.stdout.take().unwrap());
        let mut editor = Self { server, to_server, from_server, asked: 0, diagnostics: BTreeMap::new() };
        let hover = json!({"contentFormat": ["markdown"]});
        let capabilities =
            json!({"textDocument": {"hover": hover, "completion": {}, "publishDiagnostics": {}}});
        let opened = json!({"processId": null, "rootUri": uri(root), "capabilities": capabilities});
        editor.ask("initialize", opened);
        editor.tell("initialized", json!({}));
        Some(editor)
    }

    /// Opens a file with a text and gives what is wrong with it: `line: message`, lines counted from 1.
    pub fn open(&mut self, file: &Path, text: &str) -> Vec<String> {
        let uri = uri(file);
        let document = json!({"uri": uri, "languageId": "yaml", "version": 1, "text": text});
        self.tell("textDocument/didOpen", json!({"textDocument": document}));
        loop {
            if let Some(diagnostics) = self.diagnostics.remove(&uri) {
                return diagnostics.iter().map(told).collect();
            }
            let message = self.next();
            self.take(message);
        }
    }

    /// What could be written at a place (line and column counted from 1): labels and what is said about each.
    pub fn completions(&mut self, file: &Path, line: usize, column: usize) -> BTreeMap<String, String> {
        let answer = self.ask("textDocument/completion", at(file, line, column));
        let items = answer["items"].as_array().unwrap_or_else(|| panic!("no completion: {answer}"));
        let words = |item: &Value| (text_of(&item["label"]), text_of(&item["documentation"]));
        items.iter().map(words).collect()
    }

    /// What is shown about a place.
    pub fn hover(&mut self, file: &Path, line: usize, column: usize) -> String {
        let answer = self.ask("textDocument/hover", at(file, line, column));
        // Punctuation comes escaped for Markdown.
        text_of(&answer["contents"]).replace('\\', "")
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.asked += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": self.asked, "method": method, "params": params}));
        loop {
            let message = self.next();
            if message.get("method").is_none() && message["id"] == self.asked {
                assert!(message.get("error").is_none(), "{method}: {message}");
                return message["result"].clone();
            }
            self.take(message);
        }
    }

    /// Keeps diagnostics, and answers what the server asks.
    fn take(&mut self, message: Value) {
        match message["method"].as_str() {
            Some("textDocument/publishDiagnostics") => {
                let list = message["params"]["diagnostics"].as_array().unwrap().clone();
                self.diagnostics.insert(text_of(&message["params"]["uri"]), list);
            }
            Some("workspace/configuration") => {
                // No catalog from the network: nothing but the modeline may lead to a schema.
                let yaml = json!({"validate": true, "hover": true, "completion": true, "schemaStore": {"enable": false}});
                let items = message["params"]["items"].as_array().unwrap();
                let result: Vec<Value> = items
                    .iter()
                    .map(|item| if item["section"] == "yaml" { yaml.clone() } else { Value::Null })
                    .collect();
                self.send(&json!({"jsonrpc": "2.0", "id": message["id"], "result": result}));
            }
            _ if message.get("id").is_some() => {
                self.send(&json!({"jsonrpc": "2.0", "id": message["id"], "result": null}));
            }
            _ => {}
        }
    }

    fn next(&self) -> Value {
        self.from_server.recv_timeout(PATIENCE).expect("the language server answers")
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        write!(self.to_server, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        self.to_server.flush().unwrap();
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        _ = self.server.kill();
        _ = self.server.wait();
    }
}

/// The messages of the server, read on a thread of their own so that a silent server fails a test rather than stop it.
fn listen(stdout: ChildStdout) -> Receiver<Value> {
    let (to_editor, messages) = channel();
    std::thread::spawn(move || {
        let mut reader = BufReader::new(stdout);
        while let Some(message) = read(&mut reader) {
            if to_editor.send(message).is_err() {
                break;
            }
        }
    });
    messages
}

/// One message: headers, an empty line, a body of the length that the headers tell.
fn read(reader: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.parse().ok()?
            }
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

fn at(file: &Path, line: usize, column: usize) -> Value {
    let position = json!({"line": line - 1, "character": column - 1});
    json!({"textDocument": {"uri": uri(file)}, "position": position})
}

fn told(diagnostic: &Value) -> String {
    let line = diagnostic["range"]["start"]["line"].as_u64().unwrap() + 1;
    format!("{line}: {}", text_of(&diagnostic["message"]))
}

/// A text, which comes alone or as a mapping with its kind.
fn text_of(value: &Value) -> String {
    value.as_str().or_else(|| value["value"].as_str()).unwrap_or_default().to_owned()
}
