//! Foreign formats are read and drawn on threads of their own, with a deep stack and a limit of time.
//!
//! This is the one place where panics of the readers are caught.

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use flate2::read::ZlibDecoder;
use memchr::memmem;

use crate::RedactionError;

/// Deep enough for every nesting that the readers allow.
const STACK: usize = 128 << 20;
/// So many threads that ran out of time may still be running.
const MOST_ABANDONED: usize = 4;

static ABANDONED: AtomicUsize = AtomicUsize::new(0);

/// What unwinds when the time is over; no panic, so nothing is printed.
struct OutOfTime;

/// Until when a piece of work may run.
#[derive(Clone, Copy)]
pub(crate) struct Deadline(Instant);

impl Deadline {
    /// Ends the work when the time is over. To be called only inside [`within`].
    pub(crate) fn check(self) {
        if Instant::now() >= self.0 {
            resume_unwind(Box::new(OutOfTime));
        }
    }
}

const RUNNING: u8 = 0;
const ENDED: u8 = 1;
const LEFT: u8 = 2;

/// Runs work that may panic, overflow or never end.
///
/// # Errors
/// The work's own, [`RedactionError::Damaged`] when it panicked, [`RedactionError::TooComplex`] when the time was
/// over, [`RedactionError::Busy`] when too many such works still run.
pub(crate) fn within<T: Send + 'static>(
    seconds: u32,
    work: impl FnOnce(Deadline) -> Result<T, RedactionError> + Send + 'static,
) -> Result<T, RedactionError> {
    if ABANDONED.load(Ordering::Relaxed) >= MOST_ABANDONED {
        return Err(RedactionError::Busy);
    }
    let limit = Duration::from_secs(u64::from(seconds.max(1)));
    let deadline = Deadline(Instant::now() + limit);
    let state = Arc::new(AtomicU8::new(RUNNING));
    let (sender, receiver) = sync_channel(1);
    let thread = {
        let state = state.clone();
        std::thread::Builder::new().name("redaction".into()).stack_size(STACK).spawn(move || {
            let result = catch_unwind(AssertUnwindSafe(|| work(deadline)));
            let result = result.unwrap_or_else(|payload| {
                Err(if payload.is::<OutOfTime>() { RedactionError::TooComplex } else { RedactionError::Damaged })
            });
            if state.swap(ENDED, Ordering::SeqCst) == LEFT {
                ABANDONED.fetch_sub(1, Ordering::SeqCst);
            }
            // Nobody listens any more when the time was over.
            let _ = sender.send(result);
        })
    };
    thread.map_err(|_| RedactionError::Busy)?;
    match receiver.recv_timeout(limit + Duration::from_millis(500)) {
        Ok(result) => result,
        Err(_) => {
            ABANDONED.fetch_add(1, Ordering::SeqCst);
            if state.swap(LEFT, Ordering::SeqCst) == ENDED {
                ABANDONED.fetch_sub(1, Ordering::SeqCst);
            }
            Err(RedactionError::TooComplex)
        }
    }
}

/// Refuses a PDF whose packed streams would unpack to more than the limit, before anything unpacks them at once.
pub(crate) fn unpacks_within(bytes: &[u8], limit: u64) -> Result<(), RedactionError> {
    let mut left = limit;
    for start in stream_starts(bytes) {
        drain(&bytes[start..], &mut left, 3)?;
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

fn drain(reader: impl Read, left: &mut u64, depth: u32) -> Result<(), RedactionError> {
    let mut head = [0_u8; 2];
    let mut reader = reader;
    if depth == 0 || reader.read_exact(&mut head).is_err() {
        return Ok(());
    }
    let packed = head[0] & 0x0f == 8 && (u16::from(head[0]) * 256 + u16::from(head[1])).is_multiple_of(31);
    if !packed {
        return Ok(());
    }
    let mut unpacked = ZlibDecoder::new((&head[..]).chain(reader));
    let mut first = Vec::new();
    let mut buffer = vec![0_u8; 64 << 10];
    // A stream that stops early is the reader's business.
    while let Ok(read @ 1..) = unpacked.read(&mut buffer) {
        *left = left.checked_sub(read as u64).ok_or(RedactionError::TooLarge)?;
        if first.len() < 16 << 20 {
            first.extend_from_slice(&buffer[..read]);
        }
    }
    drain(first.as_slice(), left, depth - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panics_and_endless_work_end() {
        assert_eq!(within::<()>(5, |_| panic!("as a reader might")), Err(RedactionError::Damaged));
        assert_eq!(within(5, |_| Ok(7)), Ok(7));
        let endless = within::<()>(1, |deadline| {
            loop {
                deadline.check();
            }
        });
        assert_eq!(endless, Err(RedactionError::TooComplex));
    }

    #[test]
    fn bombs_are_refused() {
        use std::io::Write;
        let pack = |data: &[u8]| {
            let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
            encoder.write_all(data).unwrap();
            encoder.finish().unwrap()
        };
        let twice = pack(&pack(&vec![0; 20 << 20]));
        let file = [b"1 0 obj <<>> stream\r\n".as_slice(), &twice, b"\nendstream endobj"].concat();
        assert_eq!(unpacks_within(&file, 10 << 20), Err(RedactionError::TooLarge));
        assert_eq!(unpacks_within(&file, 30 << 20), Ok(()));
    }
}
