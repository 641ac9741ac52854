use super::*;
use std::collections::HashSet;

const NOTICE: &str = include_str!("../../../../../demo/documents/notice.txt");
const TITLE: &str = "杭州市人民政府办公厅关于进一步加强和改进政务公开工作的通知";

fn anchors(nodes: &[Node]) -> Vec<String> {
    nodes.iter().flat_map(|n| n.anchor.clone().into_iter().chain(anchors(&n.children))).collect()
}
fn joined(nodes: &[Node]) -> String {
    nodes.iter().map(|n| format!("{}{}{}", n.label.as_deref().unwrap_or_default(), n.text, joined(&n.children))).collect()
}
fn compact(text: &str) -> String {
    text.chars().filter(|c| !is_space(*c) && *c != '\n').collect()
}

#[test]
fn the_notice() {
    let nodes = structure(NOTICE, TITLE, Some("杭政办发电〔2016〕6号"));
    let kinds: Vec<NodeKind> = nodes.iter().map(|n| n.kind).collect();
    assert_eq!(
        kinds,
        [
            NodeKind::Title,
            NodeKind::Number,
            NodeKind::Addressee,
            NodeKind::Paragraph,
            NodeKind::Clause,
            NodeKind::Clause,
            NodeKind::Clause,
            NodeKind::Clause,
            NodeKind::Clause,
            NodeKind::Paragraph,
            NodeKind::Signature,
            NodeKind::Date
        ]
    );
    assert_eq!(
        anchors(&nodes),
        [
            "1", "1-1", "1-2", "1-3", "2", "2-1", "2-2", "2-3", "3", "3-1", "3-2", "3-3", "3-4", "4", "4-1", "4-2", "4-3", "4-4", "5",
            "5-1", "5-2", "5-3"
        ]
    );
    let policy = &nodes[4].children[2];
    assert_eq!(policy.anchor.as_deref(), Some("1-3"));
    assert!(policy.text.starts_with("做好政策解读。") && policy.text.contains("3个工作日内"));
    assert_eq!(outline(&nodes).iter().map(|e| e.anchor.as_str()).collect::<Vec<_>>(), ["1", "2", "3", "4", "5"]);
    let passages = passages(&nodes);
    assert!(passages.iter().any(|p| p.anchor.as_deref() == Some("1-3") && p.text.contains("政策解读")));
    assert!(passages.iter().all(|p| p.text != TITLE));
    assert_eq!(told_by_head(NOTICE), (Some(TITLE.to_owned()), Some("杭政办发电〔2016〕6号".to_owned())));
}

#[test]
fn a_statute() {
    let text = "目　录\n第一章 总则\n第二章 附则\n第一章 总则\n第一条 甲。\n乙。\n第二条 丙：\n（一）丁；\n（二）戊。\n己。\n第二条之一 庚。\n第二章 附则\n第一节 辛\n第三条 本条例自2019年5月15日起施行。";
    let nodes = structure(text, "某条例", None);
    assert_eq!(anchors(&nodes), ["c1", "a1", "a2", "a2-1", "a2-2", "a2z1", "c2", "c2s1", "a3"]);
    assert_eq!(nodes[0].kind, NodeKind::Contents);
    let article = &nodes[1].children[1];
    assert_eq!(
        article.children.iter().map(|n| n.kind).collect::<Vec<_>>(),
        [NodeKind::SubClause, NodeKind::SubClause, NodeKind::Paragraph]
    );
    let passages = passages(&nodes);
    let second = passages.iter().find(|p| p.anchor.as_deref() == Some("a2")).expect("article 2");
    assert_eq!(second.text, "第二条 丙：\n（一）丁；\n（二）戊。\n己。");
    assert_eq!(outline(&nodes).iter().map(|e| (e.anchor.as_str(), e.depth)).collect::<Vec<_>>(), [("c1", 0), ("c2", 0), ("c2s1", 1)]);
}

#[test]
fn levels_left_out_and_numbers_that_begin_anew() {
    let text = "一、甲\n1.乙\n（一）丙\n1.丁\n(1)戊\n一、己\n（一）庚\n第一条 辛\n第一条 壬";
    assert_eq!(anchors(&structure(text, "", None)), ["1", "1-0-1", "1-1", "1-1-1", "1-1-1-1", "1_2", "1_2-1", "a1", "a1_2"]);
    assert_eq!(anchors(&structure("（一）甲\n1.乙", "", None)), ["0-1", "0-1-1"]);
    assert_eq!(anchors(&structure("第一编 甲\n第一章 乙\n第一条 丙\n第二编 丁\n第一章 戊", "", None)), ["p1", "p1c1", "a1", "p2", "p2c1"]);
}

#[test]
fn what_is_attached_has_anchors_of_its_own() {
    let text = "某市人民政府办公厅\n关于某事的通知\n各区、县（市）人民政府：\n一、甲。\n附件：1.名单\n某市人民政府办公厅\n2016年8月17日\n（此件公开发布）\n附件1\n第一章 总则\n第一条 乙。\n一、丙";
    let nodes = structure(text, "某市人民政府办公厅关于某事的通知", None);
    assert_eq!(anchors(&nodes), ["1", "f1", "f1-c1", "f1-a1", "f1-a1-0-1".replace("-0-", "-").as_str()]);
    assert_eq!(nodes[0].text, "某市人民政府办公厅关于某事的通知");
    assert_eq!(nodes[1].kind, NodeKind::Addressee);
    assert!(nodes.iter().any(|n| n.kind == NodeKind::Signature) && nodes.iter().any(|n| n.kind == NodeKind::Date));
}

proptest::proptest! {
    #[test]
    fn nothing_is_lost_and_anchors_are_unique(
        text in "((第[一二三十]{1,2}[编章节条](之一)? |（[一二]）|\\([0-9]\\)|[一二三]、|[1-3]\\.|附件1|目录|2016年8月17日|各单位：)?[甲乙丙丁。：]{0,4}\n){0,24}"
    ) {
        let nodes = structure(&text, "甲乙", Some("甲"));
        proptest::prop_assert_eq!(compact(&joined(&nodes)), compact(&text));
        let all = anchors(&nodes);
        let unique: HashSet<&String> = all.iter().collect();
        proptest::prop_assert_eq!(unique.len(), all.len());
        proptest::prop_assert!(all.iter().all(|a| a.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')));
    }

    #[test]
    fn garbage_is_taken(text in "\\PC{0,200}") {
        let nodes = structure(&text, "", None);
        let _ = (passages(&nodes), outline(&nodes), told_by_head(&text));
    }
}
