//! Reminding: what is due by the plan and was not told yet becomes an event, with notices and e-mail. The day's round
//! is a timer of the store, so that events, e-mail and the next round are committed together.

use crate::{
    Absences, Due, InboxEvent, Item, Key, Mail, ReminderPlan, Speaker, Step, To, Words, event::Telling, items, outbox, reach::address_part,
    work,
};
use futures::future::BoxFuture;
use identity::{OrganisationId, PersonId, Role, Staff};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use law::{Law, ReminderTime};
use sqlx::Row;
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    convert::Infallible,
    sync::Arc,
};
use store::{Act, ActorId, ConflictOr, Connection, ExecuteError, Store, StoreError, StreamId, Timer, Transaction};

const TIMER: &str = "reminders";
/// How often it is looked who is to be reminded, in milliseconds.
const ROUND: i64 = 3_600_000;
/// How many items one transaction reminds of; the rest follows at once in another.
const AT_ONCE: usize = 200;

/// What reminders need of the program.
#[derive(Clone)]
pub struct Setting {
    /// when and whom
    pub plan: ReminderPlan,
    /// working days
    pub law: Arc<Law>,
    /// the city's time
    pub zone: TimeZone,
    /// the language of e-mail
    pub speaker: Arc<dyn Speaker>,
    /// where the portal is, without a slash at the end
    pub base_url: String,
}

/// An item of which somebody is to be told now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// the item
    pub item: Item,
    /// its last day
    pub due_on: Date,
    /// every step that came due and was not taken yet, in order
    pub steps: Vec<Step>,
    /// the latest of them for each reader: earlier ones were overtaken
    pub tell: Vec<Step>,
}

/// What is due at `now` and was not told yet, soonest due item first.
///
/// # Errors
/// Where the database fails.
pub async fn due_reminders(
    connection: &mut Connection,
    staff: &Staff,
    setting: &Setting,
    now: Timestamp,
) -> Result<Vec<Reminder>, StoreError> {
    let rows = sqlx::query("SELECT key, due_on, step FROM inbox_reminded WHERE key IN (SELECT key FROM inbox_item)")
        .fetch_all(&mut *connection)
        .await?;
    let mut taken = HashSet::with_capacity(rows.len());
    for row in &rows {
        taken.insert((row.try_get::<String, _>(0)?, row.try_get::<String, _>(1)?, row.try_get::<String, _>(2)?));
    }
    let mut found = Vec::new();
    let open = items::open(connection).await?;
    let climbing = climbing(&open);
    let mut terms: HashMap<(OrganisationId, Date, Date), Vec<Due>> = HashMap::new();
    for item in open {
        let Some(due_on) = item.due_on else { continue };
        let (key, due_text) = (item.key.to_string(), due_on.to_string());
        let climbs = climbing.get(&(item.key.stream.clone(), due_on)).is_some_and(|first| *first == item.key);
        // Many terms run over the same days.
        let days = terms
            .entry((item.organisation.clone(), item.started_on, due_on))
            .or_insert_with(|| setting.plan.days(item.started_on, due_on, setting.law.calendar_of(staff.division(&item.organisation))));
        let steps: Vec<Step> = days
            .iter()
            .filter(|due| climbs || due.step.to == To::Holder)
            .filter(|due| instant(due, setting).is_some_and(|at| at <= now))
            .map(|due| due.step)
            .filter(|step| !taken.contains(&(key.clone(), due_text.clone(), step.code())))
            .collect();
        if !steps.is_empty() {
            let latest: BTreeMap<To, Step> = steps.iter().map(|step| (step.to, *step)).collect();
            found.push(Reminder { item, due_on, steps, tell: latest.into_values().collect() });
        }
    }
    Ok(found)
}

/// Of the pieces of work on one case that end on one day, the one that began first: those above hear of the case by it,
/// and not once for each hand that the case is in.
fn climbing(open: &[Item]) -> HashMap<(StreamId, Date), Key> {
    let mut first: HashMap<(StreamId, Date), &Item> = HashMap::new();
    for item in open {
        let Some(due_on) = item.due_on else { continue };
        let place = first.entry((item.key.stream.clone(), due_on)).or_insert(item);
        if (item.started_on, &item.key) < (place.started_on, &place.key) {
            *place = item;
        }
    }
    first.into_iter().map(|(place, item)| (place, item.key.clone())).collect()
}

