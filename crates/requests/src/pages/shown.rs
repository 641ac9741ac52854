//! Made for showing: masked names, tags of a due date, rows of a list.

use crate::clock::{Clock, ClockStatus};
use crate::model::event::Standing;
use crate::model::{ApplicantKind, Request, Status, Step};
use crate::records::Case;
use identity::{Organisation, OrganisationId};
use jiff::civil::Date;
use law::OrganisationKind;
use web::{App, Choice, Language, Link, Page, Tone, WebError};

/// Organisations that answer requests, as choices of a form, city office's own first.
pub fn organisations(app: &App, today: Date) -> Vec<Choice> {
    app.identity.organisations(today).into_iter().map(|organisation| Choice::new(organisation.id.0, organisation.name)).collect()
}

/// `张**`: the first character of a person's name, an organisation's name whole.
pub fn masked(name: &str, kind: &str) -> String {
    if kind != ApplicantKind::NaturalPerson.as_str() {
        return name.to_owned();
    }
    let mut characters = name.chars();
    let first: String = characters.next().into_iter().collect();
    format!("{first}{}", "*".repeat(characters.count().clamp(1, 3)))
}

/// How a due date is shown: words and tone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// for example `逾期 3 个工作日`
    pub words: String,
    /// late, soon, plain
    pub tone: Tone,
}

/// Working days from which on a due date is called soon; none where nobody is reminded before the end.
pub fn soon(app: &App) -> u32 {
    app.law.reminders().soon().unwrap_or_default()
}

/// A due date as seen on a day, counted in working days of the organisation's place; what it waits for where the clock
/// stands still, and how it ended where it did.
pub fn due(page: &Page, app: &App, case: &Case, today: Date) -> Due {
    let status = Status::of(case.step, case.standing, case.due_on, today);
    let due_on = match (status, case.due_on) {
        (Status::AwaitingConfirmation, _) => return Due { words: page.t("requests-due-none"), tone: Tone::Off },
        (Status::Running | Status::Overdue, Some(due_on)) => due_on,
        _ => return Due { words: page.t(&format!("requests-status-{}", status.as_str())), tone: status_tone(status) },
    };
    let organisation = case.organisation.as_str();
    let left = working_days(app, organisation, today, due_on);
    match left {
        i64::MIN..=-1 => Due { words: page.t1("requests-due-late", "days", -left), tone: Tone::Late },
        // Past, and no working day since.
        0 if due_on < today => Due { words: page.t("requests-due-overdue"), tone: Tone::Late },
        0 => Due { words: page.t("requests-due-today"), tone: Tone::Soon },
        _ if left <= i64::from(soon(app)) => Due { words: page.t1("requests-due-left", "days", left), tone: Tone::Soon },
        _ => Due { words: page.t1("requests-due-left", "days", left), tone: Tone::Plain },
    }
}

/// A case that had been late before it was asked about says so on every list.
fn with_missed(page: &Page, case: &Case, due: Due) -> Due {
    match case.missed_on {
        Some(day) => Due { words: format!("{}　{}", due.words, page.t1("requests-missed", "day", day)), ..due },
        None => due,
    }
}

/// Working days left until a day; negative where it is past.
pub fn working_days(app: &App, organisation: &str, today: Date, until: Date) -> i64 {
    let place = app.identity.organisation(&OrganisationId(organisation.to_owned()), today).map(|o| o.division);
    let calendars = app.law.calendars();
    let calendar = place.map_or_else(|| calendars.national(), |place| calendars.at(place));
    i64::from(calendar.count(today, until)) - i64::from(calendar.count(until, today))
}

/// A row of an officer's list.
#[derive(Debug, Clone)]
pub struct Row {
    /// public number
    pub number: String,
    /// what is wanted, decrypted for the officer
    pub subject: String,
    /// masked name
    pub who: String,
    /// organisation's short name
    pub organisation: String,
    /// due date's words
    pub due: Due,
    /// legal date of receipt
    pub received_on: String,
    /// due date
    pub due_on: String,
    /// step in words
    pub step: String,
    /// step's tone
    pub tone: Tone,
    /// must be confirmed on the day of arrival
    pub confirm_today: bool,
    /// its clock runs: how the date came about can be opened
    pub running: bool,
    /// what it opens: its page, or what follows the page's address, for example `/archive`
    pub opens: &'static str,
    /// what else the list says of it: what it waits for, since when
    pub note: String,
}

