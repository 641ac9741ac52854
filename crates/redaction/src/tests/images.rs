use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

use super::*;
use crate::{Kind, RedactionError, TextState};

fn photograph() -> RgbImage {
    RgbImage::from_fn(400, 300, |x, y| Rgb([(x * 7 + y * 3) as u8, (x ^ y) as u8, (y * 5) as u8]))
}

fn encoded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let image: DynamicImage = image.into();
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A JPEG with an EXIF block that says the picture is to be turned by a quarter, and a comment.
fn turned_jpeg() -> Vec<u8> {
    let jpeg = encoded(photograph(), ImageFormat::Jpeg);
    let exif = [
        b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x02".as_slice(),
        b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0",
        b"\x01\x0e\0\x02\0\0\0\x04\0\0\0\0",
        b"\0\0\0\0GPS30.2N secret place",
    ]
    .concat();
    let mut file = jpeg[..2].to_vec();
    file.extend_from_slice(&[0xff, 0xe1]);
    file.extend_from_slice(&(exif.len() as u16 + 2).to_be_bytes());
    file.extend_from_slice(&exif);
    file.extend_from_slice(&[0xff, 0xfe, 0, 15]);
    file.extend_from_slice(b"shot by Zhang");
    file.extend_from_slice(&jpeg[2..]);
    file
}

fn boxed(document: &Document, style: BoxStyle) -> (Area, Redacted) {
    let area = Area { x: 2_000, y: 2_000, width: 5_000, height: 2_000 };
    let mut draft = DraftLayer::new(document.page_count());
    draft.add(Mark { style, ..mark(0, area) });
    (area, redacted(document, &draft.settle().unwrap()))
}

#[test]
fn pictures_become_bare_pngs() {
    for (bytes, kind, size) in [
        (encoded(photograph(), ImageFormat::Png), Kind::Png, (400, 300)),
        (encoded(photograph(), ImageFormat::Jpeg), Kind::Jpeg, (400, 300)),
        (turned_jpeg(), Kind::Jpeg, (300, 400)),
    ] {
        let document = open(bytes);
        assert_eq!((document.kind(), document.page_count()), (kind, 1));
        assert_eq!(document.page_text(0).unwrap().state, TextState::None);
        assert_eq!(document.find("张").unwrap().pages_without_text, [0]);
        for style in [BoxStyle::Black, BoxStyle::White] {
            let (area, new) = boxed(&document, style);
            assert_eq!(new.kind, Kind::Png);
            let picture = image::load_from_memory(&new.bytes).unwrap().into_rgb8();
            assert_eq!(picture.dimensions(), size);
            let (left, top, right, bottom) = area.pixels(size.0, size.1);
            let inside = (top..bottom).flat_map(|y| (left..right).map(move |x| (x, y)));
            // Only greys: a box and its label.
            assert!(
                inside.into_iter().all(|(x, y)| { picture.get_pixel(x, y).0.iter().all(|value| *value == picture.get_pixel(x, y).0[0]) })
            );
            for secret in ["secret place", "Zhang", "Exif"] {
                assert_gone(&new.bytes, secret);
            }
        }
    }
}

#[test]
fn colours_under_transparency_do_not_survive() {
    let image = RgbaImage::from_fn(50, 50, |x, _| Rgba([x as u8, 9, 200, if x < 25 { 0 } else { 255 }]));
    let document = open(encoded(image, ImageFormat::Png));
    let (_, new) = boxed(&document, BoxStyle::Black);
    let picture = image::load_from_memory(&new.bytes).unwrap().into_rgb8();
    assert_eq!(picture.get_pixel(3, 3).0, [255; 3]);
    assert_eq!(picture.get_pixel(40, 3).0, [40, 9, 200]);
}

#[test]
fn a_withheld_picture_becomes_a_page_that_says_so() {
    let document = open(encoded(photograph(), ImageFormat::Png));
    let mut draft = DraftLayer::new(1);
    draft.pages[0] = Some(Flag::Withheld { ground: "g".into(), article: "第十五条".into(), label: "商业秘密".into() });
    let new = redacted(&document, &draft.settle().unwrap());
    assert_eq!((new.kind, new.pages), (Kind::Pdf, 2));
}

#[test]
fn limits_hold_for_pictures() {
    let limits = Limits { pixels: 100_000, ..Limits::default() };
    let error = Document::open(encoded(photograph(), ImageFormat::Png), &face(), limits).unwrap_err();
    assert_eq!(error, RedactionError::PageTooLarge { page: 0 });
    let mut cut = encoded(photograph(), ImageFormat::Png);
    cut.truncate(200);
    assert_eq!(Document::open(cut, &face(), Limits::default()).unwrap_err(), RedactionError::Damaged);
}

#[test]
fn scans_in_a_pdf_are_covered_before_they_are_packed() {
    let jpeg = encoded(
        RgbImage::from_fn(1240, 1754, |x, y| Rgb([(x * 31 + y * 17) as u8, ((x * 7) ^ (y * 13)) as u8, (x + y * 3) as u8])),
        ImageFormat::Jpeg,
    );
    let mut objects = raw_objects("q 595 0 0 842 0 0 cm /I Do Q");
    objects[2] =
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /I 9 0 R >> >> >>".to_vec();
    objects.push(stream(
        "/Type /XObject /Subtype /Image /Width 1240 /Height 1754 /BitsPerComponent 8 /ColorSpace /DeviceRGB /Filter /DCTDecode",
        &jpeg,
    ));
    let document = open(raw(&objects, ""));
    assert_eq!(document.page_text(0).unwrap().state, TextState::None);
    let (area, new) = boxed(&document, BoxStyle::Black);
    assert!(new.bytes.windows(9).any(|window| window == b"DCTDecode"), "a scan stays a JPEG");
    let Some((width, height, pixels)) = poppler_pixels(&new.bytes, 0) else { return };
    let (left, top, right, bottom) = area.pixels(width as u32, height as u32);
    let line = (top + 20) as usize * width;
    assert!(pixels[line + left as usize + 20..line + right as usize - 20].iter().all(|grey| *grey < 12));
    assert!(bottom > top);
}
