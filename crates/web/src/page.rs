//! The shell's context.

use crate::{App, Language, NavigationLink, RailGroup, Settings, Visit, assets, form, language::message};
use jiff::civil::Date;
use std::{fmt::Display, sync::Arc};

/// Which entry of the main navigation is current.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// 首页
    Home,
    /// 政策文件
    Documents,
    /// 依申请公开
    Requests,
    /// 规则与期限
    Law,
    /// 台账
    Ledger,
    /// pages of the office
    Office,
    /// signing in
    Account,
    /// none of them
    None,
}

/// The shell's context; every template has a field `page: Page` and `{% extends "layout.html" %}` (public) or
/// `"office.html"` (with rail).
#[derive(Debug, Clone)]
pub struct Page {
    language: Language,
    large: bool,
    section: Section,
    title: String,
    path: String,
    query: String,
    person: Option<String>,
    sign_out: String,
    settings: Arc<Settings>,
    meta: Vec<(String, String)>,
    json_ld: Vec<String>,
    alternates: Vec<(String, String)>,
    rail: Vec<RailGroup>,
}

impl Page {
    /// title goes to `<title>` and is already translated
    pub fn new(app: &App, visit: &Visit, section: Section, title: impl Into<String>) -> Page {
        Page {
            language: visit.language,
            large: visit.large,
            section,
            title: title.into(),
            path: visit.path.clone(),
            query: visit.query.clone(),
            person: visit.signed_in.as_ref().map(|person| person.name.clone()),
            sign_out: visit.signed_in.as_ref().map(|person| form::session_fields(app, person, "sign-out")).unwrap_or_default(),
            settings: app.settings.clone(),
            meta: Vec::new(),
            json_ld: Vec::new(),
            alternates: Vec::new(),
            rail: Vec::new(),
        }
    }

    /// a page for `templates check` with sample settings
    pub fn sample(language: Language, section: Section, title: &str) -> Page {
        let office = section == Section::Office;
        Page {
            language,
            large: false,
            section,
            title: title.to_owned(),
            path: if office { "/office".to_owned() } else { "/".to_owned() },
            query: String::new(),
            person: office.then(|| "陈（演示）".to_owned()),
            sign_out: String::new(),
            settings: Arc::new(Settings::sample()),
            meta: Vec::new(),
            json_ld: Vec::new(),
            alternates: Vec::new(),
            rail: Vec::new(),
        }
    }

    /// meta tags in the head (name, content)
    #[must_use]
    pub fn with_meta(mut self, name: &str, content: &str) -> Page {
        self.meta.push((name.to_owned(), content.to_owned()));
        self
    }

    /// JSON-LD block (application/ld+json is data, allowed by the CSP)
    #[must_use]
    pub fn with_json_ld(mut self, value: serde_json::Value) -> Page {
        self.json_ld.push(value.to_string().replace('<', "\\u003c"));
        self
    }

    /// extra `<link rel="alternate" type href>`
    #[must_use]
    pub fn with_alternate(mut self, media_type: &str, href: &str) -> Page {
        self.alternates.push((media_type.to_owned(), href.to_owned()));
        self
    }

    /// entries of the office rail with counts, current one marked by `href`
    #[must_use]
    pub fn with_rail(mut self, rail: Vec<RailGroup>) -> Page {
        self.rail = rail;
        self
    }

    /// translated message; usable in templates: `{{ page.t("requests-new-title") }}`
    pub fn t(&self, id: &str) -> String {
        message(self.language, id, &[])
    }

    /// with arguments
    pub fn t1(&self, id: &str, name: &str, value: impl Display) -> String {
        message(self.language, id, &[(name, value.to_string())])
    }

    /// with two arguments
    pub fn t2(&self, id: &str, n1: &str, v1: impl Display, n2: &str, v2: impl Display) -> String {
        message(self.language, id, &[(n1, v1.to_string()), (n2, v2.to_string())])
    }

    /// a link within the portal in the page's language: `/documents` → `/en/documents`
    pub fn href(&self, path: &str) -> String {
        self.language.href(path)
    }

    /// `2016年8月17日` / `17 August 2016`
    pub fn long_date(&self, date: &Date) -> String {
        match self.language {
            Language::Chinese => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
            Language::English => date.strftime("%-d %B %Y").to_string(),
        }
    }

    /// the page's language
    pub fn language(&self) -> Language {
        self.language
    }