fn instant(due: &Due, setting: &Setting) -> Option<Timestamp> {
    setting.zone.to_timestamp(due.on.at(setting.plan.hour, 0, 0, 0)).ok()
}

/// Reminds everybody who is to be reminded now; answers of how many items, and whether more wait.
async fn remind(tx: &mut Transaction<'_>, setting: &Setting) -> Result<(usize, bool), ConflictOr> {
    let now = tx.now();
    let today = setting.zone.to_datetime(now).date();
    let staff = Staff::read(tx.connection()).await?;
    let absences = Absences::read(tx.connection(), today).await?;
    let readers = Readers { staff: &staff, absences: &absences, today };
    let mut reminded = 0;
    for reminder in due_reminders(tx.connection(), &staff, setting, now).await? {
        if reminded == AT_ONCE {
            return Ok((reminded, true));
        }
        let told = together(reminder.tell.iter().filter_map(|step| readers.telling(&reminder, step)));
        // Where nobody is there to be told, the latest step waits until somebody is.
        if told.is_empty() {
            continue;
        }
        let Reminder { item, due_on, steps, .. } = &reminder;
        let stream = item.key.own_stream();
        let version = tx.version(&stream).await?;
        let event = InboxEvent::Reminded {
            item: item.key.clone(),
            due_on: *due_on,
            steps: steps.iter().map(Step::code).collect(),
            told: told.clone(),
            title: item.title.clone(),
            url: item.url.clone(),
        };
        tx.append(&stream, version, &ActorId::system(), &[event]).await?;
        for telling in &told {
            for person in telling.people.iter().filter(|person| !telling.away.contains(person)) {
                write_to(tx, setting, &reminder, person, telling).await?;
            }
        }
        reminded += 1;
    }
    Ok((reminded, false))
}

struct Readers<'a> {
    staff: &'a Staff,
    absences: &'a Absences,
    today: Date,
}

/// Who is told, and who of them is away.
type Told = (Vec<PersonId>, Vec<PersonId>);

impl Readers<'_> {
    fn telling(&self, reminder: &Reminder, step: &Step) -> Option<Telling> {
        let item = &reminder.item;
        // Where nobody does it, those above hear of it.
        let (people, away) = match step.to {
            To::Holder => first([work::holders(item, self.staff, self.absences, self.today), self.heads(item), self.city_office()]),
            To::Reviewer => self.present(self.staff.with(Role::Reviewer, &item.organisation).cloned().collect()),
            To::Head => first([self.heads(item), self.city_office()]),
            To::CityOffice => self.city_office(),
        };
        let words = match step.at {
            ReminderTime::Elapsed(hundredths) => Words::new("inbox-reminder-elapsed").with("hundredths", hundredths.to_string()),
            ReminderTime::Before(days) => Words::new("inbox-reminder-before").with("days", days.to_string()),
            ReminderTime::After(days) => Words::new("inbox-reminder-after").with("days", days.to_string()),
        };
        (!people.is_empty()).then(|| Telling { words: words.with("due", reminder.due_on.to_string()), people, away })
    }

    /// Who signs for the body, or for the nearest one above it where somebody does.
    fn heads(&self, item: &Item) -> Told {
        let at = |place| self.present(self.staff.with(Role::Approver, place).cloned().collect());
        self.staff.line(&item.organisation).into_iter().map(at).find(|(people, _)| !people.is_empty()).unwrap_or_default()
    }

    fn city_office(&self) -> Told {
        self.present(self.staff.anywhere(Role::CityOffice).cloned().collect())
    }

    fn present(&self, people: Vec<PersonId>) -> Told {
        work::present(people, self.staff, self.absences, self.today)
    }
}

/// The same words to several readers are one telling, and nobody stands in it twice.
fn together(tellings: impl Iterator<Item = Telling>) -> Vec<Telling> {
    let mut all: Vec<Telling> = Vec::new();
    for telling in tellings {
        match all.iter_mut().find(|other| other.words == telling.words) {
            None => all.push(telling),
            Some(other) => {
                for (people, more) in [(&mut other.people, telling.people), (&mut other.away, telling.away)] {
                    let new: Vec<PersonId> = more.into_iter().filter(|person| !people.contains(person)).collect();
                    people.extend(new);
                }
            }
        }
    }
    all
}

