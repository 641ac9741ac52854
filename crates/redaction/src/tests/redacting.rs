use super::*;
use crate::{Kind, Leak, RedactionError, TextState, check, summary};

const LINES: &[&str] = &[
    "关于公开房屋征收补偿协议的申请",
    "申请人张三，身份证号330102199001011234",
    "联系电话13812345678，住杭州市西湖区文三路90号",
    "本机关于2026年3月2日收到申请。Zhang San agreed.",
];

#[test]
fn removed_words_are_nowhere_and_the_rest_can_be_searched() {
    let document = open(set(&[LINES]));
    let layer = without(&document, &["张三", "330102199001011234", "13812345678", "Zhang San"]);
    assert_eq!(layer.marks().len(), 4);
    let new = redacted(&document, &layer);
    for word in ["张三", "330102199001011234", "13812345678", "Zhang"] {
        assert_gone(&new.bytes, word);
    }
    assert_eq!((new.kind, new.pages), (Kind::Pdf, 2));
    if let Some(text) = poppler_text(&new.bytes).map(|text| no_space(&text)) {
        for kept in [
            "关于公开房屋征收补偿协议的申请",
            "申请人",
            "身份证号",
            "联系电话",
            "住杭州市西湖区文三路90号",
            "agreed",
            "个人隐私",
            "第1页：遮盖4处，依据第十五条",
        ] {
            assert!(text.contains(kept), "{kept} is not in {text}");
        }
        for gone in ["张", "3301", "138123", "Zhang", "San"] {
            assert!(!text.contains(gone), "{gone} is in {text}");
        }
    }
    check(&document, &new.bytes, &layer, &say).unwrap();
    assert_eq!(redacted(&document, &layer), new, "the same bytes each time");
}

#[test]
fn text_is_found_whatever_its_width_spaces_and_lines() {
    let objects = raw_page(&format!(
        "BT /S 14 Tf 72 700 Td <{}> Tj 0 -20 Td <{}> Tj ET BT /H 12 Tf 72 600 Td (Tel 138 1234 5678) Tj ET",
        utf16_hex("住杭州市西湖区文三"),
        utf16_hex("路９０号")
    ));
    let document = open(objects);
    for (text, places) in [("文三路90号", 2), ("杭 州 市", 1), ("13812345678", 1), ("１３８", 1), ("TEL", 1), ("没有", 0), ("", 0)]
    {
        let found = document.find(text).unwrap();
        assert_eq!(found.places.len(), places, "{text}: {found:?}");
        assert!(found.pages_without_text.is_empty());
    }
    let area = document.find("文三").unwrap().places[0].area;
    // Seven characters of 14 points stand before it, at the height of 700 points from below.
    let left = (72 + 7 * 14) * 10_000 / 595;
    assert!((left - 10..left + 40).contains(&area.x), "{area:?}");
    assert!((1_500..1_720).contains(&area.y), "{area:?}");
    assert_eq!(document.page_text(0).unwrap().state, TextState::Drawn);
}

#[test]
fn a_font_that_is_not_in_the_file_is_drawn_with_ours() {
    let content = format!("BT /S 40 Tf 72 700 Td <{}> Tj ET", utf16_hex("张三"));
    let foreign = open(raw_page(&content)).picture(0).unwrap();
    let dark = foreign.pixels().filter(|pixel| pixel.0[0] < 128).count();
    assert!(dark > 2_000, "{dark} dark pixels");
}

