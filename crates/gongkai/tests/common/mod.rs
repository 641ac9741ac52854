//! The built program, started as anybody would start it.

#![allow(dead_code, reason = "each test program uses what it needs; not each leaves something over")]

use serde_json::Value;
use std::{
    ffi::OsStr,
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Output, Stdio},
    time::{Duration, Instant},
};

/// A variable of the environment, where it says something.
#[expect(clippy::disallowed_methods, reason = "tests are told by the environment what there is")]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Says that a suite is skipped; where nothing may be skipped, fails.
pub fn skipped(what: &str) {
    assert!(variable("GONGKAI_CI").is_none(), "{what}: in .ci/run nothing may be skipped");
    println!("skipped: {what}");
}

/// Says that a suite is skipped because this machine does not allow it; that is no fault in `.ci/run` either.
pub fn not_here(what: &str) {
    println!("skipped: {what}");
}

/// The program with arguments, its answer awaited.
pub fn run<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gongkai")).args(arguments).stdin(Stdio::null()).output().unwrap()
}

/// Exit status, standard output, standard error.
pub fn said(output: &Output) -> (i32, String, String) {
    (output.status.code().unwrap(), String::from_utf8(output.stdout.clone()).unwrap(), String::from_utf8(output.stderr.clone()).unwrap())
}

/// An account of the demo city.
#[derive(Debug, Clone)]
pub struct Account {
    pub sign_in: String,
    pub password: String,
}

/// A running server; ended by its drop.
pub struct Server {
    child: Child,
    out: BufReader<ChildStdout>,
    pub base: String,
    /// what it said before it was ready
    pub before: Vec<String>,
    /// how long it took to be ready
    pub took: Duration,
}

impl Server {
    pub fn demo(data: &Path, postgres: Option<&str>) -> Server {
        let mut arguments = vec!["demo", "--port", "0", "--data", data.to_str().unwrap()];
        arguments.extend(postgres.iter().flat_map(|url| ["--postgres", url]));
        Self::start(&arguments)
    }

    pub fn start(arguments: &[&str]) -> Server {
        Self::with(arguments, Stdio::inherit())
    }

    /// With its log in a file.
    pub fn logged(arguments: &[&str], log: &Path) -> Server {
        Self::with(arguments, std::fs::File::create(log).unwrap().into())
    }

    fn with(arguments: &[&str], log: Stdio) -> Server {
        let begin = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_gongkai"))
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        // From here on it is ended whatever happens.
        let mut server = Server { child, out, base: String::new(), before: Vec::new(), took: Duration::ZERO };
        loop {
            let mut line = String::new();
            if server.out.read_line(&mut line).unwrap() == 0 {
                panic!("it ended with {:?} before it was ready: {:?}", server.child.wait(), server.before);
            }
            let line = line.trim_end().to_owned();
            if let Some(address) = line.strip_prefix("listening on ") {
                server.base = address.strip_suffix('/').unwrap().to_owned();
                server.took = begin.elapsed();
                return server;
            }
            server.before.push(line);
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub fn port(&self) -> &str {
        self.base.rsplit(':').next().unwrap()
    }

    /// Megabytes at rest.
    pub fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        Some(line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok()? / 1024)
    }

    /// SIGTERM; answers exit status, time taken, and what was said after the ready line.
    pub fn stop(mut self) -> (i32, Duration, String) {
        let begin = Instant::now();
        assert!(Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap().success());
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        let status = self.child.wait().unwrap();
        (status.code().unwrap_or(-1), begin.elapsed(), rest)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Who can sign in, by role and organisation.
pub fn account(data: &Path, role: &str, organisation: &str) -> Account {
    let accounts: Value = serde_json::from_str(&std::fs::read_to_string(data.join("demo-accounts.json")).unwrap()).unwrap();
    let found = accounts.as_array().unwrap().iter().find(|account| account["role"] == role && account["organisation"] == organisation);
    let found = found.unwrap_or_else(|| panic!("no {role} at {organisation}"));
    Account { sign_in: found["sign_in"].as_str().unwrap().to_owned(), password: found["password"].as_str().unwrap().to_owned() }
}

/// A client with cookies that follows no redirect.
pub fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .cookie_store(true)
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(30))
        .build()
        .unwrap()
}

/// Every file below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { waiting.push(path) } else { found.push(path) }
        }
    }
    found
}
