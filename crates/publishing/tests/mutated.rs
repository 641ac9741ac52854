//! What is imported, made bad: bytes in any encoding, text, lines of a file of documents, metadata. Nothing is lost
//! without being told, and the work grows with the text and not with its square.

use publishing::import::{
    characters::{is_invisible, is_space},
    decode::decode,
    line::{self, BadLine},
    metadata, original,
    repair::{Repair, repair, repair_text},
    structure::{Node, outline, passages, structure, told_by_head},
};
use std::collections::HashSet;

const NOTICE: &str = include_str!("../../../demo/documents/notice.txt");
const METADATA: &str = include_str!("../../../demo/documents/notice.toml");
const PAGE: &str = "<html><body><h1>关于某事的通知</h1><p>杭政〔2016〕6号</p><p>各区、县（市）人民政府：</p>\n\
    <div>一、政務(wù)公開(kāi)服務(wù)&nbsp;&#12288;&#x4e00;</div><!-- 甲 -->第一条　乙？？丙<br>（一）丁\n（1）戊\n1.己\n\
    目录\n第一章 总则\n第一条 甲\n第一条之一 乙\n第一章 总则\n附件1\n某市人民政府\n2016年8月17日\n（此件公开发布）</body></html>";

fn samples() -> Vec<Vec<u8>> {
    let text = format!("{}\n{PAGE}", NOTICE.chars().take(600).collect::<String>());
    let wide =
        |unit: fn(u16) -> [u8; 2], mark: [u8; 2]| -> Vec<u8> { mark.into_iter().chain(text.encode_utf16().flat_map(unit)).collect() };
    vec![
        text.clone().into_bytes(),
        PAGE.as_bytes().to_vec(),
        encoding_rs::GB18030.encode(&text).0.into_owned(),
        encoding_rs::BIG5.encode(PAGE).0.into_owned(),
        wide(u16::to_le_bytes, [0xff, 0xfe]),
        wide(u16::to_be_bytes, [0xfe, 0xff]),
    ]
}

/// What holds of every repaired text and the tree that is read from it.
fn sound(repaired: &Repair) {
    let text = &repaired.text;
    for line in text.split('\n').filter(|_| !text.is_empty()) {
        assert!(!line.is_empty() && line.trim_matches(is_space) == line, "{line:?}");
        assert!(!line.chars().any(|c| c.is_control() || is_invisible(c)), "{line:?}");
    }
    for place in &repaired.report.unrepaired {
        assert!(place.line >= 1 && place.column >= 1 && place.length >= 1 && place.context.chars().count() <= 60 + place.length as usize);
    }
    assert!(repaired.report.done.iter().all(|count| count.count >= 1 && count.samples.len() <= 3));
    let (title, number) = told_by_head(text);
    let nodes = structure(text, title.as_deref().unwrap_or_default(), number.as_deref());
    let mut said = String::new();
    let mut anchors = HashSet::new();
    nodes.iter().for_each(|node| told(node, &mut said, &mut anchors));
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    assert_eq!(bare(&said), bare(text), "nothing is lost and nothing comes twice");
    assert!(outline(&nodes).iter().all(|entry| anchors.contains(&entry.anchor)));
    assert!(passages(&nodes).iter().all(|passage| passage.anchor.as_ref().is_none_or(|anchor| anchors.contains(anchor))));
}

fn told(node: &Node, said: &mut String, anchors: &mut HashSet<String>) {
    said.push_str(&node.line());
    if let Some(anchor) = &node.anchor {
        assert!(anchors.insert(anchor.clone()), "{anchor} twice");
    }
    node.children.iter().for_each(|child| told(child, said, anchors));
}

