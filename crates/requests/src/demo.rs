//! Synthetic cases of a demonstration, entered through the real write path.

use crate::acts::{Command, OfficerAct, Setting};
use crate::decide::draft::DraftTexts;
use crate::decide::pass::Stage;
use crate::model::ApplicationInput;
use crate::pages::case::letter_settings;
use crate::submit::{Arrival, submit, web_error};
use identity::{OrganisationId, Role};
use jiff::ToSpan;
use law::Channel;
use serde::Deserialize;
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
    let file: File = toml::from_str(text).map_err(|fault| WebError::Internal(fault.to_string()))?;
    let today = app.today();
    let mut entered = 0;
    for entry in file.request {
        let (channel, _) = crate::CHANNELS
            .iter()
            .find(|(_, code)| *code == entry.channel)
            .ok_or_else(|| WebError::Internal(format!("channel `{}`", entry.channel)))?;
        let mut arrived_on = today;
        let calendar = app.law.calendars().national();
        let mut left = entry.working_days_ago;
        while left > 0 {
            if calendar.is_working_day(arrived_on) {
                left -= 1;
            }
            arrived_on = arrived_on.checked_sub(1.day()).map_err(|fault| WebError::Internal(fault.to_string()))?;
        }
        let id = OrganisationId(entry.application.organisation.clone().unwrap_or_default());
        let clerk = if *channel == Channel::Online { None } else { person(app, Role::Clerk, &id).await? };
        let arrival = Arrival { channel: *channel, arrived_on, clerk, key: Some(format!("demo/{}", entry.key)) };
        let registered = match submit(app, &entry.application, arrival, Language::Chinese).await {
            Ok(registered) => registered,
            Err(WebError::Fields(errors)) => return Err(WebError::Internal(format!("demo request `{}`: {errors:?}", entry.key))),
            Err(fault) => return Err(fault),
        };
        if registered.received.arrived_on != arrived_on || app.store.load(&registered.case).await?.len() > 3 {
            continue;
        }
        entered += 1;
        if let Some(reply) = entry.reply {
            answer(app, &registered.case, &id, reply).await?;
        }
    }
    Ok(entered)
}

async fn person(app: &App, role: Role, organisation: &OrganisationId) -> Result<Option<String>, WebError> {
    let people = app.identity.people_with(role, organisation).await.map_err(|fault| WebError::Internal(fault.to_string()))?;
    Ok(people.into_iter().next().map(|(id, _)| id.0))
}

async fn answer(app: &App, case: &store::StreamId, id: &OrganisationId, reply: Reply) -> Result<(), WebError> {
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
