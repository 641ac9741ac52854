//! 征求意见 and 会商: somebody else is asked, is reminded, answers, objects and is overridden.

use super::{Act, At, Concerns, Control, ControlKind, no_event, no_warnings, nothing};
use crate::acts::Command;
use crate::clock::{ClockEvent, Consulted as Whom, EventKind};
use crate::decide::{Refusal, consult};
use crate::model::event::{Answer, PartyKind};
use crate::pages::attached::CONTROL;
use identity::{Action, OrganisationId};
use law::RuleRef;
use web::Choice;

/// Whose name it is, where it is typed: a person's is shown masked, an organisation's whole.
const PERSON: &str = "person";
const ORGANISATION: &str = "organisation";

pub(super) const CONSULT: Act = Act {
    code: "consult",
    actions: &[Action::DraftReply],
    concerns: Concerns::Case,
    looked_at: true,
    possible: |at| consult::ask(at.state, ask(at, PartyKind::ThirdParty), &at.context).map(drop),
    rules: |at| {
        let Some(terms) = at.terms() else { return Vec::new() };
        let co_producer = terms.co_producer.map(|consultation| consultation.rule);
        std::iter::once(terms.third_party.rule).chain(co_producer).chain([terms.pause.rule]).collect()
    },
    warnings: no_warnings,
    controls: |at| {
        let kinds = PartyKind::ALL.into_iter().filter(|kind| consult::ask(at.state, ask(at, *kind), &at.context).is_ok());
        let kinds = kinds.map(|kind| {
            let words = at.t(&format!("requests-party-{}", kind.as_str()));
            Choice::new(kind.as_str(), words).with_hint(at.t(&format!("requests-party-{}-hint", kind.as_str())))
        });
        vec![
            Control::new("kind", at.t("requests-act-consult-kind"), ControlKind::Radios(kinds.collect())),
            Control::new("organisation", at.t("requests-act-consult-organisation"), ControlKind::Select(organisations(at)))
                .hint(at.t("requests-act-consult-organisation-hint"))
                .optional(),
            Control::new("name", at.t("requests-act-consult-name"), ControlKind::Text)
                .hint(at.t("requests-act-consult-name-hint"))
                .optional(),
            Control::new("is", at.t("requests-act-consult-is"), ControlKind::Radios(is(at)))
                .hint(at.t("requests-act-consult-is-hint"))
                .value(PERSON.to_owned())
                .optional(),
            Control::new("contact", at.t("requests-act-consult-contact"), ControlKind::Text)
                .hint(at.t("requests-act-consult-contact-hint"))
                .optional(),
            Control::new("question", at.t("requests-act-consult-question"), ControlKind::Area(6))
                .hint(at.t("requests-act-consult-question-hint")),
            Control::new("until", at.t("requests-act-until"), ControlKind::Date).hint(at.t("requests-act-consult-until-hint")).optional(),
        ]
    },
    command: |at, typed| {
        let kind = PartyKind::parse(typed.get("kind")).ok_or(Refusal::field("kind", "choice"))?;
        let chosen = Some(typed.get("organisation").to_owned()).filter(|id| !id.is_empty());
        let name = match &chosen {
            Some(id) => {
                let found = at.app.identity.organisation(&OrganisationId(id.clone()), at.context.today);
                found.ok_or(Refusal::field("organisation", "organisation"))?.name
            }
            None => typed.text("name").map_err(|_| Refusal::field("name", "organisation-or-name"))?,
        };
        if name.chars().count() > 200 {
            return Err(Refusal::Fields(vec![crate::model::Problem { field: "name", code: "too-long", limit: 200 }]));
        }
        let until = typed.day_or_none("until")?;
        let question = typed.text("question")?;
        if kind == PartyKind::Body && until.is_none() {
            return Err(Refusal::field("until", "required"));
        }
        let is_organisation = typed.get("is") == ORGANISATION;
        let contact = typed.get("contact").to_owned();
        Ok(Command::Consult { kind, name, contact, organisation: chosen, is_organisation, until, question })
    },
    event: |at| {
        let kind = EventKind::Consulted { whom: Whom::ThirdParty, delivered_on: Some(at.context.today) };
        Some(ClockEvent { on: at.context.today, kind, party: Some(String::new()) })
    },
};

pub(super) const DELIVERED: Act = Act {
    code: "delivered-to",
    actions: &[Action::RegisterRequest, Action::DraftReply],
    concerns: Concerns::Consultation,
    looked_at: true,
    possible: |at| consult::deliver(at.state, at.consultation_id(), at.context.today, at.person.to_owned(), &at.context).map(drop),
    rules,
    warnings: no_warnings,
    controls: |at| vec![Control::day("on", at, "requests-act-delivered-on")],
    command: |at, typed| Ok(Command::ConsultationDelivered { id: at.consultation_id().to_owned(), on: typed.day("on")? }),
    event: no_event,
};

