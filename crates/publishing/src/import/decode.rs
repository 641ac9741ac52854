//! Bytes of an old file become text: encoding told by content, faults kept visible.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8};

/// Text with the encoding it stood in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// what was read; a sequence that is none in that encoding stands as U+FFFD
    pub text: String,
    /// name of the encoding, for example `UTF-8` or `gb18030`
    pub encoding: String,
}

/// Decodes a file's bytes. A byte order mark decides; else valid UTF-8 is UTF-8; else the encoding is guessed.
/// GBK is read as GB18030, which contains it.
#[must_use]
pub fn decode(bytes: &[u8]) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return with(encoding, &bytes[mark..]);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: text.to_owned(), encoding: UTF_8.name().to_owned() };
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(Some(b"cn"), Utf8Detection::Deny);
    let mostly_utf8 = {
        let lossy = String::from_utf8_lossy(bytes);
        let bad = lossy.chars().filter(|c| *c == '\u{FFFD}').count();
        lossy.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c)) && bad * 20 < lossy.chars().count()
    };
    if mostly_utf8 {
        return with(UTF_8, bytes);
    }
    with(if guess == GBK { GB18030 } else { guess }, bytes)
}

fn with(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    Decoded { text: text.into_owned(), encoding: encoding.name().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_of_old_sites() {
        let text = "第一条　为了保障公民、法人和其他组织依法获取政府信息，制定本条例。〔2016〕6号";
        let (gb, _, _) = GB18030.encode(text);
        assert_eq!(decode(&gb).text, text);
        assert_eq!(decode(&gb).encoding, "gb18030");
        assert_eq!(decode(text.as_bytes()).text, text);
        let mut marked = vec![0xEF, 0xBB, 0xBF];
        marked.extend_from_slice(text.as_bytes());
        assert_eq!(decode(&marked).text, text);
        let mut utf16 = vec![0xFF, 0xFE];
        utf16.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(decode(&utf16).text, text);
        assert_eq!(decode(b"").text, "");
    }

    #[test]
    fn a_torn_utf8_file_stays_utf8_and_shows_the_tear() {
        let mut bytes = "政府信息公开条例第一条为了保障公民法人依法获取政府信息提高透明度".as_bytes().to_vec();
        bytes.remove(4);
        let decoded = decode(&bytes);
        assert_eq!(decoded.encoding, "UTF-8");
        assert!(decoded.text.contains('\u{FFFD}'));
        assert!(decoded.text.contains("信息公开条例"));
    }
}
