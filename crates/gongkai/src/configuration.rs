//! The configuration file of `gongkai serve`: one file, one truth; an unknown key is an error with its line.

use crate::{drawing::Drawing, failure::Failure};
use identity::SignInLimits;
use mail::SmtpSettings;
use serde::Deserialize;
use std::{
    fs,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

/// Every key with its default, commented: what `gongkai config example` prints.
pub const EXAMPLE: &str = include_str!("example.toml");

/// The configuration.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Configuration {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// Where visitors reach the portal.
    pub base_url: String,
    /// Folder of keys, files, index and, with SQLite, the database.
    pub data: PathBuf,
    /// A PostgreSQL URL; none: SQLite.
    pub postgres: Option<String>,
    /// Name of the log.
    pub origin: String,
    /// Cookies only over TLS.
    pub secure_cookies: bool,
    /// A proxy of our own stands in front and says in `X-Forwarded-For` who the visitor is.
    pub behind_proxy: bool,
    /// Id of the organisation that runs the portal.
    pub city_office: String,
    /// A folder of rule files laid over those that are built in.
    pub law: Option<PathBuf>,
    /// Font files and folders; empty: the system's.
    pub fonts: Vec<PathBuf>,
    /// What is logged.
    pub log: Level,
    /// What the pages say of the site.
    pub site: Site,
    /// Limits against guessing and floods.
    pub limits: Limits,
    /// What drawing uploaded files may take.
    pub drawing: Drawing,
    /// Limits of sign-in and sessions.
    pub sign_in: SignInLimits,
    /// The server that takes e-mail.
    pub mail: SmtpSettings,
    /// What requesters are told.
    pub requesters: Requesters,
}

/// What the pages say of the site.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Site {
    /// Name in Chinese.
    pub name: String,
    /// Name in English.
    pub name_en: String,
    /// 主办单位.
    pub sponsor: String,
    /// 网站标识码.
    pub code: String,
    /// For questions about disclosure.
    pub telephone: String,
    /// For questions about disclosure.
    pub email: String,
    /// Online channel for filing a reconsideration.
    pub reconsideration_channel: String,
}

/// Per address and minute.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Limits {
    /// Look-ups of a case.
    pub look_ups_per_minute: u32,
    /// Submissions of a request.
    pub submissions_per_minute: u32,
    /// Leading zero bits that a visitor's browser finds in the background before a request is sent; 0: none.
    pub challenge_bits: u32,
    /// Minutes within which that is of use.
    pub challenge_minutes: u32,
    /// Submissions of a request without it.
    pub unproven_per_minute: u32,
}

/// What requesters are told.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Requesters {
    /// An e-mail at each step to those who gave an address, where a server for e-mail is set.
    pub mail: bool,
}

/// What is logged, to standard error.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Nothing.
    Off,
    /// Faults.
    Error,
    /// And what should be looked at.
    Warn,
    /// And what the program does.
    Info,
    /// And each answer.
    Debug,
}

impl From<Level> for tracing_subscriber::filter::LevelFilter {
    fn from(level: Level) -> Self {
        match level {
            Level::Off => Self::OFF,
            Level::Error => Self::ERROR,
            Level::Warn => Self::WARN,
            Level::Info => Self::INFO,
            Level::Debug => Self::DEBUG,
        }
    }
}

impl Default for Configuration {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            base_url: "http://127.0.0.1:8080".into(),
            data: "./gongkai-data".into(),
            postgres: None,
            origin: "open.example.org/ledger".into(),
            secure_cookies: false,
            behind_proxy: false,
            city_office: String::new(),
            law: None,
            fonts: Vec::new(),
            log: Level::Warn,
            site: Site::default(),
            limits: Limits::default(),
            drawing: Drawing::default(),
            sign_in: SignInLimits::STRICT,
            mail: SmtpSettings::default(),
            requesters: Requesters::default(),
        }
    }
}

impl Default for Site {
    fn default() -> Self {
        Self {
            name: "政务公开".into(),
            name_en: "Open Government".into(),
            sponsor: String::new(),
            code: String::new(),
            telephone: String::new(),
            email: String::new(),
            reconsideration_channel: String::new(),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { look_ups_per_minute: 30, submissions_per_minute: 10, challenge_bits: 16, challenge_minutes: 120, unproven_per_minute: 2 }
    }
}

impl Default for Requesters {
    fn default() -> Self {
        Self { mail: true }
    }
}

impl Configuration {
    /// Reads a file and checks it. Paths in it are relative to its folder.
    ///
    /// # Errors
    /// A fault where it cannot be read, wrong where it says what it must not.
    pub fn read(file: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(file).map_err(|error| Failure::fault(format!("{}: {error}", file.display())))?;
        let mut configuration = Self::parse(&text).map_err(|words| Failure::wrong(format!("{}: {words}", file.display())))?;
        let folder = file.parent().unwrap_or(Path::new(""));
        let place = |path: &mut PathBuf| *path = folder.join(&path);
        place(&mut configuration.data);
        configuration.law.as_mut().map(place);
        configuration.fonts.iter_mut().for_each(place);
        let missing = configuration.law.iter().chain(&configuration.fonts).find(|path| !path.exists());
        match missing {
            Some(path) => Err(Failure::wrong(format!("{}: there is no {}", file.display(), path.display()))),
            None => Ok(configuration),
        }
    }

