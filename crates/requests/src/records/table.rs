//! The table of cases: a projection of their events, and what others may know of them.

use crate::model::Step;
use crate::model::event::{Received, RequestEvent, Side};
use facts::{Fact, Replied, ReplyCorrected, RequestReceived};
use futures::future::BoxFuture;
use law::Law;
use std::sync::Arc;
use store::{Capability, ConflictOr, Connection, Event, Given, Migration, Recorded, StoreError, Timer, Transaction};

const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 4001,
        name: "cases",
        sql: "CREATE TABLE request_case (
        stream TEXT PRIMARY KEY,
        number TEXT NOT NULL UNIQUE,
        organisation TEXT NOT NULL,
        channel TEXT NOT NULL,
        applicant_kind TEXT NOT NULL,
        name_part TEXT NOT NULL,
        name_commitment TEXT NOT NULL,
        subject_part TEXT NOT NULL,
        subject_commitment TEXT NOT NULL,
        arrived_on TEXT NOT NULL,
        same_day BIGINT NOT NULL,
        awaits_requester BIGINT NOT NULL,
        awaits_organisation BIGINT NOT NULL,
        received_on TEXT NOT NULL,
        due_on TEXT NOT NULL,
        provisional BIGINT NOT NULL,
        regime TEXT NOT NULL,
        step TEXT NOT NULL,
        drafter TEXT NOT NULL,
        reviewer TEXT NOT NULL,
        outcome TEXT NOT NULL,
        replied_on TEXT NOT NULL,
        letter_number TEXT NOT NULL,
        version BIGINT NOT NULL
    );
    CREATE INDEX request_case_organisation ON request_case (organisation, step, due_on);
    CREATE INDEX request_case_due ON request_case (step, due_on);",
    },
    Migration {
        version: 4002,
        name: "cases on their whole way",
        sql: "ALTER TABLE request_case ADD COLUMN standing TEXT NOT NULL DEFAULT 'running';
    ALTER TABLE request_case ADD COLUMN holder TEXT NOT NULL DEFAULT '';
    ALTER TABLE request_case ADD COLUMN legal_review BIGINT NOT NULL DEFAULT 0;
    ALTER TABLE request_case ADD COLUMN track TEXT NOT NULL DEFAULT 'disclosure';
    CREATE INDEX request_case_holder ON request_case (holder, step, due_on);",
    },
    Migration {
        version: 4003,
        name: "cases that were late before they were asked about",
        sql: "ALTER TABLE request_case ADD COLUMN missed_on TEXT NOT NULL DEFAULT '';",
    },
    super::letters::MIGRATION,
    crate::dispute::records::MIGRATION,
    crate::keeping::records::MIGRATION,
    super::consultations::MIGRATION,
];

/// The capability's part of the store.
#[derive(Debug, Clone, Default)]
pub struct Requests {
    /// rules, for what comes about by itself when a day comes; none in a program that carries out no timers
    pub law: Option<Arc<Law>>,
    /// what requesters are told of it by e-mail; none: nothing
    pub notes: Option<crate::told::Notes>,
}

