//! Part of what is asked for is another's privacy: the original is marked in the page, the file that goes out is made from
//! the marks, and what was covered is in none of its bytes. The original leaves by no door.

use crate::gestures::{HOUSING, case, no_door, reads_letter, sees_all, told_at};
use crate::original::{AUTHOR, CARD, FILE_NAME, NAME, REMARK, TRACE, original, standing};
use crate::stage::Stage;
use identity::Role;

/// What the original says and the file that goes out must not.
const HIDDEN: [&str; 5] = [NAME, CARD, AUTHOR, REMARK, TRACE];
const PRIVACY: &str = "ground-third-party-2019";

pub async fn redaction(stage: &mut Stage) {
    stage.on("2026-11-23").await;
    let (number, code) = stage.ask_online("某项目的办理档案（区分处理演示）").await;
    stage.working_days_later(3).await;

    stage.hand.sign_in(Role::CaseOfficer, HOUSING).await;
    let list = format!("{}/materials", case(&number));
    stage.hand.open(&list).await;
    stage.hand.looked_at().await;
    stage.hand.attach("file", "档案.txt", b"only text").await;
    stage.hand.press_text("放入").await;
    told_at(stage, "file", "只能处理 PDF、PNG 和 JPEG 文件").await;
    stage.hand.attach("file", FILE_NAME, &original()).await;
    stage.hand.press_text("放入").await;
    stage.hand.open(&list).await;
    sees_all(stage, &[FILE_NAME, "没有遮盖", "2 页"]).await;
    let material = format!("{list}/{}", material(stage, &number).await);
    marked(stage, &material).await;
    made(stage, &material).await;
    stage.hand.sign_out().await;

    stage.reply(&number, "2").await;
    stage.followed(&number, &code).await;
    sees_all(stage, &["随答复提供的文件", "附件1.pdf"]).await;
    stage.hand.sees_not(FILE_NAME).await;
    stage.hand.looked_at().await;
    let (kind, released) = stage.hand.download("form[action$=\"/status/released\"] button").await;
    assert!(kind.starts_with("application/pdf") && released.starts_with(b"%PDF"), "{kind}");
    assert_eq!(standing(&original(), &HIDDEN), HIDDEN, "the original says all of it");
    assert_eq!(standing(&released, &HIDDEN), [""; 0], "what goes out says none of it");
    let (_, letter) = stage.hand.download("#letters button[value=\"pdf\"]").await;
    assert_eq!(standing(&letter, &HIDDEN), [""; 0], "nor does the letter");
    reads_letter(stage, &["附件1.pdf", "第三十七条"]).await;

    // By no door: not for the requester, not for a clerk of the body, not for its officer.
    let doors = [format!("{material}/original"), format!("{material}/original.pdf"), format!("{material}.pdf"), format!("{material}/file")];
    for door in &doors {
        stage.hand.open(door).await;
        let said = stage.hand.main_text().await;
        assert!(said.contains("没有这个页面") || said.contains("供机关工作人员使用"), "{door}: {said}");
    }
    stage.hand.sign_in(Role::CaseOfficer, HOUSING).await;
    for door in &doors {
        no_door(stage, door).await;
    }
    stage.hand.sign_out().await;
    stage.hand.sign_in(Role::CaseOfficer, "hz-environment").await;
    for door in [&list, &material] {
        no_door(stage, door).await;
    }
    stage.hand.sign_out().await;
    stage.hand.sign_in(Role::Clerk, HOUSING).await;
    stage.hand.open(&material).await;
    stage.hand.sees("您没有办理这件事的权限").await;
    stage.hand.sign_out().await;
}

/// The name wherever it stands, found by its text; the card's number under a box.
async fn marked(stage: &mut Stage, material: &str) {
    stage.hand.open(material).await;
    stage.hand.looked_at().await;
    // The original opens for a reason that is written down.
    stage.hand.press("form[action$=\"/look\"] button").await;
    told_at(stage, "look_reason", "请").await;
    stage.hand.fill("look_reason", "区分处理（演示）").await;
    stage.hand.press("form[action$=\"/look\"] button").await;
    stage.hand.looked_at().await;
    stage.hand.fill("find", NAME).await;
    stage.hand.press("button[value=\"find\"]").await;
    stage.hand.sees("找到 2 处").await;
    stage.hand.looked_at().await;
    stage.hand.press("button[value=\"everywhere\"]").await;
    told_at(stage, "found_ground", "请").await;
    stage.hand.choose("found_ground", PRIVACY).await;
    stage.hand.press("button[value=\"everywhere\"]").await;
    stage.hand.open(&format!("{material}?page=2")).await;
    // Where the card's number stands on the page, in per cent.
    stage.hand.draw_box([10.0, 21.5, 60.0, 4.0]).await;
    stage.hand.press("button[value=\"box\"]").await;
    told_at(stage, "ground", "请").await;
    stage.hand.choose("ground", PRIVACY).await;
    stage.hand.press("button[value=\"box\"]").await;
    sees_all(stage, &["第 2 处", "第十五条"]).await;
    stage.hand.looked_at().await;
}

/// The summary is looked at, and the file made from it.
async fn made(stage: &mut Stage, material: &str) {
    stage.hand.open(&format!("{material}/summary")).await;
    sees_all(stage, &["部分公开", "损害第三方合法权益", "第十五条", "还没有生成"]).await;
    stage.hand.looked_at().await;
    stage.hand.press_text("生成对外文件").await;
    sees_all(stage, &["附件1.pdf", "对外文件已生成"]).await;
}

async fn material(stage: &Stage, number: &str) -> String {
    let store = &stage.app().store;
    let case = requests::records::by_number(&mut store.read().await.unwrap(), number).await.unwrap().unwrap();
    let state = requests::model::Request::fold(&store.load(&case.stream).await.unwrap()).unwrap();
    state.materials[0].added.id.clone()
}
