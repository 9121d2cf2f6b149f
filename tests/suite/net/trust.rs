//! TLS: who is trusted, and who is not.

use std::path::Path;
use std::process::Command;

use deming::net::{Address, Options, Request, Response, Trouble, Trust};

use super::{client, limits};
use crate::programs::on_path;
use crate::servers::process::{Process, free_port, wait_until};

/// Makes an authority, and a certificate of it for this machine.
fn certify(folder: &Path) {
    let run = |arguments: &str| {
        let run = Command::new("openssl").args(arguments.split(' ')).current_dir(folder).output().unwrap();
        assert!(run.status.success(), "{arguments}: {}", String::from_utf8_lossy(&run.stderr));
    };
    std::fs::write(folder.join("of"), "subjectAltName = IP:127.0.0.1\nbasicConstraints = CA:FALSE\n")
        .unwrap();
    run("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 3 -subj /CN=authority");
    run("req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /CN=server");
    run(
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out server.pem -days 3 -extfile of",
    );
}

#[test]
fn only_certificates_that_lead_to_a_trusted_one_are_believed() {
    if !on_path("openssl") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    certify(folder.path());
    // It is served as it lies, its head included.
    let answer = "HTTP/1.1 200 OK\r\ncontent-length: 8\r\nconnection: close\r\n\r\n{\"a\": 1}";
    std::fs::write(folder.path().join("data"), answer).unwrap();
    let port = free_port();
    let _server = Process::start(
        Command::new("openssl")
            .args(["s_server", "-quiet", "-HTTP", "-cert", "server.pem", "-key", "server.key"])
            .args(["-accept", &format!("127.0.0.1:{port}")])
            .current_dir(folder.path()),
    );
    wait_until("the server listens", || std::net::TcpStream::connect(("127.0.0.1", port)).is_ok());
    let ask = |host: &str, trust: Trust| -> Result<Response, Trouble> {
        let address = Address::parse(&format!("https://{host}:{port}/data")).unwrap();
        let options = Options { limits: limits(), trust, ..Options::default() };
        let line = client().line(address.clone(), options).map_err(|failure| failure.trouble)?;
        line.send(&Request::get(address)).map_err(|failure| failure.trouble)
    };
    let ours = || Trust::pem(&std::fs::read(folder.path().join("ca.pem")).unwrap()).unwrap();
    assert_eq!(ask("127.0.0.1", ours()).unwrap().body(), b"{\"a\": 1}");
    let unknown = ask("127.0.0.1", Trust::default()).unwrap_err();
    assert!(matches!(&unknown, Trouble::Tls(why) if why.contains("invalid peer certificate")), "{unknown:?}");
    let of_another = ask("localhost", ours()).unwrap_err();
    assert!(matches!(&of_another, Trouble::Tls(why) if why.contains("not valid for name")), "{of_another:?}");
}
