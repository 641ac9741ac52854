//! Who sees which work, and what nobody holds.

use crate::{Absences, InboxEvent, Item, Key, Refusal, items};
use futures::future::BoxFuture;
use identity::{OrganisationId, PersonId, Staff};
use jiff::civil::Date;
use store::{Act, ActorId, Connection, ExecuteError, Given, Store, StoreError, Transaction};

/// An item on somebody's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// the item
    pub item: Item,
    /// the one who is away and for whom it is shown; none where it is one's own
    pub instead_of: Option<PersonId>,
}

/// Why nobody holds an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Why {
    /// nobody who may sign in has the post
    NoPost,
    /// who held it may not sign in any more, or lost the post
    HolderGone,
    /// who holds it is away, and nobody stands in
    HolderAway,
    /// several could, nobody took it
    Unassigned,
}

impl Why {
    /// The code; its words are the message `inbox-unheld-<code>`.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoPost => "no-post",
            Self::HolderGone => "holder-gone",
            Self::HolderAway => "holder-away",
            Self::Unassigned => "unassigned",
        }
    }
}

/// What a person sees: what they hold, what lies with their posts, and what lies with those for whom they stand in;
/// soonest first. It says nothing of what they may do there.
pub(crate) fn sees(item: &Item, person: &PersonId, principals: &[PersonId], staff: &Staff) -> Option<Work> {
    let theirs = |who: &PersonId| match &item.holder {
        Some(holder) => holder == who,
        None => staff.holds(who, item.role, &item.organisation),
    };
    if theirs(person) {
        return Some(Work { item: item.clone(), instead_of: None });
    }
    let absent = principals.iter().find(|principal| theirs(principal))?;
    Some(Work { item: item.clone(), instead_of: Some(absent.clone()) })
}

/// A person's list of work on a day, soonest first.
///
/// # Errors
/// Where the database fails.
pub async fn work_of(
    connection: &mut Connection,
    person: &PersonId,
    staff: &Staff,
    absences: &Absences,
    today: Date,
) -> Result<Vec<Work>, StoreError> {
    let principals = absences.principals(person, today, staff);
    let people: Vec<PersonId> = std::iter::once(person.clone()).chain(principals.iter().cloned()).collect();
    let items = items::of(connection, &people, staff).await?;
    Ok(items.iter().filter_map(|item| sees(item, person, &principals, staff)).collect())
}

/// Why nobody holds an item on a day; none where somebody does.
pub(crate) fn why_unheld(item: &Item, staff: &Staff, absences: &Absences, today: Date) -> Option<Why> {
    match &item.holder {
        Some(holder) if !staff.holds(holder, item.role, &item.organisation) => Some(Why::HolderGone),
        Some(holder) if absences.stand_in(holder, today, staff).is_none() => Some(Why::HolderAway),
        Some(_) => None,
        None if staff.with(item.role, &item.organisation).next().is_none() => Some(Why::NoPost),
        None if staff.with(item.role, &item.organisation).all(|person| absences.stand_in(person, today, staff).is_none()) => {
            Some(Why::HolderAway)
        }
        None => Some(Why::Unassigned),
    }
}

/// What nobody holds on a day at these organisations (`None`: at all), soonest first.
///
/// # Errors
/// Where the database fails.
pub async fn unheld(
    connection: &mut Connection,
    organisations: Option<&[OrganisationId]>,
    staff: &Staff,
    absences: &Absences,
    today: Date,
) -> Result<Vec<(Item, Why)>, StoreError> {
    let items = items::open(connection).await?;
    let theirs = items.into_iter().filter(|item| organisations.is_none_or(|some| some.contains(&item.organisation)));
    Ok(theirs.filter_map(|item| why_unheld(&item, staff, absences, today).map(|why| (item, why))).collect())
}

/// Who is to be told of an item on a day: (told, away). Who is away is told too, but reads it later.
pub(crate) fn holders(item: &Item, staff: &Staff, absences: &Absences, today: Date) -> (Vec<PersonId>, Vec<PersonId>) {
    let theirs: Vec<PersonId> = match &item.holder {
        Some(holder) if staff.holds(holder, item.role, &item.organisation) => vec![holder.clone()],
        Some(_) => Vec::new(),
        None => staff.with(item.role, &item.organisation).cloned().collect(),
    };
    present(theirs, staff, absences, today)
}

/// People and those who stand in for them: (all, those of them who are away).
pub(crate) fn present(people: Vec<PersonId>, staff: &Staff, absences: &Absences, today: Date) -> (Vec<PersonId>, Vec<PersonId>) {
    let mut told: Vec<PersonId> = Vec::new();
    let mut away = Vec::new();
    for person in people {
        let Some(stand_in) = absences.stand_in(&person, today, staff) else { continue };
        if stand_in != person {
            away.push(person.clone());
        }
        for one in [person, stand_in] {
            if !told.contains(&one) {
                told.push(one);
            }
        }
    }
    (told, away)
}

