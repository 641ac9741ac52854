use super::*;
use crate::model::{Content, Document, DocumentEvent, Edition, Mode, Stage};
use facts::Validity;
use jiff::Timestamp;
use store::{ActorId, Event, Recorded};

fn content(title: &str) -> Content {
    Content {
        title: title.into(),
        number: None,
        issuer: "某局".into(),
        made_on: Some(jiff::civil::date(2016, 8, 17)),
        effective_on: None,
        subject: None,
        kind: None,
        region: None,
        mode: Mode::Proactive,
        validity: Validity::InForce,
        text: "一、甲".into(),
        structure: 1,
        original: None,
    }
}

fn context(actor: &str) -> Context {
    Context { actor: actor.into(), today: jiff::civil::date(2016, 8, 18) }
}

/// A document to which events happen, as the store would record them.
#[derive(Default)]
struct Story {
    events: Vec<Recorded>,
}
impl Story {
    fn state(&self) -> Document {
        Document::fold(&self.events).expect("folds")
    }
    fn then(mut self, actor: &str, event: Result<DocumentEvent, Refusal>) -> Self {
        let value = serde_json::to_value(event.expect("allowed")).expect("serialises");
        let version = self.events.len() as u64 + 1;
        self.events.push(Recorded {
            index: 40 + version,
            stream: crate::model::stream("d1"),
            version,
            kind: value["kind"].as_str().expect("kind").to_owned(),
            at: Timestamp::UNIX_EPOCH,
            actor: ActorId(actor.into()),
            schema: 1,
            body: Some(value["data"].clone()),
        });
        self
    }
    fn drafted() -> Self {
        Story::default().then("writer", begin("org", content("甲"), &context("writer")))
    }
    fn passed() -> Self {
        let story = Story::drafted();
        let asked = ask(&story.state());
        let story = story.then("writer", asked);
        let passed = pass(&story.state(), &context("checker"));
        story.then("checker", passed)
    }
    fn published() -> Self {
        let story = Story::passed();
        let event = publish(&story.state(), "ORG/2016-00001", &context("writer"));
        story.then("writer", event)
    }
}

#[test]
fn from_draft_to_page() {
    let state = Story::published().state();
    let public = state.public.expect("public");
    assert_eq!(public.leaf, 44);
    assert_eq!(public.edition.index_number.as_deref(), Some("ORG/2016-00001"));
    assert_eq!(public.edition.published_on, Some(jiff::civil::date(2016, 8, 18)));
    assert_eq!(public.edition.publisher, "org");
}

#[test]
fn each_step_needs_the_one_before() {
    let drafted = Story::drafted().state();
    assert_eq!(pass(&drafted, &context("checker")), Err(Refusal::NotInReview));
    assert_eq!(publish(&drafted, "n", &context("writer")), Err(Refusal::NotPassed));
    assert_eq!(withdraw(&drafted, "错"), Err(Refusal::NotPublic));
    assert_eq!(edit(&drafted, content("甲"), &context("writer")), Err(Refusal::Unchanged));
    let published = Story::published().state();
    assert_eq!(ask(&published), Err(Refusal::NoDraft));
    assert_eq!(publish(&published, "n", &context("writer")), Err(Refusal::NoDraft));
    assert_eq!(edit(&Document::default(), content("甲"), &context("writer")), Err(Refusal::Unknown));
}

#[test]
fn the_review_is_made_by_another_person() {
    let story = Story::drafted();
    let asked = ask(&story.state());
    let state = story.then("writer", asked).state();
    assert_eq!(pass(&state, &context("writer")), Err(Refusal::OwnDraft));
    assert_eq!(send_back(&state, "改", &context("writer")), Err(Refusal::OwnDraft));
    assert_eq!(send_back(&state, " ", &context("checker")), Err(Refusal::NoReason));
    assert_eq!(edit(&state, content("乙"), &context("writer")), Err(Refusal::InReview));
    assert!(pass(&state, &context("checker")).is_ok());
}

