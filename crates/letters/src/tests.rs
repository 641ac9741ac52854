use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::process::{Command, Stdio};

use jiff::civil::date;

use super::*;

pub(crate) fn sample() -> Letter {
    Letter {
        schema: SCHEMA,
        issuer: "杭州市住房保障和房产管理局".into(),
        number: "杭住公开〔2016〕45号".into(),
        title: "政府信息公开申请答复书".into(),
        recipient: "张三".into(),
        body: vec![
            Block::Paragraph(
                "本机关于2016年7月28日收到您通过网上提交的《政府信息公开申请》（申请编号：2016-0045），\
                 要求获取“2015年度公共租赁住房配租方案及其执行情况”。"
                    .into(),
            ),
            Block::Heading("一、答复内容".into()),
            Block::Paragraph(
                "经审查，您申请获取的信息属于公开范围。根据《中华人民共和国政府信息公开条例》第二十一条第（一）项的规定，\
                 现将该信息的电子文本提供给您，也可以在 https://www.example.org/documents/2016-0045 查阅。"
                    .into(),
            ),
            Block::Heading("二、救济途径".into()),
            Block::Paragraph("如对本答复不服，可以在收到本答复之日起：".into()),
            Block::List(vec![
                "六十日内向杭州市人民政府或者浙江省住房和城乡建设厅申请行政复议；".into(),
                "六个月内向杭州市上城区人民法院提起行政诉讼。".into(),
            ]),
        ],
        attachments: vec![
            "2015年度公共租赁住房配租方案".into(),
            "2015年度公共租赁住房配租方案执行情况统计表及有关问题的说明（节选）".into(),
        ],
        signatory: "杭州市住房保障和房产管理局".into(),
        date: date(2016, 8, 17),
        contact: Some("联系人：李四，电话：0571-00000000".into()),
        notice: Some("演示数据：本公文及其中的人名、编号均为虚构，不具有法律效力".into()),
    }
}

const HOSTILE: &str = "<script>alert('甲')</script>&amp;\"]]><!-- \u{202e}\u{0}\u{1b}";

fn hostile() -> Letter {
    let text = || HOSTILE.to_owned();
    Letter {
        schema: SCHEMA,
        issuer: text(),
        number: text(),
        title: text(),
        recipient: text(),
        body: vec![Block::Paragraph(text()), Block::Heading(text()), Block::List(vec![text()])],
        attachments: vec![text(), text()],
        signatory: text(),
        date: date(2016, 8, 17),
        contact: Some(text()),
        notice: Some(text()),
    }
}

/// What a reader must find in every form of the sample.
const PARTS: &[&str] = &[
    "杭州市住房保障和房产管理局",
    "杭住公开〔2016〕45号",
    "政府信息公开申请答复书",
    "张三：",
    "要求获取“2015年度公共租赁住房配租方案及其执行情况”。",
    "一、答复内容",
    "六个月内向杭州市上城区人民法院提起行政诉讼。",
    "附件：",
    "2015年度公共租赁住房配租方案执行情况统计表及有关问题的说明（节选）",
    "2016年8月17日",
    "（联系人：李四，电话：0571-00000000）",
    "演示数据",
];

/// Says that a check is skipped; in `.ci/run`, where nothing may be, fails.
#[expect(clippy::disallowed_methods, reason = "tests are told by the environment what there is")]
fn skipped(what: &str) {
    assert!(std::env::var_os("GONGKAI_CI").is_none(), "{what}: in .ci/run nothing may be skipped");
    eprintln!("skipped: {what}");
}

fn fonts() -> Option<Fonts> {
    let fonts = Fonts::system();
    if let FontStatus::Missing { packages } = fonts.status() {
        skipped(&format!("no Chinese font on this machine; install {}", packages.join(" or ")));
        return None;
    }
    Some(fonts)
}

