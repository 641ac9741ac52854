//! Small files that ask for a great deal: of drawing, of unpacking, of tables.

use crate::files::{raw, raw_objects, stream};
use crate::{Case, case, page};
use std::io::Write;

fn pack(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// Forms from object 9 on, of which each draws the next ten times over.
fn forms(levels: usize, last: &str) -> Vec<Vec<u8>> {
    let form = |next: usize, content: &str| {
        stream(
            &format!("/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /F {next} 0 R >> >>"),
            content.as_bytes(),
        )
    };
    let calls = "/F Do ".repeat(10);
    (0..levels).map(|level| form(level + 10, if level + 1 == levels { last } else { &calls })).collect()
}

/// Patterns from object 9 on, of which each is filled with the next ten times over.
fn patterns(levels: usize) -> Vec<Vec<u8>> {
    let fill = "/Pattern cs /T scn ".to_owned() + &"0 0 50 50 re f ".repeat(10);
    (0..levels)
        .map(|level| {
            let resources = format!("<< /Pattern << /T {} 0 R >> >>", level + 10);
            let head = format!(
                "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 60 60] /XStep 60 /YStep 60 /Resources {resources}"
            );
            stream(&head, if level + 1 == levels { b"0 0 9 9 re f" } else { fill.as_bytes() })
        })
        .collect()
}

/// Fonts from object 9 on, of which each draws its one letter with the next, ten times over.
fn letters(levels: usize) -> Vec<u8> {
    let mut objects = raw_objects("BT /L 12 Tf 72 600 Td (aaaaaaaaaa) Tj ET");
    objects[2] = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /L 9 0 R >> >> >>".to_vec();
    for level in 0..levels {
        let (shape, next) = (2 * level + 10, 2 * level + 11);
        objects.push(format!("<< /Type /Font /Subtype /Type3 /FontBBox [0 0 750 750] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 97 /LastChar 97 /Widths [800] /Encoding << /Differences [97 /a] >> /CharProcs << /a {shape} 0 R >> /Resources << /Font << /L {next} 0 R >> >> >>").into_bytes());
        objects.push(stream("", if level + 1 == levels { b"800 0 d0 0 0 9 9 re f" } else { b"800 0 d0 BT /L 700 Tf (aaaaaaaaaa) Tj ET" }));
    }
    raw(&objects, "")
}

/// Masks from object 9 on, of which each is masked by the next, ten times over.
fn masks(levels: usize) -> Vec<Vec<u8>> {
    let fill = "/G gs 0 0 50 50 re f /N gs ".repeat(10);
    (0..levels)
        .map(|level| {
            let head = format!(
                "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Group << /S /Transparency /CS /DeviceGray >> /Resources << /ExtGState << /N << /SMask /None >> /G << /SMask << /S /Luminosity /G {} 0 R >> >> >> >>",
                level + 10
            );
            stream(&head, if level + 1 == levels { b"0 0 9 9 re f" } else { fill.as_bytes() })
        })
        .collect()
}

fn tiled(x: &str, y: &str) -> Vec<u8> {
    tiled_of("[0 0 4 4]", x, y)
}

fn tiled_of(reach: &str, x: &str, y: &str) -> Vec<u8> {
    let head = format!("/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox {reach} /XStep {x} /YStep {y} /Resources << >>");
    page("/Pattern << /T 9 0 R >>", "/Pattern cs /T scn 0 0 595 842 re f", &[stream(&head, b"0 0 2 2 re f")])
}

fn picture(head: &str, data: &[u8]) -> Vec<u8> {
    page("/XObject << /I 9 0 R >>", "q 595 0 0 842 0 0 cm /I Do Q", &[stream(&format!("/Type /XObject /Subtype /Image {head}"), data)])
}

/// A page in a composite font with a table of characters of its own.
fn font(table: &str, widths: &str, to_unicode: &str) -> Vec<u8> {
    let mut objects = raw_objects("BT /S 14 Tf 72 700 Td <5F204E094E2D> Tj ET");
    objects[5] =
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding 9 0 R /ToUnicode 10 0 R /DescendantFonts [7 0 R] >>".to_vec();
    objects[6] = format!(
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 8 0 R /DW 1000 /W {widths} >>"
    )
    .into_bytes();
    objects.push(stream("/Type /CMap /CMapName /X /UseCMap 9 0 R", table.as_bytes()));
    objects.push(stream("", to_unicode.as_bytes()));
    raw(&objects, "")
}

fn function(function: &str) -> Vec<u8> {
    let shading = format!("<< /ShadingType 1 /ColorSpace /DeviceRGB /Domain [0 1 0 1] /Matrix [595 0 0 842 0 0] /Function {function} >>");
    page("/Shading << /G 9 0 R >>", "/G sh", &[shading.into_bytes()])
}

/// A stream that is long and unpacks to nothing, at whose many places another seems to begin.
fn packed_nothings() -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    for _ in 0..20_000 {
        // A stored block of eight bytes in which the next stream seems to begin.
        file.extend_from_slice(&[0, 8, 0, 0xf7, 0xff]);
        file.extend_from_slice(b"stream\x78\x9c");
    }
    file.extend(std::iter::repeat_n([0, 0, 0, 0xff, 0xff], 1_000_000).flatten());
    file
}