#[test]
fn bytes_in_any_encoding_become_sound_text() {
    mutation::each_bytes(&samples(), 500, |bytes| {
        let decoded = decode(bytes);
        assert!(decoded.text.len() <= 3 * bytes.len() + 3 && !decoded.encoding.is_empty());
        sound(&repair(bytes));
        let kind = original::media_type(bytes);
        assert_eq!(original::check(bytes).is_ok(), !bytes.is_empty() && original::ending(kind).is_some());
    });
}

#[test]
fn text_becomes_a_tree_that_says_the_same() {
    mutation::each_text(&[PAGE, &NOTICE.chars().take(800).collect::<String>()], 500, |text| {
        sound(&repair_text(text));
    });
}

#[test]
fn lines_of_a_file_of_documents() {
    let good = [
        r#"{"id":"d1","title":"某条例","kind":"行政法规","issuer":"国务院","number":null,"region":"全国","made":"2019-04-03","published":null,"effective":"2019-05-15","status":"已修改","info":["2007年1月17日 通过"],"body":["第一条 甲","&nbsp;第二条 乙"],"source":"a.md"}"#,
        r#"{"id":"d2","title":"另一条例","body":"一、甲\n（一）乙","status":"","made":"","x":[{"y":1e3}]}"#,
    ];
    mutation::each_text(&good, 2_000, |text| match line::read(text, "p") {
        Ok(edition) => {
            assert_eq!(line::id_of(text), edition.external_id);
            assert!(!edition.content.title.is_empty() && !edition.content.text.is_empty());
            sound(&repair_text(&edition.content.text));
        }
        Err(fault) => {
            let said = fault.to_string();
            let place = match &fault {
                BadLine::Syntax(_) => "column ",
                BadLine::Status(_) => "status",
                _ => "`",
            };
            // What stands in no place of the line is the name of a member.
            assert!(said.contains(place) || said.contains('`') || said.contains("data did not match"), "{said}");
        }
    });
}

#[test]
fn metadata_that_is_wrong_is_told_with_its_line() {
    mutation::each_text(&[METADATA], 800, |text| match metadata::read(text) {
        Ok(read) => {
            let _ = read.edition("p", "某通知\n一、甲".into(), None, None).map_err(|fault| assert!(fault.to_string().contains('`')));
        }
        // How deep a file may nest is told of the whole.
        Err(fault) => assert!(fault.to_string().contains("line ") || fault.to_string().contains("recursion limit"), "{fault}"),
    });
}

/// Each of these once took the square of its length, or a level of the stack for each piece.
#[test]
fn the_work_grows_with_the_text() {
    for (piece, times) in [
        ("一、", 100_000),
        ("<!--", 100_000),
        ("<p", 20_000),
        ("中?", 50_000),
        ("?", 100_000),
        ("&", 50_000),
        ("務(wù", 30_000),
        ("第一条 甲\n", 30_000),
        ("一、甲\n（一）乙\n", 15_000),
        ("同样的一行文字\n", 60_000),
        ("目录\n甲\n", 3_000),
        ("附件1\n", 30_000),
        ("某局\n2016年8月17日\n", 20_000),
    ] {
        let text = format!("中{}", piece.repeat(times));
        let repaired = repair_text(&text);
        let nodes = structure(&repaired.text, "", None);
        assert!(!nodes.is_empty(), "{piece}");
    }
    // A line that is more than a thread's stack could follow piece by piece.
    assert_eq!(structure(&"一、".repeat(1_000_000), "", None).len(), 1);
}

#[test]
fn the_text_of_a_line_is_not_the_program_s_memory() {
    let body = "甲".repeat(300_000);
    let line = serde_json::json!({"id": "a", "title": "t", "body": body}).to_string();
    assert_eq!(line::read(&line, "p").unwrap().content.text.chars().count(), 300_000);
    let nested = format!("{{\"id\":\"a\",\"title\":\"t\",\"body\":{}", "[".repeat(200_000));
    assert!(matches!(line::read(&nested, "p"), Err(BadLine::Syntax(_))));
    assert_eq!(line::id_of(&nested), None);
}
