//! 公开指南: how to look something up, how to ask, when the reply comes, what to do against it.

use super::internal;
use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use web::{App, Page, Section, Visit, WebError};

#[derive(Template)]
#[template(path = "guide.html")]
pub(super) struct Guide {
    pub(super) page: Page,
    pub(super) working_days: u32,
    pub(super) extension: u32,
    pub(super) article: String,
    pub(super) fields: Vec<(String, String)>,
    pub(super) channels: Vec<(String, String, String)>,
}

/// `GET /guide`
pub async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap) -> Result<Response, WebError> {
    let position = web::with_day(app.store.position(&["organisation"]), visit.today);
    web::public_page(&app, &visit, &headers, position, || async {
        let page = Page::new(&app, &visit, Section::None, web::message(visit.language, "portal-guide-title", &[]));
        let plain = app.law.reply_deadline(visit.today, None, false).map_err(internal)?;
        let extended = app.law.reply_deadline(visit.today, None, true).map_err(internal)?;
        let fields = app.law.application_fields(visit.today).map_err(internal)?;
        let mut seen: Vec<(String, String)> = Vec::new();
        for field in fields.into_iter().filter(|field| field.required) {
            if !seen.iter().any(|(text, _)| *text == field.rule.text) {
                seen.push((field.rule.text, field.rule.article));
            }
        }
        let channels =
            [law::Channel::Counter, law::Channel::RegisteredPost, law::Channel::OrdinaryLetter, law::Channel::Online, law::Channel::Fax]
                .into_iter()
                .filter_map(|channel| {
                    let rule = app.law.receipt(channel, visit.today).ok()?.rule;
                    let name = app.law.choice("channel", channel.as_str())?;
                    let name = if visit.language == web::Language::English { &name.name_en } else { &name.name };
                    Some((name.clone(), rule.text, rule.article))
                })
                .collect();
        let template = Guide {
            working_days: plain.working_days,
            extension: extended.working_days - plain.working_days,
            article: plain.rule.article,
            fields: seen,
            channels,
            page,
        };
        template.render().map_err(internal)
    })
    .await
}
