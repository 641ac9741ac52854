//! The rules of filing and of erasure. Pure.

use crate::decide::{Context, Refusal};
use crate::model::event::{Archived, Erased, ErasureDeclined, ErasureProposed, RequestEvent};
use crate::model::{Request, Step};
use jiff::civil::Date;
use law::ErasureGround;
use store::PartRef;

/// What is entered when a case is filed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entered {
    /// code of the class of retention
    pub retention: String,
    /// 全宗号
    pub fonds: String,
    /// 案卷号
    pub volume: String,
    /// 页数
    pub pages: Option<u32>,
}

/// Nothing more is to be done on it.
pub fn is_closed(state: &Request) -> bool {
    matches!(state.step, Step::Replied | Step::Ended) && !state.correcting
}

/// Files a closed case. It may be filed anew with another class, also after its term: what is still of value is kept.
///
/// # Errors
/// An open or erased case, an open dispute, an unknown class, texts that are too long.
pub fn file(
    state: &Request,
    entered: &Entered,
    closed_on: Option<Date>,
    disputes: &Disputes,
    person: String,
    context: &Context<'_>,
) -> Result<Vec<RequestEvent>, Refusal> {
    closed(state)?;
    if disputes.open > 0 {
        return Err(Refusal::Already("dispute-open"));
    }
    let class = context.law.retention_classes(context.today).into_iter().find(|class| class.code == entered.retention);
    let class = class.ok_or_else(|| Refusal::field("retention", "choice"))?;
    for (field, text) in [("fonds", &entered.fonds), ("volume", &entered.volume)] {
        if text.chars().count() > 60 {
            return Err(Refusal::Fields(vec![crate::model::Problem { field, code: "too-long", limit: 60 }]));
        }
    }
    let closed_on = closed_on.unwrap_or(context.today);
    Ok(vec![RequestEvent::Archived(Box::new(Archived {
        on: context.today,
        closed_on,
        until: class.until(closed_on),
        retention: class.code,
        retention_name: class.name,
        fonds: entered.fonds.trim().to_owned(),
        volume: entered.volume.trim().to_owned(),
        pages: entered.pages,
        rule: class.rule,
        person,
    }))])
}

/// How many disputes there are over a case, and how many are not over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Disputes {
    /// not decided, or a term of appeal runs
    pub open: usize,
}

fn closed(state: &Request) -> Result<(), Refusal> {
    match state.step {
        Step::New => Err(Refusal::Unknown),
        _ if state.erased_on.is_some() => Err(Refusal::Already("erased")),
        _ if is_closed(state) => Ok(()),
        step => Err(Refusal::WrongStep(step)),
    }
}

/// The term of retention has passed.
pub fn is_due(state: &Request, today: Date) -> bool {
    state.archived.as_ref().and_then(|archived| archived.until).is_some_and(|until| until < today)
}

/// What holds at the proposal and again at the approval.
fn may_be_erased(state: &Request, ground: &ErasureGround, disputes: &Disputes, context: &Context<'_>) -> Result<(), Refusal> {
    closed(state)?;
    if disputes.open > 0 {
        return Err(Refusal::Already("dispute-open"));
    }
    if !ground.before_term && !is_due(state, context.today) {
        return Err(Refusal::clause("retention-runs", &ground.rule));
    }
    Ok(())
}

fn ground(code: &str, context: &Context<'_>) -> Result<ErasureGround, Refusal> {
    let found = context.law.erasure_grounds(context.today).into_iter().find(|ground| ground.code == code);
    found.ok_or_else(|| Refusal::field("ground", "choice"))
}

/// Proposes that everything personal is erased.
///
/// # Errors
/// An open case, an open dispute, a term that has not passed where the ground asks for it; proposed before.
pub fn propose(
    state: &Request,
    code: &str,
    reason: PartRef,
    disputes: &Disputes,
    person: String,
    context: &Context<'_>,
) -> Result<Vec<RequestEvent>, Refusal> {
    let ground = ground(code, context)?;
    may_be_erased(state, &ground, disputes, context)?;
    if state.erasure_proposed.is_some() {
        return Err(Refusal::Already("erasure-proposed"));
    }
    Ok(vec![RequestEvent::ErasureProposed(Box::new(ErasureProposed {
        on: context.today,
        ground: ground.code,
        ground_name: ground.name,
        rule: ground.rule,
        reason,
        person,
    }))])
}

fn proposed<'a>(state: &'a Request, person: &str) -> Result<&'a ErasureProposed, Refusal> {
    closed(state)?;
    let proposed = state.erasure_proposed.as_ref().ok_or(Refusal::Already("erasure-not-proposed"))?;
    if proposed.person == person { Err(Refusal::SamePerson) } else { Ok(proposed) }
}

/// A second person agrees: `erased` names the leaf indexes whose bodies go.
///
/// # Errors
/// Nothing proposed, the same person, an open dispute, a term that was lengthened meanwhile.
pub fn approve(state: &Request, erased: Vec<u64>, disputes: &Disputes, person: String, context: &Context<'_>) -> Result<Erased, Refusal> {
    let proposed = proposed(state, &person)?;
    may_be_erased(state, &ground(&proposed.ground, context)?, disputes, context)?;
    Ok(Erased {
        erased,
        on: context.today,
        reason: proposed.ground_name.clone(),
        person,
        ground: proposed.ground.clone(),
        article: proposed.rule.article.clone(),
        proposed_by: proposed.person.clone(),
    })
}

/// A second person does not agree.
///
/// # Errors
/// Nothing proposed.
pub fn decline(state: &Request, reason: PartRef, person: String, context: &Context<'_>) -> Result<Vec<RequestEvent>, Refusal> {
    closed(state)?;
    if state.erasure_proposed.is_none() {
        return Err(Refusal::Already("erasure-not-proposed"));
    }
    Ok(vec![RequestEvent::ErasureDeclined(ErasureDeclined { on: context.today, reason, person })])
}
