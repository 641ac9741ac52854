//! The start page of disclosure on request: what it is, the three channels, how long it takes.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use law::Channel;
use web::{App, Page, Section, Visit, WebError};

/// A channel with how its date of receipt comes about.
pub(super) struct ChannelShown {
    pub(super) name: String,
    pub(super) words: String,
    pub(super) article: String,
    pub(super) confirmed: bool,
}

#[derive(Template)]
#[template(path = "requests-index.html")]
pub(super) struct Index {
    pub(super) page: Page,
    pub(super) working_days: u32,
    pub(super) article: String,
    pub(super) channels: Vec<ChannelShown>,
    pub(super) office: String,
    pub(super) telephone: String,
    pub(super) email: String,
}

/// `GET /requests`
pub async fn index(State(app): State<App>, visit: Visit, headers: HeaderMap) -> Result<Response, WebError> {
    let position = web::with_day(app.store.position(&["organisation"]), visit.today);
    web::public_page(&app, &visit, &headers, position, || async {
        let page = Page::new(&app, &visit, Section::Requests, web::message(visit.language, "requests-index-title", &[]));
        let deadline = app.law.reply_deadline(visit.today, None, false).map_err(|fault| WebError::Internal(fault.to_string()))?;
        let channels = [Channel::Online, Channel::Counter, Channel::RegisteredPost, Channel::OrdinaryLetter, Channel::Fax]
            .into_iter()
            .filter_map(|channel| {
                let rule = app.law.receipt(channel, visit.today).ok()?.rule;
                Some(ChannelShown {
                    name: page.t(&format!("requests-channel-{}", crate::channel_code(channel))),
                    words: rule.text,
                    article: rule.article,
                    confirmed: rule.confirmed,
                })
            })
            .collect();
        let template = Index {
            working_days: deadline.working_days,
            article: deadline.rule.article,
            channels,
            office: app.settings.sponsor.clone(),
            telephone: app.settings.telephone.clone(),
            email: app.settings.email.clone(),
            page,
        };
        template.render().map_err(|fault| WebError::Internal(fault.to_string()))
    })
    .await
}
