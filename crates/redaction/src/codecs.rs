//! How large pictures are that a PDF holds in formats of their own. Their readers take memory for what the head says,
//! whatever the dictionary says, and end the program where there is none.

use hayro::hayro_syntax::Filter;
use hayro::hayro_syntax::object::dict::keys::{COLORS, COLUMNS, DECODE_PARMS, DP, H, HEIGHT, ROWS, W, WIDTH};
use hayro::hayro_syntax::object::{Array, Dict, Stream};
use memchr::memmem;

use crate::RedactionError;

/// The most pixels of a picture in a PDF: a sheet of A0 scanned at 300 dots an inch.
const MOST_PIXELS: u64 = 150_000_000;
/// The width of a fax that says none (ISO 32000-1, table 11).
const FAX_COLUMNS: u64 = 1_728;
/// The most tiles of a JPEG 2000 picture that this reads; the format has room for 65,535.
const MOST_TILES: u64 = 4_096;
/// The most parts of a PNG; writers make them of eight thousand bytes.
const MOST_PARTS: usize = 50_000;
/// The most scans of a JPEG; a progressive one has ten or so.
const MOST_SCANS: usize = 100;
/// The most colours of a picture.
const MOST_COMPONENTS: u64 = 8;

/// Refuses a picture that says that it is too large.
pub(crate) fn examine(filter: Filter, data: &[u8]) -> Result<(), RedactionError> {
    let fits = match filter {
        Filter::JpxDecode => memmem::find_iter(data, b"\xff\x4f\xff\x51").all(|at| jpeg_2000(&data[at + 4..])),
        Filter::DctDecode => jpeg(data).is_some_and(|scans| scans <= MOST_SCANS),
        Filter::Jbig2Decode => jbig2(data),
        _ => true,
    };
    if fits { Ok(()) } else { Err(RedactionError::TooLarge) }
}

