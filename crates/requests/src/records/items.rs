//! What is to be done on a case, and by whom: rows of `inbox`, written with the event that makes or ends them. Titles
//! hold numbers and nothing else.

mod awaited;
mod letters;
mod telling;

use crate::model::Step;
use crate::model::event::{Cause, DeliveryProof, RequestEvent, Side, Standing, Term};
use identity::{OrganisationId, PersonId, Role};
use inbox::{Item, Key, Urgency, Words};
use jiff::civil::Date;
use sqlx::Row as _;
use store::{Connection, Event, Recorded, StoreError};

/// The reply itself, for the officer who has the case.
pub const HANDLE: &str = "handle";
/// Work that outlives the case: a letter is still to be sent, or to be sent again.
const OF_LETTERS: [&str; 2] = ["letter", "dispatch"];
/// Work that ends when an officer goes on with the case.
const LOOKS: [&str; 4] = ["clarified", "reasons-given", "file-added", "fee-paid"];
/// What a draft that is handed on decides.
const DECIDED: [&str; 4] = ["silence", "objection", "clarification-over", "fee-over"];
/// Work that others do than the officer who has the case.
const OF_OTHERS: [&str; 5] = ["review", "legal-review", "approve", "approve-extension", "confirm-letter"];
/// Work that is done by the day on which the reply is due.
const BY_DUE: [&str; 9] = [HANDLE, "review", "legal-review", "approve", "send", "returned", "approve-extension", "silence", "objection"];

/// Whether a kind of work is done by the officer who has the case.
pub(crate) fn is_officers(work: &str) -> bool {
    !OF_OTHERS.contains(&work)
}

/// The work that an event makes, moves or ends, and who is told of it.
///
/// # Errors
/// Faults of the database, or of a stored body.
pub(super) async fn project(connection: &mut Connection, event: &Recorded) -> Result<(), StoreError> {
    if event.stream.category() != RequestEvent::CATEGORY {
        return Ok(());
    }
    let Some(said) = event.event::<RequestEvent>()? else { return Ok(()) };
    let Some(case) = Case::read(connection, event).await? else { return Ok(()) };
    let open = inbox::of_stream(connection, &event.stream).await?;
    let mut work = Work { connection, event, case, open };
    work.follow(&said).await?;
    work.settle(&said).await?;
    work.tell(&said).await
}

/// A row of the table of cases, as it is after the event.
struct Case {
    number: String,
    organisation: OrganisationId,
    holder: Option<PersonId>,
    drafter: Option<PersonId>,
    received_on: Option<Date>,
    due_on: Option<Date>,
    step: Option<Step>,
    standing: Standing,
}

impl Case {
    async fn read(connection: &mut Connection, event: &Recorded) -> Result<Option<Case>, StoreError> {
        let row = sqlx::query(
            "SELECT number, organisation, holder, drafter, received_on, due_on, step, standing FROM request_case WHERE stream = $1",
        )
        .bind(event.stream.as_str())
        .fetch_optional(connection)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let text = |column: &str| row.try_get::<String, _>(column);
        let person = |text: String| Some(text).filter(|text| !text.is_empty()).map(PersonId);
        Ok(Some(Case {
            number: text("number")?,
            organisation: OrganisationId(text("organisation")?),
            holder: person(text("holder")?),
            drafter: person(text("drafter")?),
            received_on: text("received_on")?.parse().ok(),
            due_on: text("due_on")?.parse().ok(),
            step: Step::parse(&text("step")?),
            standing: Standing::parse(&text("standing")?).unwrap_or_default(),
        }))
    }

    /// Nothing more is due, and nothing is being corrected.
    fn has_ended(&self) -> bool {
        matches!(self.step, Some(Step::Replied | Step::Ended))
    }

    /// The work that follows from where the case stands: kind, role, whether it is there.
    fn stages(&self) -> [(&'static str, Role, bool); 6] {
        let at = |step: Step| self.step == Some(step);
        let legal = Role::parse("legal-reviewer").unwrap_or(Role::Reviewer);
        let runs = self.received_on.is_some() && !self.standing.has_ended() && !self.has_ended();
        [
            (HANDLE, Role::CaseOfficer, runs),
            ("correct", Role::CaseOfficer, matches!(self.standing, Standing::Replied | Standing::Lapsed) && !self.has_ended()),
            ("review", Role::Reviewer, at(Step::Reviewing)),
            ("legal-review", legal, at(Step::LegalReviewing)),
            ("approve", Role::Approver, at(Step::Approving)),
            ("send", Role::CaseOfficer, at(Step::Approved)),
        ]
    }
}

struct Work<'a> {
    connection: &'a mut Connection,
    event: &'a Recorded,
    case: Case,
    open: Vec<Item>,
}

