//! What is to be done on a dispute: the organ's own terms as rows of `inbox`. The officer of the case does the work, and
//! the head, who answers for it, has the same days on a list of his or her own.

use super::model::{DisputeEvent, Instance, TermKind};
use identity::{OrganisationId, PersonId, Role};
use inbox::{Item, Key, Urgency, Words};
use jiff::civil::Date;
use sqlx::Row as _;
use store::{Connection, Recorded, StoreError, StreamId};

/// The part of the key of the head's own row.
const HEAD: &str = "head";
/// Everything that ends with the decision.
const BEFORE_DECISION: [TermKind; 3] = [TermKind::Answer, TermKind::Evidence, TermKind::Hearing];

/// The work that an event makes or ends; the table of disputes has it already.
///
/// # Errors
/// Faults of the database.
pub(super) async fn project(connection: &mut Connection, recorded: &Recorded, event: &DisputeEvent) -> Result<(), StoreError> {
    let Some(dispute) = Dispute::read(connection, &recorded.stream).await? else { return Ok(()) };
    match event {
        DisputeEvent::Opened(opened) => {
            for term in opened.terms.iter().filter(|term| term.what.is_own()) {
                dispute.put(connection, term.what, term.from, term.due_on).await?;
            }
            if let (Some(before), Some(Instance::Second)) = (&opened.after, opened.instance) {
                done(connection, &StreamId::new("dispute", before), TermKind::Appeal).await?;
            }
        }
        DisputeEvent::Answered(_) => {
            done(connection, &recorded.stream, TermKind::Answer).await?;
            done(connection, &recorded.stream, TermKind::Evidence).await?;
        }
        DisputeEvent::HearingSet(set) => {
            dispute.put(connection, TermKind::Hearing, web::day_in_city(recorded.at), set.on).await?;
        }
        DisputeEvent::Heard(_) => done(connection, &recorded.stream, TermKind::Hearing).await?,
        DisputeEvent::Decided(decided) => {
            for what in BEFORE_DECISION {
                done(connection, &recorded.stream, what).await?;
            }
            for term in decided.terms.iter().filter(|term| term.what.is_own()) {
                dispute.put(connection, term.what, term.from, term.due_on).await?;
            }
        }
        DisputeEvent::AppealWaived(_) => done(connection, &recorded.stream, TermKind::Appeal).await?,
        DisputeEvent::Erased(_) => inbox::done_all(connection, &recorded.stream).await?,
        DisputeEvent::Extended(_) | DisputeEvent::DocumentAdded(_) | DisputeEvent::DocumentViewed(_) | DisputeEvent::Noted(_) => {}
    }
    Ok(())
}

/// Whoever is given the case has the work on its disputes too; empty: nobody in particular. The days stay.
///
/// # Errors
/// Faults of the database.
pub(crate) async fn assigned(connection: &mut Connection, case: &StreamId, to: &str) -> Result<(), StoreError> {
    let rows =
        sqlx::query("SELECT stream FROM request_dispute WHERE case_stream = $1").bind(case.as_str()).fetch_all(&mut *connection).await?;
    for row in rows {
        let dispute: StreamId = row.try_get::<String, _>("stream")?.parse()?;
        for item in inbox::of_stream(connection, &dispute).await?.iter().filter(|item| item.role == Role::CaseOfficer) {
            match to {
                "" => inbox::release(connection, &item.key).await?,
                to => inbox::hold(connection, &item.key, &PersonId(to.to_owned())).await?,
            }
        }
    }
    Ok(())
}

async fn done(connection: &mut Connection, dispute: &StreamId, what: TermKind) -> Result<(), StoreError> {
    inbox::done(connection, &Key::new(dispute, what.as_str())).await?;
    inbox::done(connection, &Key::with_part(dispute, what.as_str(), HEAD)).await
}

/// What a row of work says of a dispute.
struct Dispute {
    stream: StreamId,
    number: String,
    organisation: OrganisationId,
    /// who has the case
    holder: Option<PersonId>,
}

impl Dispute {
    async fn read(connection: &mut Connection, stream: &StreamId) -> Result<Option<Dispute>, StoreError> {
        let row = sqlx::query(
            "SELECT d.number, d.organisation, COALESCE(c.holder, '') AS holder FROM request_dispute d
             LEFT JOIN request_case c ON c.stream = d.case_stream WHERE d.stream = $1",
        )
        .bind(stream.as_str())
        .fetch_optional(connection)
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Dispute {
            stream: stream.clone(),
            number: row.try_get("number")?,
            organisation: OrganisationId(row.try_get("organisation")?),
            holder: Some(row.try_get::<String, _>("holder")?).filter(|holder| !holder.is_empty()).map(PersonId),
        }))
    }

    async fn put(&self, connection: &mut Connection, what: TermKind, from: Date, due_on: Date) -> Result<(), StoreError> {
        let rows = [
            (Key::new(&self.stream, what.as_str()), Role::CaseOfficer, self.holder.clone()),
            (Key::with_part(&self.stream, what.as_str(), HEAD), Role::Approver, None),
        ];
        for (key, role, holder) in rows {
            let item = Item {
                key,
                organisation: self.organisation.clone(),
                role,
                holder,
                title: Words::new(format!("requests-item-dispute-{}", what.as_str())).with("number", self.number.as_str()),
                url: format!("/office/disputes/{}", self.stream.id()),
                started_on: from,
                due_on: Some(due_on),
                urgency: Urgency::Ordinary,
            };
            inbox::put(connection, &item).await?;
        }
        Ok(())
    }
}
