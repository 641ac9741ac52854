//! The parent's side: starts a child, hands it a task, and ends it in any case.

use std::io::{self, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::{Answer, Ended, Limits, Task, Term, frame};

/// How long a child that closed its output may take to end by itself, so that the log can say how it ended.
const PARTING: Duration = Duration::from_millis(500);

#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<String>,
}

impl Program {
    pub(crate) fn ask(&self, task: &Task<'_>, limits: &Limits) -> Result<Answer, Ended> {
        let term = if task.term == Term::Short { limits.short } else { limits.long };
        let mut child = self.start().map_err(|fault| {
            tracing::error!(work = task.name, %fault, "no process could be started for work on a file");
            Ended::Unavailable(fault.to_string())
        })?;
        let answer = exchanged(&mut child, task, limits.memory, term);
        let status = ended(&mut child, answer.is_ok());
        let outcome = match answer {
            Ok(answer) => return Ok(answer),
            Err(Silence::Late) => Ended::TooLong,
            Err(Silence::Broken) if status.and_then(|status| status.signal()) == Some(Signal::XCPU.as_raw()) => Ended::TooLong,
            Err(Silence::Broken) => Ended::Died,
        };
        let status = status.map_or_else(|| "unknown".to_owned(), |status| status.to_string());
        tracing::warn!(work = task.name, bytes = task.body.len(), %status, "work on a file was given up: {outcome}");
        Err(outcome)
    }

    /// Every descriptor of ours is closed on exec; standard error may quote the file, so nobody reads it.
    fn start(&self) -> io::Result<Child> {
        Command::new(&self.program)
            .arg0("gongkai")
            .args(&self.arguments)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
    }
}

enum Silence {
    Late,
    Broken,
}

/// The thread that started the child waits here: the child dies with it.
fn exchanged(child: &mut Child, task: &Task<'_>, memory: u64, term: Duration) -> Result<Answer, Silence> {
    let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else { return Err(Silence::Broken) };
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(1);
        // A child that ended does not read on; that is seen in its answer.
        let writing = std::thread::Builder::new().spawn_scoped(scope, move || drop(handed_over(input, task, memory, term)));
        // The receiver may have given up.
        let reading = std::thread::Builder::new().spawn_scoped(scope, move || drop(sender.send(answered(output))));
        let answer = match receiver.recv_timeout(term) {
            Ok(answer) if writing.is_ok() && reading.is_ok() => answer.map_err(|_| Silence::Broken),
            Err(std::sync::mpsc::RecvTimeoutError::Timeout) => Err(Silence::Late),
            _ => Err(Silence::Broken),
        };
        // Ends what one of the two still waits for; a child that broke off is left the time to say how.
        if !matches!(answer, Err(Silence::Broken)) {
            let _ = child.kill();
        } else {
            ended(child, false);
        }
        answer
    })
}

fn handed_over(mut input: ChildStdin, task: &Task<'_>, memory: u64, term: Duration) -> io::Result<()> {
    input.write_all(&frame::MARK)?;
    frame::number(&mut input, memory)?;
    frame::number(&mut input, term.as_secs().max(1))?;
    frame::put(&mut input, task.reads.as_os_str().as_bytes())?;
    frame::put(&mut input, task.head)?;
    frame::put(&mut input, task.body)
}

fn answered(mut output: ChildStdout) -> io::Result<Answer> {
    frame::marked(&mut output)?;
    Ok(Answer { head: frame::take(&mut output)?, body: frame::take(&mut output)? })
}

/// Waits for the end of a child; one that goes on is killed.
fn ended(child: &mut Child, at_once: bool) -> Option<ExitStatus> {
    let until = Instant::now() + if at_once { Duration::ZERO } else { PARTING };
    while Instant::now() < until {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    // It may have ended by itself in between.
    let _ = child.kill();
    child.wait().ok()
}
