//! What must have happened before a reply: of each outcome by a table, at each step that a draft takes.

use crate::checks::{organisation, part, rule};
use crate::ways::{Deed, act, after, arrived, on};
use crate::world::{ADDRESS, Asked, Person, Portal, in_2026, run, settings};
use axum::http::StatusCode;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use law::{Channel, Law, Regime};
use requests::decide::concern::{concerns, nothing_stops};
use requests::decide::{Context, Refusal, consult, send};
use requests::model::event::{Answer, PartyKind, ReplyDrafted, RequestEvent, Term, TermCause, TermSet};
use requests::model::{Request, Step};
use store::testing::{TestInstance, each_database};

/// Outcome, what happened, how many days later, what is told and whether it stops the letter, and the article.
type Row<'a> = (&'a str, &'a [(i64, Deed)], i64, &'a [(&'a str, bool)], &'a str);

/// Day of receipt, what happened, how many days later, and what stops a disclosure.
type Later = (Date, Vec<(i64, Deed)>, i64, Option<&'static str>);

const OLD: Date = date(2016, 8, 17);
const NEW: Date = date(2026, 3, 2);

/// What is told of an outcome on a ground at a case: codes, and whether they stop it.
fn told(state: &Request, outcome: &str, ground: &str, today: Date) -> Vec<(&'static str, bool)> {
    let found = concerns(state, (outcome, ground), &on(today));
    assert!(found.iter().all(|concern| concern.article.contains('第') || concern.article.contains('号')), "{found:?}");
    found.into_iter().map(|concern| (concern.code, concern.stops)).collect()
}

#[test]
fn each_outcome_needs_what_its_article_says() {
    let third = Deed::Consult(PartyKind::ThirdParty);
    let objected: &[(i64, Deed)] = &[(1, third), (1, Deed::Deliver(0)), (2, Deed::Answer(0, Answer::Objects))];
    let asked: &[(i64, Deed)] = &[(1, Deed::AskClarification(20))];
    let clarified: &[(i64, Deed)] = &[(1, Deed::AskClarification(20)), (3, Deed::Clarify)];
    let reasons: &[(i64, Deed)] = &[(1, Deed::AskReasons)];
    let given: &[(i64, Deed)] = &[(1, Deed::AskReasons), (1, Deed::GiveReasons)];
    let fee: &[(i64, Deed)] = &[(1, Deed::Fee)];
    let paid: &[(i64, Deed)] = &[(1, Deed::Fee), (2, Deed::Pay)];
    // Outcome, what happened, how many days later, what is told, and the article.
    let table: &[Row] = &[
        ("4.3", &[], 0, &[("clarification-missing", true)], "第三十条"),
        ("4.3", asked, 1, &[("clarification-missing", true)], "第三十条"),
        ("4.3", clarified, 1, &[], ""),
        ("5.4", &[], 0, &[("reasons-not-asked", true)], "第三十五条"),
        ("5.4", reasons, 1, &[("reasons-open", false)], "第三十五条"),
        ("5.4", given, 1, &[], ""),
        ("6.1", &[], 0, &[("clarification-not-lapsed", true)], "第三十条"),
        ("6.1", asked, 1, &[("clarification-not-lapsed", true)], "第三十条"),
        // Not delivered: no term runs.
        ("6.1", asked, 40, &[("clarification-not-lapsed", true)], "第三十条"),
        ("6.1", clarified, 40, &[("clarification-not-lapsed", true)], "第三十条"),
        ("6.2", &[], 0, &[("fee-not-lapsed", true)], "109号"),
        ("6.2", fee, 1, &[("fee-not-lapsed", true)], "109号"),
        ("6.2", fee, 60, &[("fee-not-lapsed", true)], "109号"),
        ("6.2", paid, 60, &[("fee-not-lapsed", true)], "109号"),
        ("3.4", objected, 1, &[], ""),
        ("4.2", &[], 0, &[], ""),
        ("6.3", &[], 0, &[], ""),
    ];
    for (outcome, deeds, later, expected, article) in table {
        let (state, day) = after(NEW, deeds);
        let today = day.saturating_add(later.days());
        let ground = on(today).law.grounds(outcome, Regime::R2019).unwrap()[0].id.clone();
        assert_eq!(told(&state, outcome, &ground, today), *expected, "{outcome} {deeds:?} +{later}");
        for concern in concerns(&state, (outcome, &ground), &on(today)) {
            assert!(concern.article.contains(article), "{outcome}: {concern:?}");
        }
    }
    // Delivered, over, and nothing came.
    for (outcome, deeds, term) in [("6.1", asked, Term::Clarification), ("6.2", fee, Term::Fee)] {
        let (state, day) = after(NEW, deeds);
        let until = day.saturating_add(20.days());
        let set = TermSet { term, delivered_on: day, was: None, until, cause: TermCause::Delivered, article: String::new() };
        let state = state.evolve_all(&[RequestEvent::TermSet(Box::new(set))]);
        let code = if outcome == "6.1" { "clarification-not-lapsed" } else { "fee-not-lapsed" };
        for (today, expected) in [(until, vec![(code, true)]), (until.tomorrow().unwrap(), Vec::new())] {
            let ground = on(today).law.grounds(outcome, Regime::R2019).unwrap()[0].id.clone();
            assert_eq!(told(&state, outcome, &ground, today), expected, "{outcome} on {today}, until {until}");
        }
    }
    // By ground: one speaks of a third party that objects, the other of rights that could be harmed.
    let (alone, _) = after(NEW, &[]);
    assert_eq!(told(&alone, "3.4", "ground-third-party-2019", NEW), [("third-party-not-asked", false)]);
    assert_eq!(told(&alone, "3.4", "ground-third-party-refuses-2019", NEW), [("third-party-no-objection", false)]);
    let (asked, day) = after(NEW, &[(1, third), (1, Deed::Deliver(0)), (2, Deed::Answer(0, Answer::Consents))]);
    assert_eq!(told(&asked, "3.4", "ground-third-party-2019", day), []);
    assert_eq!(told(&asked, "3.4", "ground-third-party-refuses-2019", day), [("third-party-no-objection", false)]);
    // Under the old regulation asking for a change of the request was itself the reply; what it does not name is told.
    let old = arrived(Channel::Counter, OLD);
    assert_eq!(told(&old, "4.3", "ground-unclear-2007", OLD), []);
    for outcome in ["5.4", "6.1", "6.2"] {
        let ground = on(OLD).law.grounds(outcome, Regime::R2007).unwrap()[0].id.clone();
        assert_eq!(told(&old, outcome, &ground, OLD), [("not-in-regulation", false)], "{outcome}");
    }
    assert_eq!(told(&old, "3.4", "ground-third-party-2007", OLD), [("third-party-not-asked", false)]);
}

/// Every concern has its words, and what stops a letter its refusal.
#[test]
fn everything_that_is_told_has_words() {
    use web::Language::{Chinese, English};
    let stops =
        ["consent-missing", "third-party-term", "clarification-missing", "clarification-not-lapsed", "reasons-not-asked", "fee-not-lapsed"];
    let tells = ["reasons-open", "third-party-not-asked", "third-party-no-objection", "not-in-regulation"];
    let refusals = stops.map(|code| format!("requests-refusal-{code}"));
    for id in stops.iter().chain(&tells).map(|code| format!("requests-concern-{code}")).chain(refusals) {
        for language in [Chinese, English] {
            let words = web::message(language, &id, &[("article", "第三十条".into()), ("count", "1".into())]);
            assert!(words != id && words.contains("第三十条"), "{id}: {words}");
        }
    }
}

#[test]
fn nothing_is_disclosed_while_a_third_party_has_time_to_answer_and_in_2007_not_without_consent() {
    let third = Deed::Consult(PartyKind::ThirdParty);
    let sent: &[(i64, Deed)] = &[(1, third)];
    let delivered: &[(i64, Deed)] = &[(1, third), (1, Deed::Deliver(0))];
    let answered = |answer| vec![(1, third), (1, Deed::Deliver(0)), (2, Deed::Answer(0, answer))];
    let overridden: &[(i64, Deed)] = &[(1, third), (1, Deed::Deliver(0)), (30, Deed::Override(0))];
    let table: Vec<Later> = vec![
        (NEW, sent.to_vec(), 60, Some("third-party-term")),
        (NEW, delivered.to_vec(), 1, Some("third-party-term")),
        (NEW, delivered.to_vec(), 21, Some("third-party-term")),
        (NEW, delivered.to_vec(), 22, None),
        (NEW, answered(Answer::Objects), 1, Some("objection-stands")),
        (NEW, answered(Answer::Consents), 1, None),
        (OLD, sent.to_vec(), 60, Some("consent-missing")),
        (OLD, delivered.to_vec(), 90, Some("consent-missing")),
        (OLD, answered(Answer::Objects), 1, Some("objection-stands")),
        (OLD, answered(Answer::Consents), 1, None),
        (OLD, overridden.to_vec(), 1, None),
    ];
    for (received, deeds, later, expected) in table {
        let (state, day) = after(received, &deeds);
        let today = day.saturating_add(later.days());
        let ground = if received == OLD { "ground-1-2007" } else { "ground-provided-2019" };
        let stopped = match nothing_stops(&state, ("1", ground), &on(today)) {
            Err(Refusal::Clause { code, article }) => {
                assert!(article.contains(if received == OLD { "第二十三条" } else { "第三十二条" }), "{article}");
                Some(code)
            }
            other => other.map(|()| None).unwrap(),
        };
        assert_eq!(stopped, expected, "{received} {deeds:?} +{later}");
        assert!(nothing_stops(&state, ("3.4", "ground-third-party-2019"), &on(today)).is_ok(), "a refusal may go out");
    }
}

#[test]
fn silence_is_overridden_only_under_the_regulation_of_2007_and_only_after_delivery() {
    let third = Deed::Consult(PartyKind::ThirdParty);
    for (received, delivered, allowed) in [(OLD, true, true), (OLD, false, false), (NEW, true, false), (NEW, false, false)] {
        let deeds: &[(i64, Deed)] = if delivered { &[(1, third), (1, Deed::Deliver(0))] } else { &[(1, third)] };
        let (state, today) = after(received, deeds);
        assert_eq!(act(&state, Deed::Override(0), &on(today)).is_ok(), allowed, "{received} {delivered}");
    }
    let (state, today) = after(OLD, &[(1, third), (1, Deed::Deliver(0)), (5, Deed::Override(0))]);
    let again = consult::override_objection(&state, "c0", part("r"), "me".into(), &on(today));
    assert!(matches!(again, Err(Refusal::WrongStep(_))), "once");
}

#[test]
fn what_was_approved_and_is_stopped_since_does_not_go_out() {
    let law = Law::load(None).unwrap();
    let organisation = organisation();
    let context = Context { law: &law, today: NEW, organisation: &organisation };
    let (mut state, _) = after(NEW, &[]);
    state.step = Step::Approved;
    state.draft = Some(ReplyDrafted {
        outcome: "5.4".into(),
        ground: "ground-excess-2019".into(),
        rule: rule("第三十五条"),
        texts: part("t"),
        drafter: "drafter".into(),
        legal_review: false,
    });
    let sent = |state: &Request| send::send(state, "8号".into(), part("l"), Vec::new(), "drafter".into(), &context);
    assert!(matches!(sent(&state), Err(Refusal::Clause { code: "reasons-not-asked", .. })));
    let asked = state.evolve_all(&[RequestEvent::ReasonsAsked(requests::model::event::ReasonsAsked {
        on: NEW,
        person: "p".into(),
        answer_by: None,
    })]);
    assert!(sent(&asked).is_ok());
}

const PEOPLE: [Person; 1] = [("officer", "case-officer", "hz-housing")];

#[test]
fn a_draft_that_is_stopped_is_kept_and_not_handed_on() {
    run(each_database(async |instance: TestInstance| {
        in_2026(&instance);
        let portal = Portal::open(&instance, &PEOPLE, settings()).await;
        let case = portal.enter(Asked { key: "a", form: "paper", delivery: "post", address: ADDRESS, ..Asked::default() }).await;
        let draft = format!("/office/requests/{}/draft", case.number);
        let fields = |action: &'static str| {
            [("outcome", "4.3"), ("ground", "ground-unclear-2019"), ("reason", "看不出要什么（演示）。"), ("action", action)]
        };
        let mut officer = portal.sign_in("officer").await;
        let page = portal.get(&mut officer, &format!("{draft}?outcome=4.3")).await.text();
        assert!(page.contains("没有经过补正") && page.contains("第三十条"), "told while it is drafted");
        let (status, page) = portal.post(&officer, &draft, &fields("submit")).await.said();
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(page.contains("请先告知补正") && page.contains("看不出要什么"), "{page}");
        assert_eq!(portal.post(&officer, &draft, &fields("save")).await.status, StatusCode::SEE_OTHER, "it can be kept");
        assert_eq!(portal.state(&portal.case(&case.number).await).await.step, Step::Drafting);

        // Not ours: nothing was to be searched, and the form says which clause a search belongs to.
        let page = portal.get(&mut officer, &format!("{draft}?outcome=4.1")).await.text();
        assert!(page.contains("name=\"search_made\"") && page.contains("只有依据") && page.contains("第（四）项"), "{page}");
        let fields = [("outcome", "4.1"), ("ground", "ground-not-ours-2019"), ("reason", "由别的机关制作（演示）。"), ("action", "submit")];
        let (status, page) = portal.post(&officer, &draft, &fields).await.said();
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        portal.close().await;
    }));
}
