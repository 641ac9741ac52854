//! What the child does: it takes the task, gives up what it does not need, and answers.

use std::io::{self, Write};
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

use rustix::process::{Resource, Rlimit, Signal, set_parent_process_death_signal, setrlimit};

use crate::{Handed, Worker, frame};

/// Carries out the one task that stands on standard input and answers on standard output. To be called before the
/// program does anything else; nothing can be opened afterwards.
///
/// # Errors
/// Where the task cannot be read, a limit cannot be set, or nobody listens. The parent sees that there is no answer.
pub fn serve(worker: Worker) -> io::Result<()> {
    set_parent_process_death_signal(Some(Signal::KILL))?;
    let mut input = io::stdin().lock();
    frame::marked(&mut input)?;
    let (memory, seconds) = (frame::taken_number(&mut input)?, frame::taken_number(&mut input)?);
    let read = std::fs::read(PathBuf::from(std::ffi::OsString::from_vec(frame::take(&mut input)?)))?;
    give_up(memory, seconds)?;
    let handed = Handed { read, head: frame::take(&mut input)?, body: frame::take(&mut input)? };
    let answer = worker(handed);
    let mut out = io::stdout().lock();
    out.write_all(&frame::MARK)?;
    frame::put(&mut out, &answer.head)?;
    frame::put(&mut out, &answer.body)?;
    out.flush()
}

/// No more memory and time than these, no core, no written file, and no descriptor beyond the three: no file, no socket.
fn give_up(memory: u64, seconds: u64) -> io::Result<()> {
    let limits = [
        (Resource::As, memory, memory),
        // The soft limit is told as a signal of its own, the hard one kills.
        (Resource::Cpu, seconds, seconds.saturating_add(1)),
        (Resource::Core, 0, 0),
        (Resource::Fsize, 0, 0),
        (Resource::Nofile, 3, 3),
    ];
    for (resource, soft, hard) in limits {
        setrlimit(resource, Rlimit { current: Some(soft), maximum: Some(hard) })?;
    }
    Ok(())
}
