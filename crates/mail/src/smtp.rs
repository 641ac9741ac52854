//! The client: one mail, one connection, and what an answer means.

use crate::mailbox::Mailbox as Maildir;
use inbox::{Failure, Outgoing};
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox,
        header::{ContentType, HeaderName, HeaderValue},
    },
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, Tls as ClientTls, TlsParameters},
        extension::ClientId,
        response::{Code, Severity},
    },
};
use serde::Deserialize;
use std::{
    path::PathBuf,
    time::{Duration, SystemTime},
};

/// A server that says nothing for so long is gone.
const PATIENCE: Duration = Duration::from_secs(30);
/// How a certificate begins in a PEM file.
const CERTIFICATE: &[u8] = b"-----BEGIN CERTIFICATE-----";

/// How the connection is kept from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tls {
    /// not at all: a server on the same machine
    None,
    /// after a greeting in the clear; refused where the server does not offer it
    StartTls,
    /// from the first byte
    Implicit,
}

/// The server that takes the mail.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct SmtpSettings {
    /// host name; empty: no e-mail is sent, and what is queued waits
    pub server: String,
    /// port
    pub port: u16,
    /// encryption
    pub tls: Tls,
    /// a PEM file with the certificate of an authority of the city's own that is trusted beside the system's; empty: none
    pub authority: PathBuf,
    /// user; empty: the server asks for none
    pub user: String,
    /// password
    pub password: String,
    /// sender, an address or `name <address>`
    pub from: String,
    /// the Maildir to which mail comes back, if it lies on this machine; empty: none
    pub returned: PathBuf,
}

impl Default for SmtpSettings {
    fn default() -> Self {
        Self {
            server: String::new(),
            port: 587,
            tls: Tls::StartTls,
            authority: PathBuf::new(),
            user: String::new(),
            password: String::new(),
            from: String::new(),
            returned: PathBuf::new(),
        }
    }
}

impl std::fmt::Debug for SmtpSettings {
    /// Without the password.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("SmtpSettings").field("server", &self.server).field("port", &self.port).finish_non_exhaustive()
    }
}

/// What is wrong with the settings.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// the sender is no address
    #[error("mail.from: an address such as open@example.org")]
    From,
    /// a password would go in the clear
    #[error("mail.tls: a password is sent only over TLS")]
    Password,
    /// the authority's file cannot be read, or holds no certificate
    #[error("mail.authority: {path}: {why}")]
    Authority {
        /// the file
        path: String,
        /// what is wrong with it
        why: String,
    },
    /// the mailbox of what comes back is none
    #[error("mail.returned: {path}: {why}")]
    Returned {
        /// the folder
        path: String,
        /// what is wrong with it
        why: String,
    },
    /// the client refuses
    #[error("mail: {0}")]
    Client(lettre::transport::smtp::Error),
}

impl SmtpSettings {
    /// Whether e-mail is sent at all.
    pub fn is_set(&self) -> bool {
        !self.server.is_empty()
    }

    /// What can be checked without asking the server; reads the authority's file.
    ///
    /// # Errors
    /// What is wrong.
    pub fn check(&self) -> Result<(), MailError> {
        self.mailbox()?;
        if !self.is_set() {
            return Ok(());
        }
        self.sender()?;
        self.trusted()?;
        let here = ["127.0.0.1", "::1", "localhost"].contains(&self.server.as_str());
        if !self.user.is_empty() && self.tls == Tls::None && !here { Err(MailError::Password) } else { Ok(()) }
    }

    /// The mailbox to which mail comes back, where one is set.
    ///
    /// # Errors
    /// Where the folder is no Maildir.
    pub fn mailbox(&self) -> Result<Option<Maildir>, MailError> {
        if self.returned.as_os_str().is_empty() {
            return Ok(None);
        }
        let fault = |why| MailError::Returned { path: self.returned.display().to_string(), why };
        Maildir::open(&self.returned).map(Some).map_err(fault)
    }

    /// The authority of the city's own.
    fn trusted(&self) -> Result<Option<Certificate>, MailError> {
        if self.authority.as_os_str().is_empty() {
            return Ok(None);
        }
        let fault = |why: String| MailError::Authority { path: self.authority.display().to_string(), why };
        let pem = std::fs::read(&self.authority).map_err(|error| fault(error.to_string()))?;
        if !pem.windows(CERTIFICATE.len()).any(|found| found == CERTIFICATE) {
            return Err(fault("no certificate in PEM".to_owned()));
        }
        Certificate::from_pem(&pem).map(Some).map_err(|error| fault(error.to_string()))
    }

    fn sender(&self) -> Result<Mailbox, MailError> {
        self.from.parse().map_err(|_| MailError::From)
    }
}

/// The client. Cheap to clone.
#[derive(Clone)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Smtp").finish_non_exhaustive()
    }
}