impl Row {
    /// What it opens: a path without language prefix.
    pub fn path(&self) -> String {
        format!("/office/requests/{}{}", self.number, self.opens)
    }
}

/// Rows with the parts that an officer of the organisation may see.
///
/// # Errors
/// Faults of the store.
pub async fn rows(page: &Page, app: &App, cases: &[Case], today: Date) -> Result<Vec<Row>, WebError> {
    let parts: Vec<_> = cases.iter().flat_map(|case| [case.name.clone(), case.subject.clone()]).collect();
    let opened = app.store.open_parts(&parts).await?;
    let text = |index: usize| opened.get(index).and_then(Option::as_ref).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    Ok(cases
        .iter()
        .enumerate()
        .map(|(index, case)| {
            let erased = || page.t("requests-erased");
            let mut row = bare_row(page, app, case, today);
            row.subject = text(index * 2 + 1).unwrap_or_else(erased);
            row.who = text(index * 2).map_or_else(erased, |name| masked(&name, &case.applicant_kind));
            row
        })
        .collect())
}

/// A row without anything of the requester: for the city office.
pub fn bare_row(page: &Page, app: &App, case: &Case, today: Date) -> Row {
    let name = app
        .identity
        .organisation(&OrganisationId(case.organisation.clone()), today)
        .map_or_else(|| case.organisation.clone(), |o| o.short_name);
    let day = |day: Option<Date>| day.map_or_else(|| "—".to_owned(), |day| day.to_string());
    Row {
        number: case.number.clone(),
        subject: String::new(),
        who: String::new(),
        organisation: name,
        due: with_missed(page, case, due(page, app, case, today)),
        received_on: day(case.received_on),
        due_on: day(case.due_on),
        step: page.t(&format!("requests-step-{}", case.step.as_str())),
        tone: if case.step == Step::Replied { Tone::Done } else { Tone::Plain },
        confirm_today: case.same_day && case.step == Step::Confirming,
        running: case.due_on.is_some(),
        opens: "",
        note: String::new(),
    }
}

/// The tone of a status.
pub fn status_tone(status: Status) -> Tone {
    match status {
        Status::Replied => Tone::Done,
        Status::Overdue => Tone::Late,
        Status::AwaitingConfirmation | Status::AwaitingClarification => Tone::Soon,
        Status::Running => Tone::Plain,
        _ => Tone::Off,
    }
}

/// Names of the reviewing bodies of an organisation, as far as the tree knows them.
pub fn authorities(app: &App, organisation: &Organisation, today: Date) -> std::collections::BTreeMap<String, String> {
    let government = |kind: OrganisationKind| {
        matches!(kind, OrganisationKind::CityGovernment | OrganisationKind::CountyGovernment | OrganisationKind::TownshipGovernment)
    };
    let above = app
        .identity
        .ancestors(&organisation.id)
        .into_iter()
        .filter_map(|id| app.identity.organisation(&id, today))
        .find(|ancestor| government(ancestor.kind));
    let code = if government(organisation.kind) { "superior-government" } else { "same-level-government" };
    above.map(|government| (code.to_owned(), government.name)).into_iter().collect()
}

/// Reviewing bodies of an organisation by their code, and its courts, as the city's table has them on a day.
pub fn review_bodies(
    app: &App,
    organisation: &Organisation,
    today: Date,
) -> (std::collections::BTreeMap<String, law::ReviewBody>, Vec<law::ReviewBody>) {
    let above = app.identity.ancestors(&organisation.id);
    let line: Vec<&str> = std::iter::once(&organisation.id).chain(&above).map(|id| id.0.as_str()).collect();
    let table = app.law.review_bodies();
    let mut bodies = std::collections::BTreeMap::new();
    for body in table.find(law::ReviewBodyKind::Reconsideration, None, &line, today) {
        if let Some(code) = &body.authority {
            bodies.entry(code.clone()).or_insert_with(|| body.clone());
        }
    }
    (bodies, table.find(law::ReviewBodyKind::Court, None, &line, today).into_iter().take(1).cloned().collect())
}

/// Where an officer's page of a case stands: desk, case, and the page itself.
pub fn case_trail(page: &Page, number: &str, last: &str) -> Vec<Link> {
    vec![
        Link::new(page.t("requests-rail-inbox"), page.href("/office")),
        Link::new(number, page.href(&format!("/office/requests/{number}"))),
        Link::new(page.t(last), String::new()),
    ]
}

