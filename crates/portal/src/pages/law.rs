//! The rules, with their sources, as they were on a day.

use super::internal;
use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum_extra::extract::Query;
use jiff::civil::Date;
use law::Rule;
use serde::Deserialize;
use web::{App, FieldErrors, Form, Page, Section, Visit, WebError};

/// A rule as it is shown.
pub(super) struct RuleShown {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) article: String,
    pub(super) period: String,
    pub(super) confirmed: bool,
    pub(super) values: String,
    pub(super) sources: Vec<String>,
}

/// A set of rules.
pub(super) struct SetShown {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) period: String,
    pub(super) rules: Vec<RuleShown>,
}

#[derive(Template)]
#[template(path = "law.html")]
pub(super) struct LawPage {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) on: String,
    pub(super) sets: Vec<SetShown>,
    pub(super) calendars: Vec<(String, String, String)>,
}

/// Which day.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    on: String,
}

/// `GET /law`
pub async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let on: Option<Date> = match asked.on.trim() {
        "" => Some(visit.today),
        typed => typed.parse().ok(),
    };
    if on.is_none() {
        let mut errors = FieldErrors::default();
        errors.add("on", "date", web::message(visit.language, "portal-problem-date", &[]));
        let page = render(&app, &visit, &asked, None, errors)?;
        return Ok(web::refused(page));
    }
    web::public_page(&app, &visit, &headers, web::with_day(0, visit.today), || async {
        render(&app, &visit, &asked, on, FieldErrors::default())
    })
    .await
}

fn render(app: &App, visit: &Visit, asked: &Asked, on: Option<Date>, errors: FieldErrors) -> Result<String, WebError> {
    let page = Page::new(app, visit, Section::Law, web::message(visit.language, "portal-law-title", &[]));
    let english = visit.language == web::Language::English;
    let sets = match on {
        None => Vec::new(),
        Some(on) => app
            .law
            .rule_sets()
            .iter()
            .map(|set| SetShown {
                name: set.name.clone(),
                title: if english { set.title_en.clone() } else { set.title.clone() },
                period: period(&page, set.from, set.to),
                rules: set.rules.iter().filter(|rule| rule.is_in_force(on)).map(|rule| shown(app, &page, rule)).collect(),
            })
            .filter(|set| !set.rules.is_empty())
            .collect(),
    };
    let calendars = app
        .law
        .calendars()
        .notices()
        .iter()
        .rev()
        .map(|notice| {
            let known = notice.known_on.map_or_else(|| page.t("portal-law-known-unknown"), |day| page.t1("portal-law-known", "day", day));
            (notice.title.clone(), known, notice.source.clone())
        })
        .collect();
    let typed = if asked.on.is_empty() { visit.today.to_string() } else { asked.on.clone() };
    let form = Form::sample().with(vec![("on".into(), typed)], errors);
    let template = LawPage { on: on.map(|on| on.to_string()).unwrap_or_default(), page, form, sets, calendars };
    template.render().map_err(internal)
}

fn period(page: &Page, from: Date, to: Option<Date>) -> String {
    match to {
        Some(to) => page.t2("portal-law-period", "from", from, "to", to),
        None => page.t1("portal-law-since", "from", from),
    }
}

fn shown(app: &App, page: &Page, rule: &Rule) -> RuleShown {
    RuleShown {
        id: rule.id.clone(),
        title: rule.title.clone(),
        text: rule.text.clone(),
        article: rule.article.clone(),
        period: period(page, rule.from, rule.to),
        confirmed: rule.confirmed,
        values: rule.values.iter().map(|(name, value)| format!("{name} = {value}")).collect::<Vec<_>>().join("；"),
        sources: app.law.sources_of(&rule.source).into_iter().map(|source| format!("{} {}", source.mark, source.text)).collect(),
    }
}
