//! The way to the server is encrypted before anything of a mail, or a password, goes over it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use inbox::{Failure, Outgoing};
use mail::{MailError, Smtp, SmtpSettings, Tls};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncBufRead, AsyncBufReadExt, AsyncWrite, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, pki_types::PrivateKeyDer},
};

/// How a server lets others in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Offers {
    Nothing,
    StartTls,
    TlsAtOnce,
}

/// Every command, with whether nobody else could read it.
type Heard = Mutex<Vec<(bool, String)>>;

const GREETING: &[u8] = b"220 localhost ESMTP\r\n";

/// A server and the authority that vouches for it.
struct Server {
    port: u16,
    heard: Arc<Heard>,
    folder: tempfile::TempDir,
}

impl Server {
    async fn start(offers: Offers) -> Server {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = params.self_signed(&key).unwrap();
        let issuer = Issuer::new(params, key);
        let own_key = KeyPair::generate().unwrap();
        let own = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&own_key, &issuer).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("authority.pem"), authority.pem()).unwrap();
        let config = ServerConfig::builder().with_no_client_auth();
        let private = PrivateKeyDer::try_from(own_key.serialize_der()).unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config.with_single_cert(vec![own.der().clone()], private).unwrap()));

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Server { port: listener.local_addr().unwrap().port(), heard: Arc::default(), folder };
        let heard = server.heard.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, heard) = (acceptor.clone(), heard.clone());
                // A client that does not trust it hangs up: no fault of the server.
                tokio::spawn(async move { serve(stream, offers, &acceptor, &heard).await.ok() });
            }
        });
        server
    }

    fn settings(&self, tls: Tls) -> SmtpSettings {
        SmtpSettings {
            server: "localhost".into(),
            port: self.port,
            tls,
            authority: self.folder.path().join("authority.pem"),
            user: "open".into(),
            password: "a password".into(),
            from: "open@example.org".into(),
            ..SmtpSettings::default()
        }
    }

    async fn send(&self, settings: &SmtpSettings) -> Result<(), Failure> {
        let outgoing = Outgoing {
            id: "7f3k".into(),
            to: "a@example.org".into(),
            subject: "到期（演示）".into(),
            text: "正文（演示）".into(),
            made: jiff::Timestamp::UNIX_EPOCH,
        };
        Smtp::new(settings).unwrap().send(&outgoing).await
    }

    /// What went over the way in the clear, and what did not.
    fn heard(&self) -> (Vec<String>, Vec<String>) {
        let all = self.heard.lock().unwrap().clone();
        let of = |wanted: bool| all.iter().filter(|(closed, _)| *closed == wanted).map(|(_, command)| command.clone()).collect();
        (of(false), of(true))
    }
}

async fn serve(stream: TcpStream, offers: Offers, acceptor: &TlsAcceptor, heard: &Heard) -> std::io::Result<()> {
    let mut open = BufReader::new(stream);
    if offers != Offers::TlsAtOnce {
        open.write_all(GREETING).await?;
        if !talk(&mut open, false, offers == Offers::StartTls, heard).await? {
            return Ok(());
        }
    }
    let mut closed = BufReader::new(acceptor.accept(open.into_inner()).await?);
    if offers == Offers::TlsAtOnce {
        closed.write_all(GREETING).await?;
    }
    talk(&mut closed, true, false, heard).await.map(|_| ())
}

/// Answers commands until the client goes; true where it goes on encrypted.
async fn talk(
    stream: &mut (impl AsyncBufRead + AsyncWrite + Unpin),
    closed: bool,
    start_tls: bool,
    heard: &Heard,
) -> std::io::Result<bool> {
    let mut line = String::new();
    while stream.read_line(&mut line).await? > 0 {
        let command = line.split([' ', '\r']).next().unwrap_or_default().to_uppercase();
        line.clear();
        heard.lock().unwrap().push((closed, command.clone()));
        let answer: &str = match command.as_str() {
            "EHLO" if start_tls => "250-localhost\r\n250 STARTTLS",
            "EHLO" => "250-localhost\r\n250 AUTH PLAIN",
            "STARTTLS" if start_tls => "220 go on",
            "AUTH" => "235 welcome",
            "DATA" => "354 go on",
            _ => "250 ok",
        };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
        if command == "STARTTLS" && start_tls {
            return Ok(true);
        }
        if command == "DATA" {
            while line != ".\r\n" {
                line.clear();
                if stream.read_line(&mut line).await? == 0 {
                    return Ok(false);
                }
            }
            line.clear();
            stream.write_all(b"250 taken\r\n").await?;
        }
    }
    Ok(false)
}

#[tokio::test]
async fn nothing_of_a_mail_goes_in_the_clear() {
    for (offers, tls, greeted) in [(Offers::StartTls, Tls::StartTls, 2), (Offers::TlsAtOnce, Tls::Implicit, 0)] {
        let server = Server::start(offers).await;
        assert_eq!(server.send(&server.settings(tls)).await, Ok(()), "{tls:?}");
        let (open, closed) = server.heard();
        assert_eq!(open, ["EHLO", "STARTTLS"][..greeted], "{tls:?}");
        for command in ["AUTH", "MAIL", "RCPT", "DATA"] {
            assert!(closed.iter().any(|heard| heard == command), "{tls:?} {command}: {closed:?}");
        }
    }
}

#[tokio::test]
async fn a_server_that_nobody_vouches_for_gets_nothing() {
    for (offers, tls) in [(Offers::StartTls, Tls::StartTls), (Offers::TlsAtOnce, Tls::Implicit)] {
        let server = Server::start(offers).await;
        let unknown = SmtpSettings { authority: "".into(), ..server.settings(tls) };
        let another = Server::start(offers).await;
        let other = SmtpSettings { authority: another.settings(tls).authority, ..server.settings(tls) };
        let elsewhere = SmtpSettings { server: "127.0.0.1".into(), ..server.settings(tls) };
        for settings in [unknown, other, elsewhere] {
            assert!(matches!(server.send(&settings).await, Err(Failure::Later(_))), "{settings:?}");
        }
        let (open, closed) = server.heard();
        assert!(open.iter().all(|command| ["EHLO", "STARTTLS"].contains(&command.as_str())), "{open:?}");
        assert!(closed.is_empty(), "{closed:?}");
    }
}

#[tokio::test]
async fn a_server_without_encryption_gets_nothing() {
    let server = Server::start(Offers::Nothing).await;
    assert!(matches!(server.send(&server.settings(Tls::StartTls)).await, Err(Failure::Later(_))));
    let (open, _) = server.heard();
    assert!(open.iter().all(|command| ["EHLO", "QUIT"].contains(&command.as_str())), "{open:?}");
}

#[test]
fn an_authority_that_is_none_is_told_with_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("authority.pem");
    let settings = SmtpSettings {
        server: "mail.example.org".into(),
        from: "open@example.org".into(),
        authority: file.clone(),
        ..SmtpSettings::default()
    };
    let bad: [Option<&[u8]>; 4] =
        [None, Some(b""), Some(b"no certificate"), Some(b"-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n")];
    for content in bad {
        if let Some(bytes) = content {
            std::fs::write(&file, bytes).unwrap();
        }
        match settings.check() {
            Err(MailError::Authority { path, .. }) => assert_eq!(path, file.display().to_string()),
            other => panic!("{content:?}: {other:?}"),
        }
    }
}
