use proptest::prelude::*;

use super::*;

fn area() -> impl Strategy<Value = Area> {
    (0_u32..9_000, 0_u32..4_000, 1_u32..4_000, 1_u32..1_500).prop_map(|(x, y, width, height)| Area {
        x,
        y,
        width: width.min(Area::WHOLE - x),
        height,
    })
}

fn drawn() -> &'static (Document, Vec<crate::device::Glyph>) {
    static DRAWN: OnceLock<(Document, Vec<crate::device::Glyph>)> = OnceLock::new();
    DRAWN.get_or_init(|| {
        let lines: &[&str] = &[
            "征收补偿协议由甲方杭州市西湖区住房和城乡建设局订立",
            "乙方赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许",
            "Quick brown foxes jump over 1234567 lazy dogs",
            "电话一三八零零零四五六七八九地址天目山路",
        ];
        let limits = Limits { dpi: 96, ..Limits::default() };
        let document = Document::open(set(&[lines]), &face(), limits).unwrap();
        let glyphs = document.reading(0).unwrap().glyphs;
        (document, glyphs)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn nothing_under_a_box_survives(areas in prop::collection::vec((area(), any::<bool>()), 1..6)) {
        let (document, glyphs) = drawn();
        let size = document.page_size(0).unwrap();
        let mut draft = DraftLayer::new(1);
        for (area, white) in &areas {
            let style = if *white { BoxStyle::White } else { BoxStyle::Black };
            draft.add(Mark { style, ..mark(0, *area) });
        }
        let layer = draft.settle().unwrap();
        // Examines itself: pixels, places, bytes.
        let new = redacted(document, &layer);
        let text = crate::text::fold(&open(new.bytes.clone()).page_text(0).unwrap().text);
        let covered = |glyph: &crate::device::Glyph| areas.iter().any(|(area, _)| area.rect(size).overlaps(glyph.ink));
        for glyph in glyphs.iter().filter(|glyph| covered(glyph)) {
            let elsewhere = glyphs.iter().any(|other| other.text == glyph.text && !covered(other)) || "个人隐私".contains(glyph.text);
            prop_assert!(elsewhere || !text.contains(&crate::text::fold(&glyph.text.to_string())), "{} survives", glyph.text);
        }
    }

    #[test]
    fn garbage_is_answered(bytes in prop::collection::vec(any::<u8>(), 0..400), head in 0..4_usize) {
        let heads: [&[u8]; 4] = [b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b""];
        let limits = Limits { seconds: 5, ..Limits::default() };
        let _ = Document::open([heads[head], &bytes].concat(), &face(), limits);
    }

    #[test]
    fn mutated_files_are_answered(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), which in 0..2_usize) {
        static FILES: OnceLock<[Vec<u8>; 2]> = OnceLock::new();
        let files = FILES.get_or_init(|| [
            raw_page(&format!("q 1 0 0 1 0 0 cm BT /S 14 Tf 72 700 Td <{}> Tj ET BT /H 12 Tf 72 600 Td [(abc) -20 (def)] TJ ET Q", utf16_hex("申请人张三"))),
            set(&[&["申请人张三 Zhang San"]]),
        ]);
        let mut file = files[which].clone();
        for (at, value) in &changes {
            let at = at.index(file.len());
            file[at] = *value;
        }
        let limits = Limits { seconds: 10, dpi: 72, ..Limits::default() };
        if let Ok(document) = Document::open(file, &face(), limits) {
            let _ = document.find("张三");
            let mut draft = DraftLayer::new(document.page_count());
            draft.add(mark(0, Area { x: 0, y: 0, width: 10_000, height: 2_000 }));
            draft.pages.iter_mut().filter(|flag| flag.is_none()).for_each(|flag| *flag = Some(Flag::Full));
            if let Err(error) = redact(&document, &draft.settle().unwrap(), &say) {
                prop_assert!(!matches!(error, crate::RedactionError::Leak(_)), "{error}");
            }
        }
    }
}
