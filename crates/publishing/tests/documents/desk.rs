use crate::world::World;
use axum::http::{StatusCode, header};
use store::testing::each_database;

const SCRIPT: &str = "\"'><script>alert(1)</script>";

fn fields<'a>(title: &'a str, text: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("title", title),
        ("number", "杭政办〔2026〕1号"),
        ("issuer", "杭州市人民政府办公厅"),
        ("made_on", "2026-11-20"),
        ("subject", "综合政务"),
        ("mode", "proactive"),
        ("status", "in-force"),
        ("text", text),
    ]
}

#[tokio::test]
async fn from_draft_to_page_and_back() {
    each_database(async |instance| {
        let world = World::new(&instance).await.with_people().await;
        let (publisher, reviewer) = (world.sign_in("office-publisher").await, world.sign_in("office-confidentiality").await);
        let title = format!("关于演示的通知{SCRIPT}");
        let new = "/office/documents/new?organisation=hz-office";
        let drafted = world
            .post_file(
                &publisher,
                new,
                "/office/documents/new",
                &fields(&title, "一、甲\n（一）乙"),
                Some(("稿.pdf", b"%PDF-1.7\n%%EOF\n")),
            )
            .await;
        assert_eq!(drafted.status, StatusCode::SEE_OTHER, "{}", drafted.text());
        let desk = drafted.header(header::LOCATION).to_owned();
        let id = desk.rsplit('/').next().unwrap().to_owned();
        let public = format!("/documents/{id}");
        assert_eq!(world.get(&public).await.status, StatusCode::NOT_FOUND);
        assert_eq!(world.get(&format!("/api/v1{public}")).await.status, StatusCode::NOT_FOUND);
        let step =
            async |cookie: &str, act: &str, given: &[(&str, &str)]| world.post_form(cookie, &desk, &format!("{desk}/{act}"), given).await;
        assert_eq!(step(&publisher, "publish", &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(step(&publisher, "ask", &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(world.get_as(&publisher, &desk).await.text().matches("/pass\"").count(), 0);
        assert_eq!(step(&reviewer, "pass", &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(step(&publisher, "publish", &[]).await.status, StatusCode::SEE_OTHER);
        let page = world.get(&public).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text().contains("33010000/2026-00001") && !page.text().contains("<script>alert"));
        assert!(page.text().contains("2026-11-24"));
        assert_eq!(world.get(&format!("{public}/original")).await.header(header::CONTENT_TYPE), "application/pdf");
        let marked = step(&publisher, "mark", &[("status", "repealed"), ("on", "2026-11-24"), ("by", "清理结果")]).await;
        assert_eq!(marked.status, StatusCode::SEE_OTHER);
        assert!(world.get(&public).await.text().contains("已废止"));
        // A new version may name a validity, too, though its form offers none: that is not how a repealed document comes back into force.
        let edit = format!("{desk}/edit");
        let form = world.get_as(&publisher, &edit).await;
        assert!(form.text().contains("有效性以标注为准") && !form.text().contains("<select"));
        let revised = world.post_file(&publisher, &edit, &edit, &fields(&title, "一、甲\n（一）乙、丙"), None).await;
        assert_eq!(revised.status, StatusCode::SEE_OTHER, "{}", revised.text());
        for (who, act) in [(&publisher, "ask"), (&reviewer, "pass"), (&publisher, "publish")] {
            assert_eq!(step(who, act, &[]).await.status, StatusCode::SEE_OTHER, "{act}");
        }
        let page = world.get(&public).await;
        assert!(page.text().contains("乙、丙") && page.text().contains("已废止") && !page.text().contains("有效</span>"));
        assert_eq!(world.get(&format!("/api/v1{public}")).await.json()["status"], "repealed");
        assert_eq!(step(&publisher, "withdraw", &[("withdrawal", "")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(step(&publisher, "withdraw", &[("withdrawal", SCRIPT)]).await.status, StatusCode::SEE_OTHER);
        let gone = world.get(&public).await;
        assert!(gone.text().contains("此文件已撤回") && !gone.text().contains("<script>alert"));
        assert_eq!(world.get(&format!("/api/v1{public}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(world.app.store.check_projections().await.unwrap(), Vec::<String>::new());
        let desk_page = world.get_as(&publisher, "/office/documents?organisation=hz-office").await;
        assert!(desk_page.text().contains("已撤回") && !desk_page.text().contains("<script>alert"));
    })
    .await;
}

#[tokio::test]
async fn bad_forms_say_what_to_do_and_keep_what_was_typed() {
    store::testing::on_sqlite(async |instance| {
        let world = World::new(&instance).await.with_people().await;
        let publisher = world.sign_in("office-publisher").await;
        let new = "/office/documents/new?organisation=hz-office";
        let mut bad = fields("", SCRIPT);
        bad.retain(|(name, _)| *name != "made_on");
        bad.push(("made_on", "2099-01-01"));
        let answer = world
            .post_file(&publisher, new, "/office/documents/new", &bad, Some(("a.exe", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0\xb8")))
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        for part in ["href=\"#f-title\"", "标题：请填写这一项。", "成文日期：日期不能晚于今天", "请换一种格式", "2099-01-01"]
        {
            assert!(answer.text().contains(part), "{part}");
        }
        assert!(!answer.text().contains("<script>alert"));
        assert!(world.get_as(&publisher, "/office/documents?organisation=hz-office").await.text().contains("还没有文件"));
    })
    .await;
}

#[tokio::test]
async fn the_same_form_sent_twice_makes_one_document() {
    store::testing::on_sqlite(async |instance| {
        let world = World::new(&instance).await.with_people().await;
        let publisher = world.sign_in("office-publisher").await;
        let new = "/office/documents/new?organisation=hz-office";
        let mut once = fields("关于演示的通知", "一、甲");
        once.push(("_key", "the-same"));
        let first = world.post_file(&publisher, new, "/office/documents/new", &once, None).await;
        let second = world.post_file(&publisher, new, "/office/documents/new", &once, None).await;
        assert_eq!(first.header(header::LOCATION), second.header(header::LOCATION));
        assert_eq!(world.get_as(&publisher, "/office/documents?organisation=hz-office").await.text().matches("关于演示的通知").count(), 1);
        let desk = first.header(header::LOCATION).to_owned();
        let stale = world.post_form(&publisher, &desk, &format!("{desk}/ask"), &[]).await;
        assert_eq!(stale.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn others_are_kept_out() {
    store::testing::on_sqlite(async |instance| {
        let world = World::new(&instance).await.with_people().await;
        let publisher = world.sign_in("office-publisher").await;
        let drafted =
            world.post_file(&publisher, "/office/documents/new", "/office/documents/new", &fields("关于演示的通知", "一、甲"), None).await;
        let desk = drafted.header(header::LOCATION).to_owned();
        for (name, path) in [
            ("housing-clerk", "/office/documents"),
            ("office-confidentiality", "/office/documents/new"),
            ("housing-publisher", "/office/documents?organisation=hz-office"),
        ] {
            let cookie = world.sign_in(name).await;
            assert_eq!(world.get_as(&cookie, path).await.status, StatusCode::FORBIDDEN, "{name} {path}");
        }
        assert_eq!(world.get(&desk).await.status, StatusCode::SEE_OTHER);
        // What another body prepares is not there; what it published is, but is not theirs to change.
        let housing = world.sign_in("housing-publisher").await;
        let published = format!("/office/documents/{}", world.import_notice().await.document);
        for (desk, status) in [(desk, StatusCode::NOT_FOUND), (published, StatusCode::FORBIDDEN)] {
            for path in [desk.clone(), format!("{desk}/edit"), format!("{desk}/original")] {
                assert_eq!(world.get_as(&housing, &path).await.status, status, "{path}");
            }
            for step in ["ask", "pass", "return", "publish", "mark", "withdraw"] {
                let foreign = world.post_form(&housing, "/office/documents/new", &format!("{desk}/{step}"), &[("version", "1")]).await;
                assert_eq!(foreign.status, status, "{step}");
            }
        }
    })
    .await;
}
