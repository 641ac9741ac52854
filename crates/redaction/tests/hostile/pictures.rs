//! Pictures that lie about themselves.

use crate::{Case, case};
use image::{DynamicImage, ImageFormat, RgbImage};
use std::io::{Cursor, Write};

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(kind);
    crc.update(data);
    [(data.len() as u32).to_be_bytes().as_slice(), kind, data, &crc.sum().to_be_bytes()].concat()
}

fn png(width: u32, height: u32, depth: u8, colour: u8, interlaced: u8, chunks: &[Vec<u8>]) -> Vec<u8> {
    let head = [width.to_be_bytes().as_slice(), &height.to_be_bytes(), &[depth, colour, 0, 0, interlaced]].concat();
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &head), chunks.concat(), chunk(b"IEND", b"")].concat()
}

fn pack(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// A JPEG with other dimensions in its head than it has.
fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(RgbImage::new(16, 16)).write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    let mut bytes = bytes.into_inner();
    if let Some(at) = bytes.windows(2).position(|window| window == [0xff, 0xc0]) {
        bytes[at + 5..at + 7].copy_from_slice(&height.to_be_bytes());
        bytes[at + 7..at + 9].copy_from_slice(&width.to_be_bytes());
    }
    bytes
}

/// Puts a segment behind the head of a JPEG.
fn with_segment(marker: u8, data: &[u8]) -> Vec<u8> {
    let good = jpeg(16, 16);
    let head = [0xff, marker].into_iter().chain(((data.len() + 2) as u16).to_be_bytes());
    [&good[..2], &head.collect::<Vec<u8>>(), data, &good[2..]].concat()
}

pub fn cases() -> Vec<Case> {
    let zeros = pack(&vec![0_u8; 64 << 20]);
    let image_data = |data: &[u8]| vec![chunk(b"IDAT", data)];
    let exif = |offset: u32| {
        let mut exif = b"Exif\0\0MM\0\x2a".to_vec();
        exif.extend_from_slice(&offset.to_be_bytes());
        exif.extend_from_slice(b"\xff\xff\x01\x12\0\x03\xff\xff\xff\xff\0\x06\0\0");
        exif
    };
    vec![
        case("PNG without bounds", png(0x7fff_ffff, 0x7fff_ffff, 8, 6, 0, &image_data(&zeros))),
        case("PNG of no size", png(0, 0, 8, 2, 0, &image_data(&zeros))),
        case("PNG of nothing, as large as is allowed", png(1_000, 1_000, 16, 6, 1, &image_data(&zeros))),
        case("PNG a pixel high and very wide", png(1_000_000, 1, 8, 2, 0, &image_data(&zeros))),
        case(
            "PNG with much text, packed",
            png(8, 8, 8, 0, 0, &[chunk(b"zTXt", &[b"a\0\0".as_slice(), &zeros].concat()), chunk(b"IDAT", &pack(&[0; 72]))]),
        ),
        case(
            "PNG with colours of its own, packed",
            png(8, 8, 8, 0, 0, &[chunk(b"iCCP", &[b"a\0\0".as_slice(), &zeros].concat()), chunk(b"IDAT", &pack(&[0; 72]))]),
        ),
        case("PNG whose orientation lies", png(8, 8, 8, 0, 0, &[chunk(b"eXIf", &exif(8)[6..]), chunk(b"IDAT", &pack(&[0; 72]))])),
        case("PNG of a million empty parts", png(8, 8, 8, 0, 0, &[chunk(b"IDAT", b"").repeat(200_000), chunk(b"IDAT", &pack(&[0; 72]))])),
        case(
            "PNG of a million frames",
            png(8, 8, 8, 0, 0, &[chunk(b"acTL", &[0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0]), chunk(b"IDAT", &pack(&[0; 72]))]),
        ),
        case("PNG cut in its head", png(8, 8, 8, 0, 0, &[])[..20].to_vec()),
        case("JPEG without bounds", jpeg(65_535, 65_535)),
        case("JPEG of no size", jpeg(0, 0)),
        case("JPEG a pixel wide", jpeg(1, 65_535)),
        case("JPEG that says it is larger", jpeg(800, 800)),
        case("JPEG whose orientation points to itself", with_segment(0xe1, &exif(8))),
        case("JPEG whose orientation points elsewhere", with_segment(0xe1, &exif(u32::MAX))),
        case("JPEG with bad tables", with_segment(0xc4, &[0xff; 300])),
        case("JPEG that starts over without end", with_segment(0xdd, &[0, 1])),
        case("JPEG of ten thousand scans", {
            let good = jpeg(1_000, 1_000);
            let at = good.windows(2).position(|window| window == [0xff, 0xda]).unwrap_or(good.len());
            let scan = good[at..good.len() - 2].to_vec();
            let mut progressive = good[..at].to_vec();
            if let Some(frame) = progressive.windows(2).position(|window| window == [0xff, 0xc0]) {
                progressive[frame + 1] = 0xc2;
            }
            [progressive, scan.repeat(3_000), vec![0xff, 0xd9]].concat()
        }),
        case("JPEG of nothing but its head", vec![0xff, 0xd8, 0xff]),
        case("JPEG of marks alone", [vec![0xff, 0xd8], vec![0xff; 1 << 20]].concat()),
    ]
}
