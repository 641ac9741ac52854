//! What an officer does to the marks of material, read from a form.

use super::problem;
use crate::material::marks::{self, MOST_MARKS};
use law::Ground;
use redaction::{Area, DraftLayer, Flag};
use web::{FieldErrors, Language, ProtectedForm};

/// What the form asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Edit {
    /// search, which changes nothing
    Find(String),
    /// a changed layer
    Layer(Box<DraftLayer>),
    /// mark a text wherever it stands
    Everywhere(String, Box<Ground>),
    /// back to an earlier layer, counted from 1
    Restore(usize),
}

/// Where the form was posted: page from zero, language.
pub(super) struct Place {
    pub(super) page: usize,
    pub(super) language: Language,
}

/// Reads a form.
pub(super) fn read(posted: &ProtectedForm, mut layer: DraftLayer, grounds: &[Ground], place: &Place) -> Result<Edit, FieldErrors> {
    let bad = |field, code| problem(field, code, place.language);
    let ground = |field: &'static str| chosen(posted, grounds, field).map_err(|code| bad(field, code));
    move_saved(posted, &mut layer, place)?;
    match posted.get("act") {
        "box" => {
            let (areas, ground) = (new_areas(posted, place)?, ground("ground")?);
            for area in areas {
                marks::add_on_purpose(&mut layer, marks::mark(place.page, area, ground));
            }
        }
        "find" | "everywhere" => {
            let text = posted.get("find").trim().to_owned();
            if text.is_empty() {
                return Err(bad("find", "required"));
            }
            if text.chars().count() > 200 {
                return Err(bad("find", "find-too-long"));
            }
            return Ok(match posted.get("act") {
                "find" => Edit::Find(text),
                _ => Edit::Everywhere(text, Box::new(ground("found_ground")?.clone())),
            });
        }
        "places" => {
            let ground = ground("found_ground")?;
            let places: Option<Vec<(usize, Area)>> = posted.all("place").map(marks::place).collect();
            match places.filter(|places| places.iter().all(|(page, _)| *page < layer.pages.len())) {
                Some(places) if places.is_empty() => return Err(bad("place", "required")),
                Some(places) => {
                    places.into_iter().for_each(|(page, area)| marks::add_on_purpose(&mut layer, marks::mark(page, area, ground)))
                }
                None => return Err(bad("place", "choice")),
            }
        }
        "grounds" => {
            for index in 0..layer.marks.len() {
                let name = format!("ground-{index}");
                let Some(found) = grounds.iter().find(|ground| ground.id == posted.get(&name)) else { continue };
                let mark = &layer.marks[index];
                if mark.ground != found.id {
                    layer.marks[index] = marks::mark(mark.page, mark.area, found);
                }
            }
        }
        "flag" => {
            let flag = flag(posted, place, &layer, || ground("flag_ground"))?;
            marks::flag(&mut layer, place.page, flag);
        }
        "rest" => layer.pages.iter_mut().filter(|flag| flag.is_none()).for_each(|flag| *flag = Some(Flag::Full)),
        "restore" => return posted.get("layer").parse().map(Edit::Restore).map_err(|_| bad("layer", "choice")),
        _ => {
            let index = posted.get("remove").parse().map_err(|_| bad("remove", "choice"))?;
            layer.remove(index).ok_or_else(|| bad("remove", "choice"))?;
        }
    }
    if layer.marks.len() > MOST_MARKS { Err(bad("", "too-many-marks")) } else { Ok(Edit::Layer(Box::new(layer))) }
}

/// Boxes of the page that were moved or sized; `moved` holds them as `box,x,y,width,height;…`.
fn move_saved(posted: &ProtectedForm, layer: &mut DraftLayer, place: &Place) -> Result<(), FieldErrors> {
    let bad = || problem("moved", "area", place.language);
    let moved = posted.get("moved").split(';').filter(|part| !part.is_empty()).map(marks::place);
    for (index, area) in moved.collect::<Option<Vec<(usize, Area)>>>().ok_or_else(bad)? {
        layer.marks.get_mut(index).filter(|mark| mark.page == place.page).ok_or_else(bad)?.area = area;
    }
    Ok(())
}

fn chosen<'a>(posted: &ProtectedForm, grounds: &'a [Ground], field: &str) -> Result<&'a Ground, &'static str> {
    let id = posted.get(field);
    grounds.iter().find(|ground| ground.id == id).ok_or(if id.is_empty() { "required" } else { "choice" })
}

fn new_areas(posted: &ProtectedForm, place: &Place) -> Result<Vec<Area>, FieldErrors> {
    let bad = |field, code| problem(field, code, place.language);
    let mut areas = marks::areas(posted.get("areas")).ok_or_else(|| bad("areas", "area"))?;
    let names = ["x", "y", "width", "height"];
    if names.iter().any(|name| !posted.get(name).trim().is_empty()) {
        let mut numbers = [0; 4];
        for (number, name) in numbers.iter_mut().zip(names) {
            *number = marks::per_cent(posted.get(name)).ok_or_else(|| bad(name, "per-cent"))?;
        }
        let [x, y, width, height] = numbers;
        let area = Area { x, y, width, height };
        if !area.is_on_page() {
            return Err(bad(
                if width == 0 {
                    "width"
                } else if height == 0 {
                    "height"
                } else {
                    "x"
                },
                "area",
            ));
        }
        areas.push(area);
    }
    if areas.is_empty() { Err(bad("x", "no-box")) } else { Ok(areas) }
}

fn flag<'a>(
    posted: &ProtectedForm,
    place: &Place,
    layer: &DraftLayer,
    ground: impl Fn() -> Result<&'a Ground, FieldErrors>,
) -> Result<Option<Flag>, FieldErrors> {
    let bad = |field, code| problem(field, code, place.language);
    match posted.get("flag") {
        "none" => Ok(None),
        "full" => Ok(Some(Flag::Full)),
        "partial" if layer.marks.iter().any(|mark| mark.page == place.page) => Ok(Some(Flag::Partial)),
        "partial" => Err(bad("flag", "flag-without-box")),
        "withheld" => Ok(Some(marks::withheld(ground()?))),
        "duplicate" => {
            let of = posted.get("of").trim().parse::<usize>().ok().and_then(|of| of.checked_sub(1));
            let of = of.filter(|of| *of < place.page && !matches!(layer.pages.get(*of), Some(Some(Flag::Duplicate { .. })) | None));
            Ok(Some(Flag::Duplicate { of: of.ok_or_else(|| bad("of", "duplicate-of"))? }))
        }
        other => Err(bad("flag", if other.is_empty() { "required" } else { "choice" })),
    }
}
