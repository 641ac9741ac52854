//! A requester takes a request back; another one holds two matters and becomes two cases.

use crate::gestures::{HOUSING, case, sees_all, told_at};
use crate::stage::Stage;
use identity::Role;

pub async fn withdrawal(stage: &mut Stage) {
    stage.on("2026-11-23").await;
    withdrawn(stage).await;
    split(stage).await;
}

async fn withdrawn(stage: &mut Stage) {
    let (number, code) = stage.ask_online("撤回演示").await;
    stage.working_days_later(1).await;
    stage.followed(&number, &code).await;
    stage.hand.press("form[action$=\"/status/withdraw\"] button").await;
    sees_all(stage, &[&number, "撤回以后机关不再办理，也不能恢复"]).await;
    stage.hand.looked_at().await;
    // Thought better of once.
    stage.hand.press_text("不撤回，返回案件").await;
    stage.hand.sees("办理中").await;
    stage.hand.press("form[action$=\"/status/withdraw\"] button").await;
    stage.hand.press_text("确认撤回").await;
    sees_all(stage, &["申请已经撤回", "您已经撤回申请，机关不再办理"]).await;
    stage.hand.looked_at().await;
    stage.hand.sign_in(Role::CaseOfficer, HOUSING).await;
    stage.hand.open("/office/notices").await;
    stage.hand.sees(&format!("申请人撤回了申请 {number}")).await;
    stage.hand.open("/office/work").await;
    stage.hand.sees_not(&number).await;
    stage.hand.open(&case(&number)).await;
    sees_all(stage, &["已撤回", "申请人撤回"]).await;
    stage.hand.sign_out().await;
}

/// Each with its own number, code and the day of the one form.
async fn split(stage: &mut Stage) {
    let (number, code) = stage.at_counter("公租房配租方案和物业维修资金（拆分演示）").await;
    stage.working_days_later(2).await;
    stage.hand.sign_in(Role::CaseOfficer, HOUSING).await;
    stage.hand.open(&case(&number)).await;
    stage.hand.follow("拆分").await;
    stage.hand.looked_at().await;
    stage.hand.fill("matters.0.subject", "公租房配租方案（演示）").await;
    stage.hand.press("main form button").await;
    told_at(stage, "matters", "至少写两件").await;
    stage.hand.fill("matters.1.subject", "物业维修资金（演示）").await;
    stage.hand.fill("matters.1.description", "2025年度收支").await;
    stage.hand.press("main form button").await;
    sees_all(stage, &["已拆分为", "已结束"]).await;
    stage.hand.sign_out().await;

    stage.followed(&number, &code).await;
    sees_all(stage, &["分别立案，收到日期和期限不变", "分为几件办理"]).await;
    stage.hand.looked_at().await;
    stage.hand.press_text("查询").await;
    // Received on Tuesday, as the one form was.
    sees_all(stage, &["公租房配租方案（演示）", "2026-11-24", "2026-12-22"]).await;
}
