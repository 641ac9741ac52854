//! What acts by itself is found wherever it stands, and what only looks like it is not.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::files::{raw, stream};
use crate::{Limits, RedactionError, is_active};

fn file(catalogue: &str, more: &[&str]) -> Vec<u8> {
    let mut objects = vec![
        format!("<< /Type /Catalog /Pages 2 0 R {catalogue} >>").into_bytes(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>".to_vec(),
    ];
    objects.extend(more.iter().map(|object| object.as_bytes().to_vec()));
    raw(&objects, "")
}

fn packed(text: &str) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// A script in a stream of objects, where no search of the bytes finds it.
fn hidden(action: &str) -> Vec<u8> {
    let objects = [
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction 5 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>".to_vec(),
        stream("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", &packed(&format!("5 0 {action}"))),
    ];
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut rows = vec![[0, 0, 0, 255]];
    let row = |kind: u8, place: usize| [kind, (place >> 8) as u8, place as u8, 0];
    for (index, object) in objects.iter().enumerate() {
        rows.push(row(1, file.len()));
        file.extend_from_slice(format!("{} 0 obj\n", index + 1).as_bytes());
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    rows.push(row(2, 4));
    let start = file.len();
    rows.push(row(1, start));
    file.extend_from_slice(b"6 0 obj\n");
    file.extend(stream("/Type /XRef /Size 7 /W [1 2 1] /Root 1 0 R", &rows.concat()));
    file.extend_from_slice(format!("\nendobj\nstartxref\n{start}\n%%EOF\n").as_bytes());
    file
}

#[test]
fn what_acts_is_found_and_what_is_quiet_is_taken() {
    let quiet = [
        file("", &[]),
        file("/OpenAction [3 0 R /FitH 100]", &[]),
        file("/OpenAction << /S /GoTo /D [3 0 R /Fit] >>", &[]),
        file("", &["<< /Type /Annot /Subtype /Link /A << /S /URI /URI (https://example.org/) >> >>"]),
        file("/AcroForm << /Fields [] >>", &[]),
        hidden("<< /S /GoTo /D [3 0 R /Fit] >>"),
        b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n".to_vec(),
    ];
    let acting = [
        file("/OpenAction << /S /JavaScript /JS (app.alert) >>", &[]),
        file("/OpenAction << /S /Java#53cript /JS (app.alert) >>", &[]),
        file("/OpenAction << /S /URI /URI (https://example.org/) >>", &[]),
        file("", &["<< /S /Launch /F (calc.exe) >>"]),
        file("", &["[ << /A << /S /SubmitForm /F (https://example.org/) >> >> ]"]),
        file("/Names << /EmbeddedFiles << /Names [] >> >>", &[]),
        file("", &["<< /Type /Filespec /F (a.exe) /EF << /F 5 0 R >> >>"]),
        file("/AcroForm << /XFA [] >>", &[]),
        hidden("<< /S /JavaScript /JS (app.alert) >>"),
        b"%PDF-1.7\n/JavaScript no table of objects\n%%EOF".to_vec(),
    ];
    for (place, bytes) in quiet.iter().enumerate() {
        assert_eq!(is_active(bytes, Limits::default()), Ok(false), "quiet {place}");
    }
    for (place, bytes) in acting.iter().enumerate() {
        assert_eq!(is_active(bytes, Limits::default()), Ok(true), "acting {place}");
    }
    let bomb = Limits { unpacked: 10, ..Limits::default() };
    assert_eq!(is_active(&hidden("<< /S /GoTo /D [3 0 R /Fit] >>"), bomb), Err(RedactionError::TooLarge));
}
