//! What happens to those who run a server: faulty rules, a folder of a newer program, huge uploads, a full disk, and
//! a log that must not tell what it must not tell.

use super::common::{Server, client, not_here, run, said};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use sqlx::{AnyConnection, Connection};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

const NAME: &str = "司马演示";
const IDENTITY: &str = "11010519491231002X";
const SUBJECT: &str = "隐秘主题（演示）";

fn application(description: &str) -> Value {
    json!({
        "organisation": "hz-housing", "subject": SUBJECT, "description": description, "form": "electronic", "delivery": "online",
        "applicant": {"kind": "natural-person", "name": NAME, "identity": {"type": "resident-identity-card", "number": IDENTITY}, "phone": "0571-87654321"},
    })
}

/// A configuration that serves a folder on any port.
fn configuration(folder: &Path, changes: &[(&str, &str)]) -> PathBuf {
    let (_, mut text, _) = said(&run(["config", "example"]));
    for (from, to) in [("127.0.0.1:8080\"\n\n# Where", "127.0.0.1:0\"\n\n# Where")].iter().chain(changes) {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    let file = folder.join("gongkai.toml");
    fs::write(&file, text).unwrap();
    file
}

#[test]
fn faulty_rules_are_not_served() {
    let folder = tempfile::tempdir().unwrap();
    let rules = folder.path().join("rules");
    fs::create_dir(&rules).unwrap();
    let file = configuration(folder.path(), &[("#: law = \".\"", "law = \"./rules\"")]);
    for (name, text, place) in [
        ("outcomes.toml", "[[outcome]]\ncolour = \"red\"\n", "outcomes.toml:2"),
        ("settings.toml", "no toml at all\n", "settings.toml:1"),
        ("remedies.toml", "[rule-set]\nname = \"remedies\"\n\n[[rule]]\nid = 7\n", "remedies.toml:"),
    ] {
        fs::write(rules.join(name), text).unwrap();
        let (status, out, err) = said(&run(["serve", "--config", file.to_str().unwrap()]));
        assert_eq!((status, out.as_str()), (2, ""), "{err}");
        assert!(err.contains(place), "{err}");
        assert!(!folder.path().join("gongkai-data").exists(), "nothing was made");
        fs::remove_file(rules.join(name)).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_a_newer_program_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = configuration(folder.path(), &[]);
    let server = Server::start(&["serve", "--config", file.to_str().unwrap()]);
    assert_eq!(server.stop().0, 0);
    let database = folder.path().join("gongkai-data/gongkai.sqlite");
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(&format!("sqlite:{}", database.display())).await.unwrap();
    sqlx::query("INSERT INTO migration (version, name, applied_at) VALUES (9999999, 'later', 0)").execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let before = fs::read(&database).unwrap();
    for arguments in [["serve", "--config"], ["ledger", "verify"]] {
        let mut arguments = arguments.to_vec();
        arguments.extend(if arguments[0] == "serve" { vec![] } else { vec!["--config"] });
        arguments.push(file.to_str().unwrap());
        let (status, out, err) = said(&run(&arguments));
        assert_eq!((status, out.as_str()), (2, ""), "{err}");
        assert!(err.contains("newer version (9999999)"), "{err}");
    }
    assert_eq!(fs::read(&database).unwrap(), before, "nothing was changed");
}

/// Fields that a browser would send with the form of a page.
async fn hidden(http: &Client, server: &Server, path: &str) -> Vec<(String, String)> {
    let page = http.get(server.url(path)).send().await.unwrap().text().await.unwrap();
    let main = page.split("<main").nth(1).unwrap();
    let value = |name: &str| {
        main.split_once(&format!("name=\"{name}\" value=\""))
            .and_then(|(_, rest)| rest.split_once('"'))
            .map(|(value, _)| value.to_owned())
            .unwrap_or_default()
    };
    ["_form", "_token", "_key"].iter().map(|name| ((*name).to_owned(), value(name))).collect()
}

async fn sign_in(server: &Server, data: &Path, role: &str) -> Client {
    let http = client();
    let who = super::common::account(data, role, "hz-housing");
    let mut fields = hidden(&http, server, "/sign-in").await;
    fields.extend([("sign_in".to_owned(), who.sign_in), ("password".to_owned(), who.password)]);
    let signed = http.post(server.url("/sign-in")).form(&fields).send().await.unwrap();
    assert_eq!(signed.status(), StatusCode::SEE_OTHER);
    http
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_of_200_megabytes_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::demo(&data, None);
    let http = sign_in(&server, &data, "publisher").await;
    let size = entries(&server).await;
    let mut form = reqwest::multipart::Form::new();
    for (name, value) in hidden(&http, &server, "/office/documents/new").await {
        form = form.text(name, value);
    }
    form = form.part("original", reqwest::multipart::Part::bytes(vec![b'x'; 200 << 20]).file_name("a.pdf"));
    let answer = http.post(server.url("/office/documents/new")).multipart(form).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let page = answer.text().await.unwrap();
    assert!(page.contains("24 MB"), "{page}");
    let large = http
        .post(server.url("/api/v1/requests"))
        .header("content-type", "application/json")
        .body(vec![b' '; 30 << 20])
        .send()
        .await
        .unwrap();
    assert_eq!(
        (large.status(), large.headers()["content-type"].to_str().unwrap()),
        (StatusCode::PAYLOAD_TOO_LARGE, "application/problem+json")
    );
    // What is announced as larger than what is read on is refused at once; the client may not get to read why.
    let huge =
        http.post(server.url("/api/v1/requests")).header("content-type", "application/json").body(vec![b' '; 200 << 20]).send().await;
    assert!(huge.is_err() || huge.is_ok_and(|answer| answer.status() == StatusCode::PAYLOAD_TOO_LARGE));
    let memory = server.memory().unwrap_or_default();
    println!("memory after the uploads: {memory} MB");
    assert!(memory < 250, "{memory} MB");
    assert_eq!(entries(&server).await, size);
    assert_eq!(http.get(server.url("/")).send().await.unwrap().status(), 200);
}

async fn entries(server: &Server) -> u64 {
    let text = client().get(server.url("/ledger/checkpoint")).send().await.unwrap().text().await.unwrap();
    text.lines().nth(1).unwrap().parse().unwrap()
}

/// A small file system in memory; unmounted by its drop.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: &Path, megabytes: u32) -> Option<SmallDisk> {
        fs::create_dir_all(at).unwrap();
        let options = format!("size={megabytes}m");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(at).stderr(Stdio::null()).status();
        mounted.is_ok_and(|status| status.success()).then(|| SmallDisk(at.to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // A process that still ends may hold it; lazily it goes when that is gone.
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_and_outlived() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::mount(&folder.path().join("disk"), 48) else {
        return not_here("a full disk on a tmpfs: mounting is not allowed here");
    };
    let data = disk.0.join("data");
    let server = Server::demo(&data, None);
    let http = client();
    let post = |description: String| http.post(server.url("/api/v1/requests")).json(&application(&description)).send();
    let first: Value = post("一".into()).await.unwrap().json().await.unwrap();
    let mut acknowledged = vec![first];

    // All room but a little is taken; then requests are made until there is none.
    let filler = disk.0.join("filler");
    fill(&filler);
    let text = "长".repeat(5_000);
    let mut refused = None;
    for number in 0..2_000 {
        let answer = post(format!("{number} {}", &text[..text.len() - 60])).await.unwrap();
        match answer.status() {
            StatusCode::CREATED => acknowledged.push(answer.json().await.unwrap()),
            status => {
                assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.text().await.unwrap());
                refused = Some(answer.text().await.unwrap());
                break;
            }
        }
    }
    let problem: Value = serde_json::from_str(&refused.expect("the disk was never full")).unwrap();
    assert_eq!(problem["status"], 503, "{problem}");
    println!("{} requests were acknowledged before the disk was full: {problem}", acknowledged.len());

    // It goes on reading, refuses every further one, and says so on pages too.
    assert_eq!(post(format!("再一 {}", &text[..text.len() - 60])).await.unwrap().status(), StatusCode::SERVICE_UNAVAILABLE);
    for path in ["/", "/documents", "/ledger", "/requests/new", "/healthz"] {
        assert_eq!(http.get(server.url(path)).send().await.unwrap().status(), 200, "{path}");
    }
    all_are_there(&server, &acknowledged).await;
    page_says_so(&server).await;

    fs::remove_file(&filler).unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let again = post("又一".into()).await.unwrap();
    assert_eq!(again.status(), StatusCode::CREATED, "{}", again.text().await.unwrap());
    acknowledged.push(again.json().await.unwrap());
    all_are_there(&server, &acknowledged).await;
    verified(&data);
    assert_eq!(server.stop().0, 0);

    let server = Server::demo(&data, None);
    all_are_there(&server, &acknowledged).await;
    assert_eq!(server.stop().0, 0);
    verified(&data);
}

/// Takes what room there is, but for a few hundred kilobytes.
fn fill(file: &Path) {
    use std::io::Write;
    let mut filler = fs::File::create(file).unwrap();
    let block = vec![0u8; 64 << 10];
    let mut written: u64 = 0;
    while filler.write_all(&block).is_ok() {
        written += block.len() as u64;
    }
    filler.set_len(written.saturating_sub(512 << 10)).unwrap();
    filler.sync_all().unwrap();
}

async fn all_are_there(server: &Server, acknowledged: &[Value]) {
    let http = client();
    for made in acknowledged {
        let number = made["number"].as_str().unwrap();
        let shown = http
            .get(server.url(&format!("/api/v1/requests/{number}")))
            .header("query-code", made["query_code"].as_str().unwrap())
            .send()
            .await
            .unwrap();
        assert_eq!(shown.status(), 200, "{number} was acknowledged and is gone");
    }
}

async fn page_says_so(server: &Server) {
    let http = client();
    let mut fields = hidden(&http, server, "/requests/new").await;
    let typed = [
        ("action", "submit"),
        ("organisation", "hz-housing"),
        ("subject", SUBJECT),
        ("description", "长"),
        ("form", "electronic"),
        ("delivery", "online"),
        ("applicant.kind", "natural-person"),
        ("applicant.name", NAME),
        ("applicant.identity.type", "resident-identity-card"),
        ("applicant.identity.number", IDENTITY),
        ("applicant.phone", "0571-87654321"),
    ];
    fields.extend(typed.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let answer = http.post(server.url("/requests/new")).form(&fields).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.text().await.unwrap().contains("<html lang=\"zh-CN\""));
}

fn verified(data: &Path) {
    let (status, out, err) = said(&run(["ledger", "verify", "--data", data.to_str().unwrap()]));
    assert_eq!(status, 0, "{out}{err}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_tells_nothing_personal() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("gongkai-data");
    assert_eq!(Server::demo(&data, None).stop().0, 0);
    let changes = [
        ("log = \"warn\"", "log = \"debug\""),
        ("open.example.org/ledger", "demo.gongkai.example/ledger"),
        ("look-ups-per-minute = 30", "look-ups-per-minute = 3000"),
        ("submissions-per-minute = 10", "submissions-per-minute = 3000"),
    ];
    let file = configuration(folder.path(), &changes);
    let log = folder.path().join("log");
    let server = Server::logged(&["serve", "--config", file.to_str().unwrap()], &log);
    let http = client();
    let made: Value =
        http.post(server.url("/api/v1/requests")).json(&application("隐秘描述（演示）")).send().await.unwrap().json().await.unwrap();
    let (number, code) = (made["number"].as_str().unwrap(), made["query_code"].as_str().unwrap());
    let mut fields = hidden(&http, &server, "/requests/status").await;
    fields.extend([("number".to_owned(), number.to_owned()), ("query_code".to_owned(), code.to_owned())]);
    let page = http.post(server.url("/requests/status")).form(&fields).send().await.unwrap().text().await.unwrap();
    assert!(page.contains(SUBJECT));
    assert!(page.contains("/requests/status/receipt"));
    let receipt = http.post(server.url("/requests/status/receipt")).form(&fields).send().await.unwrap();
    assert_eq!(receipt.status(), 200);
    let officer = sign_in(&server, &data, "case-officer").await;
    let case = format!("/office/requests/{number}");
    let mut fields = hidden(&officer, &server, &case).await;
    fields.push(("contact_reason".to_owned(), "隐秘理由（演示）".to_owned()));
    let contact = officer.post(server.url(&format!("{case}/contact"))).form(&fields).send().await.unwrap().text().await.unwrap();
    assert!(contact.contains(IDENTITY));
    let mut bad = application("隐秘描述（演示）");
    bad["applicant"]["identity"]["number"] = json!("110105194912310021");
    assert_eq!(http.post(server.url("/api/v1/requests")).json(&bad).send().await.unwrap().status(), 422);
    http.get(server.url(&format!("/documents?q={NAME}"))).send().await.unwrap();
    let password = super::common::account(&data, "case-officer", "hz-housing").password;
    assert_eq!(server.stop().0, 0);
    let log = fs::read_to_string(log).unwrap();
    assert!(log.contains("/api/v1/requests"), "each answer is logged: {log}");
    for secret in [NAME, IDENTITY, "110105194912310021", SUBJECT, "隐秘描述", "隐秘理由", "87654321", code, password.as_str()] {
        assert!(
            !log.contains(secret),
            "{secret} stands in the log: {}",
            log.lines().find(|line| line.contains(secret)).unwrap_or_default()
        );
    }
}
