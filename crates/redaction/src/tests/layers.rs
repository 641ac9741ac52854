use super::*;
use crate::LayerFault;

const AREA: Area = Area { x: 1_000, y: 1_000, width: 2_000, height: 300 };

fn withheld(ground: &str, article: &str) -> Option<Flag> {
    Some(Flag::Withheld { ground: ground.into(), article: article.into(), label: String::new() })
}

#[test]
fn drafts_are_examined() {
    let draft = |marks: Vec<Mark>, pages: Vec<Option<Flag>>| DraftLayer { schema: 1, marks, pages };
    let full = || Some(Flag::Full);
    let partial = || Some(Flag::Partial);
    let bad = |change: &dyn Fn(&mut Mark)| {
        let mut mark = mark(0, AREA);
        change(&mut mark);
        vec![mark]
    };
    let table: Vec<(DraftLayer, Vec<LayerFault>)> = vec![
        (draft(vec![], vec![full()]), vec![]),
        (draft(vec![], vec![]), vec![LayerFault::BadLayer]),
        (draft(vec![], vec![None]), vec![LayerFault::NotReviewed { page: 0 }]),
        (draft(vec![], vec![partial()]), vec![LayerFault::NoBoxes { page: 0 }]),
        (draft(vec![mark(0, AREA)], vec![full()]), vec![LayerFault::UnexpectedBoxes { page: 0 }]),
        (draft(vec![mark(0, AREA)], vec![withheld("g", "第十六条")]), vec![LayerFault::UnexpectedBoxes { page: 0 }]),
        (draft(vec![], vec![withheld("", "第十六条")]), vec![LayerFault::WithheldWithoutGround { page: 0 }]),
        (draft(vec![], vec![withheld("g", " ")]), vec![LayerFault::WithheldWithoutGround { page: 0 }]),
        (draft(vec![], vec![Some(Flag::Duplicate { of: 0 })]), vec![LayerFault::BadDuplicate { page: 0 }]),
        (
            draft(vec![], vec![full(), Some(Flag::Duplicate { of: 0 }), Some(Flag::Duplicate { of: 1 })]),
            vec![LayerFault::BadDuplicate { page: 2 }],
        ),
        (draft(bad(&|mark| mark.area.width = 9_001), vec![partial()]), vec![LayerFault::BadArea { mark: 0 }]),
        (draft(bad(&|mark| mark.page = 1), vec![full()]), vec![LayerFault::BadArea { mark: 0 }]),
        (draft(bad(&|mark| mark.ground.clear()), vec![partial()]), vec![LayerFault::NoGround { mark: 0 }]),
        (draft(bad(&|mark| mark.label = "字".repeat(41)), vec![partial()]), vec![LayerFault::BadLabel { mark: 0 }]),
        (draft(bad(&|mark| mark.label = "a\u{202e}b".into()), vec![partial()]), vec![LayerFault::BadLabel { mark: 0 }]),
    ];
    for (draft, faults) in table {
        assert_eq!(draft.faults(), faults, "{draft:?}");
        assert_eq!(draft.settle().is_ok(), faults.is_empty());
    }
}

#[test]
fn flags_follow_boxes_while_drafting() {
    let mut draft = DraftLayer::new(2);
    draft.add(mark(1, AREA));
    assert_eq!(draft.pages, [None, Some(Flag::Partial)]);
    assert_eq!(draft.remove(5), None);
    assert!(draft.remove(0).is_some());
    assert_eq!(draft.pages, [None, None]);
    draft.pages[0] = withheld("g", "第十六条");
    draft.add(mark(0, AREA));
    assert_eq!(draft.pages[0], withheld("g", "第十六条"), "a box does not give a withheld page away");
}

#[test]
fn layers_keep_their_form_in_json_and_are_examined_when_read() {
    let mut draft = DraftLayer::new(3);
    draft.add(mark(0, AREA));
    draft.pages[1] = withheld("g", "第十六条");
    draft.pages[2] = Some(Flag::Duplicate { of: 0 });
    let layer = draft.clone().settle().unwrap();
    let json = serde_json::to_value(&layer).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "schema": 1,
            "marks": [{
                "page": 0, "area": {"x": 1000, "y": 1000, "width": 2000, "height": 300},
                "ground": "privacy", "article": "第十五条", "label": "个人隐私", "style": "black"
            }],
            "pages": [
                {"flag": "partial"},
                {"flag": "withheld", "ground": "g", "article": "第十六条", "label": ""},
                {"flag": "duplicate", "of": 0}
            ]
        })
    );
    assert_eq!(serde_json::from_value::<Layer>(json.clone()).unwrap(), layer);
    assert_eq!(serde_json::from_value::<DraftLayer>(json.clone()).unwrap(), draft);
    let mut tampered = json.clone();
    tampered["marks"][0]["area"]["x"] = 9_999.into();
    assert!(serde_json::from_value::<Layer>(tampered).is_err());
    let mut tampered = json;
    tampered["pages"][0] = serde_json::Value::Null;
    assert!(serde_json::from_value::<Layer>(tampered.clone()).is_err(), "a draft is no layer");
    assert!(serde_json::from_value::<DraftLayer>(tampered).is_ok());
}
