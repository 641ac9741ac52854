//! All organisations in memory, with the names that they bore on each day.

use crate::{DatedName, Organisation, OrganisationId, OrganisationState};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashSet};

/// The tree of organisations at one position of the log. Never changed; replaced.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    entries: BTreeMap<OrganisationId, OrganisationState>,
    /// parents before children, siblings as they were entered
    order: Vec<OrganisationId>,
}

impl Directory {
    /// From all organisations in the order in which they were entered.
    pub(crate) fn new(entered: Vec<(OrganisationId, OrganisationState)>) -> Self {
        let mut below: BTreeMap<Option<&OrganisationId>, Vec<&OrganisationId>> = BTreeMap::new();
        let known: HashSet<_> = entered.iter().map(|(id, _)| id).collect();
        for (id, state) in &entered {
            let parent = state.present.as_ref().and_then(|present| present.parent.as_ref());
            below.entry(parent.filter(|parent| known.contains(parent))).or_default().push(id);
        }
        let mut order = Vec::with_capacity(entered.len());
        let mut waiting: Vec<_> = below.get(&None).into_iter().flatten().rev().copied().collect();
        while let Some(id) = waiting.pop() {
            order.push(id.clone());
            waiting.extend(below.get(&Some(id)).into_iter().flatten().rev().copied());
        }
        Self { order, entries: entered.into_iter().collect() }
    }

    /// Those that exist on a day, in tree order.
    pub(crate) fn organisations(&self, on: Date) -> Vec<Organisation> {
        let exists = |id: &&OrganisationId| self.exists(id, on);
        self.order.iter().filter(exists).filter_map(|id| self.organisation(id, on)).collect()
    }

    /// One with the name of that day: before its first name the first, after its end the last.
    pub(crate) fn organisation(&self, id: &OrganisationId, on: Date) -> Option<Organisation> {
        let present = self.entries.get(id)?.present.as_ref()?;
        let name = name_on(&present.names, on)?;
        Some(Organisation {
            id: id.clone(),
            code: present.code.clone(),
            name: name.name.clone(),
            short_name: name.short_name.clone(),
            kind: present.kind,
            division: present.division,
            parent: present.parent.clone(),
            letter_mark: present.letter_mark.clone(),
            acknowledgement_confirms: present.acknowledgement_confirms,
            contact: present.contact.clone(),
        })
    }

    pub(crate) fn exists(&self, id: &OrganisationId, on: Date) -> bool {
        self.entries.get(id).is_some_and(|state| {
            let begun = state.present.iter().flat_map(|present| present.names.first()).any(|name| name.from <= on);
            begun && state.ended_on.is_none_or(|ended| on < ended)
        })
    }

    pub(crate) fn state(&self, id: &OrganisationId) -> Option<&OrganisationState> {
        self.entries.get(id)
    }

    pub(crate) fn name_on(&self, id: &OrganisationId, on: Date) -> Option<&DatedName> {
        name_on(&self.entries.get(id)?.present.as_ref()?.names, on)
    }

    /// Those above, nearest first.
    pub(crate) fn ancestors(&self, id: &OrganisationId) -> Vec<OrganisationId> {
        let parent = |id: &OrganisationId| self.entries.get(id)?.present.as_ref()?.parent.clone();
        // The tree has no circle by the rules; a damaged table must not hang the program.
        std::iter::successors(parent(id), parent).take(self.entries.len()).collect()
    }

    /// Every id, ended ones too, in tree order.
    pub(crate) fn ids(&self) -> &[OrganisationId] {
        &self.order
    }

    /// By code.
    pub(crate) fn by_code(&self, code: &str) -> Option<&OrganisationId> {
        self.order
            .iter()
            .find(|id| self.entries.get(*id).and_then(|state| state.present.as_ref()).is_some_and(|present| present.code == code))
    }
}

fn name_on(names: &[DatedName], on: Date) -> Option<&DatedName> {
    names.iter().rev().find(|name| name.from <= on).or_else(|| names.first())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Contact, Establishment};
    use calendar::DivisionCode;
    use jiff::civil::date;
    use law::OrganisationKind;

    fn id(text: &str) -> OrganisationId {
        OrganisationId(text.into())
    }

    fn entry(name: &str, parent: Option<&str>, names: &[(&str, Date)]) -> (OrganisationId, OrganisationState) {
        let present = Establishment {
            id: id(name),
            code: format!("code-{name}"),
            kind: OrganisationKind::Department,
            division: DivisionCode::parse("330100").unwrap(),
            parent: parent.map(id),
            names: names
                .iter()
                .map(|(name, from)| DatedName { name: (*name).into(), short_name: (*name).into(), from: *from, confirmed: true })
                .collect(),
            letter_mark: None,
            acknowledgement_confirms: false,
            contact: Contact::default(),
        };
        (id(name), OrganisationState { present: Some(present), ..Default::default() })
    }

    fn sample() -> Directory {
        let old = date(2008, 5, 1);
        let mut ended = entry("price", Some("hz"), &[("物价局", old)]);
        ended.1.ended_on = Some(date(2019, 1, 1));
        ended.1.merged_into = Some(id("plan"));
        Directory::new(vec![
            entry("plan", Some("hz"), &[("计划委", old), ("发改委", date(2010, 1, 1))]),
            entry("hz", None, &[("市政府", old)]),
            ended,
            entry("street", Some("plan"), &[("处", old)]),
            entry("late", Some("hz"), &[("新局", date(2020, 1, 1))]),
        ])
    }

    #[test]
    fn each_day_has_its_names() {
        let names = |on| sample().organisations(on).into_iter().map(|o| o.name).collect::<Vec<_>>();
        assert_eq!(names(date(2009, 12, 31)), ["市政府", "计划委", "处", "物价局"]);
        assert_eq!(names(date(2010, 1, 1)), ["市政府", "发改委", "处", "物价局"]);
        assert_eq!(names(date(2019, 1, 1)), ["市政府", "发改委", "处"]);
        assert_eq!(names(date(2020, 1, 1)), ["市政府", "发改委", "处", "新局"]);
        assert!(names(date(2008, 4, 30)).is_empty());
    }

    #[test]
    fn one_that_ended_keeps_its_last_name() {
        assert_eq!(sample().organisation(&id("price"), date(2026, 1, 1)).unwrap().name, "物价局");
        assert_eq!(sample().organisation(&id("plan"), date(2000, 1, 1)).unwrap().name, "计划委");
        assert!(sample().organisation(&id("none"), date(2000, 1, 1)).is_none());
    }

    #[test]
    fn ancestors_come_nearest_first_and_end() {
        assert_eq!(sample().ancestors(&id("street")), [id("plan"), id("hz")]);
        assert!(sample().ancestors(&id("hz")).is_empty());
        let circle =
            Directory::new(vec![entry("a", Some("b"), &[("a", date(2008, 5, 1))]), entry("b", Some("a"), &[("b", date(2008, 5, 1))])]);
        assert_eq!(circle.ancestors(&id("a")).len(), 2);
    }

    #[test]
    fn a_code_finds_its_organisation() {
        assert_eq!(sample().by_code("code-plan"), Some(&id("plan")));
        assert_eq!(sample().by_code("code-none"), None);
    }
}
