//! Work on bytes that somebody else made, in a process of its own that lives for one task.
//!
//! A reader of a foreign format that loops, overflows its stack or fills the memory cannot be stopped from within. Here
//! it takes nobody with it: the parent hands the task over on standard input, takes the answer from standard output, and
//! kills the child when its term is over. Before the child sees a byte of the file it takes from itself what it does not
//! need: memory and processor time beyond its limits, opening files and sockets, writing files, leaving a core.
//!
//! [`Sandbox`] is the parent's side and blocks; [`serve`] is what the child does. What is read and answered is up to a
//! [`Worker`], which is handed in.

mod child;
mod frame;
mod process;
mod queue;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

pub use child::serve;

use process::Program;
use queue::Queue;

/// One piece of work.
#[derive(Debug, Clone, Copy)]
pub struct Task<'a> {
    /// A word for it that stands in the log: nothing of the file.
    pub name: &'static str,
    /// How long it may take.
    pub term: Term,
    /// A file of ours that the worker needs, read before the limits are set.
    pub reads: &'a Path,
    /// What is to be done, as the worker understands it.
    pub head: &'a [u8],
    /// The bytes that somebody else made.
    pub body: &'a [u8],
}

/// Which of the two terms a task has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// A page.
    Short,
    /// A whole file.
    Long,
}

/// What the worker is handed.
#[derive(Debug)]
pub struct Handed {
    /// The file of ours.
    pub read: Vec<u8>,
    /// What is to be done.
    pub head: Vec<u8>,
    /// The bytes that somebody else made.
    pub body: Vec<u8>,
}

/// What the worker answers. A parent reads it as it reads everything that comes from outside.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// Words about it.
    pub head: Vec<u8>,
    /// Bytes.
    pub body: Vec<u8>,
}

/// Does the work.
pub type Worker = fn(Handed) -> Answer;

/// What a child may take, and how many there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Term of a page, after which the child is killed.
    pub short: Duration,
    /// Term of a whole file.
    pub long: Duration,
    /// Address space, in bytes.
    pub memory: u64,
    /// So many children at once; at least 1.
    pub at_once: usize,
    /// So many tasks wait for their turn.
    pub waiting: usize,
    /// So long one waits.
    pub wait: Duration,
}

/// Why there is no answer.
#[derive(thiserror::Error, Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// Too many tasks run and wait.
    #[error("too many tasks are under way")]
    Busy,
    /// Its term was over, and it was killed.
    #[error("the task took longer than its term")]
    TooLong,
    /// The process ended without an answer: memory, stack or a fault of the reader.
    #[error("the process ended without an answer")]
    Died,
    /// No process can be started here.
    #[error("no process could be started: {0}")]
    Unavailable(String),
}

/// Where tasks are carried out. Cheap to clone: all clones share one queue.
#[derive(Debug, Clone)]
pub struct Sandbox {
    way: Arc<Way>,
}

#[derive(Debug)]
enum Way {
    Nowhere,
    Here(Worker),
    Process { program: Program, limits: Limits, queue: Queue },
}

impl Sandbox {
    /// A process of its own for each task: this program with these arguments, which calls [`serve`].
    pub fn process(program: PathBuf, arguments: Vec<String>, limits: Limits) -> Self {
        let queue = Queue::new(limits.at_once, limits.waiting, limits.wait);
        Self { way: Arc::new(Way::Process { program: Program { program, arguments }, limits, queue }) }
    }

    /// In this process, without any limit: for tests.
    pub fn here(worker: Worker) -> Self {
        Self { way: Arc::new(Way::Here(worker)) }
    }

    /// For what never has such a task: every one is answered with [`Ended::Unavailable`].
    pub fn none() -> Self {
        Self { way: Arc::new(Way::Nowhere) }
    }

    /// Has a task done. Blocks.
    ///
    /// # Errors
    /// [`Ended`]; all but `Busy` stand in the log too.
    pub fn ask(&self, task: &Task<'_>) -> Result<Answer, Ended> {
        match &*self.way {
            Way::Nowhere => Err(Ended::Unavailable("none is set".into())),
            Way::Here(worker) => {
                let read = std::fs::read(task.reads).map_err(|fault| Ended::Unavailable(fault.to_string()))?;
                Ok(worker(Handed { read, head: task.head.to_vec(), body: task.body.to_vec() }))
            }
            Way::Process { program, limits, queue } => {
                let _turn = queue.turn()?;
                program.ask(task, limits)
            }
        }
    }
}
