//! The same requester's other cases, and others' cases of the same matter, with the reply that they got. An officer
//! sees of them only what the own bodies have.

use super::inbox;
use super::shown;
use crate::acts::Searched;
use crate::model::Step;
use crate::model::event::Received;
use crate::records::{self, Case, normalised};
use store::StreamId;
use web::{App, Page, Section, Tone, Visit, WebError};

/// Cases of each kind that are listed.
const LISTED: usize = 5;
/// Words of a subject that are looked for together, fewer where so many find too little.
const TOGETHER: [usize; 3] = [6, 4, 2];

/// What is listed beside a case.
#[derive(Debug, Clone, Default)]
pub(super) struct Alike {
    pub(super) own: Vec<AlikeCase>,
    pub(super) others: Vec<AlikeCase>,
    pub(super) repeat: bool,
    pub(super) repeat_article: String,
    pub(super) searched: bool,
}

impl Alike {
    pub(super) fn is_empty(&self) -> bool {
        self.own.is_empty() && self.others.is_empty()
    }
}

/// One of them.
#[derive(Debug, Clone)]
pub(super) struct AlikeCase {
    pub(super) number: String,
    pub(super) subject: String,
    pub(super) received_on: String,
    pub(super) step: String,
    pub(super) tone: Tone,
    pub(super) reply: String,
    pub(super) letter_number: String,
}

/// By what a requester is recognised: the identity number, else name and telephone together.
#[derive(Debug, Clone, Default)]
pub(super) struct Who {
    identity: String,
    name: String,
    phone: String,
}

impl Who {
    /// as typed into a form
    pub(super) fn typed(values: &[(String, String)]) -> Who {
        let get = |name: &str| values.iter().find(|(found, _)| found == name).map(|(_, value)| value.trim().to_owned()).unwrap_or_default();
        Who { identity: get("applicant.identity.number"), name: get("applicant.name"), phone: get("applicant.phone") }
    }

    /// What is looked for, for the record of the search; never the values.
    fn fields(&self) -> Vec<String> {
        let by: &[&str] = match (self.identity.is_empty(), self.name.is_empty() || self.phone.is_empty()) {
            (false, _) => &["identity"],
            (true, false) => &["name", "phone"],
            (true, true) => &[],
        };
        by.iter().map(|field| (*field).to_owned()).collect()
    }

    async fn cases(&self, app: &App) -> Result<Vec<StreamId>, WebError> {
        let find = async |field: &str, value: &str| app.store.look_up(field, &normalised(field, value)).await;
        if !self.identity.is_empty() {
            return Ok(find("identity", &self.identity).await?);
        }
        if self.name.is_empty() || self.phone.is_empty() {
            return Ok(Vec::new());
        }
        let named = find("name", &self.name).await?;
        let reached = find("phone", &self.phone).await?;
        Ok(named.into_iter().filter(|case| reached.contains(case)).collect())
    }
}

/// Writes down that somebody looked for a person's cases; nothing where nothing was looked for.
pub(super) async fn note(app: &App, visit: &Visit, who: &Who, place: &str) -> Result<(), WebError> {
    record(app, visit, who.fields(), place).await
}

/// The same for a search by these fields.
pub(super) async fn record(app: &App, visit: &Visit, by: Vec<String>, place: &str) -> Result<(), WebError> {
    if by.is_empty() {
        return Ok(());
    }
    let person = visit.person()?.person.0.clone();
    let act = Searched { person, by, place: place.to_owned(), today: visit.today };
    app.store.execute(act).await.map_err(|fault| crate::submit::web_error(fault, visit.language))?;
    Ok(())
}

/// What stands beside a case that is there.
pub(super) async fn of_case(app: &App, visit: &Visit, case: &StreamId, received: &Received) -> Result<Alike, WebError> {
    let open = async |part: Option<&store::PartRef>| super::case::open(app, part).await.map(Option::unwrap_or_default);
    let applicant = &received.applicant;
    let who = Who {
        identity: open(applicant.identity.as_ref().map(|(_, part)| part)).await?,
        name: open(Some(&applicant.name)).await?,
        phone: open(applicant.phone.as_ref()).await?,
    };
    let text = (open(Some(&received.subject)).await?, open(received.description.as_ref()).await?);
    alike(app, visit, &who, (&text.0, &text.1), Some(case)).await
}

