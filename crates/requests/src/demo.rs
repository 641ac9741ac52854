//! Synthetic cases of a demonstration, entered through the real write path.

mod steps;

use crate::acts::{Command, OfficerAct, Setting};
use crate::decide::draft::DraftTexts;
use crate::decide::pass::Stage;
use crate::model::ApplicationInput;
use crate::pages::case::letter_settings;
use crate::submit::{Arrival, submit, web_error};
use identity::{OrganisationId, Role};
use jiff::{ToSpan, civil::Date};
use law::Channel;
use serde::Deserialize;
use store::StreamId;
use web::{App, Language, WebError};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    request: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    key: String,
    channel: String,
    /// so many working days before the day of loading
    working_days_ago: u32,
    application: ApplicationInput,
    /// what happened before the reply
    #[serde(default)]
    steps: Vec<steps::Step>,
    #[serde(default)]
    reply: Option<Reply>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reply {
    outcome: String,
    #[serde(default)]
    texts: DraftTexts,
    /// `draft`, `review`, `approval` or `sent`
    until: String,
}

/// Enters the cases of a file; those entered before (by their key) are left as they are. Answers how many are new.
///
/// # Errors
/// A file that cannot be read, an entry that is not lawful, faults of the store.
pub async fn load(app: &App, text: &str) -> Result<usize, WebError> {
    Ok(enter(app, text).await?.into_iter().filter(|entered| entered.is_new).count())
}

/// A case of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entered {
    /// its key in the file
    pub key: String,
    /// its stream
    pub case: StreamId,
    /// it was not there before
    pub is_new: bool,
}

/// As [`load`]; answers every case of the file.
///
/// # Errors
/// As [`load`].
pub async fn enter(app: &App, text: &str) -> Result<Vec<Entered>, WebError> {
    let file: File = toml::from_str(text).map_err(|fault| WebError::Internal(fault.to_string()))?;
    let mut entered = Vec::with_capacity(file.request.len());
    for entry in file.request {
        let (channel, _) = crate::CHANNELS
            .iter()
            .find(|(_, code)| *code == entry.channel)
            .ok_or_else(|| WebError::Internal(format!("channel `{}`", entry.channel)))?;
        let arrived_on = days_before(app, entry.working_days_ago)?;
        let id = OrganisationId(entry.application.organisation.clone().unwrap_or_default());
        let clerk = if *channel == Channel::Online { None } else { person(app, Role::Clerk, &id).await? };
        let arrival = Arrival { channel: *channel, arrived_on, clerk, key: Some(format!("demo/{}", entry.key)) };
        let registered = match submit(app, &entry.application, arrival, Language::Chinese).await {
            Ok(registered) => registered,
            Err(WebError::Fields(errors)) => return Err(WebError::Internal(format!("demo request `{}`: {errors:?}", entry.key))),
            Err(fault) => return Err(fault),
        };
        let is_new = registered.received.arrived_on == arrived_on && app.store.load(&registered.case).await?.len() <= 3;
        entered.push(Entered { key: entry.key, case: registered.case.clone(), is_new });
        if !is_new {
            continue;
        }
        if !entry.steps.is_empty() {
            steps::play(app, &registered.case, entry.steps).await?;
        }
        if let Some(reply) = entry.reply {
            answer(app, &registered.case, &id, reply).await?;
        }
    }
    Ok(entered)
}

/// The day that lies so many working days before today.
fn days_before(app: &App, working_days: u32) -> Result<Date, WebError> {
    let calendar = app.law.calendars().national();
    let mut day = app.today();
    let mut left = working_days;
    while left > 0 {
        left -= u32::from(calendar.is_working_day(day));
        day = day.checked_sub(1.day()).map_err(|fault| WebError::Internal(fault.to_string()))?;
    }
    Ok(day)
}

async fn person(app: &App, role: Role, organisation: &OrganisationId) -> Result<Option<String>, WebError> {
    let people = app.identity.people_with(role, organisation).await.map_err(|fault| WebError::Internal(fault.to_string()))?;
    Ok(people.into_iter().next().map(|(id, _)| id.0))
}

async fn answer(app: &App, case: &StreamId, id: &OrganisationId, reply: Reply) -> Result<(), WebError> {
    let today = app.today();
    let organisation = app.identity.organisation(id, today).ok_or(WebError::NotFound)?;
    let events = app.store.load(case).await?;
    let state = crate::model::Request::fold(&events)?;
    let regime =
        state.clock.as_ref().map(|clock| clock.regime).ok_or_else(|| WebError::Internal("a demo reply needs a running clock".into()))?;
    let grounds = app.law.grounds(&reply.outcome, regime).map_err(|fault| WebError::Internal(fault.to_string()))?;
    let ground = grounds.into_iter().next().map(|ground| ground.id).unwrap_or_default();
    let settings = letter_settings(app, &organisation, today);
    let commands = [
        (
            "draft",
            Role::CaseOfficer,
            Command::Draft {
                outcome: reply.outcome,
                ground,
                texts: Box::new(reply.texts),
                legal_review: false,
                submit: reply.until != "draft",
            },
        ),
        ("review", Role::Reviewer, Command::Pass(Stage::Review, String::new())),
        ("approval", Role::Approver, Command::Pass(Stage::Approval, String::new())),
        ("sent", Role::CaseOfficer, Command::Send),
    ];
    let stages = ["draft", "review", "approval", "sent"];
    let last = stages.iter().position(|stage| *stage == reply.until).unwrap_or(0);
    for (index, (_, role, command)) in commands.into_iter().enumerate() {
        // A case that is to be seen waiting for review or approval stops before that step.
        let done = if reply.until == "sent" { index <= last } else { index < last.max(1) };
        if !done {
            break;
        }
        let Some(person) = person(app, role, id).await? else { break };
        let seen = app.store.load(case).await?.len() as u64;
        let setting = Setting { law: app.law.clone(), today, organisation: organisation.clone() };
        app.store
            .execute(OfficerAct { setting, letters: settings.clone(), case: case.clone(), seen, person, command })
            .await
            .map_err(|fault| web_error(fault, Language::Chinese))?;
    }
    Ok(())
}