impl Smtp {
    /// By settings that name a server.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn new(settings: &SmtpSettings) -> Result<Self, MailError> {
        settings.check()?;
        let from = settings.sender()?;
        let parameters = || {
            let builder = TlsParameters::builder(settings.server.clone());
            let trusted = settings.trusted()?.into_iter().fold(builder, |builder, authority| builder.add_root_certificate(authority));
            trusted.build().map_err(MailError::Client)
        };
        let tls = match settings.tls {
            Tls::None => ClientTls::None,
            Tls::StartTls => ClientTls::Required(parameters()?),
            Tls::Implicit => ClientTls::Wrapper(parameters()?),
        };
        // `dangerous` is only the beginning: the encryption is set in the next line.
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.server)
            .tls(tls)
            .port(settings.port)
            .timeout(Some(PATIENCE))
            .hello_name(ClientId::Domain(from.email.domain().to_owned()));
        if !settings.user.is_empty() {
            builder = builder.credentials(Credentials::new(settings.user.clone(), settings.password.clone()));
        }
        Ok(Self { transport: builder.build(), from })
    }

    /// Hands a mail over to the server.
    ///
    /// # Errors
    /// Whether it may pass later, or never.
    pub async fn send(&self, outgoing: &Outgoing) -> Result<(), Failure> {
        let message = self.message(outgoing)?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) => Err(meaning(&error)),
        }
    }

    fn message(&self, outgoing: &Outgoing) -> Result<Message, Failure> {
        let never = || Failure::Never("address".to_owned());
        let to: Address = outgoing.to.parse().map_err(|_| never())?;
        let made = Duration::from_millis(u64::try_from(outgoing.made.as_millisecond()).unwrap_or_default());
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(outgoing.subject.clone())
            .date(SystemTime::UNIX_EPOCH + made)
            .message_id(Some(format!("<{}@{}>", outgoing.id, self.from.email.domain())))
            .header(ContentType::TEXT_PLAIN)
            .body(outgoing.text.clone())
            .map_err(|_| never())?;
        let name = HeaderName::new_from_ascii_str("Auto-Submitted");
        message.headers_mut().insert_raw(HeaderValue::new(name, "auto-generated".to_owned()));
        Ok(message)
    }
}

/// Only a lasting refusal of this very mail is one: where the server refuses us, every mail would be given up at once.
fn meaning(error: &lettre::transport::smtp::Error) -> Failure {
    match error.status() {
        Some(code) if code.severity == Severity::PermanentNegativeCompletion && !of_us(code) => Failure::Never(code.to_string()),
        Some(code) => Failure::Later(code.to_string()),
        // What a server says may hold an address: it is not kept.
        None if error.is_timeout() => Failure::Later("timeout".to_owned()),
        None if error.is_tls() => Failure::Later("tls".to_owned()),
        None => Failure::Later("unreachable".to_owned()),
    }
}

/// Codes that speak of the sign-in or of the command itself: 500 to 504, 521, 530, 534, 535, 538.
fn of_us(code: Code) -> bool {
    matches!(code.to_string().as_str(), "500" | "501" | "502" | "503" | "504" | "521" | "530" | "534" | "535" | "538")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> SmtpSettings {
        SmtpSettings { server: "mail.example.org".into(), from: "政务公开 <open@example.org>".into(), ..SmtpSettings::default() }
    }

    #[test]
    fn what_settings_are_refused() {
        assert!(SmtpSettings::default().check().is_ok());
        assert!(settings().check().is_ok());
        assert!(matches!(SmtpSettings { from: "open".into(), ..settings() }.check(), Err(MailError::From)));
        let bare = SmtpSettings { tls: Tls::None, user: "open".into(), ..settings() };
        assert!(matches!(bare.check(), Err(MailError::Password)));
        assert!(SmtpSettings { server: "127.0.0.1".into(), ..bare }.check().is_ok());
        assert!(!format!("{:?}", SmtpSettings { password: "secret".into(), ..settings() }).contains("secret"));
    }

    #[tokio::test]
    async fn a_subject_cannot_bring_headers_of_its_own() {
        let smtp = Smtp::new(&settings()).unwrap();
        let outgoing = Outgoing {
            id: "7f3k".into(),
            to: "a@example.org".into(),
            subject: "到期\r\nBcc: x@example.org".into(),
            text: "正文\r\n.\r\n又一行".into(),
            made: jiff::Timestamp::UNIX_EPOCH,
        };
        let text = String::from_utf8(smtp.message(&outgoing).unwrap().formatted()).unwrap();
        assert!(!text.contains("\nBcc:"), "{text}");
        assert!(text.contains("Message-ID: <7f3k@example.org>\r\n"), "{text}");
        assert!(text.contains("Auto-Submitted: auto-generated\r\n"), "{text}");
        assert!(smtp.message(&Outgoing { to: "a@b\r\nRCPT TO:<c@d>".into(), ..outgoing }).is_err());
    }
}
