//! How much the streams of a PDF would unpack to, told before anything unpacks them at once.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::{DeflateDecoder, ZlibDecoder};
use hayro::hayro_syntax::Filter;
use hayro::hayro_syntax::object::Stream;
use memchr::memmem;

use crate::guard::Deadline;
use crate::{RedactionError, codecs};

/// Of what was unpacked so much is kept for a further layer.
const KEPT: usize = 64 << 20;
/// Bytes between two looks at the clock.
const BETWEEN_LOOKS: usize = 1 << 20;

/// Refuses a file of which a stream would unpack to more than the limit, before it is read: whatever it says of its
/// filters, what begins as zlib data is counted; and what says that it holds objects or their table, as anything.
pub(crate) fn unpacks_within(bytes: &[u8], limit: u64, deadline: Deadline) -> Result<(), RedactionError> {
    let mut budget = Budget::new(limit, deadline);
    let mut before = 0;
    for start in stream_starts(bytes) {
        deadline.check();
        let mut kept = budget.zlib(&bytes[start..], 16 << 20)?;
        for _ in 0..2 {
            kept = budget.zlib(&kept, 16 << 20)?;
        }
        let told = &bytes[before.min(start)..start];
        let told = memmem::rfind(told, b"endstream").map_or(told, |end| &told[end..]);
        before = start;
        if [b"Stm".as_slice(), b"XRef", b"#"].iter().any(|mark| memmem::find(told, mark).is_some()) {
            let end = memmem::find(&bytes[start..], b"endstream").map_or(bytes.len(), |length| start + length);
            for early in [true, false] {
                budget.words(&bytes[start..end], early, 0)?;
            }
            budget.runs(&bytes[start..end], 0)?;
            if !begins_as_zlib(&bytes[start..end]) {
                budget.deflated(&bytes[start..end], 0)?;
            }
        }
    }
    Ok(())
}

/// Where the data of streams begin.
fn stream_starts(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = bytes.get(from..)?;
            let at = from + memmem::find(rest, b"stream")?;
            from = at + 6;
            if at >= 3 && &bytes[at - 3..at] == b"end" {
                continue;
            }
            let mut start = from;
            while matches!(bytes.get(start), Some(b'\r' | b'\n' | b' ')) && start < from + 3 {
                start += 1;
            }
            return Some(start);
        }
    })
}

/// How much may still be unpacked.
pub(crate) struct Budget {
    left: u64,
    deadline: Deadline,
}

impl Budget {
    pub(crate) fn new(limit: u64, deadline: Deadline) -> Self {
        Self { left: limit, deadline }
    }

    /// Unpacks a stream as it says, up to where it is a picture; answers how much that was.
    pub(crate) fn stream(&mut self, stream: &Stream<'_>) -> Result<u64, RedactionError> {
        let before = self.left;
        let filters = stream.filters();
        let mut data: Cow<'_, [u8]> = stream.raw_data();
        for (index, filter) in filters.iter().enumerate() {
            let most = if index + 1 == filters.len() { 0 } else { KEPT };
            let unpacked = match filter {
                Filter::FlateDecode => self.deflated(&data, most)?,
                Filter::LzwDecode => {
                    let late = self.words(&data, false, most)?;
                    let early = self.words(&data, true, most)?;
                    if late.len() > early.len() { late } else { early }
                }
                Filter::RunLengthDecode => self.runs(&data, most)?,
                Filter::AsciiHexDecode => hexadecimal(&data),
                Filter::Ascii85Decode => base_85(&data),
                _ => {
                    codecs::examine(*filter, &data)?;
                    break;
                }
            };
            if most > 0 && unpacked.len() >= most {
                return Err(RedactionError::TooLarge);
            }
            data = Cow::Owned(unpacked);
        }
        Ok(before - self.left)
    }

    /// Nothing where it does not begin as zlib data.
    fn zlib(&mut self, bytes: &[u8], most: usize) -> Result<Vec<u8>, RedactionError> {
        if !begins_as_zlib(bytes) {
            return Ok(Vec::new());
        }
        let unpacked = ZlibDecoder::new(Timed { inner: bytes, deadline: self.deadline });
        self.read(unpacked, most)
    }

    /// The reader takes it without the head of zlib data, too.
    fn deflated(&mut self, bytes: &[u8], most: usize) -> Result<Vec<u8>, RedactionError> {
        if begins_as_zlib(bytes) {
            return self.zlib(bytes, most);
        }
        let unpacked = DeflateDecoder::new(Timed { inner: bytes, deadline: self.deadline });
        self.read(unpacked, most)
    }

