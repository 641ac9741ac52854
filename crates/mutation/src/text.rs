//! Text made bad that stays text.

use crate::bytes::NUMBERS;
use crate::random::Random;

/// Characters and words that mean something to many parsers, or to none.
const PIECES: [&str; 40] = [
    "\0",
    "\u{1}",
    "\u{7f}",
    "\u{85}",
    "\u{a0}",
    "\u{200b}",
    "\u{202e}",
    "\u{2028}",
    "\u{3000}",
    "\u{feff}",
    "\u{fffd}",
    "\u{ffff}",
    "\u{10ffff}",
    "\u{301}",
    "９",
    "　",
    "张",
    "😀",
    "ﬀ",
    "İ",
    "\n",
    "\r",
    "\r\n",
    "\t",
    "\"",
    "'",
    "\\",
    "\\u0000",
    "=",
    "#",
    "%00",
    "%",
    "&",
    "<",
    ">",
    "—",
    "〔",
    "〕",
    "【】",
    ",",
];
/// What opens a level of something.
const OPENINGS: [&str; 14] = ["[", "{", "(", "<", "<div>", "{\"a\":", "[[", "{{", "{% if a %}", "\"", "〔", "- ", "a.", "!"];
/// The longest that a case becomes, about.
const LONGEST: usize = 256 << 10;

/// Case `case` of the samples: one of them, changed in one to four places.
///
/// # Panics
/// Where there is no sample.
pub fn text(samples: &[&str], case: u64) -> String {
    let mut random = Random::new(case);
    let mut input: Vec<char> = random.one_of(samples).chars().collect();
    for _ in 0..=random.below(4) {
        change(&mut input, samples, &mut random);
    }
    input.into_iter().collect()
}

fn change(input: &mut Vec<char>, samples: &[&str], random: &mut Random) {
    let at = random.below(input.len() + 1);
    match random.below(12) {
        0 => {
            if let Some(c) = input.get_mut(at) {
                *c = char::from_u32(u32::try_from(random.below(0x3000)).unwrap_or(0)).unwrap_or('x');
            }
        }
        1 => input.truncate(at),
        2 => drop(input.drain(random.stretch(input.len()))),
        3 if input.len() < LONGEST => {
            let copied = input[random.stretch(input.len())].to_vec();
            input.splice(at..at, copied);
        }
        4 => {
            let other: Vec<char> = random.one_of(samples).chars().collect();
            let piece = other[random.stretch(other.len())].to_vec();
            let gone = at..(at + random.below(piece.len() + 1)).min(input.len());
            input.splice(gone, piece);
        }
        5..=7 => {
            let piece = *random.one_of(&PIECES);
            input.splice(at..at, piece.chars());
        }
        8 | 9 => number(input, random),
        10 if input.len() < LONGEST => {
            let opening = *random.one_of(&OPENINGS);
            let levels = *random.one_of(&[2, 60, 130, 1_000, 10_000]);
            input.splice(at..at, opening.repeat(levels).chars());
        }
        _ if random.below(12) == 0 => input.clear(),
        _ => {
            let (first, second) = (random.stretch(input.len()), random.below(input.len() + 1));
            let moved: Vec<char> = input.drain(first).collect();
            let second = second.min(input.len());
            input.splice(second..second, moved);
        }
    }
}

/// Another number in place of one that stands there in digits.
fn number(input: &mut Vec<char>, random: &mut Random) {
    let from = random.below(input.len() + 1);
    let Some(start) = input[from..]
        .iter()
        .position(char::is_ascii_digit)
        .map(|found| from + found)
        .or_else(|| input.iter().position(char::is_ascii_digit))
    else {
        return;
    };
    let end = input[start..].iter().position(|c| !c.is_ascii_digit()).map_or(input.len(), |length| start + length);
    input.splice(start..end, random.one_of(&NUMBERS).chars());
}
