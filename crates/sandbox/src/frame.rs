//! What goes over the pipes: fields, each its length in eight bytes and then its bytes; a mark before the first.

use std::io::{self, ErrorKind, Read, Write};

/// Begins a task and an answer: what a program that is no child of ours says is none.
pub(crate) const MARK: [u8; 8] = *b"gongkai\x01";
/// The longest field that is read, in bytes.
pub(crate) const LONGEST: u64 = 256 << 20;

pub(crate) fn put(out: &mut impl Write, field: &[u8]) -> io::Result<()> {
    number(out, field.len() as u64)?;
    out.write_all(field)
}

pub(crate) fn number(out: &mut impl Write, value: u64) -> io::Result<()> {
    out.write_all(&value.to_be_bytes())
}

pub(crate) fn take(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let length = taken_number(from)?;
    if length > LONGEST {
        return Err(ErrorKind::InvalidData.into());
    }
    // Grows with what comes, not with what is said to come.
    let mut field = Vec::new();
    from.take(length).read_to_end(&mut field)?;
    if field.len() as u64 == length { Ok(field) } else { Err(ErrorKind::UnexpectedEof.into()) }
}

pub(crate) fn taken_number(from: &mut impl Read) -> io::Result<u64> {
    let mut value = [0; 8];
    from.read_exact(&mut value)?;
    Ok(u64::from_be_bytes(value))
}

pub(crate) fn marked(from: &mut impl Read) -> io::Result<()> {
    let mut mark = [0; MARK.len()];
    from.read_exact(&mut mark)?;
    if mark == MARK { Ok(()) } else { Err(ErrorKind::InvalidData.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_lies_about_its_length_is_none() {
        let mut whole = Vec::new();
        put(&mut whole, b"page").expect("a list takes everything");
        assert_eq!(take(&mut whole.as_slice()).expect("it was put"), b"page");
        for cut in 0..whole.len() {
            assert!(take(&mut &whole[..cut]).is_err(), "{cut}");
        }
        let mut long = u64::MAX.to_be_bytes().to_vec();
        long.extend_from_slice(b"page");
        assert_eq!(take(&mut long.as_slice()).map_err(|fault| fault.kind()), Err(ErrorKind::InvalidData));
    }
}