#[test]
fn a_change_after_the_review_needs_a_new_one() {
    let story = Story::passed();
    let edited = edit(&story.state(), content("乙"), &context("checker"));
    let state = story.then("checker", edited).state();
    assert_eq!(state.stage_now(), Stage::Draft);
    assert_eq!(publish(&state, "n", &context("writer")), Err(Refusal::NotPassed));
    assert_eq!(state.draft.expect("draft").writers, ["writer", "checker"]);
}

#[test]
fn a_new_version_keeps_number_and_day() {
    let story = Story::published();
    let edited = edit(&story.state(), content("乙"), &context("writer"));
    let story = story.then("writer", edited);
    assert_eq!(story.state().public.expect("still public").edition.content.title, "甲");
    let asked = ask(&story.state());
    let story = story.then("writer", asked);
    let passed = pass(&story.state(), &context("checker"));
    let story = story.then("checker", passed);
    let event = publish(&story.state(), "ORG/2016-00009", &context("writer")).expect("allowed");
    let DocumentEvent::Revised { edition } = &event else { panic!("{event:?}") };
    assert_eq!((edition.content.title.as_str(), edition.index_number.as_deref()), ("乙", Some("ORG/2016-00001")));
}

/// Whatever the draft of a new version says of it: how far a document is in force is decided by marks alone.
#[test]
fn a_new_version_keeps_the_mark_of_validity() {
    for marked in [Validity::Amended, Validity::Repealed, Validity::Expired, Validity::Unmarked] {
        for drafted in Validity::ALL {
            let story = Story::published();
            let by = Mark { validity: marked, on: jiff::civil::date(2016, 8, 18), by: "某决定".into() };
            let event = mark(&story.state(), &by, &context("writer"));
            let story = story.then("writer", event);
            let event = edit(&story.state(), Content { validity: drafted, ..content("乙") }, &context("writer"));
            let story = story.then("writer", event);
            let event = ask(&story.state());
            let story = story.then("writer", event);
            let event = pass(&story.state(), &context("checker"));
            let story = story.then("checker", event);
            let event = publish(&story.state(), "n", &context("writer"));
            let public = story.then("writer", event).state().public.expect("public");
            assert_eq!((public.edition.content.title.as_str(), public.edition.content.validity), ("乙", marked), "{drafted:?}");
        }
    }
}

#[test]
fn marks_and_withdrawal() {
    let story = Story::published();
    let repealed = Mark { validity: Validity::Repealed, on: jiff::civil::date(2016, 8, 18), by: "某决定".into() };
    let late = Mark { on: jiff::civil::date(2016, 8, 19), ..repealed.clone() };
    assert_eq!(mark(&story.state(), &late, &context("writer")), Err(Refusal::Field { field: "on", code: "in-future" }));
    let same = Mark { validity: Validity::InForce, ..repealed.clone() };
    assert_eq!(mark(&story.state(), &same, &context("writer")), Err(Refusal::Unchanged));
    let marked = mark(&story.state(), &repealed, &context("writer"));
    let story = story.then("writer", marked);
    assert_eq!(story.state().public.expect("public").edition.content.validity, Validity::Repealed);
    let gone = withdraw(&story.state(), "有误");
    let state = story.then("writer", gone).state();
    assert_eq!((state.stage_now(), state.withdrawn.as_deref()), (Stage::Withdrawn, Some("有误")));
    assert!(state.last_edition().is_some());
}

#[test]
fn fields_are_checked() {
    for (change, expected) in [
        (Box::new(|c: &mut Content| c.title.clear()) as Box<dyn Fn(&mut Content)>, ("title", "required")),
        (Box::new(|c| c.title = "长".repeat(201)), ("title", "too-long")),
        (Box::new(|c| c.title = "甲\u{7}".into()), ("title", "control-character")),
        (Box::new(|c| c.issuer = " ".into()), ("issuer", "required")),
        (Box::new(|c| c.text.clear()), ("text", "required")),
        (Box::new(|c| c.made_on = None), ("made_on", "required")),
        (Box::new(|c| c.made_on = Some(jiff::civil::date(2016, 8, 19))), ("made_on", "in-future")),
    ] {
        let mut bad = content("甲");
        change(&mut bad);
        assert_eq!(check(&bad, &context("writer")), Err(vec![Refusal::Field { field: expected.0, code: expected.1 }]));
    }
}

