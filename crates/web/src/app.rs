//! What every handler can reach.

use crate::{Limits, Matter, Page, PageCache, RailSource, Section, Visit, WebError};
use identity::Identity;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use law::Law;
use sandbox::Sandbox;
use search::Search;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use store::{Store, StreamId};

/// What every handler can reach. Cheap to clone; the router's state.
#[derive(Clone)]
pub struct App {
    /// write path, feed, files
    pub store: Store,
    /// rules
    pub law: Arc<Law>,
    /// organisations, people
    pub identity: Identity,
    /// index
    pub search: Search,
    /// fonts for letters
    pub fonts: Arc<letters::Fonts>,
    /// where files of foreign formats are opened
    pub sandbox: Sandbox,
    /// of this instance
    pub settings: Arc<Settings>,
    /// rendered public pages
    pub cache: PageCache,
    /// limits against guessing and floods
    pub limits: Limits,
    /// what each capability puts into the office rail, in order
    pub rails: Arc<Vec<Arc<dyn RailSource>>>,
}

static CITY_ZONE: LazyLock<TimeZone> = LazyLock::new(calendar::zone);

/// The day of an instant in the city's time zone, for what has no [`App`] at hand.
pub fn day_in_city(at: Timestamp) -> Date {
    CITY_ZONE.to_datetime(at).date()
}

impl App {
    /// today in the city's time zone (Asia/Shanghai)
    pub fn today(&self) -> Date {
        self.date_of(self.store.now())
    }

    /// a date in the city's time zone
    pub fn date_of(&self, at: Timestamp) -> Date {
        day_in_city(at)
    }

    /// `2016-08-17 09:30` in the city's time zone
    pub fn clock_time(&self, at: Timestamp) -> String {
        CITY_ZONE.to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// `2016-08-17T09:30:00+08:00`: an instant in the city's time zone, RFC 3339, to the second
    pub fn local_instant(&self, at: Timestamp) -> String {
        CITY_ZONE.to_datetime(at).strftime("%Y-%m-%dT%H:%M:%S").to_string() + "+08:00"
    }

    /// an office page with the rail that all capabilities compose
    ///
    /// # Errors
    /// What a rail could not read; [`WebError::SignIn`] where nobody is signed in.
    pub async fn office_page(&self, visit: &Visit, title: impl Into<String>) -> Result<Page, WebError> {
        if visit.signed_in.is_none() {
            return Err(WebError::SignIn);
        }
        let mut groups = Vec::new();
        for source in self.rails.iter() {
            groups.extend(source.rail(self, visit).await?);
        }
        Ok(Page::new(self, visit, Section::Office, title).with_rail(groups))
    }

    /// what these streams are about, as far as the visitor may see them
    ///
    /// # Errors
    /// What a capability could not read.
    pub async fn matters(&self, visit: &Visit, streams: &[StreamId]) -> Result<BTreeMap<StreamId, Matter>, WebError> {
        let mut matters = BTreeMap::new();
        for source in self.rails.iter() {
            matters.extend(source.matters(self, visit, streams).await?);
        }
        Ok(matters)
    }
}

/// Settings that pages need.
#[derive(Debug, Clone, Serialize)]
pub struct Settings {
    /// name of the portal in Chinese
    pub site_name: String,
    /// name of the portal in English
    pub site_name_en: String,
    /// shown as a banner on every page and in the machine-readable metadata
    pub demo: bool,
    /// organisation that runs the portal, as printed in the footer
    pub sponsor: String,
    /// 网站标识码
    pub site_code: String,
    /// for questions about disclosure
    pub telephone: String,
    /// for questions about disclosure
    pub email: String,
    /// absolute, for Location, online channel and JSON-LD
    pub base_url: String,
    /// online channel for filing a reconsideration, printed in letters that are served online
    pub reconsideration_channel: String,
    /// cookies only over TLS
    pub secure_cookies: bool,
    /// office that runs the portal (organisation id)
    pub city_office: String,
    /// look-ups of cases allowed per address and minute
    pub look_ups_per_minute: u32,
    /// submissions per address and minute
    pub submissions_per_minute: u32,
    /// requesters who gave an address are sent an e-mail at each step
    pub requester_mail: bool,
    /// leading zero bits that a browser finds before a public form is sent; 0: it is not asked
    pub challenge_bits: u32,
    /// minutes within which a challenge can be answered
    pub challenge_minutes: u32,
    /// submissions without an answered challenge per address and minute
    pub unproven_per_minute: u32,
    /// a proxy of our own stands in front: the visitor's address is the last one in its `X-Forwarded-For`
    pub behind_proxy: bool,
}

impl Settings {
    /// What samples and tests show.
    pub fn sample() -> Settings {
        Settings {
            site_name: "杭州市政务公开".into(),
            site_name_en: "Hangzhou Open Government".into(),
            demo: true,
            sponsor: "杭州市人民政府办公厅".into(),
            site_code: "3301000000（演示）".into(),
            telephone: "0571-0000 0000".into(),
            email: "open@example.org".into(),
            base_url: "http://127.0.0.1:8080".into(),
            reconsideration_channel: "http://127.0.0.1:8080/guide".into(),
            secure_cookies: false,
            city_office: "hangzhou-office".into(),
            look_ups_per_minute: 100_000,
            submissions_per_minute: 100_000,
            requester_mail: false,
            challenge_bits: 0,
            challenge_minutes: 120,
            unproven_per_minute: 100_000,
            behind_proxy: false,
        }
    }
}