/// ASCII85 of whole groups of four bytes.
fn base_85(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for group in bytes.chunks_exact(4) {
        let mut value = group.iter().fold(0_u32, |value, byte| value << 8 | u32::from(*byte));
        let digits: [u8; 5] = std::array::from_fn(|_| {
            let digit = b'!' + (value % 85) as u8;
            value /= 85;
            digit
        });
        out.extend(digits.iter().rev());
    }
    out.extend_from_slice(b"~>");
    out
}

/// What LZW makes of very many zeros, eight bits at a time: each code is the one before and one byte more.
fn lzw(length: usize) -> Vec<u8> {
    let (mut bits, mut held, mut out) = (0_u32, 0_u32, Vec::new());
    let mut put = |code: u32, width: u32, out: &mut Vec<u8>| {
        bits = bits << width | code;
        held += width;
        while held >= 8 {
            out.push((bits >> (held - 8)) as u8);
            held -= 8;
            bits &= (1 << held) - 1;
        }
    };
    let mut written = 0;
    while written < length {
        put(256, 9, &mut out);
        put(0, 9, &mut out);
        for code in 258..4_094_u32 {
            let width = match code {
                ..=510 => 9,
                511..=1_022 => 10,
                1_023..=2_046 => 11,
                _ => 12,
            };
            put(code, width, &mut out);
            written += (code - 256) as usize;
        }
        // Back to nine bits: a clear code in the width of the moment.
        put(256, 12, &mut out);
    }
    put(257, 9, &mut out);
    out
}