pub(super) const ANSWERED: Act = Act {
    code: "answered",
    actions: &[Action::RegisterRequest, Action::DraftReply],
    concerns: Concerns::Consultation,
    // Files that were chosen cannot be kept over a page in between.
    looked_at: false,
    possible: |at| {
        let came = consult::Came {
            id: at.consultation_id().to_owned(),
            on: at.context.today,
            answer: Answer::Consents,
            text: None,
            files: Vec::new(),
            person: at.person.to_owned(),
        };
        consult::answer(at.state, came, &at.context).map(drop)
    },
    rules,
    warnings: no_warnings,
    controls: |at| {
        let kind = at.consultation.map(|consultation| consultation.consulted.kind);
        vec![
            Control::day("on", at, "requests-act-came-on"),
            Control::new("answer", at.t("requests-act-answer"), ControlKind::Radios(answers(at.page, kind))),
            Control::new("text", at.t("requests-act-what-came"), ControlKind::Area(5))
                .hint(at.t("requests-act-answer-text-hint"))
                .optional(),
            Control::new(CONTROL, at.t("requests-act-file"), ControlKind::File).hint(at.t("requests-act-file-hint")).optional(),
        ]
    },
    command: |at, typed| {
        let on = typed.day("on");
        let answer = Answer::parse(typed.get("answer")).ok_or(Refusal::field("answer", "choice"))?;
        let text = typed.get("text").to_owned();
        if answer == Answer::Objects && text.trim().is_empty() {
            return Err(Refusal::field("text", "objection-text"));
        }
        let files = typed.files.to_vec();
        Ok(Command::ConsultationAnswered { id: at.consultation_id().to_owned(), on: on?, answer, text, files })
    },
    event: no_event,
};

pub(super) const CHASE: Act = Act {
    code: "chase",
    actions: &[Action::DraftReply],
    concerns: Concerns::Consultation,
    looked_at: false,
    possible: |at| consult::chase(at.state, at.consultation_id(), at.person.to_owned(), &at.context).map(drop),
    rules,
    warnings: no_warnings,
    controls: super::no_controls,
    command: |at, _| Ok(Command::Chase(at.consultation_id().to_owned())),
    event: no_event,
};

pub(super) const OVERRIDE: Act = Act {
    code: "override",
    actions: &[Action::DraftReply],
    concerns: Concerns::Consultation,
    looked_at: true,
    possible: |at| consult::override_objection(at.state, at.consultation_id(), nothing(), at.person.to_owned(), &at.context).map(drop),
    rules,
    warnings: no_warnings,
    controls: |at| {
        vec![
            Control::new("content", at.t("requests-act-override-content"), ControlKind::Area(4))
                .hint(at.t("requests-act-override-content-hint")),
            Control::new("reason", at.t("requests-act-override-reason"), ControlKind::Area(4)).hint(at.t("requests-act-reason-letter")),
        ]
    },
    command: |at, typed| {
        let content = typed.text("content")?;
        Ok(Command::Override { id: at.consultation_id().to_owned(), content, reason: typed.text("reason")? })
    },
    event: no_event,
};

/// What a party can answer.
pub(in crate::pages) fn answers(page: &web::Page, kind: Option<PartyKind>) -> Vec<Choice> {
    let can = |answer: &Answer| *answer != Answer::Says || kind == Some(PartyKind::Body);
    let choice = |answer: Answer| Choice::new(answer.as_str(), page.t(&format!("requests-answer-{}", answer.as_str())));
    Answer::ALL.into_iter().filter(can).map(choice).collect()
}

fn is(at: &At<'_>) -> Vec<Choice> {
    [PERSON, ORGANISATION].map(|code| Choice::new(code, at.t(&format!("requests-act-consult-is-{code}")))).into()
}

fn organisations(at: &At<'_>) -> Vec<Choice> {
    let others = at.app.identity.organisations(at.context.today).into_iter();
    let others = others.filter(|organisation| organisation.id.0 != at.state.organisation);
    let free = Choice::new("", at.t("requests-act-consult-other"));
    std::iter::once(free).chain(others.map(|organisation| Choice::new(organisation.id.0, organisation.name))).collect()
}

/// The question for the rules alone.
fn ask(at: &At<'_>, kind: PartyKind) -> consult::Ask {
    consult::Ask {
        id: String::new(),
        kind,
        name: nothing(),
        contact: None,
        organisation: None,
        is_organisation: false,
        until: None,
        question: nothing(),
        person: at.person.to_owned(),
    }
}

fn rules(at: &At<'_>) -> Vec<RuleRef> {
    at.consultation.map(|consultation| consultation.consulted.rule.clone()).into_iter().collect()
}
