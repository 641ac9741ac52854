//! Somebody asks at the counter, by word of mouth: the clerk writes it down without touching the mouse, and hands the
//! receipt over.

use crate::gestures::{HOUSING, case, reads_letter, sees_all, told_at};
use crate::stage::Stage;
use identity::Role;

const WRONG: &str = "110105194912310021";
const RIGHT: &str = "11010519491231002X";
const REGISTER: &str = "button[value=\"register\"]";

pub async fn counter(stage: &mut Stage) {
    stage.on("2026-11-23").await;
    stage.hand.sign_in(Role::Clerk, HOUSING).await;
    stage.hand.open("/office/requests/register").await;
    stage.hand.sees("全程可用键盘").await;
    stage.hand.looked_at().await;

    // The first control has the focus; what must be typed comes first.
    stage.hand.key_in("applicant.name", "张演示").await;
    stage.hand.key_in("applicant.identity.number", WRONG).await;
    stage.hand.key_in("applicant.phone", "13800000000").await;
    stage.hand.key_in("subject", "老旧小区加装电梯的补贴标准（演示）").await;
    stage.hand.key_choose("channel", "oral").await;
    stage.hand.key_in("description", "申请人口述：请告知2025年度每台电梯的补贴金额和发放依据，已复述核对。").await;
    stage.hand.key_access("s").await;
    told_at(stage, "applicant.identity.number", "校验位不对").await;
    stage.hand.looked_at().await;
    assert_eq!(stage.hand.value("subject").await, "老旧小区加装电梯的补贴标准（演示）", "what was typed is kept");
    assert_eq!(stage.hand.value("channel").await, "oral");
    stage.hand.key_in("applicant.identity.number", RIGHT).await;
    stage.hand.key_enter(REGISTER).await;

    let (number, code) = (stage.hand.text("#request-number").await, stage.hand.text("#query-code").await);
    sees_all(stage, &["收件回执", "张演示", "以口头方式提出", "2026-12-21", "第三十三条", "台账第", &number, &code]).await;
    stage.hand.looked_at().await;
    stage.hand.open(&case(&number)).await;
    sees_all(stage, &["口头", "已复述核对", "2026-12-21", "张**"]).await;
    stage.hand.sees_not("张演示").await;
    // Who it is stands behind a reason.
    stage.hand.press("form[action$=\"/contact\"] button").await;
    told_at(stage, "contact_reason", "请填写或选择").await;
    stage.hand.fill("contact_reason", "电话告知进度（演示）").await;
    stage.hand.press("form[action$=\"/contact\"] button").await;
    sees_all(stage, &["张演示", "13800000000"]).await;
    stage.hand.sign_out().await;

    stage.reply(&number, "4.1").await;
    stage.followed(&number, &code).await;
    reads_letter(stage, &["张演示", "老旧小区加装电梯的补贴标准"]).await;
}
