use super::*;
use crate::{RedactionError, Undrawable};

fn error(bytes: Vec<u8>) -> RedactionError {
    Document::open(bytes, &face(), Limits::default()).unwrap_err()
}

#[test]
fn each_refusal_says_what_it_is() {
    let mut encrypted = raw_objects("");
    encrypted.push(
        b"<< /Filter /Standard /V 1 /R 2 /O (01234567890123456789012345678901) /U (01234567890123456789012345678901) /P -4 >>".to_vec(),
    );
    let table = [
        (raw(&encrypted, "/Encrypt 9 0 R /ID [(a) (a)]"), RedactionError::Encrypted),
        (b"%PDF-1.4 and nothing else".to_vec(), RedactionError::Damaged),
        (b"PK\x03\x04 a zip".to_vec(), RedactionError::UnknownKind),
        (Vec::new(), RedactionError::UnknownKind),
    ];
    for (bytes, expected) in table {
        assert_eq!(error(bytes), expected);
    }
    let many: Vec<&[&str]> = vec![&[]; 4];
    let limits = Limits { pages: 3, ..Limits::default() };
    assert_eq!(Document::open(set(&many), &face(), limits).unwrap_err(), RedactionError::TooManyPages { pages: 4, limit: 3 });
    let limits = Limits { bytes: 10, ..Limits::default() };
    assert_eq!(Document::open(set(&many), &face(), limits).unwrap_err(), RedactionError::TooLarge);
    let mut huge = raw_objects("");
    huge[2] = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1000000 1000000] /Contents 4 0 R >>".to_vec();
    assert_eq!(error(raw(&huge, "")), RedactionError::PageTooLarge { page: 0 });
    let document = open(set(&[&["一"]]));
    assert_eq!(document.draw(1, 100).unwrap_err(), RedactionError::NoSuchPage { page: 1 });
    assert_eq!(Face::new(Arc::new(vec![1, 2, 3])).unwrap_err(), RedactionError::NoChineseFont);
}

#[test]
fn a_page_that_cannot_be_drawn_is_refused() {
    let mut objects = raw_objects("q 100 0 0 100 0 0 cm /I Do Q");
    objects[2] =
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /I 9 0 R >> >> >>".to_vec();
    objects.push(stream(
        "/Type /XObject /Subtype /Image /Width 10 /Height 10 /BitsPerComponent 8 /ColorSpace /DeviceRGB /Filter /DCTDecode",
        b"no jpeg",
    ));
    let document = open(raw(&objects, ""));
    let error = document.draw(0, 100).unwrap_err();
    assert_eq!(error, RedactionError::CannotDraw { page: 0, what: Undrawable::Picture });
    // Numbers of glyphs in a font that is not in the file: whatever is drawn is wrong.
    let mut objects = raw_objects("BT /S 14 Tf 72 700 Td <00410042> Tj ET");
    objects[5] = b"<< /Type /Font /Subtype /Type0 /BaseFont /Foreign /Encoding /Identity-H /DescendantFonts [7 0 R] >>".to_vec();
    objects[6] = b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Foreign /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor 8 0 R /DW 1000 >>".to_vec();
    let document = open(raw(&objects, ""));
    let error = document.draw(0, 100).unwrap_err();
    assert_eq!(error, RedactionError::CannotDraw { page: 0, what: Undrawable::Font });
}

#[test]
fn pages_that_never_end_are_left() {
    // Forms that each draw ten times the next.
    let mut objects = raw_objects("/F Do");
    objects[2] =
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /F 9 0 R >> >> >>".to_vec();
    for level in 0..9 {
        let resources = format!("/Type /XObject /Subtype /Form /BBox [0 0 500 500] /Resources << /XObject << /F {} 0 R >> >>", 10 + level);
        objects.push(stream(&resources, "/F Do ".repeat(10).as_bytes()));
    }
    objects.push(stream("/Type /XObject /Subtype /Form /BBox [0 0 500 500]", b"0 0 10 10 re f"));
    let limits = Limits { seconds: 1, ..Limits::default() };
    let document = Document::open(raw(&objects, ""), &face(), limits).unwrap();
    assert_eq!(document.draw(0, 50).unwrap_err(), RedactionError::TooComplex);
}

#[test]
fn pages_turned_and_cut_are_read_as_drawn() {
    for rotate in [0, 90, 180, 270] {
        let mut objects = raw_objects("BT /H 20 Tf 100 700 Td (secret) Tj ET BT /H 20 Tf 100 300 Td (harmless) Tj ET");
        objects[2] = format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /CropBox [50 50 545 792] /Rotate {rotate} /Contents 4 0 R /Resources << /Font << /H 5 0 R >> >> >>").into_bytes();
        let document = open(raw(&objects, ""));
        let layer = without(&document, &["secret"]);
        let new = redacted(&document, &layer);
        assert_gone(&new.bytes, "secret");
        let Some((width, height, pixels)) = poppler_pixels(&new.bytes, 0) else { return };
        assert_eq!(width > height, rotate % 180 == 90);
        // Dark outside of the box is the word that stays, and there is some.
        let (left, top, right, bottom) = layer.marks()[0].area.pixels(width as u32, height as u32);
        let dark = (0..height)
            .flat_map(|y| (0..width).map(move |x| (x, y)))
            .filter(|(x, y)| !(left..right).contains(&(*x as u32)) || !(top..bottom).contains(&(*y as u32)))
            .filter(|(x, y)| pixels[y * width + x] < 100)
            .count();
        assert!((500..20_000).contains(&dark), "{rotate}: {dark}");
    }
}