    /// for the `lang` attribute
    pub fn lang(&self) -> &'static str {
        self.language.tag()
    }

    /// the title without the site's name
    pub fn title(&self) -> &str {
        &self.title
    }

    /// title and site name
    pub fn full_title(&self) -> String {
        if self.title.is_empty() || self.title == self.site_name() {
            self.site_name().to_owned()
        } else {
            format!("{} - {}", self.title, self.site_name())
        }
    }

    /// the portal's name in the page's language
    pub fn site_name(&self) -> &str {
        match self.language {
            Language::Chinese => &self.settings.site_name,
            Language::English => &self.settings.site_name_en,
        }
    }

    /// the name in the other language, small below the first
    pub fn brand_line(&self) -> &str {
        match self.language {
            Language::Chinese => &self.settings.site_name_en,
            Language::English => &self.settings.site_name,
        }
    }

    /// host of the portal's address
    pub fn site_domain(&self) -> &str {
        let base = &self.settings.base_url;
        base.split_once("://").map_or(base.as_str(), |(_, rest)| rest).split('/').next().unwrap_or_default()
    }

    /// 网站标识码
    pub fn site_code(&self) -> &str {
        &self.settings.site_code
    }

    /// who runs the portal
    pub fn sponsor(&self) -> &str {
        &self.settings.sponsor
    }

    /// for questions
    pub fn telephone(&self) -> &str {
        &self.settings.telephone
    }

    /// for questions
    pub fn email(&self) -> &str {
        &self.settings.email
    }

    /// whether this is a demonstration
    pub fn is_demo(&self) -> bool {
        self.settings.demo
    }

    /// large type
    pub fn is_large(&self) -> bool {
        self.large
    }

    /// meta tags
    pub fn meta(&self) -> &[(String, String)] {
        &self.meta
    }

    /// JSON-LD blocks, safe in a script element
    pub fn json_ld(&self) -> &[String] {
        &self.json_ld
    }

    /// (media type, address)
    pub fn alternates(&self) -> &[(String, String)] {
        &self.alternates
    }

    /// address of a built-in asset, with the hash of its content
    pub fn asset(&self, name: &str) -> &'static str {
        assets::asset(name)
    }

    /// the main navigation
    pub fn navigation(&self) -> Vec<NavigationLink> {
        [
            (Section::Home, "/", "web-nav-home"),
            (Section::Documents, "/documents", "web-nav-documents"),
            (Section::Requests, "/requests", "web-nav-requests"),
            (Section::Law, "/law", "web-nav-law"),
            (Section::Ledger, "/ledger", "web-nav-ledger"),
        ]
        .map(|(section, path, id)| NavigationLink { label: self.t(id), href: self.href(path), current: section == self.section })
        .into()
    }

    /// path and query without the language prefix
    fn here(&self) -> String {
        // What begins with two slashes would be another host.
        let path = self.path.trim_start_matches(['/', '\\']);
        if self.query.is_empty() { format!("/{path}") } else { format!("/{path}?{}", self.query) }
    }

    /// for the `lang` attribute
    pub fn other_lang(&self) -> &'static str {
        self.language.other().tag()
    }

    /// this page in the other language
    pub fn other_language_href(&self) -> String {
        self.language.other().href(&self.here())
    }

    /// the other language's name, in that language
    pub fn other_language_label(&self) -> &'static str {
        match self.language {
            Language::Chinese => "English",
            Language::English => "中文",
        }
    }

    /// switches the size of type and comes back
    pub fn type_size_href(&self) -> String {
        let back = percent_encoding::utf8_percent_encode(&self.href(&self.here()), percent_encoding::NON_ALPHANUMERIC).to_string();
        format!("/preferences/type?size={}&back={back}", if self.large { "normal" } else { "large" })
    }

    /// its words
    pub fn type_size_label(&self) -> String {
        self.t(if self.large { "web-normal" } else { "web-large" })
    }

    /// name of who is signed in
    pub fn person(&self) -> Option<&str> {
        self.person.as_deref()
    }

    /// hidden inputs of the sign-out form
    pub fn sign_out_fields(&self) -> &str {
        &self.sign_out
    }

    /// the office rail
    pub fn rail(&self) -> &[RailGroup] {
        &self.rail
    }

    /// Where this page stands to an entry of the rail, as `aria-current` says it: `page`, `true` for a page below it that
    /// has no entry of its own, or nothing.
    pub fn at(&self, href: &str) -> &'static str {
        let entries = || self.rail.iter().flat_map(|group| &group.entries).map(|entry| entry.href.as_str());
        if self.is_here(href) {
            return "page";
        }
        if entries().any(|entry| self.is_here(entry)) {
            return "";
        }
        let above = |entry: &&str| self.path.strip_prefix(*entry).is_some_and(|rest| rest.starts_with('/'));
        if entries().filter(above).max_by_key(|entry| entry.len()) == Some(href) { "true" } else { "" }
    }

    /// whether this page is at `href` (a path, perhaps with a query)
    pub fn is_here(&self, href: &str) -> bool {
        match href.split_once('?') {
            Some((path, query)) => path == self.path && query == self.query,
            None => {
                href == self.path
                    && !self.rail.iter().flat_map(|group| &group.entries).any(|entry| entry.href == self.here() && entry.href != href)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_ld_cannot_leave_its_script() {
        let page = Page::sample(Language::Chinese, Section::Home, "x")
            .with_json_ld(serde_json::json!({"name": "</script><script>alert(1)</script>"}));
        assert!(!page.json_ld()[0].contains('<'));
    }

    #[test]
    fn dates_and_addresses() {
        let day = Date::constant(2016, 8, 17);
        assert_eq!(Page::sample(Language::Chinese, Section::Home, "").long_date(&day), "2016年8月17日");
        let english = Page::sample(Language::English, Section::Home, "");
        assert_eq!(english.long_date(&day), "17 August 2016");
        assert_eq!(english.other_language_href(), "/");
        assert_eq!(english.type_size_href(), "/preferences/type?size=large&back=%2Fen");
        assert_eq!(english.site_domain(), "127.0.0.1:8080");
        for path in ["//elsewhere.example", "/\\elsewhere.example", "/\\/elsewhere.example"] {
            let page = Page { path: path.to_owned(), ..english.clone() };
            assert_eq!(page.other_language_href(), "/elsewhere.example");
        }
    }
}