    fn read(&mut self, mut unpacked: impl Read, most: usize) -> Result<Vec<u8>, RedactionError> {
        let mut kept = Vec::new();
        let mut buffer = vec![0_u8; 64 << 10];
        // A stream that stops early is the reader's business.
        while let Ok(read @ 1..) = unpacked.read(&mut buffer) {
            take(&mut self.left, read)?;
            keep(&mut kept, &buffer[..read], most);
        }
        Ok(kept)
    }

    fn runs(&mut self, bytes: &[u8], most: usize) -> Result<Vec<u8>, RedactionError> {
        runs(bytes, most, &mut self.left, self.deadline)
    }

    fn words(&mut self, bytes: &[u8], early: bool, most: usize) -> Result<Vec<u8>, RedactionError> {
        lzw(bytes, early, most, &mut self.left, self.deadline)
    }
}

fn begins_as_zlib(bytes: &[u8]) -> bool {
    matches!(bytes, [first, second, ..] if first & 0x0f == 8 && (u16::from(*first) * 256 + u16::from(*second)).is_multiple_of(31))
}

fn take(left: &mut u64, bytes: usize) -> Result<(), RedactionError> {
    *left = left.checked_sub(bytes as u64).ok_or(RedactionError::TooLarge)?;
    Ok(())
}

fn keep(kept: &mut Vec<u8>, bytes: &[u8], most: usize) {
    let room = most.saturating_sub(kept.len());
    kept.extend_from_slice(&bytes[..bytes.len().min(room)]);
}

/// Looks at the clock at each read: what is packed can be long and unpack to nothing, over and over.
struct Timed<R> {
    inner: R,
    deadline: Deadline,
}

impl<R: Read> Read for Timed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.deadline.check();
        self.inner.read(buffer)
    }
}

/// RunLengthDecode (ISO 32000-1, 7.4.5): the first of what it unpacks to.
fn runs(mut bytes: &[u8], most: usize, left: &mut u64, deadline: Deadline) -> Result<Vec<u8>, RedactionError> {
    let mut kept = Vec::new();
    let mut since = 0;
    while let [length, rest @ ..] = bytes {
        let length = usize::from(*length);
        match (length, rest) {
            (..=127, rest) => {
                let piece = &rest[..rest.len().min(length + 1)];
                take(left, piece.len())?;
                keep(&mut kept, piece, most);
                bytes = &rest[piece.len()..];
            }
            (129.., [byte, rest @ ..]) => {
                take(left, 257 - length)?;
                keep(&mut kept, &[*byte; 128][..257 - length], most);
                bytes = rest;
            }
            _ => break,
        }
        since += 1;
        if since > BETWEEN_LOOKS {
            deadline.check();
            since = 0;
        }
    }
    Ok(kept)
}

const CLEAR: usize = 256;
const END: usize = 257;
const TABLE: usize = 4_096;

/// LZWDecode (ISO 32000-1, 7.4.4): the first of what it unpacks to, until a code that cannot be.
fn lzw(bytes: &[u8], early: bool, most: usize, left: &mut u64, deadline: Deadline) -> Result<Vec<u8>, RedactionError> {
    // Of each code the one before it, its last byte and its length.
    let mut table: Vec<(usize, u8, usize)> = Vec::with_capacity(TABLE);
    let begin = |table: &mut Vec<(usize, u8, usize)>| {
        table.clear();
        table.extend((0..258).map(|code| (0, code as u8, 1)));
    };
    begin(&mut table);
    let (mut kept, mut word, mut before) = (Vec::new(), Vec::new(), None);
    let (mut bits, mut held, mut since) = (0_u32, 0_u32, 0);
    for byte in bytes {
        bits = bits << 8 | u32::from(*byte);
        held += 8;
        let width = match table.len() + usize::from(early) {
            ..512 => 9,
            512..1_024 => 10,
            1_024..2_048 => 11,
            _ => 12,
        };
        if held < width {
            continue;
        }
        held -= width;
        let code = (bits >> held) as usize & ((1 << width) - 1);
        bits &= (1 << held) - 1;
        match code {
            CLEAR => {
                begin(&mut table);
                before = None;
                continue;
            }
            END => break,
            _ => {}
        }
        let known = code < table.len();
        let Some(source) = known.then_some(code).or(before.filter(|_| code == table.len())) else { break };
        let length = table[source].2 + usize::from(!known);
        take(left, length)?;
        // The word itself, from its end.
        word.clear();
        let mut at = source;
        loop {
            let (earlier, last, length) = table[at];
            word.push(last);
            if length == 1 {
                break;
            }
            at = earlier;
        }
        word.reverse();
        let first = word[0];
        if !known {
            word.push(first);
        }
        keep(&mut kept, &word, most);
        if let Some(before) = before
            && table.len() < TABLE
        {
            let length = table[before].2 + 1;
            table.push((before, first, length));
        }
        before = Some(code);
        since += length;
        if since > BETWEEN_LOOKS {
            deadline.check();
            since = 0;
        }
    }
    Ok(kept)
}

