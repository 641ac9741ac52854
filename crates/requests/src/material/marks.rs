//! Marks on material: on which grounds, and how what a form says becomes marks.

use law::{Ground, Law, OutcomeOf, Regime};
use redaction::{Area, BoxStyle, DraftLayer, Flag, LONGEST_LABEL, Mark};

/// As many boxes as a layer of ours holds.
pub const MOST_MARKS: usize = 2_000;

/// The grounds on which a part of material is not given: those of a partial disclosure and of refusals.
pub fn grounds(law: &Law, regime: Regime) -> Vec<Ground> {
    let mut grounds: Vec<Ground> = Vec::new();
    // Why a part is not given stands first; that parts can be told apart is no reason by itself.
    for outcome in law.outcomes_of(OutcomeOf::Refusal).chain(law.outcomes_of(OutcomeOf::PartialDisclosure)) {
        for ground in law.grounds(&outcome.code, regime).unwrap_or_default() {
            if !grounds.iter().any(|known| known.id == ground.id) {
                grounds.push(ground);
            }
        }
    }
    grounds
}

/// What is printed in a box: what it is about and the article without its law, as long as there is room.
pub fn label(ground: &Ground) -> String {
    let article = article_alone(&ground.rule.article);
    let whole = format!("{} {article}", ground.title);
    if whole.chars().count() <= LONGEST_LABEL { whole } else { article.chars().take(LONGEST_LABEL).collect() }
}

/// `第十五条` of `《…条例》（2019年修订）第十五条`.
fn article_alone(article: &str) -> &str {
    let after = article.rfind('》').map_or(article, |place| &article[place..]);
    after.find('第').map_or(article, |place| &after[place..])
}

/// A box on a ground.
pub fn mark(page: usize, area: Area, ground: &Ground) -> Mark {
    Mark { page, area, ground: ground.id.clone(), article: ground.rule.article.clone(), label: label(ground), style: BoxStyle::Black }
}

/// A page that is not given.
pub fn withheld(ground: &Ground) -> Flag {
    Flag::Withheld { ground: ground.id.clone(), article: ground.rule.article.clone(), label: ground.title.clone() }
}

/// Adds a box where no box of the same place stands.
pub fn add(layer: &mut DraftLayer, mark: Mark) {
    if !layer.marks.iter().any(|other| other.page == mark.page && other.area == mark.area) {
        layer.add(mark);
    }
}

/// The box takes something off: a page that was flagged as given whole, withheld or left out is no longer so where a box
/// is drawn on it on purpose.
pub fn add_on_purpose(layer: &mut DraftLayer, mark: Mark) {
    if let Some(flag) = layer.pages.get_mut(mark.page) {
        *flag = Some(Flag::Partial);
    }
    add(layer, mark);
}

/// Flags a page. Given whole, withheld or left out, it has no box.
pub fn flag(layer: &mut DraftLayer, page: usize, flag: Option<Flag>) {
    if !matches!(flag, None | Some(Flag::Partial)) {
        layer.marks.retain(|mark| mark.page != page);
    }
    if let Some(place) = layer.pages.get_mut(page) {
        *place = flag;
    }
}

/// `x,y,width,height` of whole ten-thousandths, several separated by `;`.
pub fn areas(text: &str) -> Option<Vec<Area>> {
    text.split(';').filter(|part| !part.trim().is_empty()).map(area).collect()
}

fn area(text: &str) -> Option<Area> {
    let numbers = text.split(',').map(|number| number.trim().parse().ok()).collect::<Option<Vec<u32>>>()?;
    let [x, y, width, height] = numbers.try_into().ok()?;
    Some(Area { x, y, width, height }).filter(Area::is_on_page)
}

/// `page,x,y,width,height`, the page from zero: a place that was found.
pub fn place(text: &str) -> Option<(usize, Area)> {
    let (page, rest) = text.split_once(',')?;
    Some((page.parse().ok()?, area(rest)?))
}

/// Per cent as people write them, in ten-thousandths.
pub fn per_cent(text: &str) -> Option<u32> {
    let text: String = text.trim().trim_end_matches(['%', '％']).replace('．', ".");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || part.len() > 2 || !digits(whole) || !digits(part) {
        return None;
    }
    let hundredths = format!("{part:0<2}").parse::<u32>().ok()?;
    Some(whole.parse::<u32>().ok()? * 100 + hundredths).filter(|value| *value <= Area::WHOLE)
}

/// Ten-thousandths as per cent: `12.34`.
pub fn as_per_cent(value: u32) -> String {
    format!("{}.{:02}", value / 100, value % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_ground_fits_a_box() {
        let law = Law::load(None).unwrap();
        for regime in [Regime::R2007, Regime::R2019] {
            let grounds = grounds(&law, regime);
            assert!(grounds.len() >= 4, "{regime:?}");
            for ground in grounds {
                let article = ground.rule.article.chars().count();
                assert!(article <= LONGEST_LABEL, "{}: an article of {article} characters cannot be printed", ground.id);
                assert!(
                    label(&ground).chars().count() <= LONGEST_LABEL
                        && (label(&ground).contains('条') || !ground.rule.article.contains('条')),
                    "{}",
                    label(&ground)
                );
            }
        }
        assert_eq!(article_alone("《中华人民共和国政府信息公开条例》（2019年修订）第三十六条第（七）项"), "第三十六条第（七）项");
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let table = [
            ("0", Some(0)),
            (" 12.5 ", Some(1250)),
            ("12.34%", Some(1234)),
            ("100", Some(10_000)),
            ("100.01", None),
            ("-1", None),
            ("1e1", None),
            ("", None),
            (".5", None),
            ("1.234", None),
            ("甲", None),
        ];
        for (text, value) in table {
            assert_eq!(per_cent(text), value, "{text}");
        }
        assert_eq!(areas("1,2,3,4;5,6,7,8;").map(|areas| areas.len()), Some(2));
        for bad in ["1,2,3", "0,0,0,1", "9999,0,2,1", "1,2,3,4,5", "a,b,c,d", "-1,0,1,1"] {
            assert_eq!(areas(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_again(value in 0_u32..=10_000) {
            prop_assert_eq!(per_cent(&as_per_cent(value)), Some(value));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
            let _ = (areas(&text), place(&text), per_cent(&text));
        }
    }
}
