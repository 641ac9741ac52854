//! Bytes made bad.

use crate::random::Random;

/// Bytes that mean something to many formats, or to none.
const PIECES: [&[u8]; 22] = [
    b"\0",
    b"\xff",
    b"\x7f",
    b"\x80",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\n",
    b"\r\n",
    b"\"",
    b"'",
    b"\\",
    b"\\u0000",
    b"=",
    b"%",
    b"%00",
    b"--",
    b"<",
    b"&",
    b"\x1b",
];
/// What opens a level of something.
const OPENINGS: [&[u8]; 12] = [b"[", b"{", b"(", b"<", b"<<", b"<div>", b"{\"a\":", b"[[", b"{{", b"\"", b"x=[", b"- "];
/// In place of a number.
pub(crate) const NUMBERS: [&str; 14] = [
    "0",
    "-1",
    "00",
    "127",
    "256",
    "65536",
    "2147483648",
    "4294967296",
    "9223372036854775808",
    "18446744073709551616",
    "99999999999999999999999999999999",
    "1e999",
    "-0.0000001",
    "0x7fffffff",
];
/// The longest that a case becomes, about.
const LONGEST: usize = 256 << 10;

/// Case `case` of the samples: one of them, changed in one to four places.
///
/// # Panics
/// Where there is no sample.
pub fn bytes(samples: &[&[u8]], case: u64) -> Vec<u8> {
    let mut random = Random::new(case);
    let mut input = random.one_of(samples).to_vec();
    for _ in 0..=random.below(4) {
        change(&mut input, samples, &mut random);
    }
    input
}

fn change(input: &mut Vec<u8>, samples: &[&[u8]], random: &mut Random) {
    let at = random.below(input.len() + 1);
    match random.below(14) {
        0 | 1 => {
            if let Some(byte) = input.get_mut(at) {
                *byte ^= 1 << random.below(8);
            }
        }
        2 => {
            if let Some(byte) = input.get_mut(at) {
                *byte = random.next() as u8;
            }
        }
        3 => input.truncate(at),
        4 => drop(input.drain(random.stretch(input.len()))),
        5 if input.len() < LONGEST => {
            let copied = input[random.stretch(input.len())].to_vec();
            input.splice(at..at, copied);
        }
        6 => {
            let other = random.one_of(samples);
            let piece = other[random.stretch(other.len())].to_vec();
            let gone = at..(at + random.below(piece.len() + 1)).min(input.len());
            input.splice(gone, piece);
        }
        7 | 8 => {
            let piece = *random.one_of(&PIECES);
            input.splice(at..at, piece.iter().copied());
        }
        9 | 10 => number(input, random),
        11 => length(input, at, random),
        12 if input.len() < LONGEST => {
            let opening = *random.one_of(&OPENINGS);
            let levels = *random.one_of(&[2, 60, 130, 1_000, 10_000]);
            input.splice(at..at, opening.repeat(levels));
        }
        13 if random.below(8) == 0 => input.clear(),
        _ => {
            let (first, second) = (random.stretch(input.len()), random.below(input.len() + 1));
            let moved: Vec<u8> = input.drain(first).collect();
            let second = second.min(input.len());
            input.splice(second..second, moved);
        }
    }
}

/// Another number in place of one that stands there in digits.
fn number(input: &mut Vec<u8>, random: &mut Random) {
    let from = random.below(input.len() + 1);
    let digit = |byte: &u8| byte.is_ascii_digit();
    let Some(start) = input[from..].iter().position(digit).map(|found| from + found).or_else(|| input.iter().position(digit)) else {
        return;
    };
    let end = input[start..].iter().position(|byte| !digit(byte)).map_or(input.len(), |length| start + length);
    input.splice(start..end, random.one_of(&NUMBERS).bytes());
}

/// Another number in place of two or four bytes, as lengths stand in binary formats.
fn length(input: &mut [u8], at: usize, random: &mut Random) {
    let value: [u8; 4] =
        *random.one_of(&[[0; 4], [0xff; 4], [0x7f, 0xff, 0xff, 0xff], [0, 0, 0xff, 0xff], [0, 1, 0, 0], [0xff, 0xff, 0, 0]]);
    let width = *random.one_of(&[2, 4]);
    for (byte, value) in input[at..].iter_mut().take(width).zip(&value[4 - width..]) {
        *byte = *value;
    }
}