fn first<const N: usize>(choices: [Told; N]) -> Told {
    choices.into_iter().find(|(people, _)| !people.is_empty()).unwrap_or_default()
}

async fn write_to(
    tx: &mut Transaction<'_>,
    setting: &Setting,
    reminder: &Reminder,
    person: &PersonId,
    telling: &Telling,
) -> Result<(), StoreError> {
    let Some(part) = address_part(tx.connection(), person).await? else { return Ok(()) };
    let Some(address) = tx.open_part(&part).await?.and_then(|bytes| String::from_utf8(bytes).ok()) else { return Ok(()) };
    let Reminder { item, due_on, .. } = reminder;
    let say = |words: &Words| setting.speaker.say(words);
    let (title, remark) = (say(&item.title), say(&telling.words));
    let link = format!("{}{}", setting.base_url, item.url);
    // The days in its words tell one step from another.
    let step: Vec<&str> = telling.words.arguments.iter().map(|(_, value)| value.as_str()).collect();
    let mail = Mail {
        case: person.stream(),
        to: address,
        subject: say(&Words::new("inbox-mail-subject").with("title", title.as_str()).with("remark", remark.as_str())),
        text: say(&Words::new("inbox-mail-text").with("title", title).with("remark", remark).with("link", link)),
        organisation: item.organisation.clone(),
        role: Role::SystemAdministrator,
        about: Words::new("inbox-mail-about-reminder"),
        url: item.url.clone(),
        once: format!("{}|{due_on}|{}|{}|{}", item.key, telling.words.id, step.join("|"), person.0),
    };
    outbox::mail(tx, &mail).await?;
    Ok(())
}

fn timer_stream() -> StreamId {
    StreamId::new("inbox", "timers")
}

pub(crate) fn is_timer(timer: &Timer) -> bool {
    timer.stream == timer_stream() && timer.name == TIMER
}

/// The round: reminds, and sets the next one on the next full hour, or at once where more wait.
pub(crate) async fn due(tx: &mut Transaction<'_>, setting: &Setting, timer: &Timer) -> Result<(), ConflictOr> {
    let (_, more) = remind(tx, setting).await?;
    let now = tx.now();
    let hour = (now.as_millisecond().div_euclid(ROUND) + 1) * ROUND;
    let at = if more { now } else { Timestamp::from_millisecond(hour).unwrap_or(now) };
    tx.schedule(&timer.stream, &timer.name, at, serde_json::json!({"set": now.as_millisecond()}))?;
    Ok(())
}

struct Begin;

impl Act for Begin {
    type Answer = ();
    type Refusal = Infallible;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<(), ExecuteError<Infallible>>> {
        Box::pin(async move {
            let now = tx.now();
            tx.schedule(&timer_stream(), TIMER, now, serde_json::json!({"set": now.as_millisecond()}))?;
            Ok(())
        })
    }
}

/// Looks at once who is to be reminded, and from then on every hour, by a timer of the store. To be called by a
/// program that serves, before it runs timers.
///
/// # Errors
/// Where the database fails.
pub async fn begin(store: &Store) -> Result<(), StoreError> {
    executed(store.execute(Begin).await)
}

struct Sweep(Setting);

impl Act for Sweep {
    type Answer = usize;
    type Refusal = Infallible;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<usize, ExecuteError<Infallible>>> {
        Box::pin(async move { Ok(remind(tx, &self.0).await?.0) })
    }
}

/// Reminds everybody who is to be reminded now, without waiting for the round; answers of how many items. What was told
/// is not told again, however often this runs.
///
/// # Errors
/// Where the database fails; nothing of it is kept then.
pub async fn sweep(store: &Store, setting: &Setting) -> Result<usize, StoreError> {
    executed(store.execute(Sweep(setting.clone())).await)
}

fn executed<A>(done: Result<store::Done<A>, ExecuteError<Infallible>>) -> Result<A, StoreError> {
    match done {
        Ok(done) => Ok(done.answer),
        Err(ExecuteError::Store(error)) => Err(error),
        Err(ExecuteError::Refused(never)) => match never {},
        Err(conflict @ ExecuteError::Conflict { .. }) => Err(StoreError::Other(conflict.to_string())),
    }
}
