//! Made for showing: choices, masked names, tags of a due date.

use crate::model::application::{ApplicantInput, IdentityInput};
use crate::model::{ApplicantKind, ApplicationInput, Delivery, Form, IdentityType, Status, Step};
use crate::records::Case;
use identity::{Organisation, OrganisationId};
use jiff::civil::Date;
use law::OrganisationKind;
use web::{App, Choice, Page, Tone, WebError};

/// Organisations that answer requests, as choices of a form, city office's own first.
pub fn organisations(app: &App, today: Date) -> Vec<Choice> {
    app.identity.organisations(today).into_iter().map(|organisation| Choice::new(organisation.id.0, organisation.name)).collect()
}

/// Choices of a coded type; labels are `requests-<name>-<code>`.
fn choices<T: Copy>(page: &Page, name: &str, all: &[T], code: impl Fn(T) -> &'static str) -> Vec<Choice> {
    all.iter().map(|value| Choice::new(code(*value), page.t(&format!("requests-{name}-{}", code(*value))))).collect()
}

/// Kinds of requesters.
pub fn kinds(page: &Page) -> Vec<Choice> {
    choices(page, "kind", ApplicantKind::ALL, ApplicantKind::as_str)
}

/// Kinds of identity documents.
pub fn documents(page: &Page) -> Vec<Choice> {
    choices(page, "identity", IdentityType::ALL, IdentityType::as_str)
}

/// Forms in which information is wanted.
pub fn forms(page: &Page) -> Vec<Choice> {
    choices(page, "form", Form::ALL, Form::as_str)
}

/// Ways of delivery.
pub fn deliveries(page: &Page) -> Vec<Choice> {
    choices(page, "delivery", Delivery::ALL, Delivery::as_str)
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

/// An application as a form's name/value pairs bring it.
pub fn application(values: &[(String, String)]) -> ApplicationInput {
    let get =
        |name: &str| values.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).filter(|value| !value.trim().is_empty());
    ApplicationInput {
        organisation: get("organisation"),
        subject: get("subject"),
        description: get("description"),
        form: get("form"),
        delivery: get("delivery"),
        applicant: Some(ApplicantInput {
            kind: get("applicant.kind"),
            name: get("applicant.name"),
            identity: Some(IdentityInput { kind: get("applicant.identity.type"), number: get("applicant.identity.number") }),
            phone: get("applicant.phone"),
            email: get("applicant.email"),
            address: get("applicant.address"),
            contact_name: get("applicant.contact_name"),
        }),
    }
}

/// Names of a form's controls, in the order of the form.
pub const CONTROLS: [&str; 13] = [
    "organisation",
    "subject",
    "description",
    "form",
    "delivery",
    "applicant.kind",
    "applicant.name",
    "applicant.identity.type",
    "applicant.identity.number",
    "applicant.phone",
    "applicant.email",
    "applicant.address",
    "applicant.contact_name",
];

/// How a due date is shown: words and tone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// for example `逾期 3 个工作日`
    pub words: String,
    /// late, soon, plain
    pub tone: Tone,
}

/// Working days from which on a due date is called soon.
pub const SOON: u32 = 3;

/// A due date as seen on a day, counted in working days of the organisation's place.
pub fn due(page: &Page, app: &App, organisation: &str, due_on: Option<Date>, step: Step, today: Date) -> Due {
    let Some(due_on) = due_on else {
        return Due { words: page.t("requests-due-none"), tone: Tone::Off };
    };
    if step == Step::Replied {
        return Due { words: page.t("requests-status-replied"), tone: Tone::Done };
    }
    let left = working_days(app, organisation, today, due_on);
    match left {
        i64::MIN..=-1 => Due { words: page.t1("requests-due-late", "days", -left), tone: Tone::Late },
        0 if due_on < today => Due { words: page.t1("requests-due-late", "days", 1), tone: Tone::Late },
        0 => Due { words: page.t("requests-due-today"), tone: Tone::Soon },
        _ if left <= i64::from(SOON) => Due { words: page.t1("requests-due-left", "days", left), tone: Tone::Soon },
        _ => Due { words: page.t1("requests-due-left", "days", left), tone: Tone::Plain },
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
        due: due(page, app, &case.organisation, case.due_on, case.step, today),
        received_on: day(case.received_on),
        due_on: day(case.due_on),
        step: page.t(&format!("requests-step-{}", case.step.as_str())),
        tone: if case.step == Step::Replied { Tone::Done } else { Tone::Plain },
        confirm_today: case.same_day && case.step == Step::Confirming,
        running: case.due_on.is_some(),
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
