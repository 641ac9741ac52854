//! Opens what an instance consists of: store, identity, index, rules, fonts, settings.

use crate::{
    configuration::Configuration,
    database, demo,
    drawing::Drawing,
    failure::Failure,
    record::{Kind, Record},
    wiring,
};
use identity::{Identity, SignInLimits};
use sandbox::Sandbox;
use std::{path::PathBuf, sync::Arc};
use store::{Environment, OpenOptions, Store};
use web::{App, Limits, PageCache, Settings};

/// Whether a server may run beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Holds the data folder's lock: a server, an import.
    Exclusive,
    /// Only reads: may run beside a server.
    Beside,
}

/// What to open and with which settings.
#[derive(Clone)]
pub struct Plan {
    /// The data folder.
    pub data: PathBuf,
    /// A PostgreSQL URL; none: SQLite.
    pub postgres: Option<String>,
    /// What stays the same between two starts.
    pub record: Record,
    /// What pages need.
    pub settings: Settings,
    /// Limits of sign-in.
    pub sign_in: SignInLimits,
    /// Rules of the city.
    pub law: Option<PathBuf>,
    /// Font files and folders; empty: the system's.
    pub fonts: Vec<PathBuf>,
    /// Where uploaded files are opened.
    pub sandbox: Sandbox,
}

impl Plan {
    /// By a configuration; the folder's record says whether it is a demonstration.
    ///
    /// # Errors
    /// Where the folder holds an instance of another name or database.
    pub fn configured(configuration: &Configuration) -> Result<Self, Failure> {
        let postgres = configuration.postgres.clone();
        let fresh = || Record { origin: configuration.origin.clone(), database: Kind::of(postgres.as_deref()), demo: false, loaded: true };
        let record = Record::read(&configuration.data)?.unwrap_or_else(fresh);
        record.fits(postgres.as_deref(), &configuration.data)?;
        if record.origin != configuration.origin {
            return Err(Failure::fault(format!(
                "origin: the instance in {} is named {}, and that cannot change",
                configuration.data.display(),
                record.origin
            )));
        }
        let site = configuration.site.clone();
        let settings = Settings {
            site_name: site.name,
            site_name_en: site.name_en,
            demo: record.demo,
            sponsor: site.sponsor,
            site_code: site.code,
            telephone: site.telephone,
            email: site.email,
            base_url: configuration.base_url.clone(),
            reconsideration_channel: site.reconsideration_channel,
            secure_cookies: configuration.secure_cookies,
            city_office: configuration.city_office.clone(),
            look_ups_per_minute: configuration.limits.look_ups_per_minute,
            submissions_per_minute: configuration.limits.submissions_per_minute,
            requester_mail: configuration.requesters.mail && !configuration.mail.server.is_empty(),
            challenge_bits: configuration.limits.challenge_bits,
            challenge_minutes: configuration.limits.challenge_minutes,
            unproven_per_minute: configuration.limits.unproven_per_minute,
            behind_proxy: configuration.behind_proxy,
        };
        Ok(Self {
            data: configuration.data.clone(),
            postgres,
            record,
            settings,
            sign_in: configuration.sign_in,
            law: configuration.law.clone(),
            fonts: configuration.fonts.clone(),
            sandbox: configuration.drawing.sandbox(),
        })
    }

    /// By the data folder alone.
    ///
    /// # Errors
    /// Where it holds no instance, or one of the other database.
    pub fn folder(data: PathBuf, postgres: Option<String>) -> Result<Self, Failure> {
        let Some(record) = Record::read(&data)? else {
            return Err(Failure::fault(format!(
                "there is no instance in {}: name its folder with --data, or make one with `gongkai demo`",
                data.display()
            )));
        };
        record.fits(postgres.as_deref(), &data)?;
        let mut settings = demo::settings("http://127.0.0.1:8080");
        if !record.demo {
            settings.demo = false;
            // Who runs a real portal stands in its configuration, which was not named.
            settings.city_office.clear();
        }
        let sandbox = Drawing::default().sandbox();
        Ok(Self { data, postgres, record, settings, sign_in: SignInLimits::STRICT, law: None, fonts: Vec::new(), sandbox })
    }

    /// How its store is opened.
    pub fn store_options(&self, access: Access) -> OpenOptions {
        OpenOptions {
            data: self.data.clone(),
            postgres: self.postgres.clone(),
            origin: self.record.origin.clone(),
            environment: Environment::system(),
            capabilities: wiring::capabilities(),
            exclusive: access == Access::Exclusive,
        }
    }

    /// Opens it.
    ///
    /// # Errors
    /// What store, rules or index say.
    pub async fn open(self, access: Access) -> Result<App, Failure> {
        let law = law::Law::load(self.law.as_deref())?;
        let bare = self.record.demo && law.review_bodies().all().is_empty();
        let law = Arc::new(if bare { law.with_review_bodies(demo::review_bodies()?) } else { law });
        if let Some(url) = &self.postgres
            && !self.data.join("keys").exists()
            && !database::tables(url).await?.is_empty()
        {
            return Err(Failure::fault(format!(
                "the database holds an instance whose keys are not in {}: name its folder with --data",
                self.data.display()
            )));
        }
        let mut options = self.store_options(access);
        if access == Access::Exclusive {
            options.capabilities = wiring::serving(&law, &self.settings);
        }
        let store = Store::open(options).await?;
        if access == Access::Exclusive {
            self.record.write(&self.data)?;
        }
        let index = self.data.join("index");
        let fonts = if self.fonts.is_empty() { letters::Fonts::system() } else { letters::Fonts::with_paths(&self.fonts) };
        Ok(App {
            identity: Identity::with_limits(store.clone(), self.sign_in).await?,
            store,
            law,
            search: if access == Access::Exclusive { search::Search::open(&index)? } else { search::Search::open_to_read(&index)? },
            fonts: Arc::new(fonts),
            sandbox: self.sandbox,
            limits: Limits::new(&self.settings),
            settings: Arc::new(self.settings),
            cache: PageCache::default(),
            rails: Arc::new(wiring::rails()),
        })
    }
}

/// Starts what works in the background of a server or an import: the index follows the feed.
pub fn follow(app: &App) {
    app.store.follow(app.search.follower());
}

/// Waits until everything that is in the log can be found.
///
/// # Errors
/// Where nobody follows.
pub async fn searchable(app: &App) -> Result<(), Failure> {
    let (_, size, _) = app.store.checkpoint().await?;
    Ok(app.store.caught_up("search", size).await?)
}
