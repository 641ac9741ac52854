//! Erasing personal data: whole cases, single parts, look-up hashes.

use crate::{
    Connection, PartRef, Statement, StoreError, StreamId, Transaction,
    database::signed,
    event::{Body, NewEvent},
    pending::Batch,
};
use sqlx::Row;

/// What an act erases of a case.
#[derive(Debug, Clone)]
pub(crate) struct Erasure {
    pub case: StreamId,
    pub what: Erased,
}

#[derive(Debug, Clone)]
pub(crate) enum Erased {
    /// Everything personal, and salts and bodies of these events.
    Case(Vec<u64>),
    /// These parts.
    Parts(Vec<String>),
    /// The look-up hashes of a field.
    Field(&'static str),
}

impl Erasure {
    /// An erasure goes with an event. It moves the head, and by that every other server knows that it must forget the
    /// keys that it keeps in memory; and where bodies go, it names them.
    pub(crate) fn is_recorded_in(&self, events: &[NewEvent]) -> bool {
        let bodies: &[u64] = if let Erased::Case(bodies) = &self.what { bodies } else { &[] };
        events.iter().any(|event| {
            Body::parse(&event.body).is_ok_and(|body| {
                let named: Vec<u64> = body.erased().collect();
                bodies.iter().all(|index| named.contains(index) && *index < event.recorded.index)
            })
        })
    }

    /// Deletes it from the database, and from the memory of the batch, which has been written by now.
    pub(crate) async fn carry_out(self, connection: &mut Connection, batch: &mut Batch) -> Result<(), StoreError> {
        let case = self.case.as_str();
        match self.what {
            Erased::Case(bodies) => {
                for sql in [
                    "DELETE FROM personal_part WHERE case_stream = $1",
                    "DELETE FROM personal_key WHERE case_stream = $1",
                    "DELETE FROM personal_hash WHERE case_stream = $1",
                ] {
                    Statement::new(sql, vec![case.into()]).run(connection).await?;
                }
                for index in bodies {
                    let sql = "UPDATE event_body SET salt = NULL, body = NULL WHERE idx = $1";
                    Statement::new(sql, vec![index.into()]).run(connection).await?;
                    batch.forget_body(index);
                }
                batch.forget_case(&self.case);
            }
            Erased::Parts(parts) => {
                for part in parts {
                    let sql = "DELETE FROM personal_part WHERE id = $1 AND case_stream = $2";
                    Statement::new(sql, vec![part.as_str().into(), case.into()]).run(connection).await?;
                    batch.forget_part(&part);
                }
            }
            Erased::Field(field) => {
                let sql = "DELETE FROM personal_hash WHERE field = $1 AND case_stream = $2";
                Statement::new(sql, vec![field.into(), case.into()]).run(connection).await?;
                batch.erased = true;
            }
        }
        Ok(())
    }
}

impl Transaction<'_> {
    /// Deletes parts, salts, key and look-up hashes (of words too) of a case, what this act sealed included, and salts
    /// and bodies of the events given; proofs stay valid. The act must also append an event, whose data names the
    /// erased indexes, `"erased": [index, …]`, so that verification can tell a lawful erasure from a hand in the
    /// database; it is refused otherwise.
    ///
    /// # Errors
    /// Where a body itself records an erasure (it must stay), or does not exist.
    pub async fn erase_case(&mut self, case: &StreamId, bodies: &[u64]) -> Result<(), StoreError> {
        for index in bodies {
            let row = sqlx::query("SELECT body FROM event_body WHERE idx = $1")
                .bind(signed(*index))
                .fetch_optional(&mut *self.connection)
                .await?;
            let stored = match row {
                Some(row) => row.try_get::<Option<Vec<u8>>, _>(0)?,
                None => match self.batch.events.iter().find(|event| event.recorded.index == *index) {
                    Some(event) => Some(event.body.clone()),
                    None => return Err(StoreError::Other(format!("there is no body {index} to erase"))),
                },
            };
            if let Some(bytes) = stored
                && Body::parse(&bytes)?.erased().next().is_some()
            {
                return Err(StoreError::Other(format!("body {index} records an erasure and must stay")));
            }
        }
        self.said.erasures.push(Erasure { case: case.clone(), what: Erased::Case(bodies.to_vec()) });
        Ok(())
    }

    /// Deletes some parts of a case with their salts; the rest of the case stays. The act must also append an event.
    pub fn erase_parts(&mut self, case: &StreamId, parts: &[PartRef]) {
        let parts = parts.iter().map(|part| part.part.clone()).collect();
        self.said.erasures.push(Erasure { case: case.clone(), what: Erased::Parts(parts) });
    }

    /// Deletes the look-up hashes of a field, so that the case is no longer found by it; [`Transaction::index_for_look_up`]
    /// in a later act enters a new value. The act must also append an event.
    pub fn erase_look_up(&mut self, case: &StreamId, field: &'static str) {
        self.said.erasures.push(Erasure { case: case.clone(), what: Erased::Field(field) });
    }

    /// Deletes one part that no event names (a secret that was replaced). What events name goes by
    /// [`Transaction::erase_case`] and [`Transaction::erase_parts`].
    pub fn forget_part(&mut self, part: &PartRef) {
        self.said.forgotten.push(part.part.clone());
    }
}
