//! A draft as those who check it read it: its texts paragraph by paragraph with the comments at their places, what
//! changed since the earlier draft, what speaks against it, and the checks themselves.

use super::case::{self, Seen};
use super::drafts::{self, ConcernShown};
use super::shown;
use super::steps::{self, Acted};
use crate::acts::Command;
use crate::decide::concern;
use crate::decide::draft::{DraftTexts, FIELDS};
use crate::decide::pass::{self, Stage};
use crate::model::event::RequestEvent;
use crate::model::{Request, Step};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Query;
use identity::Action;
use serde::Deserialize;
use store::Recorded;
use web::{App, Choice, Comparison, Conflict, FieldErrors, Form, Language, Link, Page, ProtectedForm, Visit, WebError};

/// A run of a paragraph.
pub(super) struct Piece {
    pub(super) text: String,
    /// somebody commented on these words
    pub(super) marked: bool,
}

/// A comment as it is shown.
pub(super) struct CommentShown {
    pub(super) id: String,
    pub(super) who: String,
    pub(super) when: String,
    pub(super) quote: String,
    pub(super) text: String,
    pub(super) resolved: bool,
    /// the words that it speaks of stand in the text no longer
    pub(super) gone: bool,
}

/// A text of the draft with its comments.
pub(super) struct FieldShown {
    pub(super) control: &'static str,
    pub(super) label: String,
    pub(super) paragraphs: Vec<Vec<Piece>>,
    pub(super) comments: Vec<CommentShown>,
    pub(super) choices: Vec<Choice>,
    pub(super) paragraph_name: String,
    pub(super) quote_name: String,
    pub(super) text_name: String,
    /// its comment form is shown opened
    pub(super) open: bool,
}

#[derive(Template)]
#[template(path = "requests-review.html")]
pub(super) struct Review {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    pub(super) number: String,
    pub(super) version: u64,
    pub(super) subject: String,
    pub(super) outcome: String,
    pub(super) ground: String,
    pub(super) unconfirmed: bool,
    pub(super) step: String,
    pub(super) drafter: String,
    pub(super) legal_review: bool,
    pub(super) concerns: Vec<ConcernShown>,
    pub(super) fields: Vec<FieldShown>,
    pub(super) may_comment: bool,
    /// the check that the visitor may make now: `review`, `legal-review`, `approve`; empty for none
    pub(super) check: &'static str,
    pub(super) same_person: bool,
    pub(super) drafts: Vec<Link>,
    pub(super) compared: String,
    pub(super) comparison: Option<Comparison>,
    pub(super) message: String,
    pub(super) conflict: Conflict,
}

/// Which earlier draft is compared: its version.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    compare: String,
}

/// `GET /office/requests/{number}/review`
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let seen = case::seen(&app, &visit, &number).await?;
    render(&app, &visit, &headers, &seen, Typed { compare: asked.compare, ..Typed::default() }).await
}

#[derive(Default)]
struct Typed {
    values: Vec<(String, String)>,
    errors: FieldErrors,
    message: String,
    conflict: Conflict,
    compare: String,
    field: String,
}

/// Who has a hand in a draft comments on it.
const HANDS: [Action; 4] = [Action::DraftReply, Action::ReviewReply, Action::ReviewLegality, Action::ApproveReply];

fn may_comment(app: &App, seen: &Seen) -> bool {
    HANDS.iter().any(|action| app.identity.may(Some(&seen.person), *action, &seen.organisation.id).is_ok())
}

