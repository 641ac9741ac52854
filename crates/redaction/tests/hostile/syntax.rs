//! Bad syntax: nesting, loops between objects, numbers that are none, tables that lie.

use crate::files::{raw, raw_objects, stream};
use crate::{Case, case, page};

/// Objects of a page, with one of them put in another's place.
fn with(number: usize, object: impl Into<Vec<u8>>) -> Vec<u8> {
    let mut objects = raw_objects("BT /H 12 Tf 72 600 Td (abc) Tj ET");
    objects[number - 1] = object.into();
    raw(&objects, "")
}

fn boxed(media_box: &str, more: &str) -> Vec<u8> {
    with(3, format!("<< /Type /Page /Parent 2 0 R /MediaBox {media_box} {more} /Contents 4 0 R /Resources << /Font << /H 5 0 R >> >> >>"))
}

pub fn cases() -> Vec<Case> {
    let deep = |open: &str, levels: usize| open.repeat(levels);
    let nested_tree = |levels: usize| {
        let mut objects = vec![b"<< /Type /Catalog /Pages 2 0 R >>".to_vec()];
        objects.extend((0..levels).map(|level| format!("<< /Type /Pages /Kids [{} 0 R] /Count 1 >>", level + 3).into_bytes()));
        objects.push(b"<< /Type /Page /MediaBox [0 0 100 100] >>".to_vec());
        raw(&objects, "")
    };
    let good = with(4, stream("", b"BT /H 12 Tf 72 600 Td (abc) Tj ET"));
    let looped = {
        let text = String::from_utf8_lossy(&good).into_owned();
        let at = text.rfind("startxref\n").map(|at| text[at + 10..].split('\n').next().unwrap_or("0").to_owned()).unwrap_or_default();
        text.replace("/Root 1 0 R", &format!("/Root 1 0 R /Prev {at}")).into_bytes()
    };
    let told = |from: &str, to: &str| String::from_utf8_lossy(&good).replace(from, to).into_bytes();
    vec![
        case("only a head", b"%PDF-1.7\n".to_vec()),
        case("a million open arrays", [b"%PDF-1.7\n1 0 obj\n".to_vec(), deep("[", 1_000_000).into_bytes()].concat()),
        case("a million open dictionaries", [b"%PDF-1.7\n1 0 obj\n".to_vec(), deep("<</A", 1_000_000).into_bytes()].concat()),
        case("a million open strings", [b"%PDF-1.7\n1 0 obj\n".to_vec(), deep("(", 1_000_000).into_bytes()].concat()),
        case("nesting in the trailer", told("/Root 1 0 R", &format!("/Root 1 0 R /X {}", deep("[", 300_000)))),
        case("nesting in the content", page("", &deep("[", 500_000), &[])),
        case("nesting of states", page("", &deep("q ", 100_000), &[])),
        case("nesting of marked content", page("", &deep("/A BMC ", 100_000), &[])),
        case("nesting of texts", page("", &deep("BT ", 100_000), &[])),
        case("pages that are their own children", with(2, "<< /Type /Pages /Kids [2 0 R] /Count 1 >>")),
        case("pages of which many are their own children", with(2, "<< /Type /Pages /Kids [2 0 R 2 0 R 2 0 R 3 0 R 2 0 R] /Count 5 >>")),
        case("a tree of pages 20 000 deep", nested_tree(20_000)),
        case(
            "a hundred thousand times the same page",
            with(2, format!("<< /Type /Pages /Kids [{}] /Count 100000 >>", "3 0 R ".repeat(100_000))),
        ),
        case("an untrue count of pages", with(2, "<< /Type /Pages /Kids [3 0 R] /Count 2147483647 >>")),
        case("a page that is its own parent", with(3, "<< /Type /Page /Parent 3 0 R /Contents 4 0 R >>")),
        case("an object that is a reference to itself", with(4, "4 0 R")),
        case("objects that refer to each other", with(4, "5 0 R")),
        case("a length that refers to its own stream", with(4, b"<< /Length 4 0 R >>\nstream\nBT ET\nendstream".to_vec())),
        case("a length beyond the file", with(4, b"<< /Length 99999999999999999999 >>\nstream\nBT ET\nendstream".to_vec())),
        case("a negative length", with(4, b"<< /Length -1 >>\nstream\nBT ET\nendstream".to_vec())),
        case("a table of objects that continues itself", looped),
        case("a table of objects far beyond the file", told("0 9\n", "0 99999999999\n")),
        case("a table of objects with a huge first number", told("0 9\n", "4294967295 9\n")),
        case("a huge size", told("/Size 9", "/Size 18446744073709551616")),
        case("tables of objects as streams that lie", {
            let table = stream("/Type /XRef /W [8 8 8] /Index [0 4294967295] /Size 4294967295 /Root 1 0 R /Prev 9", &[0xff; 240]);
            [b"%PDF-1.7\n".to_vec(), b"1 0 obj\n".to_vec(), table, b"\nendobj\nstartxref\n9\n%%EOF".to_vec()].concat()
        }),
        case("a stream of objects that holds itself", {
            let objects = stream("/Type /ObjStm /N 4294967295 /First 2147483647 /Extends 1 0 R", b"1 0 2 0 << >>");
            [b"%PDF-1.7\n1 0 obj\n".to_vec(), objects, b"\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF".to_vec()].concat()
        }),
        case("a hundred thousand begun objects", {
            let begun: String = (1..100_000).map(|number| format!("{number} 0 obj ")).collect();
            [b"%PDF-1.7\n".to_vec(), begun.into_bytes()].concat()
        }),
        case("two hundred thousand heads of streams", [b"%PDF-1.7\n".to_vec(), "stream\nx\n".repeat(200_000).into_bytes()].concat()),
        case("a page of no size", boxed("[0 0 0 0]", "")),
        case("a page without bounds", boxed("[-1e38 -1e38 1e38 1e38]", "")),
        case("a page whose size is no number", boxed("[0 0 1e999 -1e999]", "")),
        case("a page turned inside out", boxed("[595 842 0 0]", "")),
        case("a page smaller than a speck", boxed("[0 0 0.0000001 0.0000001]", "")),
        case("a page a mile long", boxed("[0 0 3 5000000]", "")),
        case("a page in huge units", boxed("[0 0 595 842]", "/UserUnit 1e30")),
        case("a page in units of nothing", boxed("[0 0 595 842]", "/UserUnit 0")),
        case("a page turned by a million degrees", boxed("[0 0 595 842]", "/Rotate 1000045")),
        case("a page cut to elsewhere", boxed("[0 0 595 842]", "/CropBox [9000 9000 9001 9001]")),
        case(
            "numbers that are none",
            page(
                "",
                "BT /H 1e38 Tf 1e38 0 0 1e38 1e38 1e38 Tm 1e38 Tz 1e38 Tc (abc) Tj ET 1e38 1e38 m 1e999 -1e999 l S 1e38 w 0 0 m 1 1 l S",
                &[],
            ),
        ),
        case(
            "nothing where something is needed",
            page("", "Tj TJ Td Tm cm re l c S f B W n Do gs sh scn SCN ' \" d i M j J ri BI ID EI Q Q Q ET EMC", &[]),
        ),
        case("a picture in the content that never ends", page("", "BI /W 1000000000 /H 1000000000 /BPC 8 /CS /RGB ID x", &[])),
        case("four thousand pictures in the content", page("", &"BI /W 1 /H 1 /BPC 8 /CS /G ID a EI ".repeat(4_000), &[])),
        case("names with anything in them", page("/XObject << /#00#ff#2f 9 0 R >>", "/#00#ff#2f Do /#gg Do", &[])),
        case("a hundred thousand notes on a page", {
            let notes = "9 0 R ".repeat(100_000);
            let mut objects = raw_objects("");
            objects[2] = format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [{notes}] >>").into_bytes();
            objects.push(b"<< /Type /Annot /Subtype /Square /Rect [0 0 1e38 -1e38] /AP << /N 10 0 R >> >>".to_vec());
            objects.push(stream("/Type /XObject /Subtype /Form /BBox [0 0 0 0] /Matrix [0 0 0 0 0 0]", b"0 0 1 1 re f"));
            raw(&objects, "")
        }),
        case("layers of optional content that name themselves", {
            let mut objects = raw_objects("/OC /A BDC BT /H 12 Tf (abc) Tj ET EMC");
            objects[0] = b"<< /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [9 0 R] /D << /Order [9 0 R [9 0 R]] /OFF [9 0 R] /BaseState /OFF >> >> >>".to_vec();
            objects[2] = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /H 5 0 R >> /Properties << /A 9 0 R >> >> >>".to_vec();
            objects.push(b"<< /Type /OCMD /OCGs [9 0 R] /VE [/And 9 0 R [/Or 9 0 R]] >>".to_vec());
            raw(&objects, "")
        }),
    ]
}