impl Work<'_> {
    fn today(&self) -> Date {
        web::day_in_city(self.event.at)
    }

    fn find(&self, kind: &str) -> Option<&Item> {
        self.open.iter().find(|item| item.key.kind == kind)
    }

    /// An item of the case; who holds the case holds what its officers have to do.
    fn item(&self, key: Key, role: Role, due_on: Option<Date>) -> Item {
        let kept = self.open.iter().find(|item| item.key == key);
        let title = Words::new(format!("requests-item-{}", key.work())).with("number", self.case.number.as_str());
        Item {
            organisation: self.case.organisation.clone(),
            role,
            holder: self.officer().filter(|_| role == Role::CaseOfficer && kept.is_none()),
            title,
            url: format!("/office/requests/{}", self.case.number),
            started_on: kept.map_or_else(|| self.today(), |item| item.started_on),
            due_on,
            urgency: Urgency::Ordinary,
            key,
        }
    }

    /// Who answers the request: it may have been given to somebody on the desk too.
    fn officer(&self) -> Option<PersonId> {
        self.find(HANDLE).and_then(|item| item.holder.clone()).or_else(|| self.case.holder.clone())
    }

    fn key(&self, kind: &str) -> Key {
        Key::new(&self.event.stream, kind)
    }

    async fn put(&mut self, item: Item) -> Result<(), StoreError> {
        inbox::put(self.connection, &item).await
    }

    /// Something for the case's officer to do.
    async fn open(&mut self, key: Key, due_on: Option<Date>, urgency: Urgency) -> Result<(), StoreError> {
        let item = Item { urgency, ..self.item(key, Role::CaseOfficer, due_on) };
        self.put(item).await
    }

    async fn done(&mut self, kind: &str) -> Result<(), StoreError> {
        if self.find(kind).is_some() {
            inbox::done(self.connection, &self.key(kind)).await?;
        }
        Ok(())
    }

    /// An officer went on with the case: what only had to be looked at was looked at.
    async fn looked(&mut self) -> Result<(), StoreError> {
        for kind in LOOKS {
            self.done(kind).await?;
        }
        Ok(())
    }

    /// What the event itself makes or ends.
    async fn follow(&mut self, said: &RequestEvent) -> Result<(), StoreError> {
        use RequestEvent as E;
        match said {
            E::Received(received) => {
                let Some(awaits) = &received.awaits else { return Ok(()) };
                let due_on = if awaits.same_day { Some(received.arrived_on) } else { awaits.chase_on };
                if awaits.organisation {
                    let kind = if awaits.same_day { "confirm-letter" } else { "confirm" };
                    let urgency = if awaits.same_day { Urgency::Urgent } else { Urgency::Ordinary };
                    let role = if awaits.same_day { Role::Clerk } else { Role::CaseOfficer };
                    let item = self.item(self.key(kind), role, due_on);
                    self.put(Item { urgency, started_on: received.arrived_on, ..item }).await?;
                }
                if awaits.requester {
                    let item = self.item(self.key("confirm-requester"), Role::CaseOfficer, due_on);
                    self.put(Item { started_on: received.arrived_on, ..item }).await?;
                }
                Ok(())
            }
            E::Confirmed(confirmed) => match confirmed.by {
                Side::Requester => self.done("confirm-requester").await,
                Side::Organisation => self.confirmed().await,
            },
            E::ClockStarted(_) => {
                self.confirmed().await?;
                self.done("confirm-requester").await
            }
            E::Clarified(clarified) => {
                self.answered(&Term::Clarification).await?;
                if clarified.by == Side::Requester { self.look("clarified").await } else { Ok(()) }
            }
            E::ReasonsGiven(given) => {
                self.done("await-reasons").await?;
                if given.by == Side::Requester { self.look("reasons-given").await } else { Ok(()) }
            }
            E::FileAdded(added) if added.by == Side::Requester && !self.case.has_ended() => self.look("file-added").await,
            E::FeePaid(_) => {
                self.answered(&Term::Fee).await?;
                self.look("fee-paid").await
            }
            E::TermSet(_) | E::TermPassed(_) => self.term(said).await,
            E::NoticeSent(notice) => self.sent(&notice.letter_number, notice.dispatch_by, notice.delivered_by).await,
            E::ReplySent(reply) => self.sent(&reply.letter_number, reply.dispatch_by, None).await,
            E::ReasonsAsked(asked) => {
                self.looked().await?;
                match asked.answer_by {
                    Some(day) => self.open(self.key("await-reasons"), Some(day), Urgency::Ordinary).await,
                    None => Ok(()),
                }
            }
            E::ExtensionProposed(_) => {
                self.looked().await?;
                let item = self.item(self.key("approve-extension"), Role::Approver, self.case.due_on);
                self.put(item).await
            }
            E::Extended(_) | E::ExtensionDeclined(_) => self.done("approve-extension").await,
            E::ReplyDrafted(_) | E::ClarificationRequested(_) | E::FeeNoticed(_) | E::DelayedTo(_) | E::MaterialAdded(_) | E::Noted(_) => {
                self.looked().await
            }
            E::DraftReturned(_) => {
                let item = self.item(self.key("returned"), Role::CaseOfficer, self.case.due_on);
                let holder = self.case.drafter.clone().or_else(|| item.holder.clone());
                self.put(Item { holder, urgency: Urgency::Urgent, ..item }).await
            }
            E::DraftSubmitted(_) => self.done("returned").await,
            E::RecordDrafted(_) => {
                self.looked().await?;
                self.done("returned").await
            }
            E::Assigned(assigned) => self.assigned(&assigned.to).await,
            E::Transferred(_) => self.transferred().await,
            E::Consulted(_) | E::ConsultationDelivered(_) | E::ConsultationAnswered(_) | E::ObjectionOverridden(_) => {
                self.consultation(said).await
            }
            E::Delivered(delivered) => {
                let letter = self.of_letter("letter", &delivered.letter_number);
                if delivered.proof != DeliveryProof::Returned {
                    let dispatch = self.of_letter("dispatch", &delivered.letter_number);
                    inbox::done(self.connection, &dispatch).await?;
                    return inbox::done(self.connection, &letter).await;
                }
                if let Some(term) = self.term_of(&delivered.letter_number).await? {
                    self.done(&format!("deliver-{}", term.as_str())).await?;
                }
                let due_on = if self.case.has_ended() { None } else { Some(self.today()) };
                self.open(letter, due_on, Urgency::Urgent).await
            }
            E::Dispatched(dispatched) => {
                for kind in OF_LETTERS {
                    let key = self.of_letter(kind, &dispatched.letter_number);
                    inbox::done(self.connection, &key).await?;
                }
                self.await_delivery(&dispatched.letter_number, dispatched.delivered_by).await
            }
            E::Erased(_) => inbox::done_all(self.connection, &self.event.stream).await,
            _ => Ok(()),
        }
    }

    async fn confirmed(&mut self) -> Result<(), StoreError> {
        self.done("confirm-letter").await?;
        self.done("confirm").await
    }

    async fn look(&mut self, kind: &str) -> Result<(), StoreError> {
        self.open(self.key(kind), None, Urgency::Urgent).await
    }

    /// Whoever is given the case has all that its officers have to do; the days stay.
    async fn assigned(&mut self, to: &str) -> Result<(), StoreError> {
        for item in self.open.iter().filter(|item| item.role == Role::CaseOfficer) {
            match to {
                "" => inbox::release(self.connection, &item.key).await?,
                to => inbox::hold(self.connection, &item.key, &PersonId(to.to_owned())).await?,
            }
        }
        crate::dispute::items::assigned(self.connection, &self.event.stream, to).await
    }

    async fn transferred(&mut self) -> Result<(), StoreError> {
        for item in &mut self.open {
            inbox::release(self.connection, &item.key).await?;
            item.holder = None;
            item.organisation = self.case.organisation.clone();
            inbox::put(self.connection, item).await?;
        }
        Ok(())
    }

    /// What follows from where the case stands now, with its due date.
    async fn settle(&mut self, said: &RequestEvent) -> Result<(), StoreError> {
        // Written anew: the event itself may have changed them.
        self.open = inbox::of_stream(self.connection, &self.event.stream).await?;
        if self.case.has_ended() {
            for item in self.open.iter().filter(|item| !OF_LETTERS.contains(&item.key.work())) {
                inbox::done(self.connection, &item.key).await?;
            }
            return Ok(());
        }
        if matches!(said, RequestEvent::DraftSubmitted(_)) {
            for item in self.open.iter().filter(|item| DECIDED.contains(&item.key.work())) {
                inbox::done(self.connection, &item.key).await?;
            }
        }
        for (kind, role, is_there) in self.case.stages() {
            match (is_there, self.find(kind)) {
                (false, _) => self.done(kind).await?,
                (true, Some(_)) => {}
                (true, None) => {
                    let item = self.item(self.key(kind), role, self.case.due_on);
                    let started_on = self.case.received_on.filter(|_| kind == HANDLE).unwrap_or(item.started_on);
                    self.put(Item { started_on, ..item }).await?;
                }
            }
        }
        if let RequestEvent::ClockMoved(moved) = said {
            let anew = matches!(moved.cause, Cause::Clarified | Cause::FeePaid);
            let today = self.today();
            for item in self.open.iter().filter(|item| BY_DUE.contains(&item.key.work())) {
                let started_on = if anew && item.key.kind == HANDLE { today } else { item.started_on };
                inbox::put(self.connection, &Item { due_on: self.case.due_on, started_on, ..item.clone() }).await?;
            }
        }
        Ok(())
    }
}

/// Year and serial of a letter's number, which alone are plain ASCII.
fn serial(letter_number: &str) -> String {
    let parts = letter_number.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-")
}