async fn render(app: &App, visit: &Visit, headers: &HeaderMap, seen: &Seen, typed: Typed) -> Result<Response, WebError> {
    let number = seen.case.number.clone();
    let events = app.store.load(&seen.case.stream).await?;
    let state = Request::fold(&events)?;
    let draft = state.draft.clone().ok_or(WebError::NotFound)?;
    let page = app.office_page(visit, web::message(visit.language, "requests-review-title", &[("number", number.clone())])).await?;
    let texts = drafts::texts(app, &draft).await?;
    let kept = drafts::earlier(app, &events).await?;
    let before = kept.len().checked_sub(1).map(|newest| &kept[..newest]).unwrap_or_default();
    let compared = before.iter().find(|kept| kept.version.to_string() == typed.compare).or(before.last());
    let link = |kept: &drafts::Kept| {
        Link::new(kept.title(&page), page.href(&format!("/office/requests/{number}/review?compare={}", kept.version)))
    };
    let row = app.law.outcome(&draft.outcome).ok();
    let english = visit.language == Language::English;
    let me = seen.person.person.0.as_str();
    let stage =
        Stage::of(state.step).filter(|stage| app.identity.may(Some(&seen.person), steps::action_of(*stage), &seen.organisation.id).is_ok());
    let allowed = stage.filter(|stage| pass::may_check(&state, *stage, me));
    let commenting = matches!(state.step, Step::Drafting | Step::Reviewing | Step::LegalReviewing | Step::Approving);
    let template = Review {
        trail: shown::case_trail(&page, &number, "requests-review-crumb"),
        version: state.version,
        subject: case::open(app, Some(&seen.case.subject)).await?.unwrap_or_else(|| page.t("requests-erased")),
        outcome: row.map(|row| format!("{} {}", row.code, if english { &row.name_en } else { &row.name })).unwrap_or_default(),
        ground: format!("{}：{}", draft.rule.article, draft.rule.text),
        unconfirmed: !draft.rule.confirmed,
        step: page.t(&format!("requests-step-{}", state.step.as_str())),
        drafter: drafts::name(app, &draft.drafter).await,
        legal_review: draft.legal_review,
        concerns: drafts::shown(&page, concern::concerns(&state, (&draft.outcome, &draft.ground), &seen.context(app, visit))),
        fields: fields(app, &page, &events, &texts, &typed.field).await?,
        may_comment: commenting && may_comment(app, seen),
        check: allowed.map(Stage::address).unwrap_or_default(),
        same_person: stage.is_some() && allowed.is_none(),
        drafts: before.iter().rev().map(link).collect(),
        compared: compared.map(|kept| kept.title(&page)).unwrap_or_default(),
        comparison: compared.map(|kept| Comparison::new(&drafts::as_text(&page, &kept.texts), &drafts::as_text(&page, &texts))),
        message: typed.message,
        conflict: typed.conflict,
        number,
        form: Form::new(app, visit, headers, "request-case").with(typed.values, typed.errors),
        page,
    };
    let html = web::html(&template)?;
    Ok(template.form.respond(html.into_response()))
}

async fn fields(app: &App, page: &Page, events: &[Recorded], texts: &DraftTexts, open: &str) -> Result<Vec<FieldShown>, WebError> {
    let mut comments: Vec<(String, CommentShown)> = Vec::new();
    for recorded in events {
        match recorded.event::<RequestEvent>()? {
            Some(RequestEvent::Commented(said)) => {
                let shown = CommentShown {
                    who: drafts::name(app, &said.person).await,
                    when: app.clock_time(recorded.at),
                    quote: drafts::text(app, page, &said.quote).await?,
                    text: drafts::text(app, page, &said.text).await?,
                    id: said.id,
                    resolved: false,
                    gone: false,
                };
                comments.push((said.field, shown));
            }
            Some(RequestEvent::CommentResolved(resolved)) => {
                for (_, comment) in comments.iter_mut().filter(|(_, comment)| comment.id == resolved.id) {
                    comment.resolved = true;
                }
            }
            _ => {}
        }
    }
    let mut fields = Vec::new();
    for (field, control) in FIELDS {
        let text = texts.get(field);
        let (mine, rest): (Vec<_>, Vec<_>) = comments.into_iter().partition(|(name, _)| name == control);
        comments = rest;
        if text.trim().is_empty() && mine.is_empty() {
            continue;
        }
        let mut mine: Vec<CommentShown> = mine.into_iter().map(|(_, comment)| comment).collect();
        for comment in &mut mine {
            comment.gone = !comment.quote.is_empty() && !text.contains(&comment.quote);
        }
        mine.sort_by_key(|comment| comment.resolved);
        let quotes: Vec<&str> =
            mine.iter().filter(|comment| !comment.resolved && !comment.quote.is_empty()).map(|comment| comment.quote.as_str()).collect();
        let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
        fields.push(FieldShown {
            control,
            label: drafts::label(page, control),
            paragraphs: lines.iter().map(|line| marked(line, &quotes)).collect(),
            choices: lines.iter().enumerate().map(|(at, line)| Choice::new((at + 1).to_string(), beginning(at + 1, line))).collect(),
            paragraph_name: format!("paragraph.{control}"),
            quote_name: format!("quote.{control}"),
            text_name: format!("text.{control}"),
            open: open == control,
            comments: mine,
        });
    }
    Ok(fields)
}

/// `1　您申请的……`
fn beginning(number: usize, line: &str) -> String {
    let short: String = line.chars().take(24).collect();
    let more = if line.chars().count() > 24 { "……" } else { "" };
    format!("{number}　{short}{more}")
}

/// A paragraph cut where quoted words begin and end.
fn marked(line: &str, quotes: &[&str]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = line;
    loop {
        let next = quotes
            .iter()
            .filter_map(|quote| rest.find(quote).map(|at| (at, quote.len())))
            .min_by_key(|(at, length)| (*at, usize::MAX - length));
        let Some((at, length)) = next.filter(|(_, length)| *length > 0) else { break };
        if at > 0 {
            pieces.push(Piece { text: rest[..at].to_owned(), marked: false });
        }
        pieces.push(Piece { text: rest[at..at + length].to_owned(), marked: true });
        rest = &rest[at + length..];
    }
    if !rest.is_empty() {
        pieces.push(Piece { text: rest.to_owned(), marked: false });
    }
    pieces
}

