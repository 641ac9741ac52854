//! What several pages show of an item.

use identity::{OrganisationId, PersonId, Staff};
use inbox::{Absences, Item, Refusal, Words};
use jiff::civil::Date;
use store::ExecuteError;
use web::{App, Language, Tone, Visit, WebError};

/// How long is left, in words and colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    pub words: String,
    pub tone: Tone,
}

/// Words in the reader's language.
pub fn say(language: Language, words: &Words) -> String {
    let arguments: Vec<(&str, String)> = words.arguments.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    web::message(language, &words.id, &arguments)
}

/// The name of a kind of work.
pub fn kind(language: Language, item: &Item) -> String {
    web::message(language, &format!("{}-item-kind-{}", item.key.stream.category(), item.key.work()), &[])
}

/// Working days left at the item's organisation.
pub fn left(app: &App, visit: &Visit, item: &Item) -> Left {
    let say = |id: &str, days: u32| web::message(visit.language, id, &[("days", days.to_string())]);
    let Some(due_on) = item.due_on else {
        return Left { words: say("desk-left-none", 0), tone: Tone::Plain };
    };
    let division = app.identity.organisation(&item.organisation, visit.today).map(|organisation| organisation.division);
    let calendar = app.law.calendar_of(division);
    if due_on < visit.today {
        return Left { words: say("desk-left-late", calendar.count(due_on, visit.today)), tone: Tone::Late };
    }
    match calendar.count(visit.today, due_on) {
        0 if due_on == visit.today => Left { words: say("desk-left-today", 0), tone: Tone::Soon },
        days => {
            Left { words: say("desk-left", days), tone: if Some(days) <= app.law.reminders().soon() { Tone::Soon } else { Tone::Plain } }
        }
    }
}

/// The last day on which an item is coming to its end.
pub fn soon(app: &App, today: Date) -> Date {
    app.law.calendars().national().add(today, app.law.reminders().soon().unwrap_or_default()).due
}

/// An organisation's short name.
pub fn organisation(app: &App, today: Date, id: &OrganisationId) -> String {
    app.identity.organisation(id, today).map_or_else(|| id.0.clone(), |organisation| organisation.short_name)
}

/// A person's name; words of their own for one whose name is gone.
pub async fn name(app: &App, language: Language, person: &PersonId) -> Result<String, WebError> {
    let name = app.identity.person_name(person).await?;
    Ok(name.filter(|name| !name.is_empty()).unwrap_or_else(|| web::message(language, "desk-name-gone", &[])))
}

/// Everybody who may sign in, and who is away.
pub async fn people(app: &App, today: Date) -> Result<(Staff, Absences), WebError> {
    let staff = app.identity.staff().await?;
    let absences = Absences::read(&mut *app.store.read().await?, today).await?;
    Ok((staff, absences))
}

/// A refusal's words, or the fault.
pub fn refused(language: Language, error: ExecuteError<Refusal>) -> Result<(Refusal, String), WebError> {
    match error {
        ExecuteError::Refused(refusal) => Ok((refusal, web::message(language, &format!("inbox-refusal-{}", refusal.code()), &[]))),
        ExecuteError::Conflict { .. } => Err(WebError::Conflict(String::new())),
        ExecuteError::Store(error) => Err(error.into()),
    }
}
