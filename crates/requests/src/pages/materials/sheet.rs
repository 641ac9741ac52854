//! What the editor shows of a page: its boxes, what was found on it, how it is flagged, and the layers drawn so far.

use super::{Desk, words};
use crate::material::{marks, opened};
use crate::model::event::RequestEvent;
use crate::model::state::Material;
use identity::PersonId;
use redaction::{DraftLayer, Flag, Found, TextState};
use store::PartRef;
use web::{App, Choice, Page, Visit, WebError};

/// As many places of a found text are listed; all of them can be marked at once.
const LISTED: usize = 200;
/// As many earlier layers are listed.
const EARLIER: usize = 20;

/// A box as drawn, in per cent of the page.
pub(super) struct BoxShown {
    pub(super) index: usize,
    pub(super) label: String,
    pub(super) ground: String,
    pub(super) article: String,
    pub(super) x: String,
    pub(super) y: String,
    pub(super) width: String,
    pub(super) height: String,
}

/// A place where a text was found.
pub(super) struct PlaceShown {
    pub(super) value: String,
    pub(super) words: String,
    pub(super) here: bool,
    pub(super) x: String,
    pub(super) y: String,
    pub(super) width: String,
    pub(super) height: String,
}

/// What was found.
pub(super) struct FoundShown {
    pub(super) text: String,
    pub(super) count: usize,
    pub(super) more: usize,
    pub(super) places: Vec<PlaceShown>,
    pub(super) without_text: String,
}

/// An earlier layer.
pub(super) struct LayerShown {
    pub(super) place: usize,
    pub(super) when: String,
    pub(super) words: String,
    pub(super) newest: bool,
}

/// The layers of material, oldest first, each with its event.
pub(super) fn drawn<'a>(desk: &'a Desk, id: &str) -> Vec<(PartRef, &'a store::Recorded)> {
    let mut layers = Vec::new();
    for recorded in &desk.events {
        if let Ok(Some(RequestEvent::LayerDrawn(drawn))) = recorded.event::<RequestEvent>()
            && drawn.material == id
        {
            layers.push((drawn.layer, recorded));
        }
    }
    layers
}

/// What a page is like: size in points, state of its text, or why it cannot be shown.
pub(super) async fn sheet(
    app: &App,
    visit: &Visit,
    material: &Material,
    page: usize,
) -> Result<(u32, u32, Option<TextState>, String), WebError> {
    let length = |points: f32| points.round().max(1.0) as u32;
    Ok(match opened::original(app, material, move |drawer, file| drawer.sheet(file, page)).await? {
        Ok(sheet) => (length(sheet.size.width), length(sheet.size.height), Some(sheet.state), String::new()),
        Err(fault) => (595, 842, None, words(&fault, visit.language)),
    })
}

/// The grounds that can be chosen; one whose text nobody has read yet says so.
pub(super) fn ground_choices(page: &Page, grounds: &[law::Ground]) -> Vec<Choice> {
    let unread = |ground: &law::Ground| if ground.rule.confirmed { String::new() } else { page.t("requests-unconfirmed") };
    grounds.iter().map(|ground| Choice::new(&ground.id, format!("{}　{}", marks::label(ground), unread(ground)))).collect()
}

/// How a page can be flagged.
pub(super) fn flag_choices(page: &Page) -> Vec<Choice> {
    let words = |flag: &str| if flag == "none" { "requests-material-undecided".to_owned() } else { format!("redaction-flag-{flag}") };
    ["none", "full", "partial", "withheld", "duplicate"].map(|flag| Choice::new(flag, page.t(&words(flag)))).into()
}

pub(super) fn text_code(state: TextState) -> &'static str {
    match state {
        TextState::Drawn => "drawn",
        TextState::Hidden => "hidden",
        TextState::None => "none",
    }
}

/// Where nothing was typed, the form stands as the page is flagged.
pub(super) fn stand_in(values: &mut Vec<(String, String)>, flag: Option<&Flag>) {
    if values.iter().any(|(name, _)| name == "flag") {
        return;
    }
    values.push(("flag".into(), flag.map_or("none", Flag::as_str).into()));
    match flag {
        Some(Flag::Withheld { ground, .. }) => values.push(("flag_ground".into(), ground.clone())),
        Some(Flag::Duplicate { of }) => values.push(("of".into(), (of + 1).to_string())),
        _ => {}
    }
}

pub(super) fn flag_words(page: &Page, flag: Option<&Flag>) -> String {
    match flag {
        None => page.t("requests-material-undecided"),
        Some(Flag::Withheld { article, .. }) => format!("{}　{article}", page.t("redaction-flag-withheld")),
        Some(Flag::Duplicate { of }) => page.t1("requests-material-same-as", "page", of + 1),
        Some(flag) => page.t(&format!("redaction-flag-{}", flag.as_str())),
    }
}

pub(super) fn boxes(layer: &DraftLayer, grounds: &[law::Ground], at: usize) -> Vec<BoxShown> {
    let here = layer.marks.iter().enumerate().filter(|(_, mark)| mark.page == at);
    here.map(|(index, mark)| BoxShown {
        index,
        label: mark.print().to_owned(),
        ground: grounds.iter().find(|ground| ground.id == mark.ground).map_or_else(|| mark.ground.clone(), |ground| ground.id.clone()),
        article: mark.article.clone(),
        x: marks::as_per_cent(mark.area.x),
        y: marks::as_per_cent(mark.area.y),
        width: marks::as_per_cent(mark.area.width),
        height: marks::as_per_cent(mark.area.height),
    })
    .collect()
}

pub(super) fn found_shown(page: &Page, text: String, found: &Found, at: usize) -> FoundShown {
    let places = found.places.iter().take(LISTED).map(|place| {
        let (x, y) = (marks::as_per_cent(place.area.x), marks::as_per_cent(place.area.y));
        PlaceShown {
            value: format!("{},{},{},{},{}", place.page, place.area.x, place.area.y, place.area.width, place.area.height),
            words: page.t2("requests-material-place", "page", place.page + 1, "place", format!("{x} %，{y} %")),
            here: place.page == at,
            x,
            y,
            width: marks::as_per_cent(place.area.width),
            height: marks::as_per_cent(place.area.height),
        }
    });
    let without: Vec<String> = found.pages_without_text.iter().map(|page| (page + 1).to_string()).collect();
    FoundShown {
        text,
        count: found.places.len(),
        more: found.places.len().saturating_sub(LISTED),
        places: places.collect(),
        without_text: without.join("、"),
    }
}

pub(super) async fn layers(app: &App, page: &Page, desk: &Desk, material: &Material) -> Result<Vec<LayerShown>, WebError> {
    let mut shown = Vec::new();
    for (index, (part, recorded)) in drawn(desk, &material.added.id).into_iter().enumerate().rev().take(EARLIER) {
        let Some(bytes) = app.store.open_part(&part).await? else { continue };
        let layer: DraftLayer = serde_json::from_slice(&bytes).map_err(|fault| WebError::Internal(fault.to_string()))?;
        let person = app.identity.person_name(&PersonId(recorded.actor.0.clone())).await.ok().flatten().unwrap_or_default();
        let decided = layer.pages.iter().flatten().count();
        shown.push(LayerShown {
            place: index + 1,
            when: app.clock_time(recorded.at),
            words: format!("{}　{person}", page.t2("requests-material-layer", "boxes", layer.marks.len(), "pages", decided)),
            newest: material.layer.as_ref() == Some(&part),
        });
    }
    Ok(shown)
}
