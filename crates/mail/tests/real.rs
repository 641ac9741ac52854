//! Against a server that was not written here: aiosmtpd of Debian, which keeps what it took in a Maildir.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use inbox::Outgoing;
use mail::{Smtp, SmtpSettings, Tls};
use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

const PYTHON: &str = "/usr/bin/python3";

/// Ended with the test, whatever becomes of it.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // A server that ended already is no fault.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[expect(clippy::disallowed_methods, reason = "tests are told by the environment what there is")]
fn is_there() -> bool {
    let asked = Command::new(PYTHON).args(["-c", "import aiosmtpd"]).stderr(Stdio::null()).status();
    let there = asked.is_ok_and(|status| status.success());
    assert!(there || std::env::var_os("GONGKAI_CI").is_none(), "python3-aiosmtpd: in .ci/run nothing may be skipped");
    there
}

fn start(folder: &Path) -> (Server, u16) {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let child = Command::new(PYTHON)
        .args(["-m", "aiosmtpd", "--nosetuid", "--listen", &format!("127.0.0.1:{port}"), "--smtputf8"])
        .args(["--class", "aiosmtpd.handlers.Mailbox", &folder.display().to_string()])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    (Server(child), port)
}

fn taken(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder.join("new")).map(|entries| entries.map(|entry| entry.unwrap().path()).collect()).unwrap_or_default()
}

#[tokio::test]
async fn a_server_of_others_takes_a_mail_as_it_was_written() {
    if !is_there() {
        eprintln!("skipped: python3-aiosmtpd is not installed");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (_server, port) = start(&folder.path().join("mail"));
    let settings = SmtpSettings {
        server: "127.0.0.1".into(),
        port,
        tls: Tls::None,
        from: "政务公开（演示） <open@example.org>".into(),
        ..SmtpSettings::default()
    };
    let text = "您的申请已收到（演示）。\n.\n..两个点\n最后一行";
    let outgoing = Outgoing {
        id: "0123456789abcdefghjkmnpqrs".into(),
        to: "citizen0@example.org".into(),
        subject: "受理通知：杭住公开〔2026〕1号（演示）".into(),
        text: text.into(),
        made: jiff::Timestamp::UNIX_EPOCH,
    };
    let smtp = Smtp::new(&settings).unwrap();
    let begun = Instant::now();
    while let Err(fault) = smtp.send(&outgoing).await {
        assert!(begun.elapsed() < Duration::from_secs(60), "{fault:?}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let files = taken(&folder.path().join("mail"));
    let [file] = files.as_slice() else { panic!("{files:?}") };
    let bytes = fs::read(file).unwrap();
    let message = mailparse::parse_mail(&bytes).unwrap();
    let header = |name: &str| mailparse::MailHeaderMap::get_first_value(&message.get_headers(), name).unwrap();
    assert_eq!(header("Subject"), outgoing.subject);
    assert_eq!(header("Message-ID"), "<0123456789abcdefghjkmnpqrs@example.org>");
    assert_eq!(header("To"), outgoing.to);
    assert!(header("From").contains("政务公开（演示）"), "{}", header("From"));
    assert_eq!(message.get_body().unwrap().replace("\r\n", "\n").trim_end(), text);
}