struct Assign {
    key: Key,
    to: PersonId,
    by: PersonId,
    staff: Staff,
}

impl Act for Assign {
    type Answer = ();
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<(), ExecuteError<Refusal>>> {
        Box::pin(async move {
            let item = items::item(tx.connection(), &self.key).await?.ok_or(ExecuteError::Refused(Refusal::Gone))?;
            if !self.staff.holds(&self.to, item.role, &item.organisation) {
                return Err(ExecuteError::Refused(Refusal::NotTheirs));
            }
            if item.holder.as_ref() == Some(&self.to) {
                return Ok(());
            }
            let work = self.key.work().to_owned();
            let by = ActorId(self.by.0.clone());
            let given = Given { stream: self.key.stream.clone(), work, to: self.to.0.clone(), by: by.clone() };
            if tx.hand_over(&given).await.map_err(ExecuteError::from)? {
                return Ok(());
            }
            let stream = self.key.own_stream();
            let version = tx.version(&stream).await?;
            let event = InboxEvent::Assigned { item: self.key.clone(), to: self.to.clone(), from: item.holder };
            tx.append(&stream, version, &by, &[event]).await?;
            Ok(())
        })
    }
}

/// Gives an item to somebody who holds its role at its organisation. Its days stay. The caller has asked whether `by`
/// may do so. Where the capability behind it keeps who has the matter, the same write says so there
/// ([`store::Capability::hand_over`]).
///
/// # Errors
/// A [`Refusal`], or a fault of the store.
pub async fn assign(store: &Store, key: &Key, to: &PersonId, by: &PersonId, staff: Staff) -> Result<(), ExecuteError<Refusal>> {
    store.execute(Assign { key: key.clone(), to: to.clone(), by: by.clone(), staff }).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Absence, Urgency, Words};
    use identity::{Post, Role};
    use store::StreamId;

    const TODAY: Date = Date::constant(2016, 8, 17);

    fn person(id: &str) -> PersonId {
        PersonId(id.into())
    }

    fn housing() -> OrganisationId {
        OrganisationId("hz-housing".into())
    }

    fn staff(people: &[(&str, Role)]) -> Staff {
        Staff::new(people.iter().map(|(who, role)| (person(who), vec![Post { role: *role, organisation: housing() }])))
    }

    fn item(holder: Option<&str>) -> Item {
        Item {
            key: Key::new(&StreamId::new("request", "1"), "reply"),
            organisation: housing(),
            role: Role::CaseOfficer,
            holder: holder.map(person),
            title: Words::new("x"),
            url: "/".into(),
            started_on: TODAY,
            due_on: None,
            urgency: Urgency::Ordinary,
        }
    }

    fn away(who: &str, delegate: Option<&str>) -> Absence {
        Absence { id: who.into(), person: person(who), from: TODAY, until: TODAY, delegate: delegate.map(person) }
    }

    #[test]
    fn why_nobody_holds_it() {
        let two = staff(&[("a", Role::CaseOfficer), ("b", Role::CaseOfficer), ("r", Role::Reviewer)]);
        let table = [
            (item(Some("a")), vec![], None),
            (item(Some("gone")), vec![], Some(Why::HolderGone)),
            (item(Some("r")), vec![], Some(Why::HolderGone)),
            (item(Some("a")), vec![away("a", None)], Some(Why::HolderAway)),
            (item(Some("a")), vec![away("a", Some("b"))], None),
            (item(None), vec![], Some(Why::Unassigned)),
            (item(None), vec![away("a", None), away("b", None)], Some(Why::HolderAway)),
        ];
        for (item, absences, expected) in table {
            assert_eq!(why_unheld(&item, &two, &Absences(absences.clone()), TODAY), expected, "{absences:?}");
        }
        assert_eq!(why_unheld(&item(None), &staff(&[("r", Role::Reviewer)]), &Absences::default(), TODAY), Some(Why::NoPost));
    }

    #[test]
    fn a_delegate_sees_it_as_somebody_elses() {
        let all = staff(&[("a", Role::CaseOfficer), ("r", Role::Reviewer)]);
        let absences = Absences(vec![away("a", Some("r"))]);
        let principals = absences.principals(&person("r"), TODAY, &all);
        for held in [Some("a"), None] {
            let work = sees(&item(held), &person("r"), &principals, &all).unwrap();
            assert_eq!(work.instead_of, Some(person("a")));
        }
        assert!(sees(&item(Some("a")), &person("a"), &[], &all).is_some_and(|work| work.instead_of.is_none()));
        assert_eq!(sees(&item(Some("a")), &person("r"), &[], &all), None);
        assert_eq!(holders(&item(Some("a")), &all, &absences, TODAY), (vec![person("a"), person("r")], vec![person("a")]));
    }
}
