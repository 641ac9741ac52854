//! A request that another body of the city's intake has to answer is handed on: its day of receipt stays, the requester
//! is told in writing, and the first body sees it no longer.

use crate::gestures::{ENVIRONMENT, HOUSING, LOOK, SEND, act, case, no_door, reads_letter, sees_all, told_at};
use crate::stage::Stage;
use identity::Role;

const SUBJECT: &str = "2026年空气质量监测点位（移送演示）";

pub async fn transfer(stage: &mut Stage) {
    stage.on("2026-11-23").await;
    let (number, code) = stage.ask_online(SUBJECT).await;
    stage.working_days_later(2).await;

    stage.hand.sign_in(Role::Clerk, HOUSING).await;
    stage.hand.open(&act(&number, "transfer")).await;
    sees_all(stage, &["收到日期不变", "法律没有规定", "待核对"]).await;
    stage.hand.looked_at().await;
    stage.hand.fill("to", "杭州市").await;
    stage.hand.press(LOOK).await;
    told_at(stage, "to", "杭州市环境保护局").await;
    stage.hand.looked_at().await;
    stage.hand.fill("to", "杭州市环境保护局").await;
    stage.hand.press(LOOK).await;
    told_at(stage, "reason", "请填写或选择").await;
    stage.hand.fill("reason", "空气质量监测由环境保护部门负责（演示）").await;
    stage.hand.press(LOOK).await;
    sees_all(
        stage,
        &["2026-12-21", "杭州市环境保护局", "收到日期和答复期限不变", "第三十六条第（五）项", "空气质量监测由环境保护部门负责"],
    )
    .await;
    stage.hand.looked_at().await;
    stage.hand.press(SEND).await;
    stage.hand.sees_not("没有这个页面").await;

    // Nothing of it is left here but that it was handed on.
    for path in [case(&number), act(&number, "note"), format!("{}/clock", case(&number)), format!("{}/letters", case(&number))] {
        no_door(stage, &path).await;
    }
    stage.hand.open("/office/requests").await;
    stage.hand.sees_not(&number).await;
    stage.hand.sign_out().await;
    stage.hand.sign_in(Role::CaseOfficer, HOUSING).await;
    stage.hand.open("/office/notices").await;
    stage.hand.sees(&format!("申请 {number} 已由本单位移送其他机关")).await;
    stage.hand.looked_at().await;
    no_door(stage, &case(&number)).await;
    stage.hand.sign_out().await;

    // The body that has it now counts from the first day.
    stage.hand.sign_in(Role::CaseOfficer, ENVIRONMENT).await;
    stage.hand.open("/office/notices").await;
    stage.hand.sees(&format!("申请 {number} 已转到本单位，收到申请之日不变")).await;
    stage.hand.open("/office/work").await;
    sees_all(stage, &[&number, "2026-12-21", SUBJECT]).await;
    stage.hand.open(&case(&number)).await;
    sees_all(stage, &[SUBJECT, "2026-12-21", "移送", "空气质量监测由环境保护部门负责"]).await;
    stage.hand.open(&format!("{}/clock", case(&number))).await;
    sees_all(stage, &["2026-11-23", "2026-12-21", "第三十三条"]).await;
    stage.hand.sign_out().await;

    stage.followed(&number, &code).await;
    sees_all(stage, &["杭州市环境保护局", "转由另一机关办理，收到日期不变", "转办告知书", "2026-12-21"]).await;
    reads_letter(stage, &["杭州市环境保护局", "收到日期和答复期限不变", "空气质量监测由环境保护部门负责", "第三十六条第（五）项"]).await;
}
