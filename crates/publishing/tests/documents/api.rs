use crate::world::{SELECTION, World};
use axum::http::{StatusCode, header};
use std::collections::HashSet;
use store::testing::each_database;

#[tokio::test]
async fn lists_and_whole_documents() {
    each_database(async |instance| {
        let world = World::new(&instance).await;
        let notice = world.import_notice().await.document;
        let summary = publishing::import_documents(&world.app.store, &world.office(), SELECTION.as_bytes(), &|_| {}).await.unwrap();
        world.app.store.caught_up("search", summary.size).await.unwrap();
        let mut next = "/api/v1/documents?limit=10&sort=date".to_owned();
        let mut seen = HashSet::new();
        loop {
            let page = world.get(&next).await;
            assert_eq!(page.status, StatusCode::OK);
            let page = page.json();
            for item in page["items"].as_array().unwrap() {
                assert!(seen.insert(item["id"].as_str().unwrap().to_owned()));
            }
            match page["next"].as_str() {
                Some(url) => next = url.to_owned(),
                None => break,
            }
        }
        assert_eq!(seen.len() as u64, summary.imported + 1);
        let found = world.get("/api/v1/documents?q=%E6%94%BF%E7%AD%96%E8%A7%A3%E8%AF%BB%E5%BA%94%E4%BA%8E%E6%96%87%E4%BB%B6%E5%85%AC%E5%BC%80%E5%90%8E3%E4%B8%AA%E5%B7%A5%E4%BD%9C%E6%97%A5%E5%86%85").await.json();
        assert_eq!(found["items"][0]["id"], notice.as_str());
        assert_eq!(found["items"][0]["anchor"], "1-3");
        let whole = world.get(&format!("/api/v1/documents/{notice}")).await.json();
        assert_eq!(whole["number"], "杭政办发电〔2016〕6号");
        assert_eq!(whole["demo_values"][0], "index_number");
        let clause = whole["body"].as_array().unwrap().iter().find(|node| node["anchor"] == "1").unwrap();
        assert_eq!(clause["children"][2]["anchor"], "1-3");
        assert!(whole["text"].as_str().unwrap().contains("政策解读"));
    })
    .await;
}

#[tokio::test]
async fn bad_questions_are_problems() {
    store::testing::on_sqlite(async |instance| {
        let world = World::new(&instance).await;
        let id = world.import_notice().await.document;
        for query in [
            "colour=red",
            "from=2016-8-1",
            "to=x",
            "status=maybe",
            "sort=size",
            "limit=0",
            "limit=101",
            "limit=x",
            "cursor=x",
            "q=%FF",
            "q=%00",
            "q=a&q=b",
        ] {
            let answer = world.get(&format!("/api/v1/documents?{query}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
            assert_eq!(answer.header(header::CONTENT_TYPE), "application/problem+json", "{query}");
        }
        assert_eq!(world.get(&format!("/api/v1/documents/{id}?x=1")).await.status, StatusCode::BAD_REQUEST);
        assert_eq!(world.get("/api/v1/documents/nothing").await.status, StatusCode::NOT_FOUND);
        assert_eq!(world.get("/api/v1/documents/%00").await.status, StatusCode::NOT_FOUND);
    })
    .await;
}
