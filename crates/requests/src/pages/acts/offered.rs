//! The acts that are offered on the page of a case.

use super::form::may;
use super::{ACTS, At, Concerns, is_possible};
use crate::decide::Context;
use crate::model::Request;
use crate::pages::case::Seen;
use crate::pages::consulted;
use web::{App, Page, Visit, WebError};

/// An act that is offered on the page of a case.
pub(in crate::pages) struct Offered {
    pub(in crate::pages) label: String,
    pub(in crate::pages) href: String,
    /// something waits for it
    pub(in crate::pages) awaited: bool,
    /// it is what is mostly done next
    pub(in crate::pages) usual: bool,
}

/// Every act that the rules and the person's posts allow now.
pub(in crate::pages) async fn offered(
    app: &App,
    visit: &Visit,
    page: &Page,
    seen: &Seen,
    state: &Request,
) -> Result<Vec<Offered>, WebError> {
    let mut offered = Vec::new();
    let context = Context { law: &app.law, today: visit.today, organisation: &seen.organisation };
    let mut parties = Vec::with_capacity(state.consultations.len());
    for consultation in &state.consultations {
        parties.push(consulted::masked_name(app, page, &consultation.consulted).await?);
    }
    for act in ACTS {
        if may(app, seen, act.actions).is_err() {
            continue;
        }
        let at = |consultation| At {
            app,
            page,
            state,
            context,
            person: &seen.person.person.0,
            consultation,
            people: Vec::new(),
            bodies: Vec::new(),
            counted_before: None,
        };
        let title = page.t(&format!("requests-act-{}", act.code));
        let href = page.href(&format!("/office/requests/{}/acts/{}", seen.case.number, act.code));
        if act.concerns == Concerns::Case {
            if is_possible(act, &at(None)).is_ok() {
                offered.push(Offered { label: title, href, awaited: is_awaited(act.code), usual: is_usual(act.code) });
            }
            continue;
        }
        for (consultation, party) in state.consultations.iter().zip(&parties) {
            let silent = !consultation.is_open() && act.code == "answered";
            if !silent && is_possible(act, &at(Some(consultation))).is_ok() {
                offered.push(Offered {
                    label: page.t2("requests-act-party", "act", &title, "party", party),
                    href: format!("{href}?consultation={}", consultation.consulted.id),
                    awaited: is_awaited(act.code),
                    usual: false,
                });
            }
        }
    }
    Ok(offered)
}

/// Acts that answer something that is open.
fn is_awaited(code: &str) -> bool {
    matches!(
        code,
        "clarified"
            | "fee-paid"
            | "reasons-given"
            | "answered"
            | "override"
            | "approve-extension"
            | "decline-extension"
            | "delivered-to"
            | "delay"
    )
}

/// Acts with which a case mostly goes on.
fn is_usual(code: &str) -> bool {
    matches!(code, "ask-clarification" | "consult" | "propose-extension")
}
