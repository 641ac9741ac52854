//! Every template with a sample context, for `templates check`.

use super::{absence, mail, notices, unheld, work};
use super::{absence::AbsencePage, mail::MailPage, notices::NoticesPage, reach::ReachPage, unheld::UnheldPage, work::WorkPage};
use askama::Template;
use web::{Choice, FieldErrors, Form, Language, Matter, NavigationLink, Page, Sample, Section, Tone};

/// Every page of this capability in a language.
pub fn samples(language: Language) -> Vec<Sample> {
    let page = |title: &str| Page::sample(language, Section::Office, &web::message(language, title, &[]));
    let render = |name: &'static str, result: askama::Result<String>| Sample {
        name,
        html: result.unwrap_or_else(|fault| format!("fault: {fault}")),
    };
    let (title, organisation) = ("HZ-HOUSING-2026-00045 <演示>", "市住保房管局");
    let people = || vec![Choice::new("p1", "王（演示）"), Choice::new("p2", "李（演示）")];
    let mut errors = FieldErrors::default();
    errors.add("from", "days", web::message(language, "inbox-refusal-days", &[]));
    let bad = Form::sample().with(vec![("from".into(), "2016-08-20".into())], errors);
    let links = ["desk-work-all", "inbox-item-kind-undelivered"].map(|id| NavigationLink {
        label: web::message(language, id, &[]),
        href: "/office/work".into(),
        current: id == "desk-work-all",
    });
    let work_row = || work::Row {
        title: title.into(),
        href: "/office/requests/1".into(),
        matter: Matter { subject: "某地块征收补偿方案".into(), who: "张**".into() },
        since: page("desk-work-title").t1("desk-since", "day", "2016-08-17"),
        kind: web::message(language, "inbox-item-kind-undelivered", &[]),
        organisation: organisation.into(),
        holder: "王（演示）".into(),
        instead_of: "李（演示）".into(),
        due_on: "2016-09-07".into(),
        left: web::message(language, "desk-left", &[("days", "2".into())]),
        tone: Tone::Soon,
        urgent: true,
    };
    let notice = |read| notices::Row {
        id: "7-0".into(),
        when: "2016-08-17 09:00".into(),
        title: title.into(),
        remark: web::message(language, "inbox-reminder-before", &[("days", "3".into()), ("due", "2016-09-07".into())]),
        href: "/office/requests/1".into(),
        read,
    };
    let away = page("desk-work-title").t1("desk-away", "until", "2016-08-20");
    let (work_page, notices_page, absence_page) = (page("desk-work-title"), page("desk-notices-title"), page("desk-absence-title"));
    let (unheld_page, mail_page) = (page("desk-unheld-title"), page("desk-mail-title"));
    vec![
        render(
            "desk-work",
            WorkPage {
                heads: work::heads(&work_page),
                page: work_page,
                away: Some(away),
                kinds: links.into(),
                rows: vec![work_row(), work_row()],
            }
            .render(),
        ),
        render(
            "desk-work-empty",
            WorkPage { page: page("desk-work-title"), away: None, kinds: Vec::new(), heads: Vec::new(), rows: Vec::new() }.render(),
        ),
        render(
            "desk-notices",
            NoticesPage {
                heads: notices::heads(&notices_page),
                page: notices_page,
                form: Form::sample(),
                unread: 1,
                notices: vec![notice(false), notice(true)],
            }
            .render(),
        ),
        render(
            "desk-absence",
            AbsencePage {
                heads: absence::heads(&absence_page),
                page: absence_page,
                form: bad,
                rows: vec![absence::Row {
                    id: "a".into(),
                    from: "2016-08-17".into(),
                    until: "2016-08-20".into(),
                    delegate: "王（演示）".into(),
                }],
                people: people(),
            }
            .render(),
        ),
        render(
            "desk-reach",
            ReachPage {
                page: page("desk-reach-title"),
                form: Form::sample(),
                feed: "http://127.0.0.1:8080/calendar/x/deadlines.ics".into(),
            }
            .render(),
        ),
        render(
            "desk-unheld",
            UnheldPage {
                heads: unheld::heads(&unheld_page),
                form: Form::sample(),
                rows: vec![unheld::Row {
                    key: "request-1/reply".into(),
                    title: title.into(),
                    href: "/office/requests/HZ-HOUSING-2016-00001".into(),
                    kind: web::message(language, "inbox-item-kind-undelivered", &[]),
                    organisation: organisation.into(),
                    holder: "王（演示）".into(),
                    why: unheld_page.t("inbox-unheld-holder-gone"),
                    why_tone: Tone::Late,
                    due_on: "2016-09-07".into(),
                    left: web::message(language, "desk-left-late", &[("days", "2".into())]),
                    tone: Tone::Late,
                    people: people(),
                }],
                page: unheld_page,
            }
            .render(),
        ),
        render(
            "desk-mail",
            MailPage {
                heads: mail::heads(&mail_page),
                form: Form::sample(),
                waiting: 2,
                rows: [("550", false), ("expired", false), ("5.1.1", true), ("returned", true)]
                    .map(|(code, returned)| mail::Row {
                        id: code.into(),
                        when: "2016-08-17 09:00".into(),
                        about: title.into(),
                        href: "/office/requests/1".into(),
                        organisation: organisation.into(),
                        reason: mail::reason(&mail_page, code, returned),
                        returned,
                        attempts: 3,
                    })
                    .into(),
                page: mail_page,
            }
            .render(),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_is_a_page_and_escapes_what_is_shown() {
        for language in [Language::Chinese, Language::English] {
            for sample in samples(language) {
                assert!(sample.html.starts_with("<!doctype html>"), "{}: {}", sample.name, sample.html);
                assert_eq!(sample.html.matches("<h1").count(), 1, "{}", sample.name);
                assert!(!sample.html.contains("<演示>") && !sample.html.contains(" style="), "{}", sample.name);
            }
        }
    }
}