/// What Poppler reads out of a PDF, without its line ends and spaces; nothing where it is not installed.
fn extracted(pdf: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letter.pdf");
    std::fs::write(&file, pdf).unwrap();
    let run = Command::new("pdftotext").arg("-raw").arg(&file).arg("-").stderr(Stdio::inherit()).output();
    let Ok(output) = run else {
        skipped("pdftotext (poppler-utils) is not installed");
        return None;
    };
    assert!(output.status.success());
    Some(String::from_utf8(output.stdout).unwrap())
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The parts of a DOCX that are XML, each read to its end as such.
fn unpacked(docx: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut parts = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        if file.is_dir() {
            continue;
        }
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        let mut reader = quick_xml::Reader::from_str(&text);
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(_) => {}
                Err(error) => panic!("{}: {error}", file.name()),
            }
        }
        parts.insert(file.name().to_owned(), text);
    }
    parts
}

fn without_tags(xml: &str) -> String {
    let mut inside = false;
    xml.chars()
        .filter(|c| match c {
            '<' => {
                inside = true;
                false
            }
            '>' => {
                inside = false;
                false
            }
            _ => !inside,
        })
        .collect()
}

#[test]
fn html_of_the_sample() {
    insta::assert_snapshot!(html(&sample()));
}

#[test]
fn html_of_a_bare_letter() {
    let letter = Letter {
        issuer: String::new(),
        number: String::new(),
        title: "第一行\n第二行".into(),
        recipient: String::new(),
        body: vec![Block::Paragraph("第一段\n\n第二段".into()), Block::List(vec![" ".into()])],
        attachments: vec!["清单".into()],
        signatory: String::new(),
        contact: None,
        notice: None,
        ..sample()
    };
    insta::assert_snapshot!(html(&letter));
}

#[test]
fn every_part_is_in_every_form() {
    let letter = sample();
    let page = without_tags(&html(&letter)).replace('\n', "");
    let word = unpacked(&docx(&letter).unwrap());
    let printed: String = word
        .iter()
        .filter(|(name, _)| *name == "word/document.xml" || name.starts_with("word/header"))
        .map(|(_, xml)| xml.as_str())
        .collect();
    let document = without_tags(&printed);
    let paper = fonts().and_then(|fonts| extracted(&pdf(&letter, &fonts).unwrap())).map(|text| squeezed(&text));
    for part in PARTS {
        assert!(page.contains(part), "HTML lacks {part}");
        assert!(document.contains(part), "DOCX lacks {part}");
        if let Some(paper) = &paper {
            assert!(paper.contains(&squeezed(part)), "PDF lacks {part}: {paper}");
        }
    }
}

#[test]
fn hostile_text_is_only_text() {
    let letter = hostile();
    let page = html(&letter);
    assert!(!page.contains("<script") && !page.contains("<!--") && !page.contains("alert('"));
    assert!(!page.contains(['\u{202e}', '\u{0}', '\u{1b}']));
    let parts = unpacked(&docx(&letter).unwrap());
    assert!(!parts["word/document.xml"].contains("<script"));
    assert!(parts["word/document.xml"].contains("&lt;script&gt;"));
    if let Some(fonts) = fonts() {
        let file = pdf(&letter, &fonts).unwrap();
        if let Some(text) = extracted(&file) {
            assert!(squeezed(&text).contains("<script>alert('甲')</script>&amp;\"]]><!--"));
        }
    }
}