impl Capability for Requests {
    fn name(&self) -> &'static str {
        "requests"
    }

    fn migrations(&self) -> &'static [Migration] {
        MIGRATIONS
    }

    fn categories(&self) -> &'static [&'static str] {
        &["request", "letter", "dispute"]
    }

    fn projections(&self) -> &'static [&'static str] {
        &["request_case", "request_letter", "request_consultation", "request_dispute", "request_keeping"]
    }

    fn project<'a>(&'a self, connection: &'a mut Connection, event: &'a Recorded) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            match event.stream.category() {
                RequestEvent::CATEGORY => {}
                "dispute" => return crate::dispute::records::project(connection, event).await,
                _ => return Ok(()),
            }
            crate::keeping::records::project(connection, event).await?;
            match event.event::<RequestEvent>()? {
                Some(RequestEvent::Received(received)) => insert(connection, event, &received).await,
                Some(said) => {
                    super::letters::project(connection, event, &said).await?;
                    super::consultations::project(connection, event, &said).await?;
                    super::told::project(connection, event, &said).await?;
                    Row { connection, event }.project(said).await
                }
                None => Row { connection, event }.set("", &[]).await,
            }?;
            super::items::project(connection, event).await
        })
    }

    fn hand_over<'a>(&'a self, tx: &'a mut Transaction<'_>, given: &'a Given) -> BoxFuture<'a, Result<bool, ConflictOr>> {
        Box::pin(crate::acts::hand_over(tx, given))
    }

    fn facts(&self, event: &Recorded) -> Result<Vec<Fact>, StoreError> {
        match event.stream.category() {
            RequestEvent::CATEGORY => {}
            "dispute" => return crate::dispute::records::facts(event),
            _ => return Ok(Vec::new()),
        }
        Ok(match event.event::<RequestEvent>()? {
            Some(RequestEvent::ClockStarted(clock)) => vec![Fact::RequestReceived(RequestReceived {
                number: clock.number.clone(),
                organisation: clock.organisation.clone(),
                received_on: clock.received_on,
                due_on: clock.due_on,
            })],
            Some(RequestEvent::ReplySent(reply)) if reply.corrects.is_some() => vec![Fact::ReplyCorrected(ReplyCorrected {
                number: reply.number.clone(),
                organisation: reply.organisation.clone(),
                outcome: reply.outcome.clone(),
                corrected_on: reply.sent_on,
            })],
            Some(RequestEvent::ReplySent(reply)) => vec![Fact::Replied(Replied {
                number: reply.number.clone(),
                organisation: reply.organisation.clone(),
                outcome: reply.outcome.clone(),
                replied_on: reply.sent_on,
                received_on: reply.received_on,
                due_on: reply.due_on,
            })],
            _ => Vec::new(),
        })
    }

    fn due<'a>(&'a self, tx: &'a mut Transaction<'_>, timer: &'a Timer) -> BoxFuture<'a, Result<(), ConflictOr>> {
        Box::pin(async move {
            match &self.law {
                Some(law) if timer.name == crate::acts::TIMER => crate::acts::tick::due(tx, law, self.notes.as_ref(), &timer.stream).await,
                _ => Err(StoreError::Other(format!("nobody here carries out {} of {}", timer.name, timer.stream)).into()),
            }
        })
    }
}

/// The row of one case, to be changed by one event.
struct Row<'a> {
    connection: &'a mut Connection,
    event: &'a Recorded,
}