/// When the reply is due, or what the clock waits for: as a case has it written down.
pub(super) fn standing_words(page: &Page, state: &Request) -> String {
    match (state.standing, state.due_on, state.left) {
        (Standing::Running, Some(due), _) => due.to_string(),
        (Standing::Running, None, _) => page.t("requests-due-none"),
        (Standing::Paused, _, Some(left)) => page.t1("requests-clock-paused", "days", left) + &waiting_words(page, state),
        (Standing::AwaitingRequester, ..) => page.t("requests-standing-awaiting-requester") + &waiting_words(page, state),
        (standing, ..) => page.t(&format!("requests-standing-{}", standing.as_str())),
    }
}

/// The term of the requester that is waited for, in words; empty where none is.
fn waiting_words(page: &Page, state: &Request) -> String {
    let clarification = state.open_clarification().map(|open| ("clarification", open.until, open.passed));
    let fee = || state.open_fee().map(|open| ("fee", open.until, open.passed));
    match clarification.or_else(fee) {
        Some((term, Some(until), true)) => page.t1(&format!("requests-waiting-over-{term}"), "until", until),
        Some((term, Some(until), false)) => page.t1(&format!("requests-waiting-until-{term}"), "until", until),
        Some((term, None, _)) => page.t(&format!("requests-waiting-unserved-{term}")),
        None => String::new(),
    }
}

/// The same of a clock that was reckoned.
pub(super) fn clock_words(page: &Page, clock: &Clock, language: Language) -> String {
    match (clock.status, clock.due_on, clock.left) {
        (_, Some(due), _) => due.to_string(),
        (ClockStatus::Paused, None, Some(left)) => page.t1("requests-clock-paused", "days", left),
        (status, ..) => status.words(language),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use web::Section;

    #[test]
    fn lateness_is_counted_in_working_days() {
        tokio::runtime::Runtime::new().unwrap().block_on(store::testing::on_sqlite(|instance| async move {
            let app = web::testing::app(&instance, vec![inbox::capability(), crate::capability()]).await;
            let page = Page::sample(Language::Chinese, Section::Office, "");
            // Friday 2016-08-26 was due; the Saturday and Sunday after it are no working days.
            let due_on = Some(date(2016, 8, 26));
            for (today, words, tone) in [
                (date(2016, 8, 25), "还有 1 个工作日", Tone::Soon),
                (date(2016, 8, 26), "今日到期", Tone::Soon),
                (date(2016, 8, 27), "已逾期", Tone::Late),
                (date(2016, 8, 28), "已逾期", Tone::Late),
                (date(2016, 8, 29), "逾期 1 个工作日", Tone::Late),
            ] {
                let shown = due(&page, &app, &case(Standing::Running, due_on), today);
                assert_eq!((plain(&shown.words).as_str(), shown.tone), (words, tone), "{today}");
            }
            for (standing, words, tone) in [
                (Standing::Paused, "计时暂停", Tone::Off),
                (Standing::AwaitingRequester, "等待申请人", Tone::Soon),
                (Standing::Withdrawn, "已撤回", Tone::Off),
            ] {
                let shown = due(&page, &app, &case(standing, None), date(2016, 8, 25));
                assert_eq!((shown.words.as_str(), shown.tone), (words, tone), "{standing:?}");
            }
            app.store.close().await;
        }));
    }

    fn case(standing: Standing, due_on: Option<Date>) -> Case {
        let part = || store::PartRef { part: "p".into(), commitment: String::new() };
        Case {
            stream: store::StreamId::new("request", "a"),
            number: "HZ-2016-00001".into(),
            organisation: String::new(),
            applicant_kind: "natural-person".into(),
            name: part(),
            subject: part(),
            arrived_on: None,
            same_day: false,
            awaits_requester: false,
            received_on: Some(date(2016, 8, 5)),
            due_on,
            step: Step::Registered,
            standing,
            holder: String::new(),
            replied_on: None,
            channel: "online".into(),
            awaits_organisation: false,
            outcome: String::new(),
            letter_number: String::new(),
            missed_on: None,
        }
    }

    /// Without the marks that isolate a value from the direction of its surroundings.
    fn plain(text: &str) -> String {
        text.replace(['\u{2068}', '\u{2069}'], "")
    }
}