#[test]
fn a_docx_is_set_by_the_standard() {
    let file = docx(&sample()).unwrap();
    docx_rs::read_docx(&file).unwrap();
    let parts = unpacked(&file);
    let document = &parts["word/document.xml"];
    for wanted in [
        r#"w:top="2098""#,
        r#"w:left="1587""#,
        r#"w:w="11906""#,
        r#"w:eastAsia="仿宋_GB2312""#,
        r#"w:eastAsia="方正小标宋简体""#,
        r#"w:eastAsia="黑体""#,
        r#"<w:sz w:val="44" />"#,
        r#"<w:sz w:val="32" />"#,
        r#"w:linePitch="579""#,
    ] {
        assert!(document.contains(wanted), "{wanted} in {document}");
    }
    assert!(parts["docProps/core.xml"].contains("<dc:title>政府信息公开申请答复书</dc:title>"));
    assert!(parts["docProps/core.xml"].contains("2016-08-17T00:00:00+08:00"));
    assert_eq!(parts.keys().filter(|name| name.starts_with("word/footer")).count(), 3);
    let headers: Vec<&String> = parts.iter().filter(|(name, _)| name.starts_with("word/header")).map(|(_, text)| text).collect();
    assert_eq!(headers.len(), 3);
    assert!(headers.iter().all(|header| header.contains("演示数据")), "the notice is on every page");
    assert!(parts["word/styles.xml"].contains(r#"w:eastAsia="zh-CN""#));
}

#[test]
fn a_docx_opens_in_libreoffice() {
    let folder = tempfile::tempdir().unwrap();
    let letter = sample();
    std::fs::write(folder.path().join("letter.docx"), docx(&letter).unwrap()).unwrap();
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.path().display());
    let arguments = [&profile, "--headless", "--convert-to", "pdf", "letter.docx"];
    let run = Command::new("soffice").args(arguments).current_dir(folder.path()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if run.is_err() || fonts().is_none() {
        return skipped("LibreOffice or a Chinese font is not installed");
    }
    let file = std::fs::read(folder.path().join("letter.pdf")).unwrap();
    let Some(text) = extracted(&file) else { return };
    assert!(text.contains("— 2 —") && !text.contains("— 3 —"), "two pages, as in our own PDF: {text}");
    let whole = squeezed(&text);
    for part in PARTS {
        assert!(whole.contains(&squeezed(part)), "{part}: {text}");
    }
    assert_eq!(text.matches("演示数据").count(), 2, "the notice on every page");
    let widest = text.lines().map(|line| line.chars().count()).max().unwrap_or_default();
    assert!(widest >= 28, "the standard's line holds 28 characters, the widest {widest}: {text}");
}

#[test]
fn the_same_letter_gives_the_same_bytes() {
    let letter = sample();
    assert_eq!(html(&letter), html(&letter));
    let (first, fonts) = (docx(&letter).unwrap(), fonts());
    let paper = fonts.as_ref().map(|fonts| pdf(&letter, fonts).unwrap());
    // A clock in either file would show after two seconds, which is what a ZIP entry's time resolves.
    std::thread::sleep(std::time::Duration::from_millis(2100));
    assert!(first == docx(&letter).unwrap());
    assert!(paper == fonts.as_ref().map(|fonts| pdf(&letter, fonts).unwrap()));
}

#[test]
fn a_pdf_carries_its_metadata_and_structure() {
    let Some(fonts) = fonts() else { return };
    let file = pdf(&sample(), &fonts).unwrap();
    let contains = |bytes: &[u8]| file.windows(bytes.len()).any(|window| window == bytes);
    for wanted in [
        "<dc:title>",
        "政府信息公开申请答复书",
        "杭州市住房保障和房产管理局",
        "zh-CN",
        "2016-08-17",
        "pdfaid:part>2<",
        "pdfuaid:part>1<",
        "/StructTreeRoot",
    ] {
        assert!(contains(wanted.as_bytes()), "{wanted}");
    }
    assert!(file.len() < 400_000, "{} bytes", file.len());
}

#[test]
fn without_a_font_only_the_pdf_fails() {
    let letter = sample();
    let fonts = Fonts::with_paths(&[]);
    let error = pdf(&letter, &fonts).unwrap_err();
    assert_eq!(error, LetterError::NoChineseFont { packages: CHINESE_FONT_PACKAGES });
    assert_eq!(error.to_string(), "no Chinese font was found; install the package fonts-noto-cjk");
    assert!(!html(&letter).is_empty());
    assert!(docx(&letter).is_ok());
}

#[test]
fn a_character_without_a_glyph_is_an_error_not_a_box() {
    let Some(fonts) = fonts() else { return };
    let mut letter = sample();
    letter.recipient = "张\u{f0001}三\u{6a9}".into();
    let error = pdf(&letter, &fonts).unwrap_err();
    assert_eq!(error, LetterError::MissingCharacters { characters: "\u{6a9}\u{f0001}".into() });
    assert!(docx(&letter).is_ok());
}

#[test]
fn a_rare_name_is_set() {
    let Some(fonts) = fonts() else { return };
    let mut letter = sample();
    letter.recipient = "㛃𠮷䶮".into();
    let file = pdf(&letter, &fonts).unwrap();
    if let Some(text) = extracted(&file) {
        assert!(squeezed(&text).contains("㛃𠮷䶮："));
    }
}

#[test]
fn too_long_a_letter_is_refused() {
    let mut letter = sample();
    letter.body = vec![Block::Paragraph("长".repeat(MAX_CHARACTERS))];
    assert!(matches!(docx(&letter), Err(LetterError::TooLong { .. })));
    assert!(matches!(pdf(&letter, &Fonts::with_paths(&[])), Err(LetterError::TooLong { .. })));
}

#[test]
fn two_pages_lose_nothing() {
    let Some(fonts) = fonts() else { return };
    let mut letter = sample();
    let body = letter.body.clone();
    letter.body.extend((1..=12).map(|index| Block::Paragraph(format!("第{index}项说明，详见附件所列的有关内容，以下各项依此类推。"))));
    letter.body.extend(body);
    let file = pdf(&letter, &fonts).unwrap();
    if let Some(text) = extracted(&file) {
        assert!(text.contains("— 2 —"));
        let text = squeezed(&text);
        for index in 1..=12 {
            assert!(text.contains(&format!("第{index}项说明，详见附件所列的有关内容，以下各项依此类推。")), "{text}");
        }
    }
}

#[test]
fn stored_letters_read_back() {
    let letter = sample();
    let stored = serde_json::to_string(&letter).unwrap();
    assert_eq!(serde_json::from_str::<Letter>(&stored).unwrap(), letter);
    insta::assert_snapshot!(serde_json::to_string_pretty(&letter).unwrap());
}

#[test]
fn both_languages_have_every_message() {
    let keys = |text: &'static str| -> Vec<&str> { text.lines().filter_map(|line| line.split_once(" = ")).map(|(key, _)| key).collect() };
    let chinese = keys(include_str!("../../../locales/zh-CN/letters.ftl"));
    assert_eq!(chinese, keys(include_str!("../../../locales/en/letters.ftl")));
    for error in [
        LetterError::NoChineseFont { packages: CHINESE_FONT_PACKAGES },
        LetterError::MissingCharacters { characters: String::new() },
        LetterError::TooLong { characters: 0 },
        LetterError::Pdf(String::new()),
    ] {
        assert!(chinese.contains(&error.message_id()));
    }
}

#[test]
#[ignore = "writes the sample to the temporary folder, to be looked at"]
fn write_the_sample() {
    let Some(fonts) = fonts() else { return };
    let folder = std::env::temp_dir();
    let mut letter = sample();
    let started = std::time::Instant::now();
    std::fs::write(folder.join("letter.pdf"), pdf(&letter, &fonts).unwrap()).unwrap();
    eprintln!("one page: {:?}", started.elapsed());
    letter.body.extend(letter.body.clone());
    letter.attachments.clear();
    std::fs::write(folder.join("letter-long.pdf"), pdf(&letter, &fonts).unwrap()).unwrap();
    std::fs::write(folder.join("letter.docx"), docx(&letter).unwrap()).unwrap();
}