impl Row<'_> {
    async fn project(mut self, said: RequestEvent) -> Result<(), StoreError> {
        match said {
            RequestEvent::Confirmed(confirmed) => match confirmed.by {
                Side::Requester => self.set(", awaits_requester = 0", &[]).await,
                Side::Organisation => self.set(", awaits_organisation = 0", &[]).await,
            },
            RequestEvent::ClockStarted(clock) => {
                let provisional = if clock.provisional { "1" } else { "0" };
                let values = [&clock.received_on.to_string(), &clock.due_on.to_string(), clock.regime.as_str(), provisional];
                self.set(", received_on = $3, due_on = $4, regime = $5, provisional = CASE WHEN $6 = '1' THEN 1 ELSE 0 END, step = CASE WHEN step = 'confirming' THEN 'registered' ELSE step END, awaits_requester = 0, awaits_organisation = 0", &values).await
            }
            RequestEvent::ClockMoved(moved) => {
                let due = moved.due_on.map(|due| due.to_string()).unwrap_or_default();
                let provisional = if moved.provisional { "1" } else { "0" };
                self.set(
                    ", due_on = $3, standing = $4, provisional = CASE WHEN $5 = '1' THEN 1 ELSE 0 END",
                    &[&due, moved.standing.as_str(), provisional],
                )
                .await?;
                if moved.standing.has_ended() {
                    self.set(", step = CASE WHEN step = 'replied' THEN step ELSE 'ended' END", &[]).await
                } else {
                    Ok(())
                }
            }
            RequestEvent::ClarificationRequested(asked) => {
                let missed = ", missed_on = CASE WHEN missed_on = '' AND due_on <> '' AND due_on < $3 THEN due_on ELSE missed_on END";
                self.set(missed, &[&asked.on.to_string()]).await
            }
            RequestEvent::Lapsed(lapsed) => self.set(", outcome = $3", &[&lapsed.outcome]).await,
            RequestEvent::Withdrawn(withdrawn) => {
                let ended = ", outcome = $3, step = CASE WHEN received_on = '' THEN 'ended' ELSE step END, standing = CASE WHEN received_on = '' THEN 'withdrawn' ELSE standing END";
                self.set(ended, &[&withdrawn.outcome]).await
            }
            RequestEvent::ReplyDrafted(draft) => {
                let legal = if draft.legal_review { "1" } else { "0" };
                self.set(
                    ", step = 'drafting', drafter = $3, outcome = $4, reviewer = '', legal_review = CASE WHEN $5 = '1' THEN 1 ELSE 0 END",
                    &[&draft.drafter, &draft.outcome, legal],
                )
                .await
            }
            RequestEvent::RecordDrafted(draft) => self.set(", step = 'approving', drafter = $3", &[&draft.person]).await,
            RequestEvent::DraftSubmitted(_) => self.set(", step = 'reviewing', reviewer = ''", &[]).await,
            RequestEvent::ReviewPassed(passed) => {
                self.set(
                    ", step = CASE WHEN legal_review = 1 THEN 'legal-reviewing' ELSE 'approving' END, reviewer = $3",
                    &[&passed.person],
                )
                .await
            }
            RequestEvent::LegalReviewPassed(_) => self.set(", step = 'approving'", &[]).await,
            RequestEvent::DraftReturned(_) => self.set(", step = 'drafting', reviewer = ''", &[]).await,
            RequestEvent::ReplyApproved(_) => self.set(", step = 'approved'", &[]).await,
            RequestEvent::ReplySent(reply) => {
                let sent_on = reply.sent_on.to_string();
                let standing = if reply.lapses { "lapsed" } else { "replied" };
                self.set(", step = 'replied', standing = $6, outcome = $3, letter_number = $4, replied_on = CASE WHEN replied_on = '' THEN $5 ELSE replied_on END", &[&reply.outcome, &reply.letter_number, &sent_on, standing]).await
            }
            RequestEvent::CorrectionOpened(_) => self.set(", step = 'registered'", &[]).await,
            RequestEvent::Assigned(assigned) => self.set(", holder = $3", &[&assigned.to]).await,
            RequestEvent::Transferred(transferred) => self.set(", organisation = $3, holder = ''", &[&transferred.to]).await,
            _ => self.set("", &[]).await,
        }
    }

    /// Changes columns; `changes` begins with a comma and numbers its values from `$3`.
    async fn set(&mut self, changes: &'static str, values: &[&str]) -> Result<(), StoreError> {
        let sql = format!("UPDATE request_case SET version = $2{changes} WHERE stream = $1");
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(self.event.stream.as_str())
            .bind(i64::try_from(self.event.version).unwrap_or(i64::MAX));
        for value in values {
            query = query.bind((*value).to_owned());
        }
        query.execute(&mut *self.connection).await?;
        Ok(())
    }
}

async fn insert(connection: &mut Connection, event: &Recorded, received: &Received) -> Result<(), StoreError> {
    let awaits = received.awaits.as_ref();
    let flag = |is: bool| i64::from(is);
    sqlx::query(
        "INSERT INTO request_case (stream, number, organisation, channel, applicant_kind, name_part, name_commitment, subject_part, subject_commitment, arrived_on, same_day, awaits_requester, awaits_organisation, received_on, due_on, provisional, regime, step, drafter, reviewer, outcome, replied_on, letter_number, version, track)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', '', 0, '', $14, '', '', '', '', '', $15, $16)",
    )
    .bind(event.stream.as_str())
    .bind(received.number.as_str())
    .bind(received.organisation.as_str())
    .bind(crate::channel_code(received.channel))
    .bind(received.applicant.kind.as_str())
    .bind(received.applicant.name.part.as_str())
    .bind(received.applicant.name.commitment.as_str())
    .bind(received.subject.part.as_str())
    .bind(received.subject.commitment.as_str())
    .bind(received.arrived_on.to_string())
    .bind(flag(awaits.is_some_and(|a| a.same_day)))
    .bind(flag(awaits.is_some_and(|a| a.requester)))
    .bind(flag(awaits.is_some_and(|a| a.organisation)))
    .bind(if awaits.is_some() { Step::Confirming.as_str() } else { Step::Registered.as_str() })
    .bind(i64::try_from(event.version).unwrap_or(i64::MAX))
    .bind(received.track.as_str())
    .execute(connection)
    .await?;
    Ok(())
}
