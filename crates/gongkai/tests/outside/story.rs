//! The story over HTTP: a notice published, found, read; a request received, followed, proved. On each database.

use super::common::{Server, account, client, files, run, said, skipped};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use sqlx::{AnyConnection, Connection};
use std::{fs, path::Path, time::Duration};

const NUMBER: &str = "杭政办发电〔2016〕6号";
const NAME: &str = "欧阳演示";
const IDENTITY: &str = "11010519491231002X";

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite() {
    store::testing::on_sqlite(|instance| async move { story(&instance.data, None).await }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgresql() {
    match store::testing::postgres_url() {
        None => skipped("the story on PostgreSQL: GONGKAI_TEST_POSTGRES_URL is not set"),
        Some(url) => {
            store::testing::on_postgres(&url, |instance| async move { story(&instance.data, instance.postgres.as_deref()).await }).await
        }
    }
}

async fn story(data: &Path, postgres: Option<&str>) {
    let server = Server::demo(data, postgres);
    println!("first start of the demo city: {:?}", server.took);
    let http = client();
    alive(&server, &http).await;
    let page = notice(&server, &http).await;
    let made = request(&server, &http).await;
    proofs(&server, &http, data, &made).await;
    beside_a_server(&server, data, postgres);
    println!("memory after the story: {:?} MB", server.memory());
    assert!(server.before.iter().any(|line| line.contains(&account(data, "case-officer", "hz-housing").password)));

    let (status, took, rest) = server.stop();
    assert_eq!((status, rest.as_str()), (0, ""));
    assert!(took < Duration::from_secs(10), "{took:?}");
    nothing_personal_in_the_clear(data);

    imports(data, postgres);
    again(data, postgres, &page, &made).await;
    if postgres.is_none() {
        changed_by_hand(data).await;
    }
    reset(data, postgres).await;
}

async fn get(http: &Client, server: &Server, path: &str) -> (StatusCode, String) {
    let response = http.get(server.url(path)).send().await.unwrap();
    (response.status(), response.text().await.unwrap())
}

async fn alive(server: &Server, http: &Client) {
    for path in ["/healthz", "/readyz"] {
        assert_eq!(get(http, server, path).await.0, 200, "{path}");
    }
    let (status, metrics) = get(http, server, "/metrics").await;
    assert_eq!(status, 200);
    assert!(metrics.contains("gongkai_ledger_entries") && metrics.contains("gongkai_http_answers_total"), "{metrics}");
    let (_, document) = get(http, server, "/openapi.json").await;
    let document: Value = serde_json::from_str(&document).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let (status, home) = get(http, server, "/").await;
    assert_eq!(status, 200);
    assert!(home.contains("演示") && home.contains("<html lang=\"zh-CN\""));
    assert!(get(http, server, "/en").await.1.contains("<html lang=\"en\""));
    assert_eq!(get(http, server, "/no-such-page").await.0, 404);
}

/// Answers the notice's page.
async fn notice(server: &Server, http: &Client) -> String {
    let mut page = String::new();
    for typed in [
        NUMBER,
        "杭政办发电[2016]6号",
        "杭政办发电（2016）6号",
        "杭政办发电【2016】6号",
        "杭政辦發電〔2016〕6號",
        "进一步加强和改进政务公开工作",
    ] {
        let response = http.get(server.url("/api/v1/documents")).query(&[("q", typed)]).send().await.unwrap();
        assert_eq!(response.status(), 200, "{typed}");
        let found: Value = response.json().await.unwrap();
        let first = &found["items"][0];
        assert_eq!(first["number"], NUMBER, "{typed}: {found}");
        page = first["url"].as_str().unwrap().to_owned();
        assert_eq!(get(http, server, &format!("/api/v1/documents/{}", first["id"].as_str().unwrap())).await.0, 200);
    }
    let path = page.strip_prefix(&server.base).unwrap_or(&page).to_owned();
    let response = http.get(server.url(&path)).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(!response.headers().contains_key("set-cookie"), "a page that is only read sets no cookie");
    let tag = response.headers()["etag"].clone();
    let text = response.text().await.unwrap();
    for part in [NUMBER, "name=\"ArticleTitle\"", "name=\"PubDate\"", "application/ld+json", "索引号"] {
        assert!(text.contains(part), "{part}");
    }
    let again = http.get(server.url(&path)).header("if-none-match", tag).send().await.unwrap();
    assert_eq!(again.status(), 304);
    path
}

fn application() -> Value {
    json!({
        "organisation": "hz-housing",
        "applicant": {"kind": "natural-person", "name": NAME, "identity": {"type": "resident-identity-card", "number": IDENTITY}, "phone": "13800000000"},
        "subject": "物业维修资金收支",
        "description": "2015 年度",
        "form": "electronic",
        "delivery": "online",
    })
}

struct Made {
    number: String,
    query_code: String,
    receipt: Value,
}

async fn request(server: &Server, http: &Client) -> Made {
    let post = |body: Value, key: &'static str| http.post(server.url("/api/v1/requests")).header("idempotency-key", key).json(&body).send();
    let first = post(application(), "一").await.unwrap();
    assert_eq!(first.status(), 201, "{}", first.text().await.unwrap());
    assert!(first.headers().contains_key("location"));
    let first: Value = first.json().await.unwrap();
    let again: Value = post(application(), "一").await.unwrap().json().await.unwrap();
    assert_eq!(first, again);
    let mut other = application();
    other["subject"] = json!("别的");
    assert_eq!(post(other, "一").await.unwrap().status(), 422);
    let new: Value = post(application(), "二").await.unwrap().json().await.unwrap();
    assert_ne!(first["number"], new["number"]);
    for member in ["number", "query_code", "status", "received_on", "due_on", "provisional", "rule", "receipt"] {
        assert!(!first[member].is_null(), "{member}: {first}");
    }
    assert_eq!(first["rule"]["regime"], "2019");

    let mut bad = application();
    bad["applicant"]["identity"]["number"] = json!("110105194912310021");
    let refused = http.post(server.url("/api/v1/requests")).json(&bad).send().await.unwrap();
    assert_eq!(
        (refused.status(), refused.headers()["content-type"].to_str().unwrap()),
        (StatusCode::UNPROCESSABLE_ENTITY, "application/problem+json")
    );
    let problem: Value = refused.json().await.unwrap();
    assert_eq!(problem["errors"][0]["field"], "/applicant/identity/number", "{problem}");

    let (number, query_code) = (first["number"].as_str().unwrap().to_owned(), first["query_code"].as_str().unwrap().to_owned());
    let look = |number: String, code: String| http.get(server.url(&format!("/api/v1/requests/{number}"))).header("query-code", code).send();
    let shown: Value = look(number.clone(), query_code.clone()).await.unwrap().json().await.unwrap();
    assert_eq!(shown["status"], "running", "{shown}");
    assert!(shown["reply"].is_null());
    assert!(!shown["timeline"].as_array().unwrap().is_empty());
    let mut answers = Vec::new();
    for (number, code) in [
        (number.clone(), "AAAA-AAAA-AAAA-AAAA".to_owned()),
        ("HZ-HOUSING-2026-99999".to_owned(), query_code.clone()),
        ("x".to_owned(), "x".to_owned()),
    ] {
        let answer = look(number, code).await.unwrap();
        assert_eq!(answer.status(), 404);
        answers.push(answer.bytes().await.unwrap());
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "a wrong code, an unknown number and a malformed one answer alike");
    Made { number, query_code, receipt: first["receipt"].clone() }
}

async fn proofs(server: &Server, http: &Client, data: &Path, made: &Made) {
    let (_, key) = get(http, server, "/ledger/key").await;
    let file = data.with_extension("receipt.json");
    let check = |text: &str| {
        fs::write(&file, text).unwrap();
        said(&run(["ledger", "verify", "--receipt", file.to_str().unwrap(), "--key", key.trim()])).0
    };
    assert_eq!(check(&made.receipt.to_string()), 0);
    let mut changed = made.receipt.clone();
    changed["salt"] = json!("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    assert_eq!(check(&changed.to_string()), 1);
    assert_eq!(check("no receipt"), 1);
    assert_eq!(check("{}"), 1);
    let wrong_key = "a.example/ledger+00000000+AAAA";
    assert_eq!(said(&run(["ledger", "verify", "--receipt", file.to_str().unwrap(), "--key", wrong_key])).0, 2);

    let (status, checkpoint) = get(http, server, "/ledger/checkpoint").await;
    assert_eq!(status, 200);
    let size: u64 = checkpoint.lines().nth(1).unwrap().parse().unwrap();
    assert!(size > 40, "{checkpoint}");
    let (full, partial) = (size / 256, size % 256);
    let mut tiles: Vec<String> = (0..full).map(|tile| format!("{tile:03}")).collect();
    if partial > 0 {
        tiles.push(format!("{full:03}.p/{partial}"));
    }
    for tile in tiles {
        for kind in ["0", "entries"] {
            let response = http.get(server.url(&format!("/ledger/tile/{kind}/{tile}"))).send().await.unwrap();
            assert_eq!(response.status(), 200, "{kind}/{tile}");
            let bytes = response.bytes().await.unwrap();
            let width = if tile.contains(".p/") { partial } else { 256 };
            assert!(kind == "entries" || bytes.len() as u64 == width * 32, "{kind}/{tile}");
        }
    }
    assert_eq!(get(http, server, "/ledger/tile/0/999").await.0, 404);
}

fn place<'a>(data: &'a Path, postgres: Option<&'a str>) -> Vec<&'a str> {
    let mut place = vec!["--data", data.to_str().unwrap()];
    place.extend(postgres.iter().flat_map(|url| ["--postgres", url]));
    place
}

fn command(arguments: &[&str], data: &Path, postgres: Option<&str>) -> (i32, String, String) {
    said(&run(arguments.iter().copied().chain(place(data, postgres))))
}

fn beside_a_server(server: &Server, data: &Path, postgres: Option<&str>) {
    let (status, out, err) = command(&["ledger", "verify"], data, postgres);
    assert_eq!((status, out.lines().count()), (0, 1), "{out}{err}");
    assert!(out.contains("size ") && out.contains("root "), "{out}");
    let (status, out, err) = command(&["search", "query", NUMBER, "--json"], data, postgres);
    assert_eq!((status, err.as_str()), (0, ""));
    let hits: Value = serde_json::from_str(&out).unwrap();
    assert!(hits[0]["title"].as_str().unwrap().contains("政务公开"), "{hits}");
    assert!(hits[0].get("id").is_some() && hits[0].get("anchor").is_some());
    for unsafe_beside in [["search", "rebuild"].as_slice(), &["import", "documents", "/dev/null"]] {
        let (status, _, err) = command(unsafe_beside, data, postgres);
        assert_eq!(status, 2);
        assert!(err.contains("another program"), "{err}");
    }
    let (status, _, err) = said(&run(["demo", "--port", server.port(), "--data", data.to_str().unwrap()]));
    assert_eq!(status, 2);
    assert!(err.contains("in use by another program"), "{err}");
    if postgres.is_some() {
        let (status, _, err) = command(&["ledger", "verify"], data, None);
        assert_eq!(status, 2);
        assert!(err.contains("--postgres"), "{err}");
    }
}

fn nothing_personal_in_the_clear(data: &Path) {
    for file in files(data) {
        let bytes = fs::read(&file).unwrap();
        for secret in [NAME, IDENTITY, "13800000000"] {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} stands in {}", file.display());
        }
    }
}

fn imports(data: &Path, postgres: Option<&str>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("documents.jsonl");
    let selection = include_str!("../../../../demo/documents/selection.jsonl").lines().next().unwrap();
    let mut one: Value = serde_json::from_str(selection).unwrap();
    one["id"] = json!("a-new-one");
    one["title"] = json!("关于鸬鹚演示试点的通知");
    fs::write(&file, format!("{one}\nno json\n")).unwrap();
    let import = ["import", "documents", file.to_str().unwrap(), "--organisation", "hz-office"];
    let (status, out, err) = command(&import, data, postgres);
    assert_eq!((status, err.as_str()), (0, ""), "{out}");
    assert!(out.starts_with("1 imported") && out.contains("1 refused") && out.contains("line 2"), "{out}");
    let (_, found, _) = command(&["search", "query", "鸬鹚演示试点"], data, postgres);
    assert!(found.contains("鸬鹚"), "an import is searchable when the command ends: {found}");
    let (_, out, _) = command(&import, data, postgres);
    assert!(out.starts_with("0 imported") && out.contains("1 there already"), "{out}");
    let (status, out, err) = command(&["search", "rebuild"], data, postgres);
    assert_eq!(status, 0, "{err}");
    assert!(out.contains("documents indexed"), "{out}");
    let (_, found, _) = command(&["search", "query", "鸬鹚演示试点"], data, postgres);
    assert!(found.contains("鸬鹚"), "{found}");
    let unknown = ["import", "documents", file.to_str().unwrap(), "--organisation", "nobody"];
    assert_eq!(command(&unknown, data, postgres).0, 2);
}

async fn again(data: &Path, postgres: Option<&str>, page: &str, made: &Made) {
    let accounts = fs::read_to_string(data.join("demo-accounts.json")).unwrap();
    let server = Server::demo(data, postgres);
    println!("start of a folder that exists: {:?}", server.took);
    assert!(server.took < Duration::from_secs(5), "{:?}", server.took);
    assert_eq!(accounts, fs::read_to_string(data.join("demo-accounts.json")).unwrap());
    assert!(server.before.iter().any(|line| line.contains(&account(data, "auditor", "hz").sign_in)));
    let http = client();
    assert_eq!(get(&http, &server, page).await.0, 200);
    let shown =
        http.get(server.url(&format!("/api/v1/requests/{}", made.number))).header("query-code", &made.query_code).send().await.unwrap();
    assert_eq!(shown.status(), 200);
    assert_eq!(server.stop().0, 0);
}

async fn changed_by_hand(data: &Path) {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(&format!("sqlite:{}", data.join("gongkai.sqlite").display())).await.unwrap();
    sqlx::query("UPDATE event SET actor = 'nobody' WHERE idx = 7").execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let (status, out, err) = command(&["ledger", "verify"], data, None);
    assert_eq!((status, out.as_str()), (1, ""));
    assert!(err.contains('7'), "{err}");
}

async fn reset(data: &Path, postgres: Option<&str>) {
    let before = fs::read_to_string(data.join("keys/ledger.key")).unwrap();
    let mut arguments = vec!["demo", "--reset", "--port", "0"];
    arguments.extend(place(data, postgres));
    let server = Server::start(&arguments);
    assert_ne!(before, fs::read_to_string(data.join("keys/ledger.key")).unwrap());
    let (status, _, err) = command(&["ledger", "verify"], data, postgres);
    assert_eq!(status, 0, "{err}");
    assert_eq!(server.stop().0, 0);
}