/// ASCIIHexDecode (ISO 32000-1, 7.4.2).
fn hexadecimal(bytes: &[u8]) -> Vec<u8> {
    let digits = bytes.iter().take_while(|byte| **byte != b'>').filter_map(|byte| char::from(*byte).to_digit(16));
    let values: Vec<u8> = digits.map(|value| value as u8).collect();
    values.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
}

/// ASCII85Decode (ISO 32000-1, 7.4.3).
fn base_85(bytes: &[u8]) -> Vec<u8> {
    let (mut out, mut value, mut held) = (Vec::new(), 0_u32, 0_u32);
    for byte in bytes.iter().take_while(|byte| **byte != b'~') {
        match byte {
            b'z' if held == 0 => out.extend_from_slice(&[0; 4]),
            b'!'..=b'u' => {
                value = value.wrapping_mul(85).wrapping_add(u32::from(byte - b'!'));
                held += 1;
                if held == 5 {
                    out.extend_from_slice(&value.to_be_bytes());
                    (value, held) = (0, 0);
                }
            }
            _ => {}
        }
    }
    if held > 1 {
        (held..5).for_each(|_| value = value.wrapping_mul(85).wrapping_add(84));
        out.extend_from_slice(&value.to_be_bytes()[..held as usize - 1]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn pack(data: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    fn file(data: &[u8]) -> Vec<u8> {
        [b"1 0 obj << /Type /ObjStm >> stream\r\n".as_slice(), data, b"\nendstream endobj"].concat()
    }

    const WORDS: [u8; 9] = [0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01];

    #[test]
    fn what_is_packed_twice() {
        let twice = file(&pack(&pack(&vec![0; 20 << 20])));
        assert_eq!(unpacks_within(&twice, 10 << 20, Deadline::far()), Err(RedactionError::TooLarge));
        assert_eq!(unpacks_within(&twice, 30 << 20, Deadline::far()), Ok(()));
    }

    /// The example of ISO 32000-1, 7.4.4.2.
    #[test]
    fn words() {
        let mut left = 100;
        assert_eq!(lzw(&WORDS, true, 100, &mut left, Deadline::far()).unwrap(), [45, 45, 45, 45, 45, 65, 45, 45, 45, 66]);
        assert_eq!(left, 90);
        assert_eq!(lzw(&WORDS, true, 100, &mut 9, Deadline::far()), Err(RedactionError::TooLarge));
    }

    #[test]
    fn repeated_bytes() {
        let mut left = 1_000;
        assert_eq!(runs(&[2, 1, 2, 3, 254, 7, 128, 9, 9], 100, &mut left, Deadline::far()).unwrap(), [1, 2, 3, 7, 7, 7]);
        assert_eq!(left, 994);
        assert_eq!(unpacks_within(&file(&[129, 7].repeat(20_000)), 2 << 20, Deadline::far()), Err(RedactionError::TooLarge));
    }

    #[test]
    fn letters_for_bytes() {
        assert_eq!(base_85(b"9jqo^BlbD-BleB1DJ+*+F(f,q~>"), b"Man is distinguished");
        assert_eq!(base_85(b"z9jqo~>9"), b"\0\0\0\0Man");
        assert_eq!(hexadecimal(b"4d 61 6E7>00"), b"Manp");
    }

    #[test]
    fn anything_at_all() {
        let samples = [pack(b"some text, some text, some more"), WORDS.to_vec(), vec![129, 129, 5, 1, 2], b"9jqo^~>".to_vec()];
        mutation::each_bytes(&samples, 1_500, |bytes| {
            let _ = unpacks_within(&file(bytes), 1 << 20, Deadline::far());
            let (hexadecimal, base_85) = (hexadecimal(bytes), base_85(bytes));
            assert!(hexadecimal.len() <= bytes.len() && base_85.len() <= 4 * bytes.len());
        });
    }
}