#[test]
fn the_same_text_everywhere_and_pages_apart() {
    let other: &[&str] = &["李四与张三签订协议"];
    let document = open(set(&[LINES, other, LINES, &["第四页的内部讨论意见"]]));
    let mut draft = DraftLayer::new(4);
    let found = document.find("张三").unwrap();
    assert_eq!(found.places.iter().map(|place| place.page).collect::<Vec<_>>(), [0, 1, 2]);
    let like = mark(0, found.places[0].area);
    assert_eq!(draft.mark_everywhere(&found, &like), 3);
    assert_eq!(draft.mark_everywhere(&found, &like), 0, "no box twice");
    draft.marks.retain(|mark| mark.page != 2);
    draft.pages[2] = Some(Flag::Duplicate { of: 0 });
    draft.pages[3] = Some(Flag::Withheld { ground: "internal".into(), article: "第十六条".into(), label: "过程性信息".into() });
    let layer = draft.settle().unwrap();
    let new = redacted(&document, &layer);
    assert_eq!(new.pages, 4, "two pages in part, one withheld, the notes");
    for gone in ["张三", "内部讨论", "讨论意见"] {
        assert_gone(&new.bytes, gone);
    }
    if let Some(text) = poppler_text(&new.bytes).map(|text| no_space(&text)) {
        for kept in ["第4页不予公开", "依据：第十六条过程性信息", "第3页与第1页相同", "李四", "签订协议"] {
            assert!(text.contains(kept), "{kept} is not in {text}");
        }
    }
    let flags: Vec<_> = summary(&layer).into_iter().map(|row| (row.page, row.flag, row.boxes)).collect();
    assert_eq!(flags, [(0, "partial", 1), (1, "partial", 1), (2, "duplicate", 0), (3, "withheld", 0)]);
}

#[test]
fn what_the_file_carries_besides_its_pages_is_gone() {
    let mut objects = raw_objects(&format!(
        "BT /S 14 Tf 72 700 Td <{}> Tj ET BT 3 Tr /H 12 Tf 72 500 Td (invisible secret) Tj ET \
         BT 0 Tr 1 1 1 rg /H 12 Tf 72 400 Td (whitewash) Tj ET \
         BT 0 g /H 12 Tf 72 300 Td (painted over) Tj ET 0 g 60 290 200 30 re f",
        utf16_hex("申请人张三的材料")
    ));
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\('hidden script'\\)) >> /Metadata 9 0 R /Outlines 11 0 R /Names << /EmbeddedFiles << /Names [(secret.txt) 10 0 R] >> >> >>".to_vec();
    objects[2] = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Thumb 15 0 R /Annots [14 0 R] /PieceInfo << /App << /Private (private note) >> >> /Resources << /Font << /H 5 0 R /S 6 0 R >> >> >>".to_vec();
    objects.push(stream("/Type /Metadata /Subtype /XML", "<x:xmpmeta><dc:creator>王五科长</dc:creator></x:xmpmeta>".as_bytes()));
    objects.push(b"<< /Type /Filespec /F (secret.txt) /EF << /F 13 0 R >> >>".to_vec());
    objects.push(b"<< /Type /Outlines /First 12 0 R /Last 12 0 R /Count 1 >>".to_vec());
    objects.push(format!("<< /Title <FEFF{}> /Parent 11 0 R /Dest [3 0 R /Fit] >>", utf16_hex("张三的举报")).into_bytes());
    objects.push(stream("/Type /EmbeddedFile", "附件里的秘密".as_bytes()));
    objects.push(b"<< /Type /Annot /Subtype /Text /Rect [300 300 320 320] /Contents (sticky remark) /T (Clerk Liu) >>".to_vec());
    objects.push(stream("/Width 2 /Height 2 /BitsPerComponent 8 /ColorSpace /DeviceGray", b"abcd"));
    objects.push(format!("<< /Title (draft about Zhang) /Author <FEFF{}> >>", utf16_hex("王五科长")).into_bytes());
    let mut file = raw(&objects, "/Info 16 0 R");
    // A later version of the file, as an editor appends one: the earlier content stays in the bytes.
    let start = file.len();
    file.extend_from_slice(b"4 0 obj\n");
    let content = stream(
        "",
        format!(
            "BT /S 14 Tf 72 700 Td <{}> Tj ET BT 3 Tr /H 12 Tf 72 500 Td (invisible secret) Tj ET \
             BT 0 Tr 1 1 1 rg /H 12 Tf 72 400 Td (whitewash) Tj ET BT 0 g /H 12 Tf 72 300 Td (painted over) Tj ET 0 g 60 290 200 30 re f",
            utf16_hex("申请人张三的新材料")
        )
        .as_bytes(),
    );
    file.extend_from_slice(&content);
    let xref = file.len() + 8;
    file.extend_from_slice(b"\nendobj\n");
    file.extend_from_slice(
        format!("xref\n4 1\n{start:010} 00000 n \ntrailer\n<< /Size 17 /Root 1 0 R /Info 16 0 R /Prev 0 >>\nstartxref\n{xref}\n%%EOF\n")
            .as_bytes(),
    );
    let document = open(file);
    assert_eq!(document.find("新材料").unwrap().places.len(), 1, "the later version counts");
    assert_eq!(document.find("invisible secret").unwrap().places.len(), 1, "what is hidden can be found");
    let layer = without(&document, &["张三"]);
    let new = redacted(&document, &layer);
    for gone in [
        "张三",
        "王五",
        "举报",
        "附件里",
        "secret",
        "sticky",
        "Clerk Liu",
        "hidden script",
        "draft about",
        "private note",
        "invisible",
        "whitewash",
        "painted",
        "STSong",
        "abcd",
    ] {
        assert_gone(&new.bytes, gone);
    }
    if let Some(text) = poppler_text(&new.bytes) {
        assert!(no_space(&text).contains("的新材料"), "{text}");
    }
    for name in ["/Annots", "/JavaScript", "/JS", "/Metadata", "/Outlines", "/Thumb", "/EmbeddedFile", "/PieceInfo", "/Prev", "/Author"] {
        assert_gone(&new.bytes, name);
    }
}