/// What stands beside a text and a person; `except`: the case itself.
pub(super) async fn alike(
    app: &App,
    visit: &Visit,
    who: &Who,
    (subject, description): (&str, &str),
    except: Option<&StreamId>,
) -> Result<Alike, WebError> {
    let organisations = inbox::seen(app, visit.person()?);
    let not_this = |case: &StreamId| Some(case) != except;
    let own: Vec<StreamId> = who.cases(app).await?.into_iter().filter(not_this).collect();
    let same: Vec<StreamId> = same_matter(app, subject, description).await?.into_iter().filter(not_this).collect();
    let mut connection = app.store.read().await?;
    let mut own_cases = records::of_streams(&mut connection, &own, &organisations).await?;
    let others: Vec<StreamId> = same.iter().filter(|case| !own.contains(case)).cloned().collect();
    let mut other_cases = records::of_streams(&mut connection, &others, &organisations).await?;
    drop(connection);
    let repeat = own_cases.iter().any(|case| case.step == Step::Replied && same.contains(&case.stream));
    // What is of the same matter first, then what was answered.
    let rank = |case: &Case| (!same.contains(&case.stream), case.step != Step::Replied, std::cmp::Reverse(case.arrived_on));
    own_cases.sort_by_key(rank);
    other_cases.sort_by_key(rank);
    own_cases.truncate(LISTED);
    other_cases.truncate(LISTED);
    let page = Page::new(app, visit, Section::Office, "");
    Ok(Alike {
        own: listed(app, visit, &page, &own_cases).await?,
        others: listed(app, visit, &page, &other_cases).await?,
        repeat_article: if repeat { repeat_article(app, visit) } else { String::new() },
        repeat,
        searched: true,
    })
}

/// The rule under which a request that was answered before is not handled again.
fn repeat_article(app: &App, visit: &Visit) -> String {
    let regime = app.law.regime(visit.today);
    let repeated = app.law.outcome_of(law::OutcomeOf::RepeatedRequest);
    let grounds = repeated.and_then(|outcome| app.law.grounds(&outcome.code, regime?)).unwrap_or_default();
    grounds.into_iter().next().map(|ground| ground.rule.article).unwrap_or_default()
}

/// Cases whose text holds the words of a subject: of many, the longest say most.
async fn same_matter(app: &App, subject: &str, description: &str) -> Result<Vec<StreamId>, WebError> {
    let mut words = search::words_asked(subject);
    if words.len() < 2 {
        words = search::words_asked(&format!("{subject}\n{description}"));
    }
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    let mut found = Vec::new();
    for together in TOGETHER {
        let asked = &words[..words.len().min(together)];
        if asked.is_empty() || (asked.len() < together && together != TOGETHER[0]) {
            break;
        }
        for case in app.store.find_by_words(asked).await? {
            if !found.contains(&case) {
                found.push(case);
            }
        }
        if found.len() > LISTED {
            break;
        }
    }
    found.truncate(200);
    Ok(found)
}

async fn listed(app: &App, visit: &Visit, page: &Page, cases: &[Case]) -> Result<Vec<AlikeCase>, WebError> {
    let rows = shown::rows(page, app, cases, visit.today).await?;
    let line = |(row, case): (shown::Row, &Case)| AlikeCase {
        number: row.number,
        subject: row.subject,
        received_on: row.received_on,
        step: row.step,
        tone: row.tone,
        reply: match app.law.outcome(&case.outcome) {
            Ok(outcome) if case.step == Step::Replied => format!("{} {}", outcome.code, outcome.name),
            _ => String::new(),
        },
        letter_number: case.letter_number.clone(),
    };
    Ok(rows.into_iter().zip(cases).map(line).collect())
}