/// `POST /office/requests/{number}/comments`: a comment at a place in the text; without quoted words, on a paragraph.
pub async fn comment(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(number): Path<String>,
    posted: ProtectedForm,
) -> Result<Response, WebError> {
    let seen = case::seen(&app, &visit, &number).await?;
    if !may_comment(&app, &seen) {
        return Err(WebError::Forbidden);
    }
    let field = posted.get("field").to_owned();
    let at = |name: &str| format!("{name}.{field}");
    let mut errors = FieldErrors::default();
    let mut quote = posted.get(&at("quote")).trim().replace("\r\n", "\n");
    let state = Request::fold(&app.store.load(&seen.case.stream).await?)?;
    if let (Some(draft), Some((asked, _))) = (&state.draft, FIELDS.iter().find(|(_, name)| *name == field)) {
        let texts = drafts::texts(&app, draft).await?;
        let text = texts.get(*asked);
        let paragraph = posted.get(&at("paragraph")).parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        if quote.is_empty() {
            let lines = text.lines().filter(|line| !line.trim().is_empty());
            quote = paragraph.and_then(|number| lines.into_iter().nth(number)).unwrap_or_default().trim().to_owned();
        } else if !text.contains(&quote) {
            errors.add(&at("quote"), "quote", web::message(visit.language, "requests-problem-quote", &[]));
        }
    }
    let acted = if errors.is_empty() {
        let text = posted.get(&at("text")).to_owned();
        steps::act(&app, &visit, &seen, posted.get("version"), Command::Comment { field: field.clone(), quote, text }).await?
    } else {
        Acted::Refused { errors, message: String::new(), status: StatusCode::UNPROCESSABLE_ENTITY }
    };
    match acted {
        Acted::Done => Ok(web::redirect(&visit, &format!("/office/requests/{number}/review"))),
        Acted::Refused { mut errors, message, status } => {
            for error in errors.list.iter_mut().filter(|error| ["text", "quote"].contains(&error.field.as_str())) {
                error.field = at(&error.field);
            }
            let typed = vec![("requests-comment-text", posted.get(&at("text")).to_owned())];
            let (message, conflict) = if errors.is_empty() {
                // The comment's form stands at a text of the draft: after a conflict the text may be another one.
                steps::late(&app, &visit, &seen, &posted, (false, typed), message).await?
            } else {
                (message, Conflict::default())
            };
            let typed = Typed { values: posted.values.clone(), errors, message, conflict, field, ..Typed::default() };
            let mut response = render(&app, &visit, &headers, &seen, typed).await?;
            *response.status_mut() = status;
            Ok(response)
        }
    }
}

/// `POST /office/requests/{number}/comments/resolve`
pub async fn resolve(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(number): Path<String>,
    posted: ProtectedForm,
) -> Result<Response, WebError> {
    let seen = case::seen(&app, &visit, &number).await?;
    if !may_comment(&app, &seen) {
        return Err(WebError::Forbidden);
    }
    match steps::act(&app, &visit, &seen, posted.get("version"), Command::ResolveComment(posted.get("comment").to_owned())).await? {
        Acted::Done => Ok(web::redirect(&visit, &format!("/office/requests/{number}/review"))),
        Acted::Refused { errors, message, status } => {
            let (message, conflict) = steps::late(&app, &visit, &seen, &posted, (true, Vec::new()), message).await?;
            let mut response = render(&app, &visit, &headers, &seen, Typed { errors, message, conflict, ..Typed::default() }).await?;
            *response.status_mut() = status;
            Ok(response)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::marked;

    #[test]
    fn quoted_words_are_marked_where_they_stand() {
        for (line, quotes, expected) in [
            ("甲乙丙丁", &["乙丙"][..], "甲[乙丙]丁"),
            ("甲乙甲乙", &["甲"], "[甲]乙[甲]乙"),
            ("甲乙丙", &["甲", "甲乙"], "[甲乙]丙"),
            ("甲乙丙", &["丁"], "甲乙丙"),
            ("甲乙丙", &[""], "甲乙丙"),
            ("", &["甲"], ""),
        ] {
            let shown: String = marked(line, quotes)
                .iter()
                .map(|piece| if piece.marked { format!("[{}]", piece.text) } else { piece.text.clone() })
                .collect();
            assert_eq!(shown, expected, "{line} {quotes:?}");
        }
    }
}
