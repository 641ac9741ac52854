//! A document as an office writes it, with more in it than is drawn.

use std::io::Read as _;

/// What the original says and the file that goes out must not.
pub const NAME: &str = "欧阳隐秘";
pub const CARD: &str = "330106197802281476";
pub const FILE_NAME: &str = "欧阳隐秘的档案.pdf";
pub const AUTHOR: &str = "司马编制";
pub const REMARK: &str = "诸葛批注";
/// Stands in the original outside of all that is drawn.
pub const TRACE: &str = "TRACE-OF-THE-ORIGINAL-7731";

fn utf16(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("{unit:04X}")).collect()
}

/// A PDF as an office writes them: Chinese text, a name on both pages, an annotation, metadata, a comment.
pub fn original() -> Vec<u8> {
    let page = |lines: &[&str]| {
        let lines = lines.iter().map(|line| format!("<{}> Tj 0 -30 Td ", utf16(line))).collect::<String>();
        format!("BT /S 14 Tf 72 700 Td {lines}ET")
    };
    let (first, second) = (page(&["申请人姓名", NAME, "住所在演示路"]), page(&["附表", NAME, CARD]));
    let stream = |content: &str| format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len());
    let sheet = |content: usize, annotations: &str| {
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R /Resources << /Font << /S 7 0 R >> >> {annotations} >>"
        )
    };
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>".to_owned(),
        sheet(5, "/Annots [10 0 R]"),
        sheet(6, ""),
        stream(&first),
        stream(&second),
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [8 0 R] >>".to_owned(),
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 9 0 R /DW 1000 >>".to_owned(),
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>".to_owned(),
        format!("<< /Type /Annot /Subtype /Text /Rect [10 10 20 20] /Contents <FEFF{}> >>", utf16(REMARK)),
        format!("<< /Author <FEFF{}> /Title <FEFF{}> >>", utf16(AUTHOR), utf16(NAME)),
    ];
    let mut file = format!("%PDF-1.7\n%{TRACE}\n").into_bytes();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend_from_slice(format!("{} 0 obj\n{object}\nendobj\n", index + 1).as_bytes());
    }
    let start = file.len();
    file.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).as_bytes());
    places.iter().for_each(|place| file.extend_from_slice(format!("{place:010} 00000 n \n").as_bytes()));
    let trailer = format!("trailer\n<< /Size {} /Root 1 0 R /Info 11 0 R >>\nstartxref\n{start}\n%%EOF\n", places.len() + 1);
    file.extend_from_slice(trailer.as_bytes());
    file
}

pub fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(bytes, needle).is_some()
}

/// The whole file and each of its streams unpacked.
pub fn all_bytes(file: &[u8]) -> Vec<Vec<u8>> {
    let mut all = vec![file.to_vec()];
    for start in 0..file.len().saturating_sub(2) {
        if file[start] & 0x0f == 8 && (u16::from(file[start]) << 8 | u16::from(file[start + 1])).is_multiple_of(31) {
            let mut unpacked = Vec::new();
            let _ = flate2::read::ZlibDecoder::new(&file[start..]).take(64 << 20).read_to_end(&mut unpacked);
            if unpacked.len() > 16 {
                all.push(unpacked);
            }
        }
    }
    all
}

/// In UTF-8, UTF-16 and hexadecimal digits.
pub fn encodings(text: &str) -> [Vec<u8>; 5] {
    [
        text.as_bytes().to_vec(),
        text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        utf16(text).into_bytes(),
        utf16(text).to_lowercase().into_bytes(),
    ]
}

/// Which of the words stand in a file, in any of its streams and in any encoding.
pub fn standing<'w>(file: &[u8], words: &[&'w str]) -> Vec<&'w str> {
    let all = all_bytes(file);
    let stands = |word: &&&str| encodings(word).iter().any(|needle| all.iter().any(|bytes| holds(bytes, needle)));
    words.iter().filter(stands).copied().collect()
}
