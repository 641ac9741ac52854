//! Who is away, and who stands in. Standing in shows work and brings reminders; it gives no permission.

use crate::{InboxEvent, Refusal};
use futures::future::BoxFuture;
use identity::{OrganisationId, PersonId, Staff};
use jiff::{ToSpan, civil::Date};
use sqlx::{Row, any::AnyRow};
use std::collections::BTreeSet;
use store::{Act, ActorId, Connection, ExecuteError, Store, StoreError, StreamId, Transaction};

/// The longest absence, in days.
const LONGEST: i64 = 366;

/// A person is away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    /// opaque
    pub id: String,
    /// who
    pub person: PersonId,
    /// first day
    pub from: Date,
    /// last day
    pub until: Date,
    /// who stands in
    pub delegate: Option<PersonId>,
}

impl Absence {
    fn covers(&self, day: Date) -> bool {
        self.from <= day && day <= self.until
    }
}

/// All absences that are not over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Absences(pub Vec<Absence>);

impl Absences {
    /// Reads those that end on `today` or later, soonest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn read(connection: &mut Connection, today: Date) -> Result<Self, StoreError> {
        let rows =
            sqlx::query("SELECT id, person, from_on, until_on, delegate FROM inbox_absence WHERE until_on >= $1 ORDER BY from_on, id")
                .bind(today.to_string())
                .fetch_all(connection)
                .await?;
        Ok(Self(rows.iter().map(absence).collect::<Result<_, _>>()?))
    }

    /// A person's own.
    pub fn of<'a>(&'a self, person: &'a PersonId) -> impl Iterator<Item = &'a Absence> {
        self.0.iter().filter(move |absence| absence.person == *person)
    }

    /// The absence of a person on a day.
    pub fn on(&self, person: &PersonId, day: Date) -> Option<&Absence> {
        self.0.iter().find(|absence| absence.person == *person && absence.covers(day))
    }

    /// Who does a person's work on a day: the person, or who stands in, or who stands in for that one; none where
    /// nobody does, or where two stand in for each other.
    pub fn stand_in(&self, person: &PersonId, day: Date, staff: &Staff) -> Option<PersonId> {
        let mut at = person;
        let mut seen = BTreeSet::new();
        while staff.is_open(at) && seen.insert(at) {
            match self.on(at, day) {
                None => return Some(at.clone()),
                Some(absence) => at = absence.delegate.as_ref()?,
            }
        }
        None
    }

    /// For whom a person stands in on a day.
    pub fn principals(&self, delegate: &PersonId, day: Date, staff: &Staff) -> Vec<PersonId> {
        let mut found: Vec<PersonId> = self
            .0
            .iter()
            .filter(|absence| absence.covers(day) && absence.person != *delegate)
            .filter(|absence| self.stand_in(&absence.person, day, staff).as_ref() == Some(delegate))
            .map(|absence| absence.person.clone())
            .collect();
        found.dedup();
        found
    }
}

fn absence(row: &AnyRow) -> Result<Absence, StoreError> {
    let text = |column: &str| row.try_get::<String, _>(column);
    let day = |text: String| text.parse::<Date>().map_err(|_| StoreError::Corrupt(format!("the day {text:?} of an absence")));
    let delegate = text("delegate")?;
    Ok(Absence {
        id: text("id")?,
        person: PersonId(text("person")?),
        from: day(text("from_on")?)?,
        until: day(text("until_on")?)?,
        delegate: if delegate.is_empty() { None } else { Some(PersonId(delegate)) },
    })
}

/// What a person says of an absence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announce {
    /// first day
    pub from: Date,
    /// last day
    pub until: Date,
    /// who stands in
    pub delegate: Option<PersonId>,
}

impl Announce {
    /// Whether it may be announced on `today`, beside the person's other absences.
    ///
    /// # Errors
    /// What is wrong.
    pub fn check(&self, person: &PersonId, today: Date, others: &Absences, staff: &Staff) -> Result<(), Refusal> {
        let longest = self.from.checked_add(LONGEST.days()).map_err(|_| Refusal::Days)?;
        if self.from > self.until || self.until < today || self.until > longest {
            return Err(Refusal::Days);
        }
        if let Some(delegate) = &self.delegate {
            if delegate == person {
                return Err(Refusal::Oneself);
            }
            let places: Vec<OrganisationId> = staff.posts(person).iter().map(|post| post.organisation.clone()).collect();
            if !staff.at(&places).any(|colleague| colleague == delegate) {
                return Err(Refusal::Delegate);
            }
        }
        let overlaps = others.of(person).any(|other| other.from <= self.until && self.from <= other.until);
        if overlaps { Err(Refusal::Overlap) } else { Ok(()) }
    }
}

pub(crate) fn own_stream(person: &PersonId) -> StreamId {
    StreamId::new("inbox", &person.0)
}

struct AnnounceAct {
    person: PersonId,
    said: Announce,
    today: Date,
    staff: Staff,
}

impl Act for AnnounceAct {
    type Answer = String;
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<String, ExecuteError<Refusal>>> {
        Box::pin(async move {
            let others = Absences::read(tx.connection(), self.today).await?;
            self.said.check(&self.person, self.today, &others, &self.staff).map_err(ExecuteError::Refused)?;
            let id = tx.new_id();
            let stream = own_stream(&self.person);
            let version = tx.version(&stream).await?;
            let Announce { from, until, delegate } = self.said.clone();
            let event = InboxEvent::AbsenceAnnounced { id: id.clone(), from, until, delegate };
            tx.append(&stream, version, &ActorId(self.person.0.clone()), &[event]).await?;
            Ok(id)
        })
    }
}