#[test]
fn only_what_may_be_public_is_published() {
    let mut hidden = content("甲");
    hidden.mode = Mode::OnRequest;
    let story = Story::default().then("writer", begin("org", hidden, &context("writer")));
    let asked = ask(&story.state());
    let story = story.then("writer", asked);
    let passed = pass(&story.state(), &context("checker"));
    assert_eq!(publish(&story.then("checker", passed).state(), "n", &context("writer")), Err(Refusal::NotProactive));
}

#[test]
fn index_numbers() {
    assert_eq!(index_number("00248940-1", 2016, 1), "002489401/2016-00001");
    assert_eq!(index_number("330100-00", 2024, 274_848), "33010000/2024-274848");
}

#[test]
fn what_precedes_publication_has_a_neutral_kind() {
    assert_eq!(DocumentEvent::ReviewReturned { reason: "涉密".into() }.public_kind(), Some("document-prepared"));
    assert_eq!(DocumentEvent::Withdrawn { reason: "错".into() }.public_kind(), None);
}

/// Stored bytes never change: one frozen sample of each kind.
#[test]
fn frozen_samples() {
    let edition = Edition {
        content: content("甲"),
        publisher: "org".into(),
        index_number: Some("ORG/2016-00001".into()),
        published_on: Some(jiff::civil::date(2016, 8, 18)),
        external_id: None,
        source: None,
        remarks: vec![],
        demo_values: vec!["status".into()],
        repair: None,
    };
    let body = r#"{"title":"甲","number":null,"issuer":"某局","made_on":"2016-08-17","effective_on":null,"subject":null,"kind":null,"region":null,"mode":"proactive","validity":"in-force","text":"一、甲","structure":1,"original":null}"#;
    let page = format!(
        r#"{{"content":{body},"publisher":"org","index_number":"ORG/2016-00001","published_on":"2016-08-18","external_id":null,"source":null,"remarks":[],"demo_values":["status"],"repair":null}}"#
    );
    let boxed = || Box::new(edition.clone());
    for (event, frozen) in [
        (
            DocumentEvent::Drafted { organisation: "org".into(), content: Box::new(content("甲")) },
            format!(r#"{{"kind":"document-drafted","data":{{"organisation":"org","content":{body}}}}}"#),
        ),
        (
            DocumentEvent::Edited { content: Box::new(content("甲")) },
            format!(r#"{{"kind":"document-edited","data":{{"content":{body}}}}}"#),
        ),
        (DocumentEvent::ReviewAsked {}, r#"{"kind":"document-review-asked","data":{}}"#.into()),
        (DocumentEvent::ReviewPassed {}, r#"{"kind":"document-review-passed","data":{}}"#.into()),
        (DocumentEvent::ReviewReturned { reason: "改".into() }, r#"{"kind":"document-review-returned","data":{"reason":"改"}}"#.into()),
        (DocumentEvent::Published { edition: boxed() }, format!(r#"{{"kind":"document-published","data":{{"edition":{page}}}}}"#)),
        (DocumentEvent::Revised { edition: boxed() }, format!(r#"{{"kind":"document-revised","data":{{"edition":{page}}}}}"#)),
        (
            DocumentEvent::StatusMarked { edition: boxed(), on: jiff::civil::date(2016, 8, 18), by: "某决定".into() },
            format!(r#"{{"kind":"document-status-marked","data":{{"edition":{page},"on":"2016-08-18","by":"某决定"}}}}"#),
        ),
        (DocumentEvent::Withdrawn { reason: "错".into() }, r#"{"kind":"document-withdrawn","data":{"reason":"错"}}"#.into()),
    ] {
        assert_eq!(serde_json::to_string(&event).expect("serialises"), frozen);
        assert_eq!(serde_json::from_str::<DocumentEvent>(&frozen).expect("reads"), event);
    }
}