#[test]
fn boxes_cover_in_another_renderer_too() {
    let document = open(set(&[LINES]));
    let layer = without(&document, &["330102199001011234"]);
    let new = redacted(&document, &layer);
    let Some((width, height, pixels)) = poppler_pixels(&new.bytes, 0) else { return };
    let (left, top, right, bottom) = layer.marks()[0].area.pixels(width as u32, height as u32);
    let box_pixels: Vec<u8> = (top + 1..bottom - 1)
        .flat_map(|y| pixels[y as usize * width + left as usize + 1..y as usize * width + right as usize - 1].to_vec())
        .collect();
    let black = box_pixels.iter().filter(|grey| **grey < 16).count();
    let white = box_pixels.iter().filter(|grey| **grey > 240).count();
    assert!(black * 10 > box_pixels.len() * 6, "{black} black of {}", box_pixels.len());
    assert!(white > 20, "the label is printed");
}

#[test]
fn check_finds_what_leaks() {
    let document = open(set(&[LINES]));
    let layer = without(&document, &["张三"]);
    let good = redacted(&document, &layer).bytes;
    let leak = |bytes: &[u8]| match check(&document, bytes, &layer, &say) {
        Err(RedactionError::Leak(leak)) => leak,
        other => panic!("{other:?}"),
    };
    let more = without(&document, &["330102199001011234"]);
    assert!(matches!(leak(&redacted(&document, &more).bytes), Leak::Pixels { .. } | Leak::Text { .. }));
    assert!(matches!(leak(&set(&[LINES, &[]])), Leak::Structure { .. }));
    let mut tail = good.clone();
    tail.extend_from_slice("张三".as_bytes());
    assert!(matches!(leak(&tail), Leak::Structure { .. }));
    // A comment inside the file, in which the word stands as UTF-8, as UTF-16 in hexadecimal, or as a GBK string.
    for inside in ["% 张三\n".as_bytes().to_vec(), format!("% {}\n", utf16_hex("张三").to_lowercase()).into_bytes()] {
        let mut file = good.clone();
        let at = file.windows(4).position(|window| window == b"xref").unwrap();
        file.splice(at..at, inside);
        assert!(matches!(leak(&file), Leak::Bytes | Leak::Unreadable));
    }
    assert_eq!(leak(b"nothing"), Leak::Structure { what: "another version of itself".into() });
}

#[test]
fn labels_that_the_font_lacks_are_said() {
    let document = open(set(&[LINES]));
    let mut draft = without(&document, &["张三"]).draft();
    draft.marks[0].label = "\u{13000}".into();
    draft.marks[0].area.width = 3_000;
    let error = redact(&document, &draft.settle().unwrap(), &say).unwrap_err();
    assert_eq!(error, RedactionError::MissingCharacters { characters: "\u{13000}".into() });
    let other = without(&open(set(&[LINES, LINES])), &["张三"]);
    assert_eq!(redact(&document, &other, &say).unwrap_err(), RedactionError::WrongLayer);
}
