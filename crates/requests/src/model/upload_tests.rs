//! Files of every kind, and what only looks like one.

use super::*;
use std::io::Write;
use zip::write::SimpleFileOptions;

fn png_file() -> Vec<u8> {
    let chunk = |name: &[u8], data: &[u8]| {
        let length = u32::try_from(data.len()).unwrap().to_be_bytes();
        [&length[..], name, data, &[0; 4]].concat()
    };
    [&b"\x89PNG\r\n\x1a\n"[..], &chunk(b"IHDR", &[0; 13]), &chunk(b"IDAT", &[1; 9]), &chunk(b"IEND", b"")].concat()
}

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn document(more: &[(&str, &[u8])]) -> Vec<u8> {
    let mut entries: Vec<(&str, &[u8])> = vec![("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w:document/>")];
    entries.extend(more);
    archive(&entries)
}

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xd9";

#[test]
fn kinds_are_told_by_content() {
    let (gbk, _, _) = encoding_rs::GB18030.encode("演示：补充材料");
    for (name, bytes, media_type, kept) in [
        ("C:\\扫描件.exe", PDF.to_vec(), "application/pdf", "扫描件.pdf"),
        ("../a.txt", JPEG.to_vec(), "image/jpeg", "a.jpg"),
        ("证件\u{202e}gnp.exe", png_file(), "image/png", "证件gnp.png"),
        ("授权书.docx", document(&[]), DOCX, "授权书.docx"),
        ("", "说明（演示）".as_bytes().to_vec(), "text/plain; charset=utf-8", "file.txt"),
        ("说明", gbk.to_vec(), "text/plain; charset=gb18030", "说明.txt"),
    ] {
        let taken = Upload::check(name, &bytes).unwrap();
        assert_eq!((taken.media_type.as_str(), taken.name.as_str()), (media_type, kept));
    }
}

#[test]
fn a_pdf_that_was_changed_later_or_ends_in_white_space_is_taken() {
    let change: &[u8] = b"2 0 obj\n<<>>\nendobj\nxref\n0 0\ntrailer\n<<>>\nstartxref\n0\n%%EOF";
    for bytes in [[PDF, b"\r\n \0\0".as_slice()].concat(), [PDF, change].concat(), [PDF, change, b"\n", change, b"\n"].concat()] {
        assert_eq!(Upload::check("a", &bytes).map(|upload| upload.name), Ok("a.pdf".into()));
    }
}

#[test]
fn what_is_none_of_them_or_several_is_refused() {
    let zip = archive(&[("a.txt", b"a")]);
    let bomb = document(&[("word/media/zeros", &vec![0; 101 << 20])]);
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    let many: Vec<String> = (0..=ENTRIES).map(|number| number.to_string()).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let table: Vec<(&str, Vec<u8>, FileFault)> = vec![
        ("nothing", Vec::new(), FileFault::Empty),
        ("pdf with a page behind it", [PDF, b"<html><script>alert(1)</script></html>"].concat(), FileFault::Several),
        ("pdf with a program far behind it", [PDF, b"MZ\x90\0", &[0; 5_000]].concat(), FileFault::Several),
        ("pdf with a program between two ends", [PDF, b"MZ\x90\0\n%%EOF\n"].concat(), FileFault::Several),
        ("pdf whose change was cut off", [PDF, b"2 0 obj\n<<>>\nendobj\n"].concat(), FileFault::Damaged),
        ("pdf with a script", [b"%PDF-1.7\n1 0 obj\n<< /S /JavaScript /JS (x) >>\nendobj\n", &PDF[9..]].concat(), FileFault::Active),
        ("pdf that starts a program", [b"%PDF-1.7\n1 0 obj\n<< /S /Launch >>\nendobj\n", &PDF[9..]].concat(), FileFault::Active),
        ("empty archive of another kind", zip.clone(), FileFault::Kind),
        ("program", b"MZ\x90\0\x03\0\0\0\x04\0\0\0".to_vec(), FileFault::Kind),
        ("gif", b"GIF89a\x01\0\x01\0".to_vec(), FileFault::Kind),
        ("bytes", vec![0, 1, 2, 3], FileFault::Kind),
        ("page", b"<html><script>alert(1)</script>".to_vec(), FileFault::Kind),
        ("no text", vec![0xff, 0xff, 0xff], FileFault::Kind),
        ("pdf cut short", PDF[..20].to_vec(), FileFault::Damaged),
        ("png cut short", png_file()[..30].to_vec(), FileFault::Damaged),
        ("jpeg cut short", JPEG[..12].to_vec(), FileFault::Damaged),
        ("docx cut short", document(&[])[..60].to_vec(), FileFault::Damaged),
        ("png with an archive behind it", [png_file(), zip.clone()].concat(), FileFault::Several),
        ("jpeg with an archive behind it", [JPEG.to_vec(), zip.clone()].concat(), FileFault::Several),
        ("pdf with an archive behind it", [PDF.to_vec(), zip].concat(), FileFault::Several),
        ("jpeg that is a pdf", [&JPEG[..4], PDF, JPEG].concat(), FileFault::Several),
        ("jpeg that is a page", [&JPEG[..4], b"<script>", JPEG].concat(), FileFault::Several),
        ("docx that swells", bomb, FileFault::Swells),
        ("docx of many entries", document(&many), FileFault::Swells),
        ("docx with a program", document(&[("word/vbaProject.bin", b"x")]), FileFault::Macros),
        ("too large", vec![b'a'; FILE_LIMIT + 1], FileFault::TooLarge),
    ];
    for (what, bytes, fault) in table {
        assert_eq!(Upload::check("a", &bytes).unwrap_err(), fault, "{what}");
    }
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_answered(bytes: Vec<u8>, place in 0usize..400, value: u8) {
        let _ = Upload::check("a", &bytes);
        for mut file in [png_file(), document(&[]), PDF.to_vec(), JPEG.to_vec()] {
            let place = place % file.len();
            file[place] = value;
            let _ = Upload::check("a", &file);
            file.truncate(place);
            let _ = Upload::check("a", &file);
        }
    }
}
