//! What happened to a case of the demonstration on its way, day by day, through the same acts as everything else.

use super::{days_before, person};
use crate::acts::{Command, OfficerAct, RequesterAct, RequesterCommand, Setting, Tick};
use crate::decide::delivery::own_letters;
use crate::model::Request;
use crate::model::event::{Answer, FeeMethod, PartyKind};
use crate::pages::case::letter_settings;
use crate::submit::web_error;
use identity::{OrganisationId, Role};
use jiff::civil::Date;
use serde::Deserialize;
use store::StreamId;
use web::{App, Language, WebError};

/// One step. Which of the fields it needs depends on what is done.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Step {
    /// what is done
    #[serde(rename = "do")]
    what: What,
    /// so many working days before the day of loading
    working_days_ago: u32,
    /// words: of a question, an answer, a reason
    #[serde(default)]
    text: String,
    /// who is asked
    #[serde(default)]
    name: String,
    /// as what somebody is asked: `third-party`, `co-producer`, `body`
    #[serde(default)]
    party: String,
    /// what somebody answers: `consents`, `objects`, `says`
    #[serde(default)]
    answer: String,
    /// an organisation's id
    #[serde(default)]
    organisation: String,
    /// the name is an organisation's, not a person's
    #[serde(default)]
    is_organisation: bool,
    /// length of a term in working days
    #[serde(default)]
    working_days: u32,
    /// items or pages
    #[serde(default)]
    count: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum What {
    /// the case officer takes the case
    Take,
    AskClarification,
    /// the requester opens the letters that came, online
    Read,
    Clarify,
    ProposeExtension,
    ApproveExtension,
    NoticeFee,
    PayFee,
    Consult,
    ConsultationDelivered,
    ConsultationAnswered,
    Withdraw,
    Transfer,
    Note,
}

/// Carries the steps out, and then lets the days since pass.
///
/// # Errors
/// A step that is not lawful, faults of the store.
pub(super) async fn play(app: &App, case: &StreamId, steps: Vec<Step>) -> Result<(), WebError> {
    for step in steps {
        let today = days_before(app, step.working_days_ago)?;
        let state = Request::fold(&app.store.load(case).await?)?;
        let setting = setting(app, &state, today)?;
        if matches!(step.what, What::Clarify | What::Read) {
            let command = match step.what {
                What::Clarify => RequesterCommand::Clarify(step.text, Vec::new()),
                _ => RequesterCommand::Read(own_letters(&state).map(|letter| letter.letter_number.clone()).collect()),
            };
            let act = RequesterAct { setting, case: case.clone(), command };
            app.store.execute(act).await.map_err(|fault| web_error(fault, Language::Chinese))?;
            continue;
        }
        let role = if step.what == What::ApproveExtension { Role::Approver } else { Role::CaseOfficer };
        let id = setting.organisation.id.clone();
        let Some(person) = person(app, role, &id).await? else {
            return Err(WebError::Internal(format!("nobody of the demonstration is {} at {}", role.as_str(), id.0)));
        };
        let command = command(app, &state, step, &person, today)?;
        let letters = letter_settings(app, &setting.organisation, today);
        let act = OfficerAct { setting, letters, case: case.clone(), seen: state.version, person, command };
        app.store.execute(act).await.map_err(|fault| web_error(fault, Language::Chinese))?;
    }
    let state = Request::fold(&app.store.load(case).await?)?;
    let setting = setting(app, &state, app.today())?;
    app.store.execute(Tick { setting, case: case.clone() }).await.map_err(|fault| web_error(fault, Language::Chinese))?;
    Ok(())
}

fn setting(app: &App, state: &Request, today: Date) -> Result<Setting, WebError> {
    let organisation = app.identity.organisation(&OrganisationId(state.organisation.clone()), app.today()).ok_or(WebError::NotFound)?;
    Ok(Setting { law: app.law.clone(), today, organisation })
}

fn command(app: &App, state: &Request, step: Step, person: &str, today: Date) -> Result<Command, WebError> {
    let unknown = |what: &str| WebError::Internal(format!("`{what}` in the demonstration's requests"));
    let consulted = || state.consultations.last().map(|last| last.consulted.id.clone()).ok_or_else(|| unknown("consultation"));
    let until = |days: u32| app.law.calendars().national().add(today, days).due;
    Ok(match step.what {
        What::Take => Command::Assign(person.to_owned()),
        What::AskClarification => {
            let points = step.text.lines().map(str::to_owned).collect();
            Command::AskClarification { points, working_days: step.working_days, until: None }
        }
        What::ProposeExtension => Command::ProposeExtension { working_days: step.working_days, reason: step.text },
        What::ApproveExtension => Command::ApproveExtension,
        What::NoticeFee => Command::NoticeFee { method: FeeMethod::Page, count: step.count, counted_before: 0, how_to_pay: step.text },
        What::PayFee => Command::FeePaid { on: today, reference: step.text },
        What::Consult => Command::Consult {
            kind: PartyKind::parse(&step.party).ok_or_else(|| unknown(&step.party))?,
            name: step.name,
            contact: String::new(),
            is_organisation: step.is_organisation,
            organisation: Some(step.organisation).filter(|id| !id.is_empty()),
            until: (step.working_days > 0).then(|| until(step.working_days)),
            question: step.text,
        },
        What::ConsultationDelivered => Command::ConsultationDelivered { id: consulted()?, on: today },
        What::ConsultationAnswered => Command::ConsultationAnswered {
            id: consulted()?,
            on: today,
            answer: Answer::parse(&step.answer).ok_or_else(|| unknown(&step.answer))?,
            text: step.text,
            files: Vec::new(),
        },
        What::Withdraw => Command::Withdraw(today),
        What::Transfer => {
            let to = app.identity.organisation(&OrganisationId(step.organisation.clone()), today);
            let to = to.ok_or_else(|| unknown(&step.organisation))?;
            let to_contact = crate::letter::notices::known_contact(&to);
            Command::Transfer { to: to.id.0, to_name: to.name, to_contact, reason: step.text }
        }
        What::Note => Command::Note(step.text),
        What::Clarify | What::Read => return Err(unknown("requester")),
    })
}
