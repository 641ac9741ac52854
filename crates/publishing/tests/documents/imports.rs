use crate::world::{METADATA, NOTICE, SELECTION, World};
use publishing::import::line::BadLine;
use store::testing::each_database;

#[tokio::test(flavor = "multi_thread")]
async fn the_selection_is_imported_once() {
    each_database(async |instance| {
        let world = World::new(&instance).await;
        let lines = SELECTION.lines().count() as u64;
        let first = publishing::import_documents(&world.app.store, &world.office(), SELECTION.as_bytes(), &|_| {}).await.unwrap();
        assert_eq!((first.imported, first.unchanged, first.refused.len()), (lines, 0, 0), "{first:?}");
        world.app.store.caught_up("search", first.size).await.unwrap();
        let size = world.app.store.checkpoint().await.unwrap().1;
        let second = publishing::import_documents(&world.app.store, &world.office(), SELECTION.as_bytes(), &|_| {}).await.unwrap();
        assert_eq!((second.imported, second.unchanged), (0, lines));
        assert_eq!(world.app.store.checkpoint().await.unwrap().1, size);
        assert_eq!(world.app.store.check_projections().await.unwrap(), Vec::<String>::new());
        assert_eq!(world.app.store.verify().await.unwrap().faults, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn bad_lines_are_refused_and_the_rest_goes_in() {
    each_database(async |instance| {
        let world = World::new(&instance).await;
        let good = |id: &str| format!("{{\"id\":\"{id}\",\"title\":\"某条例\",\"body\":\"第一条 甲\"}}\n");
        let text = format!(
            "{}{{\n\n{}{{\"id\":\"c\",\"title\":\"晚\",\"body\":\"甲\",\"made\":\"2099-01-01\"}}\n{{\"id\":\"d\",\"title\":\"空\",\"body\":\"\"}}\n{}",
            good("a"),
            good("a"),
            good("b")
        );
        let summary = publishing::import_documents(&world.app.store, &world.office(), text.as_bytes(), &|_| {}).await.unwrap();
        assert_eq!(summary.imported, 2);
        let refused: Vec<(u64, Option<&str>)> = summary.refused.iter().map(|line| (line.line, line.id.as_deref())).collect();
        assert_eq!(refused, [(2, None), (4, Some("a")), (5, Some("c")), (6, Some("d"))]);
        assert_eq!(summary.refused[1].why, BadLine::Twice);
        assert_eq!(summary.refused[2].why.to_string(), "made_on: The date cannot be later than today.");
    })
    .await;
}

#[tokio::test]
async fn the_notice_is_imported_once_with_its_original() {
    each_database(async |instance| {
        let world = World::new(&instance).await;
        let first = world.import_notice().await;
        assert!(first.new && first.report.is_clean());
        let again = publishing::import_document(&world.app.store, &world.app.identity, NOTICE, "notice.txt", METADATA).await.unwrap();
        assert_eq!((again.new, again.document), (false, first.document));
    })
    .await;
}

#[tokio::test]
async fn the_scraped_notice_is_repaired_and_says_what_it_could_not() {
    each_database(async |instance| {
        let world = World::new(&instance).await;
        let scraped = include_bytes!("../data/notice.as-scraped.txt");
        let done =
            publishing::import_document(&world.app.store, &world.app.identity, scraped, "notice.as-scraped.txt", METADATA).await.unwrap();
        assert_eq!(done.report.unrepaired.len(), 2);
        let page = world.get(&format!("/documents/{}", done.document)).await;
        assert!(page.text().contains("原稿有 2 处文字残缺"));
        assert!(page.text().contains("细化公开内容"));
        let original = world.get(&format!("/documents/{}/original", done.document)).await;
        assert_eq!(original.bytes, scraped);
    })
    .await;
}

#[tokio::test]
async fn an_unknown_publisher_is_named() {
    store::testing::on_sqlite(async |instance| {
        let world = World::new(&instance).await;
        let metadata = METADATA.replace("hz-office", "nowhere");
        let error = publishing::import_document(&world.app.store, &world.app.identity, NOTICE, "notice.txt", &metadata).await.unwrap_err();
        assert!(error.to_string().contains("nowhere"));
        let error = publishing::import_document(&world.app.store, &world.app.identity, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a.txt", METADATA)
            .await
            .unwrap_err();
        assert!(error.to_string().contains("image/png"));
        assert_eq!(publishing::find_organisation(&world.app.store, &world.app.identity, "330100").unwrap().id.0, "hz");
    })
    .await;
}

#[tokio::test]
async fn what_no_database_can_hold_is_refused_and_the_rest_goes_in() {
    each_database(async |instance| {
        let world = World::new(&instance).await;
        let text = "{\"id\":\"a\\u0000b\",\"title\":\"某条例\",\"body\":\"第一条 甲\"}\n{\"id\":\"c\",\"title\":\"某\\u0000条例\",\"body\":\"第一条 甲\"}\n";
        let summary = publishing::import_documents(&world.app.store, &world.office(), text.as_bytes(), &|_| {}).await.unwrap();
        assert_eq!((summary.imported, summary.repaired, summary.refused.len()), (1, 1, 1), "{summary:?}");
        assert!(summary.refused[0].why.to_string().starts_with("external_id: "));
        let metadata = METADATA.replace("subject = \"", "subject = \"\\u0000");
        assert_ne!(metadata, METADATA);
        let error = publishing::import_document(&world.app.store, &world.app.identity, NOTICE, "notice.txt", &metadata).await.unwrap_err();
        assert!(error.to_string().starts_with("subject: "), "{error}");
    })
    .await;
}