    /// Reads a text and checks what can be checked without looking anywhere.
    ///
    /// # Errors
    /// In words, with the line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let configuration: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        let complaints = configuration.complaints();
        if complaints.is_empty() { Ok(configuration) } else { Err(complaints.join("\n")) }
    }

    /// What is no fault of the file but keeps something from working, in words.
    pub fn warnings(&self) -> Vec<String> {
        if self.site.reconsideration_channel.trim().is_empty() {
            vec![
                "site.reconsideration-channel is empty: replies served online that name reconsideration cannot be sent \
                 (Administrative Reconsideration Act 2023, article 22)"
                    .into(),
            ]
        } else {
            Vec::new()
        }
    }

    fn complaints(&self) -> Vec<String> {
        let mut complaints = Vec::new();
        let address = self.base_url.strip_prefix("https://").or_else(|| self.base_url.strip_prefix("http://"));
        if address.is_none_or(|address| address.is_empty() || address.ends_with('/') || address.contains(char::is_whitespace)) {
            complaints.push("base-url: an address that begins with http:// or https:// and does not end with a slash".into());
        }
        if self.base_url.starts_with("https://") && !self.secure_cookies {
            complaints.push("secure-cookies: must be true where base-url is https".into());
        }
        if self.base_url.starts_with("http://") && self.secure_cookies {
            complaints.push("secure-cookies: must be false where base-url is http, or nobody can sign in".into());
        }
        if self.origin.is_empty() || self.origin.contains(|c: char| c == '+' || c.is_whitespace() || c.is_control()) {
            complaints.push("origin: a name without spaces and plus signs, such as open.example.org/ledger".into());
        }
        if self.postgres.as_ref().is_some_and(|url| !url.starts_with("postgres://") && !url.starts_with("postgresql://")) {
            complaints.push("postgres: a URL that begins with postgres://".into());
        }
        if self.site.name.is_empty() || self.site.name_en.is_empty() {
            complaints.push("site: name and name-en must say something".into());
        }
        if self.limits.look_ups_per_minute == 0 || self.limits.submissions_per_minute == 0 {
            complaints.push("limits: at least 1".into());
        }
        if self.limits.challenge_bits > 24 || self.limits.challenge_minutes == 0 || self.limits.unproven_per_minute == 0 {
            complaints.push("limits: challenge-bits at most 24, challenge-minutes and unproven-per-minute at least 1".into());
        }
        complaints.extend(self.drawing.complaint());
        if let Err(fault) = self.mail.check() {
            complaints.push(fault.to_string());
        }
        complaints
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_says_every_default() {
        assert_eq!(Configuration::parse(EXAMPLE).unwrap(), Configuration::default());
        let commented: String = EXAMPLE.lines().map(|line| line.strip_prefix("#: ").unwrap_or(line)).collect::<Vec<_>>().join("\n");
        let every = Configuration::parse(&commented).unwrap();
        assert!(every.postgres.is_some() && every.law.is_some());
    }

    #[test]
    fn an_empty_channel_of_reconsideration_is_warned_of() {
        assert!(Configuration::default().warnings()[0].contains("reconsideration-channel"));
        let set = Configuration::parse("[site]\nreconsideration-channel = \"https://fuyi.example.org\"").unwrap();
        assert_eq!(set.warnings(), Vec::<String>::new());
    }

    #[test]
    fn every_key_stands_in_the_example() {
        for key in [
            "listen",
            "base-url",
            "data",
            "postgres",
            "origin",
            "secure-cookies",
            "behind-proxy",
            "city-office",
            "law",
            "fonts",
            "log",
            "name",
            "name-en",
            "sponsor",
            "code",
            "telephone",
            "email",
            "reconsideration-channel",
            "look-ups-per-minute",
            "submissions-per-minute",
            "page-seconds",
            "file-seconds",
            "memory-megabytes",
            "at-once",
            "waiting",
            "wait-seconds",
            "account-burst",
            "account-seconds-per-try",
            "address-burst",
            "address-seconds-per-try",
            "idle-seconds",
            "absolute-seconds",
            "shortest-password",
            "one-time-password-seconds",
            "server",
            "port",
            "tls",
            "user",
            "password",
            "from",
        ] {
            let stands = EXAMPLE.lines().any(|line| line.trim_start_matches("#: ").starts_with(&format!("{key} = ")));
            assert!(stands, "{key}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, words) in [
            ("listen = \"127.0.0.1:1\"\ncolour = \"red\"", "line 2"),
            ("[site]\ncolour = \"red\"", "colour"),
            ("listen = 8080", "line 1"),
            ("base-url = \"open.example.org\"", "base-url"),
            ("base-url = \"https://open.example.org\"", "secure-cookies"),
            ("origin = \"a b\"", "origin"),
            ("postgres = \"mysql://\"", "postgres"),
            ("log = \"loud\"", "line 1"),
            ("[limits]\nlook-ups-per-minute = 0", "limits"),
            ("[drawing]\nat-once = 0", "at-once"),
            ("[drawing]\nfile-seconds = 55", "wait-seconds at most 58"),
            ("[drawing]\nmemory-megabytes = 100", "at least 512"),
            ("[sign-in]\nidle = 1", "line 2"),
            ("[mail]\nserver = \"mail.example.org\"", "mail.from"),
            ("[mail]\nserver = \"mail.example.org\"\nfrom = \"open@example.org\"\ntls = \"none\"\nuser = \"open\"", "mail.tls"),
        ] {
            let said = Configuration::parse(text).expect_err(text);
            assert!(said.contains(words), "{text}: {said}");
        }
    }
}