/// A person says when they are away and who stands in; answers the absence's id.
///
/// # Errors
/// A [`Refusal`], or a fault of the store.
pub async fn announce(
    store: &Store,
    person: &PersonId,
    said: Announce,
    today: Date,
    staff: Staff,
) -> Result<String, ExecuteError<Refusal>> {
    Ok(store.execute(AnnounceAct { person: person.clone(), said, today, staff }).await?.answer)
}

struct Withdraw {
    person: PersonId,
    id: String,
    today: Date,
}

impl Act for Withdraw {
    type Answer = ();
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<(), ExecuteError<Refusal>>> {
        Box::pin(async move {
            let all = Absences::read(tx.connection(), self.today).await?;
            if !all.of(&self.person).any(|absence| absence.id == self.id) {
                return Err(ExecuteError::Refused(Refusal::Gone));
            }
            let stream = own_stream(&self.person);
            let version = tx.version(&stream).await?;
            let event = InboxEvent::AbsenceWithdrawn { id: self.id.clone() };
            tx.append(&stream, version, &ActorId(self.person.0.clone()), &[event]).await?;
            Ok(())
        })
    }
}

/// A person takes an absence back, or is back early.
///
/// # Errors
/// [`Refusal::Gone`], or a fault of the store.
pub async fn withdraw(store: &Store, person: &PersonId, id: &str, today: Date) -> Result<(), ExecuteError<Refusal>> {
    store.execute(Withdraw { person: person.clone(), id: id.to_owned(), today }).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use identity::{Post, Role};
    use proptest::prelude::*;

    fn person(id: &str) -> PersonId {
        PersonId(id.into())
    }

    fn staff(people: &[(&str, &str)]) -> Staff {
        Staff::new(
            people
                .iter()
                .map(|(who, place)| (person(who), vec![Post { role: Role::CaseOfficer, organisation: OrganisationId((*place).into()) }])),
        )
    }

    fn day(of_august: i8) -> Date {
        Date::constant(2016, 8, of_august)
    }

    fn away(who: &str, from: i8, until: i8, delegate: Option<&str>) -> Absence {
        Absence { id: format!("{who}{from}"), person: person(who), from: day(from), until: day(until), delegate: delegate.map(person) }
    }

    #[test]
    fn who_stands_in() {
        let staff = staff(&[("a", "x"), ("b", "x"), ("c", "x")]);
        let table: [(&[Absence], &str, Option<&str>); 8] = [
            (&[], "a", Some("a")),
            (&[], "gone", None),
            (&[away("a", 17, 19, Some("b"))], "a", Some("b")),
            (&[away("a", 18, 19, Some("b"))], "a", Some("a")),
            (&[away("a", 17, 17, None)], "a", None),
            (&[away("a", 17, 17, Some("gone"))], "a", None),
            (&[away("a", 10, 20, Some("b")), away("b", 17, 17, Some("c"))], "a", Some("c")),
            (&[away("a", 10, 20, Some("b")), away("b", 17, 17, Some("a"))], "a", None),
        ];
        for (absences, who, expected) in table {
            let absences = Absences(absences.to_vec());
            assert_eq!(absences.stand_in(&person(who), day(17), &staff), expected.map(person), "{absences:?}");
        }
        let chain = Absences(vec![away("a", 10, 20, Some("b")), away("b", 17, 17, Some("c"))]);
        assert_eq!(chain.principals(&person("c"), day(17), &staff), [person("a"), person("b")]);
        assert_eq!(chain.principals(&person("b"), day(18), &staff), [person("a")]);
    }

    #[test]
    fn what_may_be_announced() {
        let staff = staff(&[("a", "x"), ("b", "x"), ("far", "y")]);
        let others = Absences(vec![away("a", 25, 26, None), away("b", 17, 30, None)]);
        let table = [
            (17, 18, None, Ok(())),
            (17, 18, Some("b"), Ok(())),
            (10, 17, Some("b"), Ok(())),
            (19, 18, None, Err(Refusal::Days)),
            (10, 16, None, Err(Refusal::Days)),
            (17, 18, Some("a"), Err(Refusal::Oneself)),
            (17, 18, Some("far"), Err(Refusal::Delegate)),
            (17, 18, Some("gone"), Err(Refusal::Delegate)),
            (24, 25, None, Err(Refusal::Overlap)),
            (26, 30, None, Err(Refusal::Overlap)),
        ];
        for (from, until, delegate, expected) in table {
            let said = Announce { from: day(from), until: day(until), delegate: delegate.map(person) };
            assert_eq!(said.check(&person("a"), day(17), &others, &staff), expected, "{said:?}");
        }
        let years = Announce { from: day(17), until: Date::constant(2017, 8, 30), delegate: None };
        assert_eq!(years.check(&person("a"), day(17), &others, &staff), Err(Refusal::Days));
    }

    proptest! {
        #[test]
        fn who_stands_in_is_there_and_may_sign_in(absences in proptest::collection::vec((0usize..6, 1i8..20, 0i8..8, proptest::option::of(0usize..7)), 0..12), who in 0usize..7, on in 1i8..28) {
            let names = ["a", "b", "c", "d", "e", "f", "gone"];
            let staff = staff(&names[..6].iter().map(|name| (*name, "x")).collect::<Vec<_>>());
            let absences = Absences(absences.into_iter().map(|(who, from, days, delegate)| away(names[who], from, from + days, delegate.map(|d| names[d]))).collect());
            if let Some(found) = absences.stand_in(&person(names[who]), day(on), &staff) {
                prop_assert!(staff.is_open(&found));
                prop_assert!(absences.on(&found, day(on)).is_none());
            }
        }
    }
}
