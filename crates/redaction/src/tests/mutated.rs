//! Files that were good once. Whatever was done to them, an answer comes, and what is answered as redacted holds
//! nothing of what was taken out.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use super::*;
use crate::{Kind, RedactionError};

const NAME: &str = "张三丰";
/// Stands where no page shows it.
const SECRET: &str = "behindthepage";

fn limits() -> Limits {
    Limits { seconds: 20, dpi: 60, pixels: 1_000_000, unpacked: 64 << 20, ..Limits::default() }
}

/// A page with text in several kinds of font, a picture, a form, a pattern, a shading, and the secret wherever a file can
/// carry something besides its pages. Nothing is packed, so that a changed byte changes what it says.
fn rich() -> Vec<u8> {
    let content = format!(
        "q BT /S 14 Tf 72 700 Td <{}> Tj ET BT /H 12 Tf 1 0 0 1 72 600 Tm [(abc) -20 (def)] TJ T* (ghi) ' ET Q \
         q 0.5 g 100 100 50 50 re W n /P gs /F Do Q q 20 0 0 20 300 300 cm /I Do Q q /Pattern cs /T scn 200 200 40 40 re f Q \
         q 1 0 0 1 10 10 cm /G sh Q BT /B 10 Tf 72 500 Td (a) Tj ET \
         q 8 0 0 8 400 400 cm BI /W 2 /H 2 /BPC 8 /CS /G ID abcd EI Q /Span << /ActualText (x) >> BDC EMC",
        utf16_hex(NAME)
    );
    let mut objects = raw_objects(&content);
    objects[0] = format!(
        "<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS ({SECRET}) >> /Metadata 15 0 R /Names << /EmbeddedFiles << /Names [({SECRET}) 16 0 R] >> >> >>"
    )
    .into_bytes();
    objects[2] = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate 0 /UserUnit 1 /Contents [4 0 R] /Annots [17 0 R] \
        /Resources << /Font << /H 5 0 R /S 6 0 R /B 13 0 R >> /XObject << /F 9 0 R /I 10 0 R >> /Pattern << /T 11 0 R >> \
        /Shading << /G 12 0 R >> /ExtGState << /P << /ca 0.5 /SMask << /S /Luminosity /G 9 0 R >> >> >> >> >>"
        .to_vec();
    objects.push(stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 200 200] /Matrix [1 0 0 1 0 0] /Group << /S /Transparency /CS /DeviceRGB >>",
        b"0 0 9 9 re f",
    ));
    objects.push(stream(
        "/Type /XObject /Subtype /Image /Width 4 /Height 4 /BitsPerComponent 8 /ColorSpace [/Indexed /DeviceRGB 1 <000000ffffff>]",
        &[0, 1, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 0],
    ));
    objects.push(stream(
        "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 8 8] /XStep 8 /YStep 8 /Resources << >>",
        b"0 0 4 4 re f",
    ));
    objects.push(b"<< /ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 0 40 0] /Extend [false false] /Function << /FunctionType 2 /Domain [0 1] /C0 [0 0 0] /C1 [1 1 1] /N 1 >> >>".to_vec());
    objects.push(b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 750 750] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 97 /LastChar 97 /Widths [800] /Encoding << /Differences [97 /a] >> /CharProcs << /a 14 0 R >> /Resources << >> >>".to_vec());
    objects.push(stream("", b"800 0 0 0 750 750 d1 0 0 750 750 re f"));
    objects.push(stream("/Type /Metadata /Subtype /XML", SECRET.as_bytes()));
    objects.push(format!("<< /Type /Filespec /F ({SECRET}) >>").into_bytes());
    objects.push(format!("<< /Type /Annot /Subtype /Text /Rect [300 300 320 320] /Contents ({SECRET}) /AP << /N 9 0 R >> >>").into_bytes());
    objects.push(format!("<< /Title ({SECRET}) >>").into_bytes());
    raw(&objects, "/Info 18 0 R")
}

/// Opens, looks, and redacts the name wherever it is found and a part of each page in any case.
fn answered(file: &[u8]) -> Option<RedactionError> {
    let document = match Document::open(file.to_vec(), &face(), limits()) {
        Ok(document) => document,
        Err(error) => return Some(error),
    };
    let found = match document.find(NAME) {
        Ok(found) => found,
        Err(error) => return Some(error),
    };
    let mut draft = DraftLayer::new(document.page_count());
    let like = mark(0, Area { x: 0, y: 0, width: 10_000, height: 1_000 });
    draft.mark_everywhere(&found, &like);
    (0..document.page_count()).for_each(|page| draft.add(Mark { page, ..like.clone() }));
    let new = match redact(&document, &draft.settle().unwrap(), &say) {
        Ok(new) => new,
        Err(error) => return Some(error),
    };
    assert_gone(&new.bytes, SECRET);
    if document.kind() == Kind::Pdf {
        assert_gone(&new.bytes, NAME);
        assert!(open(new.bytes).find(NAME).unwrap().places.is_empty());
    }
    None
}

fn walk(samples: &[Vec<u8>], cases: u64, least_redacted: usize) {
    let mut redacted = 0;
    mutation::each_bytes(samples, cases, |file| match answered(file) {
        None => redacted += 1,
        Some(RedactionError::Leak(leak)) => panic!("it found in its own file: {leak}"),
        Some(error @ (RedactionError::Broke | RedactionError::TooComplex)) => panic!("{error}"),
        Some(error) => assert!(!error.message_id().is_empty()),
    });
    assert!(redacted >= least_redacted, "only {redacted} of {cases} were still files");
}

#[test]
fn documents() {
    walk(&[rich(), set(&[&["申请人张三丰 Zhang"], &["第二页"]])], 90, 12);
}

#[test]
fn pictures() {
    let picture = RgbImage::from_fn(40, 30, |x, y| Rgb([(x * 7 + y * 3) as u8, (x ^ y) as u8, (y * 5) as u8]));
    let encoded = |format: ImageFormat| {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::from(picture.clone()).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    };
    walk(&[encoded(ImageFormat::Png), encoded(ImageFormat::Jpeg)], 400, 20);
}

#[test]
fn files_that_begin_as_one_kind_and_go_on_as_another() {
    let picture = RgbImage::from_pixel(8, 8, Rgb([9, 9, 9]));
    let mut png = Cursor::new(Vec::new());
    DynamicImage::from(picture).write_to(&mut png, ImageFormat::Png).unwrap();
    let spliced = [png.into_inner(), rich()].concat();
    let _ = answered(&spliced);
    let late = [vec![b' '; 1_000], rich()].concat();
    let _ = answered(&late);
}

/// A layer as it comes out of the store or a form.
#[test]
fn layers() {
    let document = open(set(&[&["申请人张三丰"]]));
    let mut draft = DraftLayer::new(1);
    draft.add(mark(0, Area { x: 1_000, y: 1_000, width: 2_000, height: 300 }));
    let sample = serde_json::to_string(&draft).unwrap();
    mutation::each_text(&[sample], 600, |text| {
        let Ok(draft) = serde_json::from_str::<DraftLayer>(text) else { return };
        let again: DraftLayer = serde_json::from_str(&serde_json::to_string(&draft).unwrap()).unwrap();
        assert_eq!(again, draft);
        if let Ok(layer) = draft.settle()
            && layer.pages().len() != 1
        {
            assert_eq!(redact(&document, &layer, &say), Err(RedactionError::WrongLayer));
        }
    });
}
