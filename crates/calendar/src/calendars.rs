use crate::{Calendar, CalendarError, CalendarNotice, DivisionCode};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// All notices, ready to answer for any place.
#[derive(Debug, Clone)]
pub struct Calendars {
    notices: Arc<[CalendarNotice]>,
    national: Calendar,
    local: HashMap<DivisionCode, Arc<Calendar>>,
}

impl Calendars {
    /// Builds the calendars; refuses contradictions.
    pub fn new(mut notices: Vec<CalendarNotice>) -> Result<Self, CalendarError> {
        notices.sort_by(|a, b| a.order().cmp(&b.order()));
        check(&notices)?;
        let settled: Arc<BTreeSet<i16>> = Arc::new(notices.iter().filter(|n| n.is_national()).filter_map(|n| n.year).collect());
        let notices: Arc<[CalendarNotice]> = notices.into();
        let national_layers = layers(&notices, |notice| notice.is_national());
        let national = Calendar::new(notices.clone(), settled.clone(), &national_layers);

        let divisions: BTreeSet<DivisionCode> = notices.iter().flat_map(|n| n.divisions.iter().copied()).collect();
        let mut built: BTreeMap<Vec<usize>, Arc<Calendar>> = BTreeMap::new();
        let mut local = HashMap::new();
        for division in divisions {
            let mut all = national_layers.clone();
            all.extend(layers(&notices, |notice| notice.divisions.contains(&division)));
            let calendar = built.entry(all).or_insert_with_key(|all| Arc::new(Calendar::new(notices.clone(), settled.clone(), all)));
            local.insert(division, calendar.clone());
        }
        Ok(Self { notices, national, local })
    }

    /// The calendar without local notices.
    pub fn national(&self) -> &Calendar {
        &self.national
    }

    /// The calendar of a place: local notices that name it lie over the national ones.
    pub fn at(&self, place: DivisionCode) -> &Calendar {
        self.local.get(&place).map_or(&self.national, Arc::as_ref)
    }

    /// All notices, oldest first.
    pub fn notices(&self) -> &[CalendarNotice] {
        &self.notices
    }

    /// The calendars as they were known at the end of a day: a notice that became known later is left out, one whose
    /// day is not recorded is kept. Shows what a deadline was before its calendar changed.
    pub fn as_known_on(&self, day: Date) -> Result<Self, CalendarError> {
        Self::new(self.notices.iter().filter(|n| n.known_on.is_none_or(|known| known <= day)).cloned().collect())
    }
}

/// Indexes of the chosen notices, amended ones before those that amend them.
fn layers(notices: &[CalendarNotice], chosen: impl Fn(&CalendarNotice) -> bool) -> Vec<usize> {
    let mut layers: Vec<usize> = (0..notices.len()).filter(|index| chosen(&notices[*index])).collect();
    layers.sort_by_key(|index| notices[*index].amends.is_some());
    layers
}

fn check(notices: &[CalendarNotice]) -> Result<(), CalendarError> {
    let mut by_id: HashMap<&str, &CalendarNotice> = HashMap::new();
    let mut years = BTreeSet::new();
    for notice in notices {
        if by_id.insert(&notice.id, notice).is_some() {
            return Err(CalendarError::Duplicate(notice.id.clone()));
        }
        let settles = notice.is_national() && notice.amends.is_none();
        if settles != notice.year.is_some() {
            return Err(CalendarError::Scope(notice.id.clone()));
        }
        if let Some(year) = notice.year
            && !years.insert(year)
        {
            return Err(CalendarError::YearTwice { notice: notice.id.clone(), year });
        }
    }
    for notice in notices {
        if let Some(amends) = &notice.amends
            && by_id.get(amends.as_str()).is_none_or(|base| base.divisions != notice.divisions)
        {
            return Err(CalendarError::AmendsUnknown { notice: notice.id.clone(), amends: amends.clone() });
        }
    }
    days_once(notices)
}

/// No day is said twice for one place, unless by a notice that amends.
fn days_once(notices: &[CalendarNotice]) -> Result<(), CalendarError> {
    let mut said: HashMap<(Option<DivisionCode>, bool, Date), &str> = HashMap::new();
    for notice in notices {
        let places: Vec<Option<DivisionCode>> = match notice.is_national() {
            true => vec![None],
            false => notice.divisions.iter().copied().map(Some).collect(),
        };
        for date in notice.days_off.iter().chain(&notice.working_days) {
            for place in &places {
                if said.insert((*place, notice.amends.is_some(), *date), &notice.id).is_some() {
                    return Err(CalendarError::Contradiction { notice: notice.id.clone(), date: *date });
                }
            }
        }
    }
    Ok(())
}