pub fn cases() -> Vec<Case> {
    let zeros = vec![0_u8; 60 << 20];
    let (once, nothing) = (pack(&zeros), Vec::new());
    let thrice = pack(&pack(&once));
    let huge = "/Width 2147483647 /Height 2147483647 /BitsPerComponent 8 /ColorSpace /DeviceRGB";
    let large = "/Width 60000 /Height 60000 /BitsPerComponent 1 /ColorSpace /DeviceGray";
    let small = "/Width 100 /Height 100 /BitsPerComponent 8 /ColorSpace /DeviceGray";
    let ranges = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 1 begincidrange <0000> <FFFFFFFF> 0 endcidrange endcmap";
    let targets = "begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 2 beginbfrange <0000> <FFFFFFFF> <0041> <0000> <FFFF> [<0041>] endbfrange endcmap";
    vec![
        case("forms, ten to the twelfth", page("/XObject << /F 9 0 R >>", "/F Do", &forms(12, "0 0 9 9 re f"))),
        case("forms, ten to the twelfth, that draw nothing", page("/XObject << /F 9 0 R >>", "/F Do", &forms(12, ""))),
        case("a form that draws itself", page("/XObject << /F 9 0 R >>", "/F Do", &[stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 9 0 R >> >>", b"/F Do /F Do /F Do")])),
        case("patterns, ten to the ninth", page("/Pattern << /T 9 0 R >>", "/Pattern cs /T scn 0 0 595 842 re f", &patterns(9))),
        case("masks, ten to the ninth", page("/ExtGState << /G << /SMask << /S /Luminosity /G 9 0 R >> >> >>", "/G gs 0 0 50 50 re f", &masks(9))),
        case("a pattern of itself", page("/Pattern << /T 9 0 R >>", "/Pattern cs /T scn 0 0 595 842 re f", &[stream("/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 60 60] /XStep 60 /YStep 60 /Resources << /Pattern << /T 9 0 R >> >>", b"/Pattern cs /T scn 0 0 50 50 re f 0 0 50 50 re f")])),
        case("letters made of letters", {
            let mut objects = raw_objects("BT /H 12 Tf 72 600 Td (aaaaaaaaaa) Tj ET");
            objects[4] = b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 750 750] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 97 /LastChar 97 /Widths [800] /Encoding << /Differences [97 /a] >> /CharProcs << /a 9 0 R >> /Resources << /Font << /H 5 0 R >> >> >>".to_vec();
            objects.push(stream("", b"800 0 d0 BT /H 100 Tf (aaaaaaaaaa) Tj ET"));
            raw(&objects, "")
        }),
        case("a tile that reaches over a million others", tiled_of("[0 0 1000000 1000000]", "1", "1")),
        case("letters made of other letters, ten to the ninth", letters(9)),
        case("tiles a millionth apart", tiled("0.000001", "0.000001")),
        case("tiles that do not move on", tiled("0", "0")),
        case("tiles an eternity apart", tiled("1e38", "-1e38")),
        case("dashes a billionth long", page("", "[0.000000001 0.000000001] 0 d 20 w 0 0 m 595 842 l S", &[])),
        case("dashes without length", page("", "[0 0] 0 d 5 w 0 0 m 595 842 l S", &[])),
        case("a path of a million pieces", page("", &format!("0 0 m {} f", "595 842 l 0 100 l ".repeat(500_000)), &[])),
        case("a hundred thousand circles, stroked thick and see-through", page("/ExtGState << /A << /CA 0.5 >> >>", &format!("/A gs 300 w {}", "0 0 m 0 800 600 800 600 0 c S ".repeat(100_000)), &[])),
        case("clips within clips", page("", &"0 0 595 842 re W n ".repeat(30_000), &[])),
        case("a line as wide as the world", page("", "1e30 w 0 0 m 595 842 l S 1 w 0 0 m 1e30 1e30 l S", &[])),
        case("forty thousand letters over each other", page("", &format!("BT /H 12 Tf 72 600 Td {} ET", "(abcdefghij) Tj 0 0 Td ".repeat(4_000)), &[])),
        case("text under half a million boxes", page("", &format!("BT /H 12 Tf 72 600 Td {} ET {}", "(abcdefghij) Tj ".repeat(2_000), "0 0 600 600 re f ".repeat(200_000)), &[])),
        case("a picture without bounds", picture(huge, b"")),
        case("a picture without bounds, packed", picture(&format!("{huge} /Filter /FlateDecode"), &once)),
        case("a picture of nothing, large", picture(large, b"")),
        case("a picture of nothing, large, packed", picture(&format!("{large} /Filter /FlateDecode"), &pack(&zeros))),
        case("a picture of rows by rows (CCITT)", picture(&format!("{large} /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 2147483647 /Rows 2147483647 >>"), &[0x55; 2_000])),
        case("a picture of JBIG2 that lies", picture(&format!("{large} /Filter /JBIG2Decode"), b"\0\0\0\0\x30\0\x01\0\0\0\x13\x7f\xff\xff\xff\x7f\xff\xff\xff\0\0\0\0\0\0\0\0\0\0\0")),
        case("a picture of JPEG 2000 that lies", picture("/Width 60000 /Height 60000 /Filter /JPXDecode", b"\xff\x4f\xff\x51\0\x29\0\0\x7f\xff\xff\xff\x7f\xff\xff\xff\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\x01\0\0\0\0\0\0\0\0\0\x01\x07\x01\x01")),
        case("a picture with a mask that is itself", picture("/Width 4 /Height 4 /BitsPerComponent 8 /ColorSpace /DeviceGray /SMask 9 0 R /Mask 9 0 R", &[7; 16])),
        case("a palette without end", picture("/Width 4 /Height 4 /BitsPerComponent 8 /ColorSpace [/Indexed /DeviceRGB 2147483647 <00>]", &[7; 16])),
        case("a colour space of itself", page("/ColorSpace << /C 9 0 R >>", "/C cs 0 scn 0 0 9 9 re f", &[b"[/Indexed 9 0 R 1 <0001>]".to_vec()])),
        case("colours of colours of themselves", page("/ColorSpace << /C 9 0 R >>", "/C cs 0 scn 0 0 9 9 re f", &[b"[/Separation /X 9 0 R << /FunctionType 2 /Domain [0 1] /N 1 >>]".to_vec()])),
        case("runs of zeros", picture(&format!("{large} /Filter [/RunLengthDecode /RunLengthDecode]"), &[129, 129].repeat(500_000))),
        case("LZW of zeros", picture(&format!("{large} /Filter /LZWDecode"), &lzw(80 << 20))),
        case("LZW of zeros in a small picture", picture(&format!("{small} /Filter /LZWDecode"), &lzw(80 << 20))),
        case("LZW of zeros as what is drawn", {
            let mut objects = raw_objects("");
            objects[3] = stream("/Filter /LZWDecode", &lzw(80 << 20));
            raw(&objects, "")
        }),
        case("runs of runs in a small picture", picture(&format!("{small} /Filter [/RunLengthDecode /RunLengthDecode]"), &[129, 129].repeat(500_000))),
        case("a small picture of JPEG 2000 that is large inside", picture(&format!("{small} /Filter /JPXDecode"), b"\xff\x4f\xff\x51\0\x29\0\0\0\0\xff\xff\0\0\xff\xff\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\x01\0\0\0\0\0\0\0\0\0\x01\x07\x01\x01\xff\x52\0\x0c\0\0\0\x01\0\0\x04\x04\0\x01\xff\x5c\0\x04\x40\x40\xff\x90\0\x0a\0\0\0\0\0\0\0\x01\xff\x93\xff\xd9")),
        case("a small picture of JBIG2 that is large inside", picture(&format!("{small} /Filter /JBIG2Decode"), b"\0\0\0\0\x30\0\x01\0\0\0\x13\x7f\xff\xff\xff\x7f\xff\xff\xff\0\0\0\0\0\0\0\0\0\0\0")),
        case("a small picture of very long rows (CCITT)", picture(&format!("{small} /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 2000000000 /Rows 2000000000 >>"), &[0x55; 2_000])),
        case("zeros packed and written in letters (ASCII 85)", {
            let mut objects = raw_objects("");
            objects[3] = stream("/Filter [/ASCII85Decode /FlateDecode]", &base_85(&pack(&vec![0_u8; 80 << 20])));
            raw(&objects, "")
        }),
        case("a picture in the content that unpacks to much", {
            let content = [b"BI /W 9 /H 9 /BPC 8 /CS /G /F /LZW ID ".to_vec(), lzw(80 << 20), b" EI".to_vec()].concat();
            let mut objects = raw_objects("");
            objects[3] = stream("", &content);
            raw(&objects, "")
        }),
        case("zeros packed without the head of zlib data", {
            let mut objects = raw_objects("");
            objects[3] = stream("/Filter /FlateDecode", &pack(&vec![0_u8; 80 << 20])[2..]);
            raw(&objects, "")
        }),
        case("a picture a pixel wide and very high (CCITT)", picture("/Width 1 /Height 150000000 /BitsPerComponent 1 /ColorSpace /DeviceGray /Filter /CCITTFaxDecode", &[0x55; 2_000])),
        case("hexadecimal of hexadecimal", picture(&format!("{large} /Filter [{}]", "/ASCIIHexDecode ".repeat(50)), &[b'3'; 1 << 20])),
        case("packed three times over", page("/XObject << /F 9 0 R >>", "/F Do", &[stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Filter [/FlateDecode /FlateDecode /FlateDecode]", &thrice)])),
        case("packed a thousand times, it says", page("/XObject << /F 9 0 R >>", "/F Do", &[stream(&format!("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Filter [{}]", "/FlateDecode ".repeat(1_000)), &once)])),
        case("predictors without bounds", picture(&format!("{large} /Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 2147483647 /Colors 2147483647 /BitsPerComponent 32 >>"), &once)),
        case("nothing, packed very long, over and over", packed_nothings()),
        case("a table of all characters", font(ranges, "[0 4294967295 500]", targets)),
        case("widths without end", font("", &format!("[{}]", "0 65535 500 ".repeat(20_000)), "")),
        case("a table of half a million lines", font(&format!("begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange {} endcmap", "1 begincidrange <0000> <FFFF> 0 endcidrange ".repeat(50_000)), "[]", "")),
        case("a function of samples without bounds", function("<< /FunctionType 0 /Domain [0 1 0 1] /Range [0 1 0 1 0 1] /Size [2147483647 2147483647] /BitsPerSample 32 >>")),
        case("a function made of itself", page("/Shading << /G << /ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 0 595 0] /Function 9 0 R >> >>", "/G sh", &[b"<< /FunctionType 3 /Domain [0 1] /Functions [9 0 R 9 0 R] /Bounds [0.5] /Encode [0 1 0 1] >>".to_vec()])),
        case("a program as function", page("/Shading << /G << /ShadingType 1 /ColorSpace /DeviceRGB /Matrix [595 0 0 842 0 0] /Function 9 0 R >> >>", "/G sh", &[stream("/FunctionType 4 /Domain [0 1 0 1] /Range [0 1 0 1 0 1]", format!("{{ {} 0 }}", "dup mul ".repeat(100_000)).as_bytes())])),
        case("a program of nested blocks", page("/Shading << /G << /ShadingType 1 /ColorSpace /DeviceRGB /Function 9 0 R >> >>", "/G sh", &[stream("/FunctionType 4 /Domain [0 1 0 1] /Range [0 1 0 1 0 1]", "{ ".repeat(500_000).as_bytes())])),
        case("a mesh of a million corners", page("/Shading << /G 9 0 R >>", "/G sh", &[stream("/ShadingType 5 /ColorSpace /DeviceRGB /BitsPerCoordinate 8 /BitsPerComponent 8 /VerticesPerRow 1000 /Decode [0 595 0 842 0 1 0 1 0 1]", &[0x5a; 1_000_000])])),
        case("a radial shading without bounds", page("/Shading << /G << /ShadingType 3 /ColorSpace /DeviceRGB /Coords [0 0 1e38 1e38 1e38 0] /Extend [true true] /Function << /FunctionType 2 /Domain [0 1] /N 1e38 >> >> >>", "/G sh", &[])),
        case("a font whose first character is far away", {
            let mut objects = raw_objects("BT /H 12 Tf 72 600 Td (abc) Tj ET");
            objects[4] = b"<< /Type /Font /Subtype /TrueType /BaseFont /Helvetica /FirstChar 4294967290 /LastChar 4294967295 /Widths [500 500] >>".to_vec();
            raw(&objects, "")
        }),
        case("an empty font file", {
            let mut objects = raw_objects("BT /H 12 Tf 72 600 Td (abc) Tj ET");
            objects[4] = b"<< /Type /Font /Subtype /TrueType /BaseFont /X /FirstChar 0 /LastChar 2147483647 /Widths [9 0 R] /FontDescriptor 9 0 R >>".to_vec();
            objects.push(b"<< /Type /FontDescriptor /FontName /X /Flags 4 /FontFile2 10 0 R /FontFile 10 0 R /FontFile3 10 0 R >>".to_vec());
            objects.push(stream("", &nothing));
            raw(&objects, "")
        }),
    ]
}
