//! A fee by the tariff: reckoned band by band before it is asked for, paid, and the term begins anew; another one that is
//! never paid, and the request lapses with the reply that says so.

use crate::gestures::{HOUSING, LOOK, SEND, act, case, reads_letter, sees_all, told_at};
use crate::stage::Stage;
use identity::Role;

const ACCOUNT: &str = "户名：演示财政专户，账号 0000（演示），附言写申请编号";

pub async fn fee(stage: &mut Stage) {
    stage.on("2026-11-23").await;
    let (number, code) = stage.ask_online("历年会议纪要全文（收费演示）").await;
    stage.working_days_later(1).await;

    // Twenty pages cost nothing, and there is no notice of nothing.
    stage.hand.sign_in(Role::CaseOfficer, HOUSING).await;
    stage.hand.open(&act(&number, "fee")).await;
    sees_all(stage, &["国办函〔2020〕109号", "31至100页，每页10元", "待核对"]).await;
    stage.hand.looked_at().await;
    notice(stage, "page", "20", "0").await;
    told_at(stage, "count", "不需要缴费").await;
    notice(stage, "page", "150", "0").await;
    // 30 for nothing, 70 at 10 yuan, 50 at 20 yuan.
    sees_all(stage, &["1700", "自送达的次日起 20 个工作日", "视为放弃申请", "第四十二条", "附言写申请编号"]).await;
    stage.hand.looked_at().await;
    stage.hand.press(SEND).await;
    sees_all(stage, &["计时暂停", "通知缴纳信息处理费"]).await;
    stage.hand.sign_out().await;

    stage.followed(&number, &code).await;
    sees_all(stage, &["请缴纳信息处理费 1700 元", "自告知书送达", "附言写申请编号", "逾期未缴纳的，视为放弃申请"]).await;
    sees_all(stage, &["第 1 至 30 页", "第 31 至 100 页", "700 元", "第 101 至 200 页", "1000 元", "国办函〔2020〕109号"]).await;
    stage.hand.looked_at().await;
    reads_letter(
        stage,
        &[
            "1700元",
            "本申请计150页，收费的为第31页至第150页，共120页",
            "101至200页的部分50页，每页20元，计1000元",
            "31至100页，每页10元",
            "20个工作日内缴纳",
            "附言写申请编号",
            "第四十二条",
        ],
    )
    .await;
    stage.followed(&number, &code).await;
    stage.hand.sees("最晚 2026-12-22").await;

    stage.on("2026-12-01").await;
    stage.hand.sign_in(Role::Clerk, HOUSING).await;
    stage.hand.open(&act(&number, "fee-paid")).await;
    stage.hand.press(LOOK).await;
    told_at(stage, "reference", "请填写或选择").await;
    stage.hand.fill("on", "2026-12-02").await;
    stage.hand.fill("reference", "演示票据0001").await;
    stage.hand.press(LOOK).await;
    stage.hand.sees("不能晚于今天").await;
    stage.hand.fill("on", "2026-12-01").await;
    stage.hand.press(LOOK).await;
    stage.hand.sees("2026-12-29").await;
    stage.hand.press(SEND).await;
    sees_all(stage, &["2026-12-29", "演示票据0001"]).await;
    stage.hand.sign_out().await;
    stage.followed(&number, &code).await;
    sees_all(stage, &["已缴信息处理费 1700 元（2026-12-01）", "2026-12-29"]).await;

    lapses(stage).await;
}

/// Fills in the notice and looks at it.
async fn notice(stage: &mut Stage, method: &str, count: &str, before: &str) {
    stage.hand.choose("method", method).await;
    stage.hand.fill("count", count).await;
    stage.hand.fill("counted_before", before).await;
    stage.hand.fill("how_to_pay", ACCOUNT).await;
    stage.hand.press(LOOK).await;
}

/// By items, those of the month before counted with them: nobody pays.
async fn lapses(stage: &mut Stage) {
    let (number, code) = stage.ask_online("十二个项目的批复（不缴费演示）").await;
    stage.working_days_later(1).await;
    stage.hand.sign_in(Role::CaseOfficer, HOUSING).await;
    stage.hand.open(&act(&number, "fee")).await;
    notice(stage, "item", "12", "8").await;
    sees_all(stage, &["1000", "自送达的次日起 20 个工作日"]).await;
    stage.hand.press(SEND).await;
    stage.hand.sign_out().await;
    stage.letter_read(&number, &code).await;

    stage.on("2026-12-30").await;
    stage.followed(&number, &code).await;
    sees_all(stage, &["请缴纳信息处理费 1000 元", "最晚 2026-12-30", "第 11 至 30 件", "1000 元"]).await;
    stage.on("2026-12-31").await;
    stage.followed(&number, &code).await;
    sees_all(stage, &["请缴纳信息处理费 1000 元", "缴费期限已于 2026-12-30 届满", "仍然接受缴费"]).await;
    stage.hand.looked_at().await;
    stage.hand.sign_in(Role::CaseOfficer, HOUSING).await;
    stage.hand.open("/office/work").await;
    stage.hand.sees("缴费期满").await;
    stage.hand.open(&act(&number, "fee-paid")).await;
    stage.hand.sees("缴费期限已于 2026-12-30 届满").await;
    stage.hand.sign_out().await;

    stage.reply(&number, "6.2").await;
    stage.followed(&number, &code).await;
    stage.hand.sees("机关已经书面答复不再处理").await;
    stage.hand.sees_not("请缴纳信息处理费").await;
    stage.hand.sign_in(Role::CaseOfficer, HOUSING).await;
    stage.hand.open(&case(&number)).await;
    stage.hand.sees("视为放弃").await;
    stage.hand.open(&act(&number, "fee-paid")).await;
    stage.hand.sees("不能这样办理").await;
    stage.hand.sign_out().await;
}
