//! How marks are made, and what is refused.

use super::*;
use axum::http::header;
use requests::acts::Command;
use requests::model::Upload;
use requests::model::event::{Answer as Says, PartyKind};
use store::testing::on_sqlite;
#[test]
fn what_is_no_document_is_refused_at_its_field() {
    run(on_sqlite(|instance| async move {
        let portal = open(&instance).await;
        let list = format!("/office/requests/{}/materials", portal.first("hz-housing").await.number);
        let mut officer = portal.sign_in("officer").await;
        let page = seen(&portal, &mut officer, &list).await;
        assert!(page.text().contains("还没有材料"));
        let encrypted = [original(), b"trailer << /Encrypt 5 0 R >>".to_vec()].concat();
        let mut large = original();
        large.resize(41 << 20, b' ');
        let mut huge = original();
        huge.resize(65 << 20, b' ');
        let table: [(&str, &[u8], &str); 7] = [
            ("a.pdf", b"", "空文件"),
            ("a.pdf", b"only text", "只能处理 PDF、PNG 和 JPEG 文件"),
            ("a.pdf", b"%PDF-1.7\nnothing", "文件损坏"),
            ("a.png", b"\x89PNG\r\n\x1a\nnothing", "文件损坏"),
            ("a.pdf", &encrypted, "文件有密码"),
            ("a.pdf", &large, "文件过大"),
            ("a.pdf", &huge, "文件过大"),
        ];
        for (name, bytes, words) in table {
            let refused = portal.upload(&officer, &list, &[], &[File("file", name, bytes)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
            let page = refused.text();
            assert!(page.contains("id=\"f-file-error\"") && page.contains("href=\"#f-file\"") && page.contains(words), "{words}");
        }
        let mut clerk = portal.sign_in("clerk").await;
        assert_eq!(seen(&portal, &mut clerk, &list).await.status, StatusCode::FORBIDDEN);
        let clerk = clerk.seeing(&officer);
        assert_eq!(portal.upload(&clerk, &list, &[], &[File("file", "a.pdf", &original())]).await.status, StatusCode::FORBIDDEN);
        let mut stranger = portal.sign_in("stranger").await;
        assert_eq!(seen(&portal, &mut stranger, &list).await.status, StatusCode::NOT_FOUND);
        assert!(portal.state(&portal.first("hz-housing").await).await.materials.is_empty());
        portal.close().await;
    }));
}

#[test]
fn marks_are_drawn_moved_back_and_refused() {
    run(on_sqlite(|instance| async move {
        let portal = open(&instance).await;
        let case = portal.first("hz-housing").await;
        let mut officer = portal.sign_in("officer").await;
        let (list, material) = with_original(&portal, &mut officer).await;
        let table: [(&[(&str, &str)], &str); 11] = [
            (&[("act", "box"), ("ground", PRIVACY)], "f-x"),
            (&[("act", "box"), ("x", "10"), ("y", "甲"), ("width", "5"), ("height", "5"), ("ground", PRIVACY)], "f-y"),
            (&[("act", "box"), ("x", "99"), ("y", "10"), ("width", "5"), ("height", "5"), ("ground", PRIVACY)], "f-x"),
            (&[("act", "box"), ("areas", "1,2,3,4")], "f-ground"),
            (&[("act", "box"), ("areas", "1,2,3,4"), ("ground", "made-up")], "f-ground"),
            (&[("act", "find"), ("find", " ")], "f-find"),
            (&[("act", "everywhere"), ("find", "没有的字"), ("found_ground", PRIVACY)], "f-find"),
            (&[("act", "flag"), ("flag", "withheld")], "f-flag_ground"),
            (&[("act", "flag"), ("flag", "duplicate"), ("of", "1")], "f-of"),
            (&[("act", "flag"), ("flag", "partial")], "f-flag"),
            (&[("act", "grounds"), ("moved", "0,1,1,100,100")], "f-moved"),
        ];
        seen(&portal, &mut officer, &material).await;
        for (fields, field) in table {
            let refused = portal.post(&officer, &material, fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
            assert!(refused.text().contains(&format!("href=\"#{field}\"")), "{fields:?}");
        }
        assert!(portal.state(&case).await.materials[0].layer.is_none(), "what is refused draws nothing");
        let steps: [&[(&str, &str)]; 6] = [
            &[("act", "box"), ("page", "1"), ("x", "10"), ("y", "20.5"), ("width", "30"), ("height", "5"), ("ground", PRIVACY)],
            &[("act", "box"), ("page", "1"), ("areas", "100,100,500,500;1000,1000,500,500"), ("ground", PRIVACY)],
            &[("act", "flag"), ("page", "2"), ("flag", "withheld"), ("flag_ground", "ground-state-secret-2019")],
            &[("act", "grounds"), ("ground-0", "ground-internal-2019")],
            &[("act", "grounds"), ("page", "1"), ("moved", "1,200,300,600,700")],
            &[("remove", "2")],
        ];
        for fields in steps {
            seen(&portal, &mut officer, &material).await;
            let done = portal.post(&officer, &material, fields).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{fields:?}: {}", done.text());
        }
        let page = seen(&portal, &mut officer, &material).await.text();
        assert!(page.contains("x=\"2.00%\" y=\"3.00%\" width=\"6.00%\" height=\"7.00%\""), "a saved box was moved: {page}");
        let page = seen(&portal, &mut officer, &format!("{material}/summary")).await.text();
        for words in ["内部事务信息", "损害第三方合法权益", "不予公开", "国家秘密", "第十六条第一款"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        // Somebody else was faster: nothing typed is lost.
        let page = portal.post(&officer, &material, &[("act", "box"), ("areas", "7,7,70,70"), ("ground", PRIVACY), ("version", "1")]).await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        assert!(page.text().contains("name=\"areas\" value=\"7,7,70,70\""));
        // Back to the first layer; the ones between stay.
        seen(&portal, &mut officer, &material).await;
        assert_eq!(portal.post(&officer, &material, &[("act", "restore"), ("layer", "1")]).await.status, StatusCode::SEE_OTHER);
        let page = seen(&portal, &mut officer, &material).await.text();
        assert_eq!((page.matches("class=\"box\"").count(), page.contains("20.50")), (1, true));
        let summary = format!("{material}/summary");
        let page = seen(&portal, &mut officer, &summary).await.text();
        assert!(page.contains("第 2 页还没有决定如何处理") && !page.contains("name=\"layer\""));
        let layer = portal.state(&case).await.materials[0].layer.clone().unwrap().part;
        let refused = portal.post(&officer, &summary, &[("layer", &layer)]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        // Taken out again.
        seen(&portal, &mut officer, &list).await;
        assert_eq!(portal.post(&officer, &format!("{material}/withdraw"), &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(seen(&portal, &mut officer, &material).await.status, StatusCode::NOT_FOUND);
        portal.close().await;
    }));
}

#[test]
fn a_picture_goes_the_same_way_and_may_come_with_an_answer() {
    run(on_sqlite(|instance| async move {
        let portal = open(&instance).await;
        let case = portal.first("hz-housing").await;
        let picture = image::RgbImage::from_pixel(200, 100, image::Rgb([200, 220, 240]));
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        let scan = [bytes.into_inner(), format!("{TRACE}{NAME}").into_bytes()].concat();
        let consult = Command::Consult {
            kind: PartyKind::Body,
            name: "演示处室".into(),
            contact: String::new(),
            organisation: None,
            is_organisation: false,
            until: Some(jiff::civil::date(2026, 12, 1)),
            question: "请提供扫描件（演示）".into(),
        };
        portal.act(&case, consult).await;
        let id = portal.state(&case).await.consultations[0].consulted.id.clone();
        let file = Upload { name: "扫描件.png".into(), media_type: "image/png".into(), bytes: scan };
        let answered = Command::ConsultationAnswered {
            id: id.clone(),
            on: jiff::civil::date(2026, 11, 23),
            answer: Says::Says,
            text: "见附件（演示）".into(),
            files: vec![file],
        };
        portal.act(&case, answered).await;

        let list = format!("/office/requests/{}/materials", case.number);
        let mut officer = portal.sign_in("officer").await;
        assert!(seen(&portal, &mut officer, &list).await.text().contains("扫描件.png"));
        let take = format!("{list}/take");
        assert_eq!(portal.post(&officer, &take, &[("answer", "none/0")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(portal.post(&officer, &take, &[("answer", &format!("{id}/0"))]).await.status, StatusCode::SEE_OTHER);
        let material = format!("{list}/{}", portal.state(&case).await.materials[0].added.id);
        let page = seen(&portal, &mut officer, &material).await.text();
        assert!(page.contains("没有文字，请逐页查看"), "a scan has to be looked at");
        let marks = [("act", "box"), ("x", "25"), ("y", "0"), ("width", "50"), ("height", "100"), ("ground", PRIVACY)];
        assert_eq!(portal.post(&officer, &material, &marks).await.status, StatusCode::SEE_OTHER);
        let summary = format!("{material}/summary");
        assert!(seen(&portal, &mut officer, &summary).await.text().contains("请逐页查看：1"));
        let made = portal.post(&officer, &summary, &[]).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
        let released = seen(&portal, &mut officer, &format!("{material}/release")).await;
        assert_eq!(released.header(header::CONTENT_TYPE), "image/png");
        assert!(released.header(header::CONTENT_DISPOSITION).ends_with(&web::percent_encoded("附件1.png")));
        assert_gone(&released.bytes, &[NAME, TRACE], "the picture");
        let drawn = image::load_from_memory(&released.bytes).unwrap().into_rgb8();
        assert_eq!((drawn.dimensions(), *drawn.get_pixel(10, 50)), ((200, 100), image::Rgb([200, 220, 240])));
        assert_eq!((*drawn.get_pixel(52, 3), *drawn.get_pixel(147, 97)), (image::Rgb([0, 0, 0]), image::Rgb([0, 0, 0])));
        portal.close().await;
    }));
}
