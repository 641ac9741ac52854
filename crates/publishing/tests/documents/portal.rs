use crate::world::{NOTICE, SELECTION, World};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use store::testing::each_database;

#[tokio::test]
async fn the_notice_is_read_and_found() {
    each_database(async |instance| {
        let world = World::new(&instance).await;
        let empty = world.get("/documents").await;
        assert!(empty.text().contains("还没有公开的文件"));
        let done = world.import_notice().await;
        let path = format!("/documents/{}", done.document);
        let page = world.get(&path).await;
        assert_eq!(page.status, StatusCode::OK);
        for part in [
            "<html lang=\"zh-CN\"",
            "name=\"SiteName\"",
            "name=\"ArticleTitle\" content=\"杭州市人民政府办公厅关于进一步加强和改进政务公开工作的通知\"",
            "name=\"PubDate\" content=\"2016-08-18 00:00\"",
            "name=\"ContentSource\" content=\"杭州市人民政府办公厅\"",
            "application/ld+json",
            "id=\"1-3\"",
            "href=\"#1-3\"",
            "杭政办发电〔2016〕6号",
            "002489401/2016-00123",
            "class=\"sign\"",
            "本页内容与台账第",
        ] {
            assert!(page.text().contains(part), "{part}");
        }
        assert!(page.header(header::SET_COOKIE).is_empty());
        assert_eq!(page.text().matches("杭州市人民政府办公厅关于进一步加强和改进政务公开工作的通知</h1>").count(), 1);
        let english = world.get(&format!("/en{path}")).await;
        assert!(english.text().contains("<html lang=\"en\"") && english.text().contains("Index number"));
        for query in [
            "q=%E6%94%BF%E5%8A%A1%E5%85%AC%E5%BC%80",
            "q=%E6%9D%AD%E6%94%BF%E5%8A%9E%E5%8F%91%E7%94%B5%5B2016%5D6%E5%8F%B7",
            "status=in-force&from=2016-01-01&to=2016-12-31",
            "",
        ] {
            let found = world.get(&format!("/documents?{query}")).await;
            assert!(found.text().contains(&path), "{query}");
        }
        assert!(world.get("/documents?status=repealed").await.text().contains("没有找到"));
        let bad = world.get("/documents?from=2016&status=maybe").await;
        assert!(bad.text().contains("请按 2016-08-17 的样子填写日期") && bad.text().contains("aria-invalid"));
        let feed = world.get("/documents/feed.atom").await;
        assert!(feed.header(header::CONTENT_TYPE).starts_with("application/atom+xml") && feed.text().contains(&path));
    })
    .await;
}

#[tokio::test]
async fn what_stands_behind_the_page() {
    each_database(async |instance| {
        let world = World::new(&instance).await;
        let path = format!("/documents/{}", world.import_notice().await.document);
        let original = world.get(&format!("{path}/original")).await;
        assert_eq!(original.bytes, NOTICE);
        assert!(original.header(header::CONTENT_DISPOSITION).starts_with("attachment"));
        for part in ["/proof", "/versions", "/print"] {
            assert_eq!(world.get(&format!("{path}{part}")).await.status, StatusCode::OK, "{part}");
        }
        let receipt = world.get(&format!("{path}/receipt.json")).await;
        let key = ledger::VerifierKey::parse(&world.app.store.verifier_key()).unwrap();
        let receipt = ledger::Receipt::parse(receipt.text()).unwrap();
        receipt.verify(&key).unwrap();
        for missing in [
            "/documents/nothing",
            "/documents/%3Cscript%3E",
            "/documents/nothing/proof",
            "/documents/nothing/receipt.json",
            "/documents/nothing/original",
        ] {
            assert_eq!(world.get(missing).await.status, StatusCode::NOT_FOUND, "{missing}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_unchanged_page_is_not_sent_again() {
    store::testing::on_sqlite(async |instance| {
        let world = World::new(&instance).await;
        let path = format!("/documents/{}", world.import_notice().await.document);
        for uri in [path.as_str(), "/documents", "/documents/feed.atom", &format!("/api/v1{path}")] {
            let first = world.get(uri).await;
            let again = world.get(uri).await;
            assert_eq!(first.bytes, again.bytes, "{uri}");
            let request = Request::get(uri)
                .header(header::HOST, "open.example")
                .header(header::IF_NONE_MATCH, first.header(header::ETAG))
                .body(Body::empty())
                .unwrap();
            assert_eq!(world.send(request).await.status, StatusCode::NOT_MODIFIED, "{uri}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn turning_the_pages_loses_nothing_and_shows_nothing_twice() {
    each_database(async |instance| {
        let world = World::new(&instance).await;
        world.import_notice().await;
        let summary = publishing::import_documents(&world.app.store, &world.office(), SELECTION.as_bytes(), &|_| {}).await.unwrap();
        world.app.store.caught_up("search", summary.size).await.unwrap();
        for question in ["", "sort=date", "q=%E5%85%AC%E5%BC%80", "status=in-force&sort=date"] {
            let mut next = format!("/documents?{question}");
            let mut seen = Vec::new();
            loop {
                let answer = world.get(&next).await;
                let hits = &answer.text()[answer.text().find("<ol class=\"list hits\"").unwrap()..];
                seen.extend(hits.split("<h2><a href=\"/documents/").skip(1).map(|rest| rest.split(['"', '#']).next().unwrap().to_owned()));
                match hits.split("rel=\"next\" href=\"").nth(1) {
                    Some(rest) => next = rest.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&"),
                    None => break,
                }
            }
            let listed = seen.len();
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(listed, seen.len(), "{question}: one is shown twice");
            let total =
                world.get(&format!("/documents?{question}")).await.text().split("共 ").nth(1).unwrap().split(' ').next().unwrap().parse();
            assert_eq!(Ok(listed), total, "{question}");
            if question.is_empty() {
                assert_eq!(listed as u64, summary.imported + 1);
            }
        }
    })
    .await;
}