/// Refuses a picture whose dictionary, or what it says of its packing, gives more pixels than [`MOST_PIXELS`].
pub(crate) fn examine_size(stream: &Stream<'_>) -> Result<(), RedactionError> {
    let dict = stream.dict();
    let either = |long: &[u8], short: &[u8]| dict.get::<u32>(long).or_else(|| dict.get::<u32>(short)).map(u64::from);
    let (width, height) = (either(WIDTH, W).unwrap_or(1), either(HEIGHT, H).unwrap_or(1));
    // A fax is as wide as a fax, whatever the picture says.
    let columns = if stream.filters().contains(&Filter::CcittFaxDecode) { FAX_COLUMNS } else { 1 };
    let mut fits = width.max(columns).saturating_mul(height) <= MOST_PIXELS;
    for key in [DECODE_PARMS, DP] {
        let one = dict.get::<Dict<'_>>(key);
        let many = dict.get::<Array<'_>>(key);
        for packing in one.into_iter().chain(many.iter().flat_map(|array| array.iter::<Dict<'_>>())) {
            let of = |key: &[u8]| packing.get::<usize>(key).map(|value| value as u64).unwrap_or(1);
            let row = of(COLUMNS).saturating_mul(of(COLORS));
            fits &= row.saturating_mul(of(ROWS).max(height)) <= MOST_PIXELS;
        }
    }
    if fits { Ok(()) } else { Err(RedactionError::TooLarge) }
}

/// Refuses a picture of so many pieces that putting them together takes very long.
pub(crate) fn examine_pieces(data: &[u8]) -> Result<(), RedactionError> {
    let png = data.starts_with(b"\x89PNG");
    let many = if png { png_parts(data) > MOST_PARTS } else { jpeg(data).is_some_and(|scans| scans > MOST_SCANS) };
    if many { Err(RedactionError::TooComplex) } else { Ok(()) }
}

/// Parts of a PNG; none of what is no PNG.
fn png_parts(data: &[u8]) -> usize {
    let Some(mut rest) = data.strip_prefix(b"\x89PNG\r\n\x1a\n") else { return 0 };
    let mut parts = 0;
    while let Some(length) = number(rest, 0) {
        parts += 1;
        let Some(next) = usize::try_from(length).ok().and_then(|length| rest.get(length.checked_add(12)?..)) else { break };
        rest = next;
    }
    parts
}

fn number(data: &[u8], at: usize) -> Option<u64> {
    let bytes: [u8; 4] = data.get(at..at + 4)?.try_into().ok()?;
    Some(u64::from(u32::from_be_bytes(bytes)))
}

/// What follows the mark SIZ (ISO 15444-1, A.5.1): lengths, two pairs of sizes and places of the sheet and of its tiles,
/// then how many components there are.
fn jpeg_2000(data: &[u8]) -> bool {
    let [Some(width), Some(height), Some(left), Some(top), Some(tile_width), Some(tile_height)] =
        [4, 8, 12, 16, 20, 24].map(|at| number(data, at))
    else {
        return true;
    };
    let Some([high, low]) = data.get(36..38) else { return true };
    let components = u64::from(*high) << 8 | u64::from(*low);
    let (width, height) = (width.saturating_sub(left), height.saturating_sub(top));
    if tile_width == 0 || tile_height == 0 {
        return false;
    }
    let tiles = (width.div_ceil(tile_width) + 1).saturating_mul(height.div_ceil(tile_height) + 1);
    width.saturating_mul(height) <= MOST_PIXELS && tiles <= MOST_TILES && components <= MOST_COMPONENTS
}

/// How often a JPEG goes over its whole picture (ITU T.81, B.1.1 and B.2.2); `None` where a frame of it is too large.
/// What is no JPEG goes over nothing.
fn jpeg(data: &[u8]) -> Option<usize> {
    // Something may stand before its beginning; what stands behind its end is another's.
    let begin = memmem::find(data, b"\xff\xd8").map_or(data.len(), |at| at + 2);
    let (mut scans, mut rest) = (0, &data[begin..]);
    while let Some(at) = memchr::memchr(0xff, rest) {
        rest = &rest[at + 1..];
        let length = match rest {
            // Filled up, data of a scan, marks that stand alone.
            [0xff, ..] | [] => 0,
            [0x00 | 0x01 | 0xd0..=0xd8, ..] => 1,
            [0xd9, ..] => break,
            [mark, high, low, body @ ..] => {
                if let (0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf, [_, h1, h2, w1, w2, components, ..]) = (mark, body) {
                    let (height, width) = (u64::from(u16::from_be_bytes([*h1, *h2])), u64::from(u16::from_be_bytes([*w1, *w2])));
                    if height * width > MOST_PIXELS || u64::from(*components) > MOST_COMPONENTS {
                        return None;
                    }
                }
                scans += usize::from(*mark == 0xda);
                1 + usize::from(u16::from_be_bytes([*high, *low]))
            }
            _ => break,
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    Some(scans)
}

/// Segment by segment (ITU T.88, 7.2): the page's and each region's begin with their width and height.
fn jbig2(mut data: &[u8]) -> bool {
    loop {
        let [_, _, _, _, flags, rest @ ..] = data else { return true };
        let number_of = number(data, 0).unwrap_or(0);
        let Some((count, rest)) = referred(rest) else { return true };
        let each = match number_of {
            ..=256 => 1,
            257..=65_536 => 2,
            _ => 4,
        };
        let page = if flags & 0x40 == 0 { 1 } else { 4 };
        let Some(head) = usize::try_from(count).ok().and_then(|count| count.checked_mul(each)?.checked_add(page)) else { return true };
        let Some(rest) = rest.get(head..) else { return true };
        let Some(length) = number(rest, 0) else { return true };
        let body = &rest[4..];
        let sized = matches!(flags & 0x3f, 4..=7 | 20..=23 | 36..=43 | 48);
        if sized && let (Some(width), Some(height)) = (number(body, 0), number(body, 4)) {
            // A page may leave its height open.
            let height = if height == u64::from(u32::MAX) { 1 } else { height };
            if width.saturating_mul(height) > MOST_PIXELS {
                return false;
            }
        }
        match usize::try_from(length).ok().and_then(|length| body.get(length..)) {
            Some(rest) => data = rest,
            None => return true,
        }
    }
}

/// How many segments one refers to, and what follows the marks of which are kept.
fn referred(data: &[u8]) -> Option<(u64, &[u8])> {
    let first = *data.first()?;
    match first >> 5 {
        count @ ..=4 => Some((u64::from(count), &data[1..])),
        7 => {
            let count = number(data, 0)? & 0x1fff_ffff;
            let marks = usize::try_from((count + 1).div_ceil(8)).ok()?;
            Some((count, data.get(4 + marks..)?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(width: u16, height: u16) -> Vec<u8> {
        [&[0xff, 0xd8, 0xff, 0xc0, 0, 17, 8], &height.to_be_bytes()[..], &width.to_be_bytes(), &[3, 1, 0x22, 0]].concat()
    }

    fn siz(width: u32, tile: u32) -> Vec<u8> {
        let sizes = [width, width, 0, 0, tile, tile, 0, 0].map(u32::to_be_bytes).concat();
        [b"\xff\x4f\xff\x51\0\x29\0\0".as_slice(), &sizes, &[0, 1, 7, 1, 1]].concat()
    }

    fn page(width: u32, height: u32) -> Vec<u8> {
        [b"\0\0\0\0\x30\0\x01\0\0\0\x13".as_slice(), &width.to_be_bytes(), &height.to_be_bytes(), &[0; 11]].concat()
    }

    #[test]
    fn heads_are_believed() {
        for (filter, data, fits) in [
            (Filter::DctDecode, frame(10_000, 14_000), true),
            (Filter::DctDecode, frame(65_535, 65_535), false),
            // What stands in a segment of another kind is no frame.
            (Filter::DctDecode, [b"\xff\xd8\xff\xe1\0\x10".as_slice(), &frame(65_535, 65_535)[2..], &[0; 20]].concat(), true),
            (Filter::JpxDecode, siz(10_000, 512), true),
            (Filter::JpxDecode, siz(10_000, 1), false),
            (Filter::JpxDecode, siz(u32::MAX, u32::MAX), false),
            (Filter::JpxDecode, siz(9, 0), false),
            (Filter::Jbig2Decode, page(9_000, 9_000), true),
            (Filter::Jbig2Decode, page(9_000, u32::MAX), true),
            (Filter::Jbig2Decode, page(0x7fff_ffff, 0x7fff_ffff), false),
            (Filter::Jbig2Decode, [page(9, 9), page(0x7fff_ffff, 9_000)].concat(), false),
        ] {
            assert_eq!(examine(filter, &data).is_ok(), fits, "{filter:?} {data:x?}");
        }
    }

    #[test]
    fn pieces_are_counted() {
        let part = [0, 0, 0, 0, b'I', b'D', b'A', b'T', 1, 2, 3, 4];
        let png = |parts: usize| [b"\x89PNG\r\n\x1a\n".to_vec(), part.repeat(parts)].concat();
        let jpeg = |scans: usize| [b"\xff\xd8".to_vec(), b"\xff\xda\0\x02".repeat(scans)].concat();
        for (data, fits) in [(png(50_000), true), (png(50_001), false), (jpeg(100), true), (jpeg(101), false), (Vec::new(), true)] {
            assert_eq!(examine_pieces(&data).is_ok(), fits, "{}", data.len());
        }
    }

    #[test]
    fn anything_at_all() {
        mutation::each_bytes(&[frame(100, 100), siz(100, 10), page(10, 10)], 3_000, |bytes| {
            for filter in [Filter::DctDecode, Filter::JpxDecode, Filter::Jbig2Decode] {
                let _ = examine(filter, bytes);
            }
            assert!(examine_pieces(bytes).is_ok());
        });
    }
}
