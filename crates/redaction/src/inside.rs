//! What stands inside a PDF, examined before it is interpreted: tables that say that they are endless, programs that
//! would run or nest without bound, streams that unpack to more than allowed.

use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::dict::keys::{FIRST_CHAR, FUNCTION_TYPE, W, W2};
use hayro::hayro_syntax::object::{Array, Dict, MaybeRef, Object, Stream};

use crate::RedactionError;
use crate::codecs::examine_size;
use crate::guard::Deadline;
use crate::unpack::Budget;

/// The most widths of characters that the fonts of a file may give.
const MOST_WIDTHS: u64 = 2_000_000;
/// A simple font has 256 characters.
const LAST_CHARACTER: usize = 65_535;
/// The longest program of a function, in bytes.
const LONGEST_PROGRAM: usize = 32 << 10;
/// The deepest nesting of its blocks.
const DEEPEST_PROGRAM: usize = 100;
/// The kind of function that is a program (ISO 32000-1, 7.10.5).
const PROGRAM: u8 = 4;

/// Examines every object of a file.
///
/// # Errors
/// `TooComplex` and `TooLarge`.
pub(crate) fn examine(pdf: &Pdf, limit: u64, deadline: Deadline) -> Result<(), RedactionError> {
    let mut examined = Examined { widths: 0, budget: Budget::new(limit, deadline) };
    for object in pdf.objects() {
        deadline.check();
        let mut waiting = vec![object];
        while let Some(object) = waiting.pop() {
            match object {
                Object::Dict(dict) => examined.dict(&dict, &mut waiting)?,
                Object::Stream(stream) => {
                    examined.stream(&stream)?;
                    examined.dict(stream.dict(), &mut waiting)?;
                }
                Object::Array(array) => waiting.extend(array.raw_iter().filter_map(direct)),
                _ => {}
            }
        }
    }
    Ok(())
}

/// An object that stands here; others are examined where they stand.
fn direct(object: MaybeRef<Object<'_>>) -> Option<Object<'_>> {
    match object {
        MaybeRef::NotRef(object) => Some(object),
        MaybeRef::Ref(_) => None,
    }
}

struct Examined {
    widths: u64,
    budget: Budget,
}

impl Examined {
    fn dict<'a>(&mut self, dict: &Dict<'a>, waiting: &mut Vec<Object<'a>>) -> Result<(), RedactionError> {
        if dict.get::<usize>(FIRST_CHAR).is_some_and(|first| first > LAST_CHARACTER) {
            return Err(RedactionError::TooComplex);
        }
        for (key, each) in [(W, 1), (W2, 3)] {
            if let Some(array) = dict.get::<Array<'_>>(key) {
                self.widths = self.widths.saturating_add(widths(&array, each));
            }
        }
        if self.widths > MOST_WIDTHS {
            return Err(RedactionError::TooComplex);
        }
        waiting.extend(dict.entries().filter_map(|(_, value)| direct(value)));
        Ok(())
    }

    fn stream(&mut self, stream: &Stream<'_>) -> Result<(), RedactionError> {
        let dict = stream.dict();
        examine_size(stream)?;
        self.budget.stream(stream)?;
        if dict.get::<u8>(FUNCTION_TYPE) == Some(PROGRAM) {
            let program = stream.decoded_data().unwrap_or_default();
            let mut depth = 0_usize;
            let deepest = program.iter().fold(0, |deepest, byte| {
                match byte {
                    b'{' => depth += 1,
                    b'}' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                deepest.max(depth)
            });
            if program.len() > LONGEST_PROGRAM || deepest > DEEPEST_PROGRAM {
                return Err(RedactionError::TooComplex);
            }
        }
        Ok(())
    }
}

/// How many widths an array gives (ISO 32000-1, 9.7.4.3): of a first character those of a list, or one for all up to a
/// last. `each` numbers are a width.
fn widths(array: &Array<'_>, each: usize) -> u64 {
    let mut items = array.iter::<Object<'_>>();
    let mut sum = 0_u64;
    while let Some(Object::Number(first)) = items.next() {
        match items.next() {
            Some(Object::Array(list)) => sum = sum.saturating_add(list.raw_iter().count() as u64),
            Some(Object::Number(last)) => {
                sum = sum.saturating_add((last.as_f64() - first.as_f64()).max(0.0) as u64);
                items.by_ref().take(each).for_each(drop);
            }
            _ => break,
        }
    }
    sum
}
