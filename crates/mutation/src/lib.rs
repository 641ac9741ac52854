//! Valid samples made bad, for tests of everything that reads bytes from outside.
//!
//! Only tests need this crate. A case is made from the samples and its number alone, so that the same case comes again;
//! where a test fails, the number and the input are printed.

mod bytes;
mod random;
mod text;

pub use bytes::bytes;
pub use text::text;

/// Runs a check on `cases` mutations of the samples, and first on the samples themselves.
///
/// # Panics
/// Where the check does, after the case was printed; where there is no sample.
pub fn each_bytes<S: AsRef<[u8]>>(samples: &[S], cases: u64, mut check: impl FnMut(&[u8])) {
    let samples: Vec<&[u8]> = samples.iter().map(AsRef::as_ref).collect();
    let whole = samples.iter().map(|sample| (None, sample.to_vec()));
    for (case, input) in whole.chain((0..cases).map(|case| (Some(case), bytes(&samples, case)))) {
        let told = Told { case, input };
        check(&told.input);
    }
}

/// As [`each_bytes`], for what is UTF-8 before it is read.
///
/// # Panics
/// As [`each_bytes`].
pub fn each_text<S: AsRef<str>>(samples: &[S], cases: u64, mut check: impl FnMut(&str)) {
    let samples: Vec<&str> = samples.iter().map(AsRef::as_ref).collect();
    let whole = samples.iter().map(|sample| (None, (*sample).to_owned()));
    for (case, input) in whole.chain((0..cases).map(|case| (Some(case), text(&samples, case)))) {
        let told = Told { case, input };
        check(&told.input);
    }
}

/// Says which case it was when the check of it panics.
struct Told<T: AsRef<[u8]>> {
    case: Option<u64>,
    input: T,
}

/// Bytes of an input that are printed.
const SHOWN: usize = 4_000;

impl<T: AsRef<[u8]>> Drop for Told<T> {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            return;
        }
        let input = self.input.as_ref();
        let case = self.case.map_or_else(|| "a sample as it is".to_owned(), |case| format!("case {case}"));
        eprintln!("{case}, {} bytes: \"{}\"", input.len(), input[..input.len().min(SHOWN)].escape_ascii());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLES: [&str; 2] = ["{\"name\": \"张演示\", \"count\": 12, \"list\": [1, 2]}", "a = 3\nb = \"(x)\"\n"];

    #[test]
    fn the_same_number_gives_the_same_case() {
        let samples: Vec<&[u8]> = SAMPLES.iter().map(|sample| sample.as_bytes()).collect();
        for case in 0..500 {
            assert_eq!(bytes(&samples, case), bytes(&samples, case));
            assert_eq!(text(&SAMPLES, case), text(&SAMPLES, case));
        }
    }

    #[test]
    fn cases_differ_and_hold_what_parsers_stumble_over() {
        let samples: Vec<&[u8]> = SAMPLES.iter().map(|sample| sample.as_bytes()).collect();
        let all: Vec<Vec<u8>> = (0..2_000).map(|case| bytes(&samples, case)).collect();
        let distinct: std::collections::HashSet<&Vec<u8>> = all.iter().collect();
        assert!(distinct.len() > 1_500, "{}", distinct.len());
        assert!(all.iter().any(|input| input.contains(&0)), "NUL");
        assert!(all.iter().any(|input| std::str::from_utf8(input).is_err()), "no UTF-8");
        assert!(all.iter().any(|input| input.windows(50).any(|window| window == [b'['; 50])), "deep nesting");
        assert!(all.iter().any(|input| input.windows(20).any(|window| window == b"18446744073709551616")), "a huge number");
        assert!(all.iter().any(|input| input.is_empty()), "nothing");
        assert!(all.iter().any(|input| input.len() > 10_000), "something long");
        assert!(all.iter().all(|input| input.len() < 1 << 20), "and nothing without bounds");
    }

    #[test]
    fn the_samples_come_first_as_they_are() {
        let mut seen = Vec::new();
        each_text(&SAMPLES, 3, |input| seen.push(input.to_owned()));
        assert_eq!((seen.len(), &seen[..2]), (5, SAMPLES.map(str::to_owned).as_slice()));
    }
}
